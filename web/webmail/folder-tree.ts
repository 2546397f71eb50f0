import type { Folder } from '#contract';

/** Where what is archived goes: the folder with that use, or the one that was made here for it. */
export const ARCHIVE = 'Archive';
export function archiveOf(folders: readonly Folder[]): Folder | undefined {
  return folders.find(({ use }) => use === 'archive') ?? folders.find(({ name }) => name === ARCHIVE);
}

/** A folder where it stands among those that one sees. */
export interface Branch {
  readonly folder: Folder;
  readonly depth: number;
  /** Its name below the folder it stands in; more levels where those between are not seen. */
  readonly path: string;
}

const ORDER: readonly Folder['use'][] = ['inbox', 'sent', 'drafts', 'receipts', 'archive', 'junk', 'trash', 'own'];
/** The server or the pages write there: they stay where they are. */
const OF_SYSTEM: ReadonlySet<Folder['use']> = new Set(['inbox', 'sent', 'receipts', 'drafts', 'trash']);

/** Those with a use first, in the order people look for them, then one's own by name; each with those inside below it. */
export function treeOf(folders: readonly Folder[]): readonly Branch[] {
  const inside = Map.groupBy(folders, (folder) => parentOf(folder, folders)?.id ?? '');
  const below = (parent: Folder | undefined, depth: number): Branch[] =>
    (inside.get(parent?.id ?? '') ?? []).toSorted(order).flatMap((folder) => {
      const path = parent === undefined ? folder.name : folder.name.slice(parent.name.length + 1);
      return [{ folder, depth, path }, ...below(folder, depth + 1)];
    });
  return below(undefined, 0);
}

function order(a: Folder, b: Folder): number {
  const place = (folder: Folder) => ORDER.indexOf(folder.name === ARCHIVE ? 'archive' : folder.use);
  return place(a) - place(b) || a.name.localeCompare(b.name);
}

/** The nearest folder above, of those that one sees. */
export function parentOf({ name }: Pick<Folder, 'name'>, folders: readonly Folder[]): Folder | undefined {
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
    const found = folders.find((one) => one.name === name.slice(0, at));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All that stand inside, however deep. */
export function insideOf({ name }: Pick<Folder, 'name'>, folders: readonly Folder[]): readonly Folder[] {
  return folders.filter((one) => one.name.startsWith(`${name}/`));
}

/** May it be called otherwise, put elsewhere, deleted? */
export function isFree({ use, rights }: Pick<Folder, 'use' | 'rights'>): boolean {
  return !OF_SYSTEM.has(use) && [...'xte'].every((right) => rights.includes(right));
}

/** Folders that others may be put into. */
export function placesFor(folder: Folder | undefined, folders: readonly Folder[]): readonly Branch[] {
  const isItself = ({ id, name }: Folder) => id === folder?.id || name.startsWith(`${folder?.name}/`);
  return treeOf(folders).filter(
    (one) =>
      one.folder.rights.includes('k') && !['drafts', 'trash', 'junk'].includes(one.folder.use) && !isItself(one.folder),
  );
}

const MAX_LEVEL_OCTETS = 255;

/** What is wrong with a name that somebody writes, beside folders called like that; the server judges the rest. */
export function nameFault(
  written: string,
  beside: readonly string[] = [],
): 'empty' | 'slash' | 'long' | 'taken' | undefined {
  const name = written.trim();
  if (name === '') return 'empty';
  if (name.includes('/')) return 'slash';
  const folded = (one: string) => one.normalize('NFC').toLowerCase();
  // Two that look the same would be mistaken for one another: letter case apart, and as the system's own are shown.
  if (beside.some((one) => folded(one) === folded(name))) return 'taken';
  return new TextEncoder().encode(name).length > MAX_LEVEL_OCTETS ? 'long' : undefined;
}
