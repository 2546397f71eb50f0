import { field, indexRope } from '#mime';
import { type PecMessage, type ProviderIndexView, readMessage, type Verdict, verifyRead } from '#pec';
import { broken, byRoots, type DossierLink, notJudged, ok } from './dossier-links.ts';
import type { ByteSource } from './dossier-source.ts';
import { noticeName } from './dossier-timeline.ts';
import type { DossierTrust, Knowledge } from './dossier-trust.ts';
import { inItalian } from './italian-reason.ts';

/** A message of the dossier, read and judged. */
export interface JudgedMessage {
  readonly name: string;
  readonly source: ByteSource;
  readonly message: PecMessage;
  readonly verdict: Verdict;
}

const PIECE = 1_048_576;

async function* pieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += PIECE) yield await source.read(at, Math.min(at + PIECE, source.size));
}

/** Reads a message where it lies, in pieces: a hundred megabytes need no room. */
export async function readSource(source: ByteSource): Promise<PecMessage> {
  return await readMessage(await indexRope(pieces(source)), (start, end) => source.read(start, end));
}

/** Judges one message at its own time (spec 14.2), with the index and the revocation lists of the dossier. Never throws on bad input. */
export async function judgeMessage(
  name: string,
  source: ByteSource,
  { roots }: DossierTrust,
  evidence: Pick<Knowledge, 'crls' | 'ocsp'> & { readonly index?: ProviderIndexView },
): Promise<JudgedMessage> {
  const message = await readSource(source);
  const digest: Parameters<typeof verifyRead>[1] = ({ start, end }, algorithm) => source.digest(algorithm, start, end);
  const { crls, ocsp = [], index } = evidence;
  const verdict = await verifyRead(message, digest, { trust: roots, crls, ocsp, ...(index && { index }) });
  return { name, source, message, verdict };
}

/** What the verdict means for the chain of proof. */
export function linksOfMessage({ name, verdict }: JudgedMessage, { roots }: DossierTrust): readonly DossierLink[] {
  return [messageLink(name, verdict, roots), revocationLink(name, verdict)];
}

function messageLink(name: string, verdict: Verdict, roots: readonly Uint8Array[]): DossierLink {
  const { signature, binding, form, chain } = verdict;
  const fault = (it: string, en: string) => broken('message', name, it, en);
  if (signature === 'absent') return fault('non è firmato', 'is not signed');
  if (signature === 'invalid') {
    const reason = verdict.signatureReason ?? 'the signature does not hold';
    return fault(`la firma non regge: ${inItalian(reason)}`, `the signature does not hold: it was altered (${reason})`);
  }
  if (binding === 'fault')
    return fault(
      `il mittente non è il firmatario: ${inItalian(verdict.bindingReason ?? '')}`,
      verdict.bindingReason ?? 'From is not the signer',
    );
  if (!form.ok) {
    const faults = form.faults.join('; ') || 'non è un messaggio PEC';
    return fault(`non è un messaggio PEC corretto: ${faults}`, `not a correct PEC message: ${faults}`);
  }
  const kind = noticeName(verdict.number);
  const sound =
    chain?.path === 'ok' && chain.validity === 'ok' && chain.keyUsage === 'ok' && chain.nameConstraints === 'ok';
  if (!sound) {
    const reasons = chain?.reasons.join('; ') ?? 'no certificate';
    return byRoots(
      fault(`certificato non valido: ${inItalian(reasons)}`, `the certificate is not sound: ${reasons}`),
      roots,
    );
  }
  const who = verdict.record?.name ?? verdict.signer?.subject ?? '';
  return ok('message', name, `${kind.it}, firma valida: ${who}`, `${kind.en}, the signature holds: ${who}`);
}

function revocationLink(name: string, { chain }: Verdict): DossierLink {
  const link = (make: typeof ok, it: string, en: string) => make('revocation', name, it, en);
  switch (chain?.revocation) {
    case 'good':
      return link(ok, 'il certificato non era revocato', 'the certificate was not revoked');
    case 'revoked':
      return link(broken, 'il certificato era revocato', 'the certificate was revoked');
    default:
      return link(notJudged, 'nessuna lista di revoca di quel momento', 'no revocation list of that time');
  }
}

/** The outer Subject, as it stands. */
export function subjectOf(message: PecMessage): string {
  return field(message.index.root, 'subject')?.value.trim() ?? '';
}
