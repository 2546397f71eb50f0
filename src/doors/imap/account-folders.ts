import type { ImapAccount, ImapRefusal, ListedFolder, Plain, StatusItem } from '#imap';
import {
  canonicalName,
  deletionFault,
  INBOX,
  mailboxId,
  nameFault,
  renamingFault,
  subscribe,
  subscribedNames,
  USUAL_FOLDERS,
} from '#mailbox';
import type { FolderCounts, MailFolder, SpecialUse } from '#ports';
import { type AccountBoxes, isPlace, type Place } from './account-boxes.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { lacking, NO_MAILBOX, refuse, toldBy } from './account-refusals.ts';

type Folders = Pick<
  ImapAccount,
  'list' | 'subscriptions' | 'subscribe' | 'create' | 'delete' | 'rename' | 'status' | 'statuses'
>;

/** Uses that are views of other folders (\All, \Flagged) are not offered (RFC 6154 2). */
const USES: readonly SpecialUse[] = ['\\Archive', '\\Drafts', '\\Junk', '\\Sent', '\\Trash'];

const DONE = { ok: true } as const;

/** The folders of an account as such. `subscriber`: under which name its subscriptions are kept. */
export function accountFolders(boxes: AccountBoxes, subscriber: string, ports: ImapAccountPorts): Folders {
  const { store, legalTime } = ports;
  return {
    list: () => list(boxes),
    subscriptions: async () => await subscribedNames(subscriber, await usualFolders(boxes), store),
    async subscribe(name, on) {
      const fault = on ? nameFault(name) : undefined;
      if (fault) return refuse('CANNOT', fault);
      try {
        await subscribe(subscriber, canonicalName(name), on, store);
        return DONE;
      } catch (fault) {
        if (fault instanceof RangeError) return refuse('LIMIT', 'there are too many subscriptions');
        throw fault;
      }
    },
    async create(name, use) {
      const place = await boxes.look(name);
      if (!isPlace(place)) return refuse('CANNOT', 'no mailbox can be made there');
      const specialUse = useOf(use);
      if (specialUse === 'unknown') return refuse('USEATTR', `a mailbox can have one use, of ${USES.join(' ')}`);
      const refusal = refuseNew(place);
      if (refusal) return refusal;
      const made = await store.createFolder(place.box.mailbox.id, place.name, legalTime.now(), specialUse);
      return made.done ? { ok: true, mailboxId: mailboxId(made.folder.id) } : toldBy(made);
    },
    async delete(name) {
      const place = await boxes.find(name, 'x');
      if (!isPlace(place)) return place;
      const fault = deletionFault(place.name);
      if (fault) return refuse('CANNOT', fault);
      const deleted = await store.deleteFolder(place.folder.id);
      return deleted.done ? DONE : toldBy(deleted);
    },
    rename: (name, newName) => rename(name, newName, boxes, ports),
    async status(name, items) {
      const place = await boxes.find(name, 'r');
      if (!isPlace(place)) return place;
      const values = (await statuses(new Map([[place.shown, place.folder]]), items, ports)).get(place.shown);
      return values ? { ok: true, values } : NO_MAILBOX;
    },
    statuses: async (names, items) => await statuses(await boxes.readable(names), items, ports),
  };
}

async function list(boxes: AccountBoxes): Promise<readonly ListedFolder[]> {
  const listed: ListedFolder[] = [];
  for (const box of (await boxes.all()) ?? []) {
    const { folders, rights } = await boxes.folders(box);
    for (const folder of folders.toSorted(inboxFirst)) {
      const own = rights(folder);
      if (!own.includes('l')) continue;
      const attributes = folder.specialUse === undefined ? [] : [folder.specialUse];
      listed.push({ name: `${box.prefix}${folder.name}`, attributes, selectable: own.includes('r') });
    }
  }
  return listed;
}

/** Those of the mailbox he came into that he may see. */
async function usualFolders(boxes: AccountBoxes): Promise<readonly string[]> {
  const box = (await boxes.all())?.find(({ prefix }) => prefix === '');
  if (box === undefined) return [];
  const { folders, rights } = await boxes.folders(box, USUAL_FOLDERS);
  return folders.filter((folder) => rights(folder).includes('l')).map(({ name }) => name);
}

function inboxFirst(a: MailFolder, b: MailFolder): number {
  if (a.name === INBOX || b.name === INBOX) return a.name === INBOX ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function useOf(use: readonly string[]): SpecialUse | undefined | 'unknown' {
  if (use.length === 0) return undefined;
  return USES.find((one) => use.length === 1 && one.toLowerCase() === use[0]!.toLowerCase()) ?? 'unknown';
}

function refuseNew(place: Place) {
  const fault = nameFault(place.name);
  if (fault) return refuse('CANNOT', fault);
  // To one who may not see what stands there, it is a name where he may make nothing.
  if (place.folder) return place.rights.includes('l') ? toldBy({ done: false, why: 'exists' }) : lacking('', 'k');
  return lacking(place.rights, 'k');
}

async function rename(
  name: string,
  newName: string,
  boxes: AccountBoxes,
  { store, legalTime }: ImapAccountPorts,
): Promise<Plain> {
  const place = await nameToRename(name, boxes, store);
  if (!isPlace(place)) return place;
  const { id } = place.box.mailbox;
  const target = await boxes.look(newName);
  if (!isPlace(target) || target.box.mailbox.id !== id)
    return refuse('CANNOT', 'a mailbox cannot go from one account to another');
  const fault = renamingFault(place.name, target.name) ?? (await childFault(place, target, store));
  if (fault) return refuse('CANNOT', fault);
  const refusal = refuseNew(target);
  if (refusal) return refusal;
  const now = legalTime.now();
  // Where only those below stand it is made first, and all of them go along with it in one step.
  const made = place.folder
    ? { done: true as const, folder: place.folder }
    : await store.createFolder(id, place.name, now);
  const renamed = made.done ? await store.renameFolder(made.folder.id, target.name, now) : made;
  return renamed.done ? DONE : toldBy(renamed);
}

/** A folder, or a name that is told because folders stand below it (RFC 9051 6.3.6). */
async function nameToRename(
  name: string,
  boxes: AccountBoxes,
  store: Pick<ImapAccountPorts['store'], 'folders'>,
): Promise<Place | ImapRefusal> {
  const place = await boxes.look(name);
  if (!isPlace(place) || place.folder || lacking(place.rights, 'kx')) return await boxes.find(name, 'x');
  const isAbove = (folder: MailFolder) => folder.name.startsWith(`${place.name}/`);
  return (await store.folders(place.box.mailbox.id)).some(isAbove) ? place : NO_MAILBOX;
}

/** Folders below go along, and must have names by which they can be reached. */
async function childFault(
  { name, box }: Place,
  target: Place,
  store: Pick<ImapAccountPorts['store'], 'folders'>,
): Promise<string | undefined> {
  if (name === INBOX) return undefined;
  const children = (await store.folders(box.mailbox.id)).filter((folder) => folder.name.startsWith(`${name}/`));
  return children.map((child) => nameFault(`${target.name}${child.name.slice(name.length)}`)).find((fault) => fault);
}

type StatusValues = ReadonlyMap<StatusItem, number | string>;

async function statuses(
  folders: ReadonlyMap<string, MailFolder>,
  items: readonly StatusItem[],
  ports: ImapAccountPorts,
): Promise<ReadonlyMap<string, StatusValues>> {
  const told = new Map<string, StatusValues>();
  const ids = [...folders.values()].map(({ id }) => id);
  const all = await ports.store.counts(ids);
  const recent = items.includes('RECENT') ? await ports.store.recentCounts(ids) : undefined;
  for (const [name, folder] of folders) {
    const counts = all.get(folder.id);
    if (counts)
      told.set(name, await statusOf(folder, { ...counts, recent: recent?.get(folder.id) ?? 0 }, items, ports));
  }
  return told;
}

async function statusOf(
  folder: MailFolder,
  counts: FolderCounts & { readonly recent: number },
  items: readonly StatusItem[],
  ports: ImapAccountPorts,
): Promise<StatusValues> {
  const known: Readonly<Record<StatusItem, () => number | string | Promise<number>>> = {
    MESSAGES: () => counts.messages,
    RECENT: () => counts.recent,
    UIDNEXT: () => counts.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: () => counts.unseen,
    DELETED: () => counts.deleted,
    SIZE: () => counts.size,
    HIGHESTMODSEQ: () => counts.highestModseq,
    MAILBOXID: () => mailboxId(folder.id),
    APPENDLIMIT: () => ports.maxMessageBytes,
    'DELETED-STORAGE': () => deletedOctets(folder.id, ports),
  };
  const values = new Map<StatusItem, number | string>();
  for (const item of items) values.set(item, await known[item]());
  return values;
}

/** What EXPUNGE would set free (RFC 9208 4.1.4). */
async function deletedOctets(folder: string, { views }: ImapAccountPorts): Promise<number> {
  const opened = await views.open(folder);
  if (!opened) return 0;
  const { items } = opened.view;
  const isDeleted = items.hasFlag('\\Deleted');
  let octets = 0;
  for (let row = 0; row < items.length; row++) if (isDeleted(row)) octets += items.size(row);
  opened.close();
  return octets;
}
