import { PAGED_RESULTS } from '#adapters/ldap';
import type { LdifEntry } from '#ldif';
import { ATTRIBUTE_TYPES, type AttributeType, attributeType, OBJECT_CLASSES } from './ldap-schema.ts';

export interface TreeAttribute {
  readonly type: AttributeType;
  /** Octets as they are sent. */
  readonly values: readonly Uint8Array[];
}

export interface TreeEntry {
  readonly dn: string;
  /** The relative names, the entry's own first. */
  readonly names: readonly string[];
  /** By the type's name in lower case. */
  readonly attributes: ReadonlyMap<string, TreeAttribute>;
}

const SUBSCHEMA = 'cn=subschema';
const MAX_NAMES = 20;

/** The directory at one moment: all entries, and the two every LDAP server has (RFC 4512 4.2, 5.1). */
export interface LdapTree {
  readonly entries: readonly TreeEntry[];
  readonly root: TreeEntry;
  readonly subschema: TreeEntry;
}

/**
 * The relative names of a DN in a form that two spellings of one share (RFC 4514; caseIgnoreMatch); undefined when it is none.
 * Compound names (`+`) do not exist in this directory.
 */
export function parseDn(dn: string): readonly string[] | undefined {
  if (dn.trim() === '') return [];
  const names = dn.match(/(?:\\.|[^\\,;])+(?=$|[,;])|(?<=[,;])(?=$|[,;])/gsu) ?? [];
  if (names.length > MAX_NAMES || names.join(',').length !== dn.length) return undefined;
  const parsed = names.map(relativeName);
  return parsed.includes(undefined) ? undefined : (parsed as string[]);
}

function relativeName(name: string): string | undefined {
  const match = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)\s*=\s*(.*?)\s*$/su.exec(name);
  if (match === null) return undefined;
  const type = attributeType(match[1]!)?.name.toLowerCase() ?? match[1]!.toLowerCase();
  const value = match[2]!.replace(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gsu, (escaped: string, one?: string) =>
    one === undefined ? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8') : one,
  );
  return `${type}=${foldCase(value)}`;
}

/** As caseIgnoreMatch compares: no letter case, runs of space as one (RFC 4518). */
export function foldCase(value: string): string {
  return value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

function entryOf(dn: string, attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>): TreeEntry {
  const kept = new Map<string, TreeAttribute>();
  for (const [name, values] of Object.entries(attributes)) {
    const type = attributeType(name);
    if (type === undefined) continue;
    const octets = values.map((value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value));
    kept.set(type.name.toLowerCase(), { type, values: octets });
  }
  return { dn, names: parseDn(dn) ?? [], attributes: kept };
}

export function openTree(entries: readonly LdifEntry[]): LdapTree {
  return {
    entries: entries.map(({ dn, attributes }) =>
      entryOf(dn, { ...Object.fromEntries(attributes), subschemaSubentry: [SUBSCHEMA] }),
    ),
    root: entryOf('', {
      objectClass: ['top'],
      namingContexts: ['o=postacert'],
      subschemaSubentry: [SUBSCHEMA],
      supportedControl: [PAGED_RESULTS],
      supportedLDAPVersion: ['3'],
      supportedSASLMechanisms: ['EXTERNAL'],
    }),
    subschema: entryOf(SUBSCHEMA, {
      objectClass: ['top', 'subschema'],
      cn: ['subschema'],
      attributeTypes: ATTRIBUTE_TYPES,
      objectClasses: OBJECT_CLASSES,
    }),
  };
}

export type Scope = 'base' | 'one' | 'sub' | 'children';

/** The entries in scope; undefined when there is no entry of that name, with the DN of the nearest above it. */
export function entriesInScope(
  tree: LdapTree,
  base: readonly string[],
  scope: Scope,
): { readonly entries: readonly TreeEntry[] } | { readonly matched: string } {
  if (base.length === 0) return { entries: scope === 'base' ? [tree.root] : belowRoot(tree, scope) };
  if (base.join() === SUBSCHEMA) return { entries: scope === 'base' || scope === 'sub' ? [tree.subschema] : [] };
  if (!tree.entries.some(({ names }) => names.join() === base.join())) return { matched: nearest(tree, base) };
  const below = ({ names }: TreeEntry) => names.length - base.length;
  const isInside = ({ names }: TreeEntry) => names.slice(-base.length).join() === base.join();
  const depths = { base: [0, 0], one: [1, 1], sub: [0, MAX_NAMES], children: [1, MAX_NAMES] } as const;
  const [least, most] = depths[scope];
  return { entries: tree.entries.filter((one) => isInside(one) && below(one) >= least && below(one) <= most) };
}

function belowRoot({ entries }: LdapTree, scope: Scope): readonly TreeEntry[] {
  return scope === 'one' ? entries.filter(({ names }) => names.length === 1) : entries;
}

function nearest({ entries }: LdapTree, base: readonly string[]): string {
  for (let up = 1; up < base.length; up++) {
    const above = entries.find(({ names }) => names.join() === base.slice(up).join());
    if (above !== undefined) return above.dn;
  }
  return '';
}
