import type { OctetText } from './octet-text.ts';
import { utf8Octets } from './octet-text.ts';
import type { FetchItem, Section } from './query.ts';
import { REV1 } from './wire-mode.ts';
import { writeAstring } from './write-string.ts';

type SectionItem = Extract<FetchItem, { kind: 'SECTION' }>;
type BinaryItem = Extract<FetchItem, { kind: 'BINARY' | 'BINARY.SIZE' }>;

/**
 * Under what name a FETCH response tells this item: `BODY[1.HEADER.FIELDS (From)]<0>`, `RFC822.TEXT`, `BINARY[2]`, `FLAGS`
 * (RFC 9051 7.5.2). The value follows after a space.
 */
export function writeItemName(item: FetchItem): OctetText {
  if (item.kind === 'SECTION') return item.as ?? `BODY[${writeSection(item.section)}]${writeOrigin(item)}`;
  if (item.kind === 'BINARY' || item.kind === 'BINARY.SIZE') return writeBinaryName(item);
  return item.kind;
}

function writeBinaryName(item: BinaryItem): OctetText {
  return `${item.kind}[${writeSection(item)}]${item.kind === 'BINARY' ? writeOrigin(item) : ''}`;
}

/** The length asked for is not told, only where the octets begin. */
function writeOrigin({ partial }: Pick<SectionItem, 'partial'>): OctetText {
  return partial === undefined ? '' : `<${partial[0]}>`;
}

/** What stands between the brackets. */
export function writeSection({ path, text }: Section): OctetText {
  const parts = path.map(String);
  if (typeof text === 'string') parts.push(text);
  else if (text !== undefined) {
    const names = text.fields.map((name) => writeAstring(utf8Octets(name), REV1)).join(' ');
    parts.push(`HEADER.FIELDS${text.not ? '.NOT' : ''} (${names})`);
  }
  return parts.join('.');
}
