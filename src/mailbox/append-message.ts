import { field, HeaderAndBody, indexMime, indexRope, isSlice, type MimeIndex, sliceRope, unfold } from '#mime';
import {
  type Instant,
  PEC_KEYWORD_PREFIX,
  type PecMessage,
  readMessage,
  SENT_KEYWORD,
  threadRoot,
  UNVERIFIED_KEYWORD,
  wire,
} from '#pec';
import {
  type Blobs,
  BlobTooLarge,
  type Mailbox,
  type MailFolder,
  type MailRefusal,
  type MailStore,
  type NewItem,
  type StoredMessage,
  type WrittenBlob,
} from '#ports';
import { takeableFlags } from './flags.ts';
import { type RecentlySentPorts, recentlySent, type SentItem } from './recently-sent.ts';

export interface AppendOrder {
  readonly mailbox: Mailbox;
  readonly folder: MailFolder;
  /** Folders of the mailbox, Sent among them; absent: this is no copy of what was just sent, and Sent is not looked at. */
  readonly folders?: readonly MailFolder[];
  readonly flags: readonly string[];
  /** Absent: now. */
  readonly internalDate?: Instant;
  readonly octets: AsyncIterable<Uint8Array>;
  readonly replaces?: NewItem['replaces'];
}

export interface AppendPorts extends RecentlySentPorts {
  readonly store: RecentlySentPorts['store'] & Pick<MailStore, 'append' | 'setFlags' | 'vanished' | 'expunge'>;
  readonly blobs: Blobs;
  newMessageId(at: Instant): string;
  /** The keywords of a message that calls itself PEC, after its signature was judged. */
  judge(message: StoredMessage, read: PecMessage): Promise<readonly string[]>;
  /** The identificativo under which a message with this Message-ID was sent, where somebody knows: its receipts belong with it. */
  sentAs?(messageId: string): string | undefined;
  /** Octets of the largest message. */
  readonly maxBytes: number;
}

export type Appended =
  | { readonly done: true; readonly uidValidity: number; readonly uid: number }
  | MailRefusal
  | { readonly done: false; readonly why: 'too-large' };

const HEADER_OCTETS = 256 * 1024;

/**
 * A message that its holder puts into a folder himself (RFC 9051 6.3.12), streamed to the blobs. Octets that this mailbox handed in for
 * sending in the last ten minutes become the message that already stands in Sent: nobody sees it twice.
 */
export async function appendMessage(order: AppendOrder, ports: AppendPorts): Promise<Appended> {
  const { blobs, maxBytes } = ports;
  const headerAndBody = new HeaderAndBody(HEADER_OCTETS, () => {});
  let written: WrittenBlob;
  try {
    written = await blobs.write(passing(order.octets, headerAndBody), { maxBytes });
  } catch (fault) {
    if (fault instanceof BlobTooLarge) return { done: false, why: 'too-large' };
    throw fault;
  }
  const same = await findSent(order, written, ports);
  const joined = same && (await joinSent(order, same, ports));
  const appended = joined ?? (await placeNew(order, written, headerAndBody.header(), ports));
  if (joined || !appended.done) await forget(written, blobs);
  return appended;
}

async function* passing(octets: AsyncIterable<Uint8Array>, header: HeaderAndBody): AsyncGenerator<Uint8Array> {
  for await (const piece of octets) {
    header.push(piece);
    yield piece;
  }
}

interface Sent {
  readonly item: SentItem;
  readonly message: StoredMessage;
}

/** The message in Sent of equal octets. */
async function findSent(
  { folders = [] }: AppendOrder,
  { size, sha256 }: WrittenBlob,
  ports: AppendPorts,
): Promise<Sent | undefined> {
  const sent = await recentlySent(folders, size, ports);
  if (sent.length === 0) return undefined;
  const messages = await ports.store.messages(sent.map(({ messageId }) => messageId));
  const item = sent.find(({ messageId }) => messages.get(messageId)?.sha256 === sha256);
  return item && { item, message: messages.get(item.messageId)! };
}

/** Becomes the message in Sent; undefined when that is gone meanwhile, so that nothing is forgotten that stands nowhere. */
function joinSent(order: AppendOrder, same: Sent, ports: AppendPorts): Promise<Appended | undefined> {
  const { folder, replaces } = order;
  const { item, message } = same;
  const isReplaced = replaces?.folder === item.folder && replaces.uid === item.uid;
  if (item.folder === folder.id && !isReplaced) return standsAlready(order, item.uid, ports);
  return place(order, message, [SENT_KEYWORD], item.thread, ports);
}

async function standsAlready(order: AppendOrder, uid: number, { store }: AppendPorts): Promise<Appended | undefined> {
  const { folder, replaces } = order;
  const uids = [[uid, uid]] as const;
  const flags = takeableFlags(order.flags);
  const set = await store.setFlags({ folder: folder.id, uids, mode: 'add', flags, serverPrefix: PEC_KEYWORD_PREFIX });
  if (!set.done) return set;
  if ((await store.vanished(folder.id, 0, uids)).length > 0) return undefined;
  if (replaces) await store.expunge(replaces.folder, [[replaces.uid, replaces.uid]], true);
  return { done: true, uidValidity: folder.uidValidity, uid };
}

async function placeNew(
  order: AppendOrder,
  written: WrittenBlob,
  header: Uint8Array | undefined,
  ports: AppendPorts,
): Promise<Appended> {
  const message = { id: ports.newMessageId(ports.legalTime.now()), ...written };
  const { keywords, thread } = await whatItIs(message, header, ports);
  return await place(order, message, keywords, thread, ports);
}

async function place(
  { folder, flags, internalDate, replaces, mailbox }: AppendOrder,
  message: StoredMessage,
  keywords: readonly string[],
  thread: string | undefined,
  { store, legalTime }: AppendPorts,
): Promise<Appended> {
  const at = legalTime.now();
  return await store.append({
    folder: folder.id,
    message,
    flags: [...takeableFlags(flags), ...keywords].sort(),
    internalDate: internalDate ?? at,
    at,
    ...(thread !== undefined && { thread }),
    ...(replaces && { replaces }),
    quotaBytes: mailbox.quotaBytes,
  });
}

/** Its keywords as a PEC message, judged, and what it belongs to (RFC 8474 5.2). `header`: absent when it is too long to be held. */
async function whatItIs(message: StoredMessage, header: Uint8Array | undefined, { blobs, judge, sentAs }: AppendPorts) {
  // What it calls itself may stand where nobody looks.
  if (header === undefined) return { keywords: [UNVERIFIED_KEYWORD], thread: undefined };
  const index = indexMime(header);
  const thread = threadRoot(index);
  if (!claimsPec(index)) {
    const own = idIn(field(index.root, 'message-id')?.value);
    return { keywords: [], thread: (own === undefined ? undefined : sentAs?.(own)) ?? thread };
  }
  const { rope } = message;
  const read = await readMessage(await indexRope(blobs.read(rope)), (start, end) =>
    blobs.bytes(sliceRope(rope, start, end), end - start),
  );
  const ofOriginal = idIn(read.riferimento);
  return { keywords: await judge(message, read), thread: read.identificativo ?? ofOriginal ?? thread };
}

/** Without its angle brackets. */
function idIn(value: string | undefined): string | undefined {
  return /<([^<>\s]{1,998})>/.exec(unfold(value ?? ''))?.[1];
}

function claimsPec({ root }: MimeIndex): boolean {
  return field(root, wire.HEADER.trasporto) !== undefined || field(root, wire.HEADER.ricevuta) !== undefined;
}

/** Nothing names what was just written, and nobody else knows of it. */
async function forget({ rope }: WrittenBlob, blobs: Blobs): Promise<void> {
  for (const piece of rope) if (isSlice(piece)) await blobs.remove(piece.blob);
}
