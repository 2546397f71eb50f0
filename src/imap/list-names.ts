import type { ListedFolder } from './backend.ts';
import type { ListOptions } from './command.ts';
import { type ListPattern, listPattern, matches } from './list-pattern.ts';
import type { ListLine } from './write-list.ts';

/** What there is to be listed. */
export interface FolderTree {
  readonly folders: ReadonlyMap<string, ListedFolder>;
  readonly subscribed: ReadonlySet<string>;
  /** Names with a folder below them. */
  readonly parents: ReadonlySet<string>;
}

const SPECIAL_USE = /^\\(All|Archive|Drafts|Flagged|Important|Junk|Sent|Trash)$/i;

export function folderTree(folders: readonly ListedFolder[], subscriptions: readonly string[]): FolderTree {
  return {
    folders: new Map(folders.map((folder) => [folder.name, folder])),
    subscribed: new Set(subscriptions),
    parents: new Set(folders.flatMap(({ name }) => superiors(name))),
  };
}

/** `a`, `a/b` of `a/b/c`. */
export function superiors(name: string): readonly string[] {
  const found: string[] = [];
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) found.push(name.slice(0, at));
  return found;
}

/** Lines of LIST (RFC 9051 6.3.9, RFC 5258, RFC 6154), the folders in their order. */
export function* listNames(tree: FolderTree, options: ListOptions): Generator<ListLine> {
  const patterns = options.patterns.map((pattern) => listPattern(options.reference, pattern));
  const found = (name: string) => patterns.some((pattern) => matches(pattern, name));
  const chosen = choose(tree, options);
  const above = options.select.has('RECURSIVEMATCH') ? parentsOfHidden(chosen, found) : new Map<string, string[]>();
  for (const name of inOrder(tree, chosen, above, patterns)) {
    const childInfo = above.get(name) ?? [];
    if (!found(name) && childInfo.length === 0) continue;
    yield { name, attributes: attributesOf(tree, options, name), childInfo };
  }
}

/** Names the selection holds, and by which of its criteria. */
function choose(tree: FolderTree, { select }: ListOptions): ReadonlyMap<string, readonly string[]> {
  const criteria = ['SUBSCRIBED', 'SPECIAL-USE'].filter((word) => select.has(word as 'SUBSCRIBED'));
  const isSpecial = (name: string) =>
    tree.folders.get(name)?.attributes.some((word) => SPECIAL_USE.test(word)) ?? false;
  const names = select.has('SUBSCRIBED') ? tree.subscribed : tree.folders.keys();
  const chosen = new Map<string, readonly string[]>();
  for (const name of names) if (!select.has('SPECIAL-USE') || isSpecial(name)) chosen.set(name, criteria);
  return chosen;
}

/** Superiors the patterns find, of chosen names that they do not (RFC 5258 3.5). */
function parentsOfHidden(
  chosen: ReadonlyMap<string, readonly string[]>,
  found: (name: string) => boolean,
): Map<string, readonly string[]> {
  const above = new Map<string, readonly string[]>();
  for (const [name, criteria] of chosen) {
    if (found(name)) continue;
    for (const superior of superiors(name)) if (!above.has(superior) && found(superior)) above.set(superior, criteria);
  }
  return above;
}

/**
 * Those that stand, in the order of the account; then those that do not, by name. What was deleted above others is told as long as they
 * stand, also to `*`: who draws a tree finds no branch without its stem (RFC 9051 6.3.5, 6.3.9; Dovecot does the same).
 */
function inOrder(
  tree: FolderTree,
  chosen: ReadonlyMap<string, readonly string[]>,
  above: ReadonlyMap<string, unknown>,
  patterns: readonly ListPattern[],
): readonly string[] {
  const standing = [...tree.folders.keys()].filter((name) => chosen.has(name) || above.has(name));
  const missing = new Set([...chosen.keys(), ...above.keys()].filter((name) => !tree.folders.has(name)));
  for (const [name, criteria] of chosen) {
    // Who selects asks for superiors by RECURSIVEMATCH.
    if (criteria.length > 0) break;
    for (const superior of superiors(name)) {
      if (tree.folders.has(superior) || missing.has(superior)) continue;
      if (patterns.some((pattern) => matches(pattern, superior))) missing.add(superior);
    }
  }
  return [...standing, ...[...missing].sort()];
}

/** In the extended form a name without a folder is \NonExistent; older clients know only \Noselect. */
function attributesOf(tree: FolderTree, { select, returns, extended }: ListOptions, name: string): readonly string[] {
  const folder = tree.folders.get(name);
  const attributes: string[] = [];
  if ((select.has('SUBSCRIBED') || returns.has('SUBSCRIBED')) && tree.subscribed.has(name))
    attributes.push('\\Subscribed');
  if (folder === undefined) attributes.push(extended ? '\\NonExistent' : '\\Noselect');
  const isSpecial = (word: string) => SPECIAL_USE.test(word);
  attributes.push(...(folder?.attributes.filter((word) => !isSpecial(word)) ?? []));
  if (folder !== undefined || tree.parents.has(name)) {
    attributes.push(tree.parents.has(name) ? '\\HasChildren' : '\\HasNoChildren');
  }
  attributes.push(...(folder?.attributes.filter(isSpecial) ?? []));
  return attributes;
}

/** Lines of LSUB (RFC 3501 6.3.9): subscribed names, whether there is such a folder or not. */
export function* listSubscribed(tree: FolderTree, reference: string, text: string): Generator<ListLine> {
  const pattern = listPattern(reference, text);
  const told = new Set<string>();
  for (const name of tree.subscribed) {
    if (matches(pattern, name)) {
      const gone = tree.folders.get(name)?.selectable === false;
      told.add(name);
      yield { command: 'LSUB', name, attributes: gone ? ['\\Noselect'] : [] };
    }
  }
  if (!pattern.endsInLevel) return;
  for (const superior of new Set([...tree.subscribed].flatMap(superiors))) {
    if (!told.has(superior) && matches(pattern, superior)) {
      yield { command: 'LSUB', name: superior, attributes: ['\\Noselect'] };
    }
  }
}
