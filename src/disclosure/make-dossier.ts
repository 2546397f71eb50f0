import { isIdentityEncoding, ropeLength, sliceRope } from '#mime';
import { isoLegalTime } from '#pec';
import { type CollectedMessage, collectMessage, contentOf, type KeptReceipt, readStored } from './collect-message.ts';
import { type Asker, DisclosureFault, type DisclosurePorts, type ProvenRecords } from './disclosure.ts';
import { dossierPaper } from './dossier-paper.ts';
import { recordAccess } from './log-access.ts';
import { awaited, recipientStates, unsealed } from './missing-parts.ts';
import { readmeOf } from './readme.ts';
import { type SealedArchive, sealArchive } from './seal-archive.ts';
import { bytesPart, type DossierPart, extractParts } from './sealed-parts.ts';
import { verificationParts } from './verification-evidence.ts';

export interface DossierOrder {
  readonly identificativo: string;
  readonly asker: Asker;
}

/**
 * The dossier of one message that was sent from here: what was sent, every receipt byte-exact, what proves them, and a paper for
 * people. Made of what there is: what is still to come is named. Throws DisclosureFault when there is nothing to give to who asks.
 */
export async function makeDossier(
  { identificativo, asker }: DossierOrder,
  ports: DisclosurePorts,
): Promise<SealedArchive> {
  const collected = await collectMessage(identificativo, asker, ports);
  const { dispatch } = collected;
  if (dispatch === undefined)
    throw new DisclosureFault(`${identificativo} was not sent from here: its sender's provider has the receipts`);
  if (asker.kind === 'holder' && asker.address.toLowerCase() !== dispatch.facts.sender.toLowerCase())
    throw new DisclosureFault(
      `${identificativo} was not sent by ${asker.address}: only its sender may have the dossier`,
    );
  await recordAccess(asker, 'fascicolo del messaggio', ports, identificativo);
  const proven = await ports.sealedLog.prove(collected.records);
  const states = recipientStates(dispatch.facts.recipients, collected.records);
  const { parts, missing } = await gather(collected, proven, asker, ports);
  const facts = dispatch.facts;
  const message = {
    identificativo,
    ...(facts.msgid !== undefined && { msgid: facts.msgid }),
    sender: facts.sender,
    recipients: facts.recipients,
    ...(facts.subject !== undefined && { subject: facts.subject }),
    acceptedAt: isoLegalTime(dispatch.acceptedAt),
  };
  const all = [...awaited(states, dispatch.acceptedAt), ...missing, ...unsealed(proven)];
  const about = { message, states, records: collected.records, parts, missing: all, asker };
  const paper = await ports.press.print(dossierPaper(about, ports));
  const people = [
    bytesPart('LEGGIMI.txt', 'readme', readmeOf('message', ports.issuer)),
    bytesPart('fascicolo.pdf', 'paper', paper),
  ];
  return await sealArchive({ kind: 'message', asker, parts: [...people, ...parts], missing: all, message }, ports);
}

type Missing = Parameters<typeof sealArchive>[0]['missing'];

async function gather(
  collected: CollectedMessage,
  proven: ProvenRecords,
  asker: Asker,
  ports: DisclosurePorts,
): Promise<{ readonly parts: readonly DossierPart[]; readonly missing: Missing }> {
  const { identificativo, receipts } = collected;
  const envelope = receipts.find(({ kind, record }) => kind === 'busta' && record.point === 'AP');
  const notices = receipts.filter(({ kind }) => kind !== 'busta');
  const verification = await verificationParts(envelope ? [envelope, ...notices] : notices, ports);
  const order = { asker, query: { identificativo }, cut: false };
  const lost = [...(envelope ? [envelope] : []), ...notices].filter(({ message }) => message === undefined);
  return {
    parts: [
      ...(envelope?.message ? await sentParts(envelope, ports) : []),
      ...receiptParts(notices, ports),
      ...extractParts(proven, order, ports),
      ...verification.parts,
    ],
    missing: [
      ...lost.map(({ recipients: [recipient] }) => ({ what: 'octets' as const, ...(recipient && { recipient }) })),
      ...(verification.hasIndex ? [] : [{ what: 'index' } as const]),
      ...(verification.hasCrl ? [] : [{ what: 'crl' } as const]),
    ],
  };
}

async function sentParts({ message }: KeptReceipt, ports: DisclosurePorts): Promise<readonly DossierPart[]> {
  if (message === undefined) return [];
  const { original } = await readStored(message, ports);
  const parts: DossierPart[] = [];
  if (original !== undefined && isIdentityEncoding(original.encoding)) {
    const rope = sliceRope(message.rope, original.start, original.end);
    const content = contentOf({ rope, size: ropeLength(rope) }, ports);
    parts.push({ name: 'messaggi/originale.eml', role: 'original', content });
  }
  const content = contentOf(message, ports);
  parts.push({ name: 'messaggi/busta.eml', role: 'envelope', content, expected: message.sha256 });
  return parts;
}

function receiptParts(notices: readonly KeptReceipt[], ports: DisclosurePorts): readonly DossierPart[] {
  const digits = String(notices.length).length;
  return notices.flatMap(({ kind, message }, at) => {
    if (message === undefined) return [];
    const name = `ricevute/${String(at + 1).padStart(digits, '0')}-${kind}.eml`;
    return [{ name, role: 'receipt', content: contentOf(message, ports), expected: message.sha256 }];
  });
}
