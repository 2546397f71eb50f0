import { latin1ToString, type MessageTree, type MimeIndex } from '#mime';
import { type Instant, type PecMessage, type Recipient, readMessage, type Verdict, wire } from '#pec';
import { childrenOf, type NumberedPart } from './body-parts.ts';
import { enclosedMessage, type InnerMessage } from './enclosed.ts';
import { type LetterPorts, type LetterView, readBody, viewLetter } from './letter-view.ts';
import { type MessageSource, readRange } from './octet-source.ts';
import type { DocumentAuthorities } from './open-signed.ts';
import { judgeTrust, type TrustView } from './trust.ts';

/** Certification data, as on the wire. */
export interface CertificationView {
  /** daticert `tipo`. */
  readonly kind: string;
  readonly identificativo: string;
  readonly at?: Instant;
  readonly provider: string;
  readonly recipients: readonly Recipient[];
  readonly error?: string;
  readonly errorText?: string;
  readonly deliveredTo?: string;
  /** Where daticert.xml is. */
  readonly part?: string;
}

export interface StoredView {
  readonly trust: TrustView;
  readonly letter: LetterView;
  /** Only of what is certified. */
  readonly certification?: CertificationView;
  readonly receiptType?: 'completa' | 'breve' | 'sintetica';
  /** Header section of the stored message, as written; at most 64 KiB. */
  readonly header: string;
  /** As it presents itself. */
  readonly number: PecMessage['number'];
}

export interface ViewPorts extends LetterPorts {
  /** Judges the signature now, at the time the message certifies. */
  verify(message: PecMessage): Promise<Verdict>;
}

const MAX_HEADER = 64 * 1024;

/**
 * What a person is shown of a stored message: of an envelope, and of an anomaly, the message inside comes first; what its provider wrote
 * around it is told as trust and certification. Reads ranges, whatever the size.
 */
export async function viewMessage(
  message: MessageSource,
  flags: readonly string[],
  ports: ViewPorts,
): Promise<StoredView> {
  const pec = await readPec(message);
  const outer: InnerMessage = { source: message, tree: message.tree, prefix: '', isDecoded: false };
  const isWrapper = pec.number === 'M4' || pec.number === 'M6';
  const inner = isWrapper ? await enclosedMessage(message) : undefined;
  const trust = judgeTrust({
    flags,
    ...(pec.number !== 'ordinary' && { verdict: await ports.verify(pec) }),
    ...(pec.number === 'M6' && { anomalyText: (await readBody(outer)).text }),
  });
  const isCertified = trust.level === 'certified';
  const daticert = isCertified && pec.daticert?.ok ? pec.daticert : undefined;
  const letter = await viewLetter(
    {
      message: inner ?? outer,
      isCertified: isCertified || trust.level === 'sent',
      ...(inner && daticert && { certifiedSender: daticert.value.sender }),
      toldElsewhere: inner || pec.number === 'ordinary' ? [] : systemParts(message.tree),
    },
    // At that time the signatures inside were there, as its provider certified.
    daticert?.at === undefined ? ports : { ...ports, authorities: asOf(ports.authorities, daticert.at) },
  );
  const certification = daticert && certificationOf(daticert, message.tree);
  return {
    ...{ trust, letter, number: pec.number, header: await headerOf(message) },
    ...(certification && { certification }),
    ...(daticert?.value.receiptType && { receiptType: daticert.value.receiptType }),
  };
}

const asOf = (authorities: DocumentAuthorities | undefined, at: Instant) => authorities && { ...authorities, at };

/** A message as PEC, out of its known structure. */
export async function readPec(message: MessageSource): Promise<PecMessage> {
  const { tree, size } = message;
  const index: MimeIndex = {
    ...{ root: tree.part, size, headerFaults: [] },
    ...{ eightBit: false, headerEightBit: false, longLine: false, bareLineEnd: false },
  };
  return await readMessage(index, (start, end) => readRange(message, start, end));
}

async function headerOf(message: MessageSource): Promise<string> {
  const { start, bodyStart } = message.tree.part;
  return latin1ToString(await readRange(message, start, Math.min(bodyStart, start + MAX_HEADER)));
}

/** Signature and certification data around what a provider wrote. */
function systemParts(tree: MessageTree): readonly string[] {
  const outer = childrenOf({ node: tree, number: '' });
  const isSigned = tree.part.contentType.type === 'multipart/signed';
  const daticert = daticertPart(tree);
  return [...(isSigned ? outer.slice(1).map(({ number }) => number) : []), ...(daticert ? [daticert.number] : [])];
}

function daticertPart(tree: MessageTree): NumberedPart | undefined {
  const root = { node: tree, number: '' };
  const mixed = tree.part.contentType.type === 'multipart/signed' ? childrenOf(root)[0] : root;
  const parts = mixed === undefined ? [] : childrenOf(mixed);
  return parts.find(({ node }) => node.part.fileName?.trim().toLowerCase() === wire.PART.daticert);
}

function certificationOf(
  { value, at }: Extract<NonNullable<PecMessage['daticert']>, { ok: true }>,
  tree: MessageTree,
): CertificationView {
  const { tipo, identificativo, issuerName, recipients, errore, erroreEsteso, consegna } = value;
  const part = daticertPart(tree)?.number;
  return {
    ...{ kind: tipo, identificativo, provider: issuerName, recipients },
    ...(at !== undefined && { at }),
    ...(errore !== 'nessuno' && { error: errore }),
    ...(erroreEsteso !== undefined && { errorText: erroreEsteso }),
    ...(consegna !== undefined && { deliveredTo: consegna }),
    ...(part !== undefined && { part }),
  };
}
