import type { NamespaceEntry, QuotaRoot } from './backend.ts';
import { writeMailbox } from './mailbox-name.ts';
import type { OctetText } from './octet-text.ts';
import { utf8Octets } from './octet-text.ts';
import type { StatusItem } from './query.ts';
import type { WireMode } from './wire-mode.ts';
import { writeAstring, writeQuoted } from './write-string.ts';

export interface ListLine {
  readonly command?: 'LIST' | 'LSUB';
  readonly name: string;
  /** NIL for a flat name, as `LIST "" ""` may give. */
  readonly delimiter?: '/' | null;
  readonly attributes: readonly string[];
  /** RFC 5258 4: why a name is shown that the selection itself does not hold. */
  readonly childInfo?: readonly string[];
  /** RFC 9051 6.3.9.7: as the client wrote it, Unicode. */
  readonly oldName?: string;
}

/** `* LIST (\HasNoChildren) "/" name`. */
export function writeList(line: ListLine, mode: WireMode): OctetText {
  const { command = 'LIST', delimiter = '/', attributes, childInfo = [], oldName } = line;
  const extensions: string[] = [];
  if (childInfo.length > 0) extensions.push(`"CHILDINFO" (${childInfo.map(writeQuoted).join(' ')})`);
  if (oldName !== undefined) extensions.push(`"OLDNAME" (${writeMailbox(oldName, mode)})`);
  const tail = extensions.length > 0 ? ` (${extensions.join(' ')})` : '';
  const parted = delimiter === null ? 'NIL' : `"${delimiter}"`;
  return `* ${command} (${attributes.join(' ')}) ${parted} ${writeMailbox(line.name, mode)}${tail}\r\n`;
}

const OBJECT_ID: ReadonlySet<StatusItem> = new Set(['MAILBOXID']);

/** `* STATUS name (MESSAGES 231 UIDNEXT 44292)`; APPENDLIMIT may be NIL: give `'NIL'`. */
export function writeStatus(name: string, values: ReadonlyMap<StatusItem, number | string>, mode: WireMode): OctetText {
  const pairs = Array.from(values, ([item, value]) => `${item} ${OBJECT_ID.has(item) ? `(${value})` : value}`);
  return `* STATUS ${writeMailbox(name, mode)} (${pairs.join(' ')})\r\n`;
}

/** `* NAMESPACE` (RFC 9051 7.3.2): personal, other users', shared. */
export function writeNamespaces(
  namespaces: Readonly<Record<'personal' | 'otherUsers' | 'shared', readonly NamespaceEntry[]>>,
  mode: WireMode,
): OctetText {
  const group = (entries: readonly NamespaceEntry[]) =>
    entries.length === 0 ? 'NIL' : `(${entries.map((entry) => namespace(entry, mode)).join('')})`;
  const { personal, otherUsers, shared } = namespaces;
  return `* NAMESPACE ${group(personal)} ${group(otherUsers)} ${group(shared)}\r\n`;
}

/** Namespace prefixes are strings, never atoms. */
function namespace({ prefix, delimiter }: NamespaceEntry, mode: WireMode): OctetText {
  const name = writeMailbox(prefix, mode);
  return `(${/^["{]/.test(name) ? name : writeQuoted(name)} "${delimiter}")`;
}

/** `* QUOTA root (STORAGE 10 512)` (RFC 9208 5.1). */
export function writeQuota({ name, resources }: QuotaRoot, mode: WireMode): OctetText {
  const told = resources.map((resource) => `${resource.name} ${resource.usage} ${resource.limit}`);
  return `* QUOTA ${quotaRoot(name, mode)} (${told.join(' ')})\r\n`;
}

/** `* QUOTAROOT name root…` (RFC 9208 5.2). */
export function writeQuotaRoot(mailbox: string, roots: readonly string[], mode: WireMode): OctetText {
  return `* QUOTAROOT ${[writeMailbox(mailbox, mode), ...roots.map((root) => quotaRoot(root, mode))].join(' ')}\r\n`;
}

const quotaRoot = (name: string, mode: WireMode) => writeAstring(utf8Octets(name), mode);

/** `* ACL`, `* LISTRIGHTS`, `* MYRIGHTS` (RFC 4314 3): the mailbox, then words as astrings. */
export function writeRights(
  response: 'ACL' | 'LISTRIGHTS' | 'MYRIGHTS',
  mailbox: string,
  words: readonly string[],
  mode: WireMode,
): OctetText {
  const all = [writeMailbox(mailbox, mode), ...words.map((word) => writeAstring(utf8Octets(word), mode))];
  return `* ${response} ${all.join(' ')}\r\n`;
}
