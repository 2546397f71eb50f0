import type { Folder } from '#contract';
import { canonicalName, INBOX, nameFault, RECEIPTS, SENT, subscribe } from '#mailbox';
import type { MailFolder } from '#ports';
import { FOLDED } from './message-kinds.ts';
import { folderFor, type SeenFolder, seenFolders, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { badName, folderExists, intoItself, keepsItsPlace, mayNot, noFolder, refusalOf } from './refusals.ts';

type Ports = Pick<ReadingPorts, 'store' | 'views' | 'legalTime'>;

const USES: Readonly<Record<string, Folder['use']>> = {
  '\\Sent': 'sent',
  '\\Drafts': 'drafts',
  '\\Trash': 'trash',
  '\\Junk': 'junk',
  '\\Archive': 'archive',
};
const OF_SYSTEM: ReadonlySet<Folder['use']> = new Set(['inbox', 'sent', 'receipts', 'drafts', 'trash']);
const ORDER: readonly Folder['use'][] = ['inbox', 'receipts', 'drafts', 'sent', 'archive', 'junk', 'trash', 'own'];

export function folderUse({ name, specialUse }: MailFolder): Folder['use'] {
  if (name === INBOX) return 'inbox';
  if (name === RECEIPTS) return 'receipts';
  return USES[specialUse ?? ''] ?? 'own';
}

/** The server or the pages write there: it stays where it is, called as it is. */
export function isOfSystem(folder: MailFolder): boolean {
  return folder.name === SENT || OF_SYSTEM.has(folderUse(folder));
}

/** What the reader may see, the usual folders first, the others by name. */
export async function listFolders(reader: Reader, ports: Ports): Promise<Folder[]> {
  return await told(await seenFolders(reader, ports), ports);
}

/** One of them, as it is now. */
export async function describeFolder(reader: Reader, id: string, ports: Ports): Promise<Folder> {
  const [folder] = await told([await folderFor(reader, id, '', ports)], ports);
  if (folder === undefined) throw noFolder();
  return folder;
}

async function told(folders: readonly SeenFolder[], ports: Ports): Promise<Folder[]> {
  const counts = await ports.store.counts(folders.map(({ folder }) => folder.id));
  const listed = await Promise.all(
    folders.map(async ({ folder, rights }): Promise<Folder> => {
      const mayRead = rights.includes('r');
      const { messages = 0, unseen = 0 } = (mayRead && counts.get(folder.id)) || {};
      const unread = unseen === 0 ? 0 : await unreadIn(folder, ports);
      return { id: folder.id, name: folder.name, use: folderUse(folder), messages, unread, rights };
    }),
  );
  return listed.sort((a, b) => ORDER.indexOf(a.use) - ORDER.indexOf(b.use) || (a.name < b.name ? -1 : 1));
}

/** Where receipts come they are folded into what was sent; where people put them they stand. */
export const folds = ({ name }: Pick<MailFolder, 'name'>): boolean => name === INBOX;

/** Messages that nobody opened, as lists show them: good receipts that are folded call for nobody. */
export async function unreadIn(folder: MailFolder, ports: Pick<Ports, 'views'>): Promise<number> {
  const hidden = folds(folder) ? FOLDED : [];
  return await withView(folder, ports, ({ items }) => {
    const isSeen = items.hasFlag('\\Seen');
    const folded = hidden.map((keyword) => items.hasFlag(keyword));
    let unread = 0;
    for (let row = 0; row < items.length; row++) if (!isSeen(row) && !folded.some((has) => has(row))) unread++;
    return unread;
  });
}

export async function createFolder(reader: Reader, written: string, ports: Ports): Promise<Folder> {
  const name = checkedName(written);
  const folders = await seenFolders(reader, ports);
  if (reader.box.folders) throw mayNot();
  refuseWithout('k', above(name, folders));
  const made = await ports.store.createFolder(reader.box.mailbox.id, name, ports.legalTime.now());
  if (!made.done) throw refusalOf(made.why);
  await showInPrograms(reader, [name], ports);
  return await describeFolder(reader, made.folder.id, ports);
}

/** Mail programs show what is subscribed, and subscribe only what they made themselves. */
async function showInPrograms({ login, box }: Reader, names: readonly string[], { store }: Ports): Promise<void> {
  const { address } = box.mailbox;
  const subscribers = box.level === 'own' ? [address] : [address, `${address}*${login}`];
  for (const subscriber of subscribers) for (const name of names) await subscribe(subscriber, name, true, store);
}

export async function renameFolder(reader: Reader, id: string, written: string, ports: Ports): Promise<Folder> {
  const { folder } = await folderFor(reader, id, 'x', ports);
  const name = checkedName(written);
  if (isOfSystem(folder)) throw keepsItsPlace();
  if (name.startsWith(`${folder.name}/`)) throw intoItself();
  if (name === folder.name) return await describeFolder(reader, id, ports);
  const folders = await seenFolders(reader, ports);
  if (folders.some((one) => one.folder.name === name)) throw folderExists();
  refuseWithout('k', above(name, folders));
  const below = folders.filter((each) => each.folder.name.startsWith(`${folder.name}/`));
  const names = below.map((one) => checkedName(`${name}${one.folder.name.slice(folder.name.length)}`));
  const renamed = await ports.store.renameFolder(id, name, ports.legalTime.now());
  if (!renamed.done) throw refusalOf(renamed.why);
  await showInPrograms(reader, [name, ...names], ports);
  return await describeFolder(reader, id, ports);
}

function checkedName(written: string): string {
  const name = canonicalName(written.trim());
  const fault = nameFault(name);
  if (fault) throw badName(fault);
  return name;
}

/** The nearest folder above a name, where something is to be made below it. */
function above(name: string, folders: readonly SeenFolder[]): SeenFolder | undefined {
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
    const found = folders.find(({ folder }) => folder.name === name.slice(0, at));
    if (found) return found;
  }
  return undefined;
}

function refuseWithout(right: string, parent: SeenFolder | undefined): void {
  if (parent && !parent.rights.includes(right)) throw mayNot();
}
