import type { Folder } from '#contract';
import type { IconName, Say } from '#kit';
import type { it } from './texts-it.ts';

/** Where what is archived goes: the folder with that use, or the one that was made here for it. */
export const ARCHIVE = 'Archive';
export function archiveOf(folders: readonly Folder[]): Folder | undefined {
  return folders.find(({ use }) => use === 'archive') ?? folders.find(({ name }) => name === ARCHIVE);
}

/** Folders with a use are called in the reader's language, the others as they were called. */
export function folderName({ use, name }: Pick<Folder, 'use' | 'name'>, say: Say<typeof it>): string {
  if (name === ARCHIVE) return say('folders.archive');
  return use === 'own' ? (name.split('/').at(-1) ?? name) : say(`folders.${use}`);
}

export const FOLDER_ICONS: Readonly<Record<Folder['use'], IconName>> = {
  inbox: 'inbox',
  sent: 'send',
  drafts: 'pencil',
  trash: 'delete',
  junk: 'ban',
  archive: 'archive',
  receipts: 'file-signed',
  own: 'folder',
};

const ORDER: readonly Folder['use'][] = ['inbox', 'sent', 'drafts', 'receipts', 'archive', 'junk', 'trash', 'own'];

/** Those with a use first, in the order people look for them; then one's own by name. */
export function inOrder(folders: readonly Folder[]): readonly Folder[] {
  return folders.toSorted((a, b) => ORDER.indexOf(a.use) - ORDER.indexOf(b.use) || a.name.localeCompare(b.name));
}

/** How deep a folder of one's own stands. */
export const depthOf = ({ use, name }: Pick<Folder, 'use' | 'name'>): number =>
  use === 'own' ? name.split('/').length - 1 : 0;
