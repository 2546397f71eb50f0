import type { MailItem, MailRefusal, SpecialUse, UidRanges } from '#ports';

/**
 * Folders as a child would write them: every change a pure function from state to state. What the contract's random plans are
 * explained by, and what a right store in memory is made of.
 */
export interface ModelFolder {
  readonly id: string;
  readonly mailbox: string;
  readonly name: string;
  readonly uidNext: number;
  readonly modseq: number;
  readonly recentUid: number;
  readonly specialUse?: SpecialUse;
  readonly items: readonly MailItem[];
  readonly gone: readonly { readonly modseq: number; readonly uid: number }[];
}

export interface ModelState {
  readonly folders: readonly ModelFolder[];
  readonly foldersBorn: number;
}

export const emptyMailState: ModelState = { folders: [], foldersBorn: 0 };

/** Every change answers the new state, or the same with a refusal. */
export interface Outcome<T> {
  readonly state: ModelState;
  readonly answer: T | MailRefusal;
}

export const MAX_MODEL_FOLDERS = 10_000;

export function folderOf(state: ModelState, id: string): ModelFolder | undefined {
  return state.folders.find((folder) => folder.id === id);
}

export function folderNamed(state: ModelState, mailbox: string, name: string): ModelFolder | undefined {
  return state.folders.find((folder) => folder.mailbox === mailbox && folder.name === name);
}

/** Octets and messages of a mailbox, each message once. */
export function useOf(state: ModelState, mailbox: string): { readonly usedBytes: number; readonly messages: number } {
  const sizes = new Map(itemsIn(state, mailbox).map((item) => [item.messageId, item.size]));
  return { usedBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0), messages: sizes.size };
}

const itemsIn = (state: ModelState, mailbox: string) =>
  state.folders.filter((folder) => folder.mailbox === mailbox).flatMap((folder) => folder.items);

const holds = (state: ModelState, mailbox: string, messageId: string) =>
  itemsIn(state, mailbox).some((item) => item.messageId === messageId);

export const within = (ranges: UidRanges, uid: number) => ranges.some(([first, last]) => first <= uid && uid <= last);

const refused = (state: ModelState, why: MailRefusal['why']) => ({ state, answer: { done: false, why } as const });

function changed(state: ModelState, folder: ModelFolder): ModelState {
  return { ...state, folders: state.folders.map((one) => (one.id === folder.id ? folder : one)) };
}

/** Who is told first of messages up to a UID, and after which one. */
export function claimRecent(state: ModelState, id: string, upTo: number): { state: ModelState; after: number } {
  const folder = folderOf(state, id);
  if (!folder || folder.recentUid >= upTo) return { state, after: upTo };
  return { state: changed(state, { ...folder, recentUid: upTo }), after: folder.recentUid };
}

/** The folder and the parents it lacks. */
export function born(state: ModelState, mailbox: string, name: string, specialUse?: SpecialUse): ModelState {
  const levels = name.split('/');
  const paths = levels.map((_, n) => levels.slice(0, n + 1).join('/'));
  const names = new Set(state.folders.flatMap((one) => (one.mailbox === mailbox ? [one.name] : [])));
  const missing = paths.filter((path) => !names.has(path));
  const folders = missing.map((path, n): ModelFolder => {
    const plain = {
      id: `${state.foldersBorn + n + 1}`,
      mailbox,
      name: path,
      uidNext: 1,
      modseq: 1,
      recentUid: 0,
      items: [],
      gone: [],
    };
    return path === name && specialUse ? { ...plain, specialUse } : plain;
  });
  return { folders: [...state.folders, ...folders], foldersBorn: state.foldersBorn + missing.length };
}

export function create(
  state: ModelState,
  mailbox: string,
  name: string,
  specialUse?: SpecialUse,
): Outcome<ModelFolder> {
  if (folderNamed(state, mailbox, name)) return refused(state, 'exists');
  const next = born(state, mailbox, name, specialUse);
  if (next.folders.filter((folder) => folder.mailbox === mailbox).length > MAX_MODEL_FOLDERS)
    return refused(state, 'too-many');
  return { state: next, answer: folderNamed(next, mailbox, name)! };
}

export function rename(state: ModelState, id: string, name: string, at: number): Outcome<{ readonly done: true }> {
  const folder = folderOf(state, id);
  if (!folder) return refused(state, 'no-folder');
  const { mailbox } = folder;
  if (folder.name === 'INBOX') {
    const made = create(state, mailbox, name);
    if ('done' in made.answer) return { state, answer: made.answer };
    const uids: UidRanges = [[1, folder.uidNext]];
    return {
      state: transfer(made.state, { from: id, uids, to: made.answer.id, at, quota: 0, move: true }).state,
      answer: { done: true },
    };
  }
  const moves = (one: ModelFolder) =>
    one.mailbox === mailbox && (one.id === id || one.name.startsWith(`${folder.name}/`));
  const newName = (one: ModelFolder) => name + one.name.slice(folder.name.length);
  const taken = state.folders.filter(moves).some((one) => {
    const other = folderNamed(state, mailbox, newName(one));
    return other && (name === folder.name || !moves(other));
  });
  if (taken) return refused(state, 'exists');
  const staying = { ...state, folders: state.folders.filter((one) => !moves(one)) };
  const parent = name.split('/').slice(0, -1).join('/');
  const next = parent === '' ? staying : born(staying, mailbox, parent);
  const renamed = state.folders.filter(moves).map((one) => ({ ...one, name: newName(one), modseq: one.modseq + 1 }));
  return { state: { ...next, folders: [...next.folders, ...renamed] }, answer: { done: true } };
}

export function remove(state: ModelState, id: string, only?: 'if-empty'): Outcome<{ readonly done: true }> {
  const folder = folderOf(state, id);
  if (!folder) return refused(state, 'no-folder');
  if (only === 'if-empty' && folder.items.length > 0) return refused(state, 'not-empty');
  return { state: { ...state, folders: state.folders.filter((one) => one.id !== id) }, answer: { done: true } };
}

type NewModelItem = Omit<MailItem, 'uid' | 'modseq'>;

/** Puts items behind all others. */
export function put(state: ModelState, id: string, items: readonly NewModelItem[]): ModelState {
  const folder = folderOf(state, id)!;
  const modseq = folder.modseq + 1;
  const added = items.map((item, n) => ({ ...item, uid: folder.uidNext + n, modseq }));
  return changed(state, {
    ...folder,
    modseq,
    uidNext: folder.uidNext + items.length,
    items: [...folder.items, ...added],
  });
}

function takeOut(state: ModelState, id: string, goes: (item: MailItem) => boolean): ModelState {
  const folder = folderOf(state, id)!;
  const out = folder.items.filter(goes);
  if (out.length === 0) return state;
  const modseq = folder.modseq + 1;
  const gone = [...folder.gone, ...out.map(({ uid }) => ({ modseq, uid }))];
  return changed(state, { ...folder, modseq, gone, items: folder.items.filter((item) => !goes(item)) });
}

export interface ModelAppend {
  readonly folder: string;
  readonly item: NewModelItem;
  readonly quota: number;
  readonly replaces?: { readonly folder: string; readonly uid: number };
}

export function append(state: ModelState, order: ModelAppend): Outcome<{ readonly done: true; readonly uid: number }> {
  const { folder: id, item, quota, replaces } = order;
  const folder = folderOf(state, id);
  if (!folder) return refused(state, 'no-folder');
  const isReplaced = ({ uid }: MailItem) => uid === replaces?.uid;
  if (replaces && !folderOf(state, replaces.folder)?.items.some(isReplaced)) return refused(state, 'no-message');
  const freed = replaces ? takeOut(state, replaces.folder, isReplaced) : state;
  const isNew = !holds(state, folder.mailbox, item.messageId);
  if (isNew && useOf(freed, folder.mailbox).usedBytes + item.size > quota) return refused(state, 'quota');
  return { state: put(freed, id, [item]), answer: { done: true, uid: folder.uidNext } };
}

export interface ModelTransfer {
  readonly from: string;
  readonly uids: UidRanges;
  readonly to: string;
  readonly at: number;
  readonly quota: number;
  readonly move: boolean;
}

export interface ModelCopied {
  readonly done: true;
  readonly sources: readonly number[];
  readonly uids: readonly number[];
}

export function transfer(state: ModelState, { from, uids, to, at, quota, move }: ModelTransfer): Outcome<ModelCopied> {
  const source = folderOf(state, from);
  const target = folderOf(state, to);
  if (!source || !target) return refused(state, 'no-folder');
  const picked = source.items.filter((item) => within(uids, item.uid));
  const sources = picked.map(({ uid }) => uid);
  const answer = { done: true, sources, uids: picked.map((_, n) => target.uidNext + n) } as const;
  if (picked.length === 0) return { state, answer };
  const next = put(
    state,
    to,
    picked.map((item) => ({ ...item, savedAt: at })),
  );
  const more = useOf(next, target.mailbox).usedBytes > useOf(state, target.mailbox).usedBytes;
  if (more && useOf(next, target.mailbox).usedBytes > quota) return refused(state, 'quota');
  const isOld = ({ uid }: MailItem) => sources.includes(uid);
  return { state: move ? takeOut(next, from, isOld) : next, answer };
}

export interface ModelFlags {
  readonly folder: string;
  readonly uids: UidRanges;
  readonly mode: 'add' | 'remove' | 'replace';
  readonly flags: readonly string[];
  readonly serverPrefix: string;
  readonly unchangedSince?: number | undefined;
}

export interface ModelFlagged {
  readonly done: true;
  readonly items: readonly MailItem[];
  readonly modified: readonly number[];
}

export function setFlags(state: ModelState, order: ModelFlags): Outcome<ModelFlagged> {
  const folder = folderOf(state, order.folder);
  if (!folder) return refused(state, 'no-folder');
  const { unchangedSince: since = Number.POSITIVE_INFINITY } = order;
  const asked = folder.items.filter((item) => within(order.uids, item.uid));
  const modified = asked.filter((item) => item.modseq > since).map(({ uid }) => uid);
  const modseq = folder.modseq + 1;
  const items = asked
    .filter((item) => item.modseq <= since)
    .map((item) => ({ ...item, modseq, flags: newFlags(item.flags, order) }))
    .filter((item) => item.flags.join() !== folder.items.find(({ uid }) => uid === item.uid)!.flags.join());
  const answer = { done: true, items, modified } as const;
  if (items.length === 0) return { state, answer };
  const fresh = new Map(items.map((item) => [item.uid, item]));
  const all = folder.items.map((item) => fresh.get(item.uid) ?? item);
  return { state: changed(state, { ...folder, modseq, items: all }), answer };
}

function newFlags(old: readonly string[], { mode, flags, serverPrefix }: ModelFlags): readonly string[] {
  const lower = (flag: string) => flag.toLowerCase();
  const isServers = (flag: string) => serverPrefix !== '' && lower(flag).startsWith(lower(serverPrefix));
  const isGiven = (flag: string) => flags.some((given) => lower(given) === lower(flag));
  const kept = old.filter((flag) => isServers(flag) || mode === 'add' || (mode === 'replace') === isGiven(flag));
  const given = mode === 'remove' ? [] : flags.filter((flag) => !isServers(flag));
  return sorted([...kept, ...given]);
}

const SYSTEM = ['\\Answered', '\\Deleted', '\\Draft', '\\Flagged', '\\Seen'];

/** The first spelling of each, those of RFC 9051 as they stand there, in order of octets. */
export function sorted(given: readonly string[]): readonly string[] {
  const flags = given.map((flag) => SYSTEM.find((one) => one.toLowerCase() === flag.toLowerCase()) ?? flag);
  const first = flags.filter((flag, n) => flags.findIndex((one) => one.toLowerCase() === flag.toLowerCase()) === n);
  return first.toSorted();
}

export function expunge(
  state: ModelState,
  id: string,
  uids: UidRanges | undefined,
  whatever: boolean,
): Outcome<{ readonly done: true; readonly uids: readonly number[] }> {
  const folder = folderOf(state, id);
  if (!folder) return refused(state, 'no-folder');
  const goes = (item: MailItem) =>
    (uids === undefined || within(uids, item.uid)) && (whatever || item.flags.includes('\\Deleted'));
  return {
    state: takeOut(state, id, goes),
    answer: { done: true, uids: folder.items.filter(goes).map(({ uid }) => uid) },
  };
}
