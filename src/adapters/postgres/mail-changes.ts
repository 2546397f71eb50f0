import type {
  FlagChange,
  FolderChange,
  MailFolder,
  MailItem,
  MailRefusal,
  MailStore,
  NewItem,
  UidRanges,
} from '#ports';
import { binaryArray } from './binary-array.ts';
import { flagReader, flagText, readFlagText, threadText } from './flag-text.ts';
import { type FolderRow, folderKey, toFolder } from './mail-folder-row.ts';
import type { MailCall, MailWriter } from './mail-writer.ts';
import { ropeToRows } from './rope-rows.ts';
import { rangesAfter, rangesOf, rangesWidth, rangesWithin } from './uid-ranges.ts';

/** Items one call touches at most: a bigger change is several commits, so that nobody waits long at the gate. */
const CHUNK = 2_000;

const ALL: UidRanges = [[1, 0xffff_ffff]];

/** Octets that weigh as much as an item. */
const OCTETS_PER_ITEM = 1_024;

type Refused = { readonly why: MailRefusal['why'] };
type Answer<T> = Refused | (T & { readonly why?: undefined; readonly more?: number | null });

export interface MailPorts {
  readonly writer: MailWriter;
  /** After the commit. */
  tell(changes: readonly FolderChange[]): void;
  readFolder(id: string): Promise<MailFolder | undefined>;
  /** UIDs with `\Deleted`, ascending. */
  deletedUids(folder: string): Promise<readonly number[]>;
  committed(item: NewItem): void;
}

type MailChanges = Pick<
  MailStore,
  'createFolder' | 'renameFolder' | 'deleteFolder' | 'append' | 'copy' | 'move' | 'setFlags' | 'expunge'
>;

export function mailChanges(ports: MailPorts): MailChanges {
  return {
    createFolder: (mailbox, name, _at, specialUse) => createFolder(ports, mailbox, name, specialUse ?? null),
    renameFolder: (folder, name, at) => renameFolder(ports, folder, name, at),
    deleteFolder: (folder, only) => deleteFolder(ports, folder, only === 'if-empty' ? 0 : CHUNK),
    append: (item) => append(ports, item),
    copy: (from, uids, to, at, quotaBytes) => transfer(ports, { from, uids, to, at, quotaBytes, move: false }),
    move: (from, uids, to, at) => transfer(ports, { from, uids, to, at, quotaBytes: null, move: true }),
    setFlags: (change) => setFlags(ports, change),
    expunge: (folder, uids, whatever) => expunge(ports, folder, uids, whatever ?? false),
  };
}

const refusal = ({ why }: Refused): MailRefusal => ({ done: false, why });

async function createFolder(
  { writer, tell }: MailPorts,
  mailbox: string,
  name: string,
  specialUse: string | null,
): ReturnType<MailStore['createFolder']> {
  const call: MailCall = { call: 'mail_create', values: [mailbox, name, specialUse], weight: 1 };
  const answer = await writer.call<Answer<FolderRow>>(call);
  if (answer.why !== undefined) return refusal(answer);
  const folder = toFolder(answer);
  tell([{ mailbox, folder: folder.id }]);
  return { done: true, folder };
}

async function renameFolder(
  ports: MailPorts,
  id: string,
  name: string,
  at: number,
): ReturnType<MailStore['renameFolder']> {
  const folder = await ports.readFolder(id);
  if (folder?.name === 'INBOX') return renameInbox(ports, folder, name, at);
  const call: MailCall = { call: 'mail_rename', values: [folderKey(id), name], weight: 100 };
  const answer = await ports.writer.call<Answer<{ mailbox: string; folders: readonly number[] }>>(call);
  if (answer.why !== undefined) return refusal(answer);
  ports.tell(answer.folders.map((renamed) => ({ mailbox: answer.mailbox, folder: `${renamed}` })));
  return { done: true };
}

/** INBOX stays, and what hangs below it; its messages go (RFC 9051 6.3.6). */
async function renameInbox(
  ports: MailPorts,
  inbox: MailFolder,
  name: string,
  at: number,
): ReturnType<MailStore['renameFolder']> {
  const made = await createFolder(ports, inbox.mailbox, name, null);
  if (!made.done) return made;
  const uids: UidRanges = [[1, inbox.uidNext - 1]];
  const moved = await transfer(ports, { from: inbox.id, uids, to: made.folder.id, at, quotaBytes: null, move: true });
  return moved.done ? { done: true } : moved;
}

/** `atOnce`: items that go in one commit; with none, only a folder without messages goes. */
async function deleteFolder(
  { writer, tell }: MailPorts,
  id: string,
  atOnce: number,
): ReturnType<MailStore['deleteFolder']> {
  const call: MailCall = { call: 'mail_delete', values: [folderKey(id), atOnce], weight: Math.max(1, atOnce) };
  for (;;) {
    const answer = await writer.call<Answer<{ mailbox: string }>>(call);
    if (answer.why !== undefined) return refusal(answer);
    if (atOnce === 0 && answer.more != null) return { done: false, why: 'not-empty' };
    tell([{ mailbox: answer.mailbox, folder: id }]);
    if (answer.more == null) return { done: true };
  }
}

async function append(ports: MailPorts, item: NewItem): ReturnType<MailStore['append']> {
  const { message, replaces } = item;
  const { literal, slices, layout } = ropeToRows(message.rope);
  const values = [
    folderKey(item.folder),
    message.id,
    message.size,
    Buffer.from(message.sha256, 'hex'),
    Buffer.concat(literal),
    layout && binaryArray('int8', layout),
    binaryArray(
      'text',
      slices.map(({ blob }) => blob),
    ),
    binaryArray(
      'int8',
      slices.map(({ offset }) => offset),
    ),
    binaryArray(
      'int8',
      slices.map(({ length }) => length),
    ),
    flagText(item.flags),
    item.internalDate,
    item.at,
    threadText(item.thread),
    item.quotaBytes,
    replaces ? folderKey(replaces.folder) : null,
    replaces?.uid ?? null,
  ];
  const weight = 1 + literal.length / OCTETS_PER_ITEM;
  const answer = await ports.writer.call<Answer<AppendAnswer>>({ call: 'mail_append', values, weight });
  if (answer.why !== undefined) return refusal(answer);
  ports.committed(item);
  const { mailbox, replacedMailbox, uidValidity, uid } = answer;
  if (replaces)
    ports.tell([
      { mailbox, folder: item.folder },
      { mailbox: replacedMailbox!, folder: replaces.folder },
    ]);
  else ports.tell([appended(item, answer)]);
  return { done: true, uidValidity, uid };
}

interface AppendAnswer {
  readonly mailbox: string;
  readonly uidValidity: number;
  readonly uid: number;
  readonly modseq: number;
  readonly replacedMailbox: string | null;
}

/** The new item as the folder now holds it. */
function appended({ folder, message, ...item }: NewItem, { mailbox, uid, modseq }: AppendAnswer): FolderChange {
  const { internalDate, at: savedAt } = item;
  const thread = threadText(item.thread);
  const flags = readFlagText(flagText(item.flags));
  const rest = { messageId: message.id, size: message.size, internalDate, savedAt, flags };
  const stored: MailItem = { uid, modseq, ...rest, ...(thread === null ? {} : { thread }) };
  return { mailbox, folder, modseq, news: { items: [stored], vanished: [] } };
}

interface Transfer {
  readonly from: string;
  readonly uids: UidRanges;
  readonly to: string;
  readonly at: number;
  /** Null: the mailbox's own. */
  readonly quotaBytes: number | null;
  readonly move: boolean;
}

interface Transferred {
  readonly mailbox: string;
  readonly targetMailbox: string;
  readonly uidValidity: number;
  readonly sources: readonly number[];
  /** UID of the first copy; the others follow. */
  readonly first: number;
  /** Of the two folders before. */
  readonly sourceModseq: number;
  readonly targetModseq: number;
}

/** What came is left to be read, what went is known. */
function transferred({ from, to, move }: Transfer, answer: Transferred): FolderChange[] {
  const { mailbox, targetMailbox, sources } = answer;
  if (from === to) return [{ mailbox, folder: to }];
  const target = { mailbox: targetMailbox, folder: to, modseq: answer.targetModseq + 1 };
  return move ? [target, gone(mailbox, from, answer.sourceModseq + 1, sources)] : [target];
}

function gone(mailbox: string, folder: string, modseq: number, vanished: readonly number[]): FolderChange {
  return { mailbox, folder, modseq, news: { items: [], vanished } };
}

async function transfer(ports: MailPorts, order: Transfer): ReturnType<MailStore['copy']> {
  const { from, to, at, quotaBytes, move } = order;
  const sources: number[] = [];
  const uids: number[] = [];
  let uidValidity = 0;
  const refused = await inChunks<Transferred>(
    order.uids,
    (first, last, limit) =>
      ports.writer.call({
        call: 'mail_transfer',
        values: [folderKey(from), first, last, limit, folderKey(to), at, quotaBytes, move],
        weight: limit,
      }),
    (answer) => {
      uidValidity = answer.uidValidity;
      for (const [i, source] of answer.sources.entries()) {
        sources.push(source);
        uids.push(answer.first + i);
      }
      if (answer.sources.length > 0) ports.tell(transferred(order, answer));
    },
  );
  if (!refused) return { done: true, uidValidity, sources, uids };
  // A copy is made whole or not at all (RFC 9051 6.4.7), a move message by message (RFC 6851 3.3).
  if (!move && uids.length > 0) await expunge(ports, to, rangesOf(uids), true);
  return refused;
}

/** Items column by column; null where none changed. */
interface Changed {
  readonly mailbox: string;
  readonly modseq: number;
  readonly uid: readonly number[] | null;
  readonly message: readonly string[];
  readonly size: readonly number[];
  readonly internalDate: readonly number[];
  readonly savedAt: readonly number[];
  readonly flags: readonly string[];
  readonly thread: readonly (string | null)[];
  readonly modified: readonly number[] | null;
}

function* changedItems(answer: Changed, readFlags: (text: string) => readonly string[]): Generator<MailItem> {
  for (const [i, uid] of (answer.uid ?? []).entries()) {
    const thread = answer.thread[i]!;
    yield {
      uid,
      modseq: answer.modseq,
      messageId: answer.message[i]!,
      size: answer.size[i]!,
      internalDate: answer.internalDate[i]!,
      savedAt: answer.savedAt[i]!,
      flags: readFlags(answer.flags[i]!),
      ...(thread === null ? {} : { thread }),
    };
  }
}

async function setFlags(ports: MailPorts, change: FlagChange): ReturnType<MailStore['setFlags']> {
  const { folder, mode, flags, serverPrefix, unchangedSince } = change;
  const items: MailItem[] = [];
  const modified: number[] = [];
  const readFlags = flagReader();
  const given = [mode, flagText(flags), serverPrefix, unchangedSince ?? null];
  const refused = await inChunks<Changed>(
    change.uids,
    (first, last, limit) =>
      ports.writer.call({
        call: 'mail_set_flags',
        values: [folderKey(folder), first, last, limit, ...given],
        weight: limit,
      }),
    (answer) => {
      const changed = [...changedItems(answer, readFlags)];
      for (const item of changed) items.push(item);
      for (const uid of answer.modified ?? []) modified.push(uid);
      const { mailbox, modseq } = answer;
      if (answer.uid) ports.tell([{ mailbox, folder, modseq, news: { items: changed, vanished: [] } }]);
    },
  );
  return refused ?? { done: true, items, modified };
}

async function expunge(
  ports: MailPorts,
  folder: string,
  within: UidRanges | undefined,
  whatever: boolean,
): ReturnType<MailStore['expunge']> {
  const uids: number[] = [];
  // Looked up before the gate: a folder is never read whole while others wait.
  const among = within ?? ALL;
  const wanted = whatever ? among : rangesWithin(rangesOf(await ports.deletedUids(folder)), among);
  const refused = await inChunks<{ mailbox: string; uids: readonly number[]; modseq: number }>(
    wanted,
    (first, last, limit) =>
      ports.writer.call({
        call: 'mail_expunge',
        values: [folderKey(folder), first, last, limit, whatever],
        weight: limit,
      }),
    (answer) => {
      for (const uid of answer.uids) uids.push(uid);
      if (answer.uids.length > 0) ports.tell([gone(answer.mailbox, folder, answer.modseq, answer.uids)]);
    },
  );
  return refused ?? { done: true, uids };
}

/** Asks for the items of the ranges in chunks. At least once, so that a folder that is gone is told. */
async function inChunks<T>(
  ranges: UidRanges,
  ask: (first: Buffer, last: Buffer, limit: number) => Promise<Answer<T>>,
  take: (answer: T) => void,
): Promise<MailRefusal | undefined> {
  let after = 0;
  do {
    const part = rangesAfter(ranges, after, CHUNK);
    const first = binaryArray(
      'int8',
      part.map((range) => range[0]),
    );
    const last = binaryArray(
      'int8',
      part.map((range) => range[1]),
    );
    const answer = await ask(first, last, Math.min(CHUNK, rangesWidth(part)));
    if (answer.why !== undefined) return refusal(answer);
    take(answer);
    after = answer.more ?? part.at(-1)?.[1] ?? Number.POSITIVE_INFINITY;
  } while (rangesAfter(ranges, after, 1).length > 0);
  return undefined;
}
