import { type FolderView, openFolders, rightsIn } from '#mailbox';
import type { MailFolder } from '#ports';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { mayNot, noFolder } from './refusals.ts';

/** A folder that the reader may see, with what he may do there (RFC 4314 2.1). */
export interface SeenFolder {
  readonly folder: MailFolder;
  readonly rights: string;
}

type Looking = Pick<Reader, 'login' | 'box'>;
type Ports = Pick<ReadingPorts, 'store' | 'views' | 'legalTime'>;

/** The folders of the mailbox that the reader may see; the usual ones are made where the mailbox is new. */
export async function seenFolders(reader: Looking, ports: Ports): Promise<readonly SeenFolder[]> {
  const { store, views, legalTime } = ports;
  const { id } = reader.box.mailbox;
  const known = {
    folders: () => views.lists.all(id),
    createFolder: (...order: Parameters<typeof store.createFolder>) => store.createFolder(...order),
  };
  const folders = await openFolders(id, known, legalTime.now());
  const rights = await rightsOn(folders, reader, ports);
  return folders.flatMap((folder) => {
    const own = rights(folder);
    return own.includes('l') || own.includes('r') ? [{ folder, rights: own }] : [];
  });
}

/** Those whose messages he may read. */
export async function readableFolders(reader: Looking, ports: Ports): Promise<readonly SeenFolder[]> {
  return (await seenFolders(reader, ports)).filter(({ rights }) => rights.includes('r'));
}

/**
 * The folder of this id in the reader's mailbox, when he has all the rights that are `needed`. What is of another mailbox, and what he may
 * not even see, is not found.
 */
export async function folderFor(reader: Reader, id: string, needed: string, ports: Ports): Promise<SeenFolder> {
  const folder = await ports.store.folder(id);
  if (folder === undefined || folder.mailbox !== reader.box.mailbox.id) throw noFolder();
  const rights = (await rightsOn([folder], reader, ports))(folder);
  if (!rights.includes('l') && !rights.includes('r')) throw noFolder();
  if ([...needed].some((right) => !rights.includes(right))) throw needed === 'r' ? noFolder() : mayNot();
  return { folder, rights };
}

async function rightsOn(folders: readonly MailFolder[], { box, login }: Looking, { store }: Ports) {
  const overrides = box.level === 'own' ? [] : await store.folderRights(folders.map(({ id }) => id));
  const who = { login, level: box.level, ...(box.folders && { folders: box.folders }) };
  return (folder: MailFolder) => rightsIn(folder.id, who, overrides);
}

/** Looks into a folder as it is now; it stays in memory for as long as the work lasts. */
export async function withView<T>(
  folder: MailFolder,
  { views }: Pick<ReadingPorts, 'views'>,
  work: (view: FolderView) => Promise<T> | T,
): Promise<T> {
  const opened = await views.open(folder.id, folder);
  if (opened === undefined) throw noFolder();
  try {
    return await work(opened.view);
  } finally {
    opened.close();
  }
}

/** As long as it is the same, so are the rows of the folder. */
export function stateOf({ folder }: Pick<FolderView, 'folder'>): string {
  return `${folder.uidValidity}.${folder.highestModseq}`;
}
