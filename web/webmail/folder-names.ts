import type { Folder } from '#contract';
import type { IconName, Say } from '#kit';
import { ARCHIVE, type Branch } from './folder-tree.ts';
import type { it } from './texts-it.ts';

/** Folders with a use are called in the reader's language, the others as they were called. */
export function folderName({ use, name }: Pick<Folder, 'use' | 'name'>, say: Say<typeof it>): string {
  if (name === ARCHIVE) return say('folders.archive');
  return use === 'own' ? (name.split('/').at(-1) ?? name) : say(`folders.${use}`);
}

/** The same where it stands among others: levels that are not seen are named with it. */
export function branchName({ folder, path }: Branch, say: Say<typeof it>): string {
  return folder.use === 'own' && folder.name !== ARCHIVE ? path.replaceAll('/', ' / ') : folderName(folder, say);
}

const ICONS: Readonly<Record<Folder['use'], IconName>> = {
  inbox: 'inbox',
  sent: 'send',
  drafts: 'pencil',
  trash: 'delete',
  junk: 'ban',
  archive: 'archive',
  receipts: 'file-signed',
  own: 'folder',
};

export const folderIcon = ({ use, name }: Pick<Folder, 'use' | 'name'>): IconName =>
  ICONS[name === ARCHIVE ? 'archive' : use];
