import type { Chain, MessageView } from '#contract';
import { findPart, type LetterPorts, viewMessage, viewPart } from '#message-view';
import { domainOf } from '#mime';
import { PEC_KEYWORD_PREFIX } from '#pec';
import { readChain } from './chains.ts';
import { type OpenItem, openItem, sourceOfItem } from './open-item.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { noPart, notReadable } from './refusals.ts';
import { rowsOf } from './rows.ts';
import { tellOf } from './tell-access.ts';
import type { KeptVerdicts } from './verify-kept.ts';
import { calendarShape, certificationShape, letterShape, trustShape } from './view-shapes.ts';

/** A message to be read: what is inside first, what it is worth, what hangs on it, its chain. Sets \Seen unless only peeked at. */
export async function readMessageView(
  reader: Reader,
  place: { readonly folder: string; readonly uid: number; readonly peek: boolean },
  verdicts: KeptVerdicts,
  ports: ReadingPorts,
): Promise<MessageView> {
  const open = await openItem(reader, place.folder, place.uid, ports);
  const source = await sourceOfItem(open, ports);
  const view = await viewMessage(source, open.item.flags, {
    ...letterPorts(reader, ports),
    verify: (message) => verdicts.of(open.stored, message),
  });
  const isNew = !place.peek && !open.item.flags.includes('\\Seen');
  if (isNew) await setSeen(open, ports);
  const [row] = await rowsOf([{ folder: place.folder, item: open.item }], reader, ports);
  await tellOf('opened', reader, open, ports, row?.subject);
  const certification = view.certification && certificationShape(view.certification);
  const chain = await chainBehind(reader, open, ports);
  return {
    row: { ...row!, isSeen: row!.isSeen || isNew },
    trust: trustShape(view.trust),
    message: letterShape(view.letter, view.receiptType),
    ...(certification && { certification }),
    ...(chain && { chain }),
    header: view.header,
  };
}

export function letterPorts({ box }: Pick<Reader, 'box'>, ports: ReadingPorts): LetterPorts {
  const { archives, digests, trust, documentAuthorities: certificates, legalTime } = ports;
  const index = trust.index();
  return {
    archives,
    ...(certificates && { authorities: { certificates, at: legalTime.now() } }),
    async digest(octets, algorithm) {
      const hasher = digests[algorithm as 'sha1' | 'sha256' | 'sha384' | 'sha512']();
      for await (const piece of octets) hasher.update(piece);
      return hasher.digest();
    },
    isPecDomain: (domain) => index?.recordOfDomain(domain) !== undefined,
    knownDomains: [domainOf(box.mailbox.address)],
  };
}

async function setSeen({ folder, rights, item }: OpenItem, { store }: ReadingPorts): Promise<void> {
  if (!rights.includes('s')) return;
  const change = { folder: folder.id, uids: [[item.uid, item.uid]] as const, mode: 'add' as const, flags: ['\\Seen'] };
  await store.setFlags({ ...change, serverPrefix: PEC_KEYWORD_PREFIX });
}

/** Of what was sent from here, and of the receipts about it. */
async function chainBehind(reader: Reader, { item }: OpenItem, ports: ReadingPorts): Promise<Chain | undefined> {
  const isOurs = item.flags.some((flag) => flag.startsWith(PEC_KEYWORD_PREFIX)) && item.thread !== undefined;
  if (!isOurs) return undefined;
  try {
    return await readChain(reader, item.thread!, ports);
  } catch (refusal) {
    if (refusal instanceof Error && refusal.name === 'Refusal') return undefined;
    throw refusal;
  }
}

/** An attached message, an invoice, certification data, a calendar or contacts. */
export async function readPartView(
  reader: Reader,
  place: { readonly folder: string; readonly uid: number; readonly part: string },
  ports: ReadingPorts,
) {
  const open = await openItem(reader, place.folder, place.uid, ports);
  const source = await sourceOfItem(open, ports);
  const found = await findPart(source, place.part, ports.archives);
  if (found === undefined) throw noPart();
  const read = await viewPart(found, place.part, letterPorts(reader, ports));
  if (read === undefined) throw notReadable();
  await tellOf('opened', reader, open, ports);
  if (read.kind === 'message') return { kind: read.kind, message: letterShape(read.letter) };
  if (read.kind === 'daticert') return { kind: read.kind, rows: [...read.rows] };
  if (read.kind === 'calendar') return calendarShape(read);
  if (read.kind === 'contacts')
    return { ...read, cards: read.cards.map((card) => ({ ...card, addresses: [...card.addresses] })) };
  return { ...read, rows: [...read.rows], lines: [...read.lines], faults: [...read.faults] };
}
