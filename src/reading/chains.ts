import type { Chain } from '#contract';
import { type ChainContext, chainOf } from '#message-log';
import { type Person, peopleOf } from '#message-view';
import { domainOf, sameAddress } from '#mime';
import { SENT_KEYWORD } from '#pec';
import type { StoredLogRecord } from '#ports';
import { readableFolders } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { noChain } from './refusals.ts';
import { type PlacedItem, summariesOf } from './rows.ts';
import { threadItems } from './threads.ts';

const MAX_RECORDS = 100_000;

/**
 * The chain of a message that was sent from this mailbox. To a delegate only when he may open the folder of what is sent, or one in which
 * something of this conversation stands.
 */
export async function readChain(reader: Reader, identificativo: string, ports: ReadingPorts): Promise<Chain> {
  const records = await recordsOf(reader, identificativo, ports);
  const items = await threadItems(reader, identificativo, ports);
  if (items.length === 0 && !(await maySeeSent(reader, ports))) throw noChain();
  const chain = chainOf(records, await contextOf(reader, identificativo, items, ports));
  if (chain === undefined) throw noChain();
  return chain;
}

/** Everything the log tells of it, when it was sent by this mailbox and no other. */
export async function recordsOf(
  { box }: Pick<Reader, 'box'>,
  identificativo: string,
  { store }: Pick<ReadingPorts, 'store'>,
): Promise<readonly StoredLogRecord[]> {
  const found = await store.searchLog({ identificativo, limit: MAX_RECORDS });
  const records = found.filter((record) => record.identificativo === identificativo);
  const answer = records.find(({ event }) => /^(?:Non)?Accettazione/.test(event));
  const dispatch = await store.dispatch(identificativo);
  const isOwn = sameAddress(answer?.mittente ?? '', box.mailbox.address);
  if (!isOwn || (dispatch && dispatch.mailbox !== box.mailbox.id)) throw noChain();
  return records;
}

/** A holder sees all that he sent, wherever its copy is; others, who may open the folder Sent. */
export async function maySeeSent(
  reader: Reader,
  ports: Pick<ReadingPorts, 'store' | 'views' | 'legalTime'>,
): Promise<boolean> {
  if (reader.box.level === 'own') return true;
  const folders = await readableFolders(reader, ports);
  return folders.some(({ folder }) => folder.specialUse === '\\Sent' || folder.name === 'Sent');
}

async function contextOf(
  { box }: Reader,
  identificativo: string,
  items: readonly PlacedItem[],
  ports: ReadingPorts,
): Promise<ChainContext> {
  const places = new Map(items.map(({ folder, item }) => [item.messageId, { folder, uid: item.uid }]));
  const sent = items.find(({ item }) => item.flags.includes(SENT_KEYWORD));
  const [clientRef, copies] = await Promise.all([clientRefOf(identificativo, ports), copiesIn(sent, ports)]);
  const index = ports.trust.index();
  return {
    mailbox: box.mailbox.id,
    ...(clientRef !== undefined && { clientRef }),
    find: (stored) => places.get(stored),
    ...(sent && { sentCopy: { folder: sent.folder, uid: sent.item.uid } }),
    isCopy: (address) => copies.has(address.toLowerCase()),
    providerOf: (address) => index?.recordOfDomain(domainOf(address))?.name,
  };
}

/** What the holder's program calls its message; written by who sends (`#writing`). */
export async function clientRefOf(
  identificativo: string,
  { store }: Pick<ReadingPorts, 'store'>,
): Promise<string | undefined> {
  const value = (await store.card('client-ref', identificativo))?.value as { readonly clientRef?: unknown } | undefined;
  return typeof value?.clientRef === 'string' ? value.clientRef : undefined;
}

/** Who stands in Cc alone, by the copy that the sender keeps. */
async function copiesIn(sent: PlacedItem | undefined, ports: ReadingPorts): Promise<ReadonlySet<string>> {
  if (sent === undefined) return new Set();
  const envelope = (await summariesOf([sent.item.messageId], ports)).get(sent.item.messageId)?.envelope;
  const addresses = (people: readonly Person[]) => people.map(({ address }) => address.toLowerCase());
  const to = new Set(addresses(peopleOf(envelope?.to ?? [])));
  return new Set(addresses(peopleOf(envelope?.cc ?? [])).filter((address) => !to.has(address)));
}
