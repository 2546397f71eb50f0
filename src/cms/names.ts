import { CmsFault } from './fault.ts';
import { OID } from './oids.ts';
import { type Element, parseDer } from './tlv.ts';
import { hexText, oidText } from './values.ts';

/** Short names of RFC 4514 2 and of what stands in provider certificates; others are written as dotted OIDs. */
export const ATTRIBUTE_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  [OID.emailAddress, 'emailAddress'],
]);

export interface NameAttribute {
  readonly type: string;
  readonly value: string;
}

/** A Name (RFC 5280 4.1.2.4): RDN by RDN, each a set of attributes. */
export type RelativeNames = readonly (readonly NameAttribute[])[];

/** Reads the DER of a Name. Throws CmsFault. */
export function readName(der: Uint8Array): RelativeNames {
  const name = parseDer(der, 'name');
  if (name.tag !== 0x30) throw new CmsFault('name: not a SEQUENCE');
  return Array.from(name.inside().rest('name'), (rdn) => {
    if (rdn.tag !== 0x31) throw new CmsFault('name: an RDN is not a SET');
    return Array.from(rdn.inside().rest('RDN'), readAttribute);
  });
}

function readAttribute(element: Element): NameAttribute {
  const inside = element.inside();
  const type = oidText(inside.take(0x06, 'attribute type').content);
  return { type, value: stringText(inside.next('attribute value')) };
}

/** Any of the ASN.1 string types as text; what is no string becomes `#hex` (RFC 4514 2.4). */
function stringText(element: Element): string {
  const { tag, content } = element;
  if (tag === 0x0c) return new TextDecoder().decode(content);
  if (tag === 0x1e) return new TextDecoder('utf-16be').decode(content);
  if ([0x12, 0x13, 0x14, 0x16, 0x1a].includes(tag)) return new TextDecoder('latin1').decode(content);
  return `#${hexText(element.raw)}`;
}

/** `C=IT, O=Gestore Alfa, CN=…`: in the order of the certificate, special characters escaped as in RFC 4514 2.4. */
export function nameText(name: RelativeNames): string {
  return name
    .map((rdn) => rdn.map(({ type, value }) => `${ATTRIBUTE_NAMES.get(type) ?? type}=${escaped(value)}`).join('+'))
    .join(', ');
}

function escaped(value: string): string {
  return value.replace(/[,+"\\<>;=]/g, '\\$&').replace(/^[# ]| $/g, '\\$&');
}

/** Values of one attribute type, in order. */
export function nameValues(name: RelativeNames, type: string): string[] {
  return name.flatMap((rdn) => rdn.filter((attribute) => attribute.type === type).map((attribute) => attribute.value));
}

/**
 * One text for all spellings of the same Name: the comparison of RFC 5280 7.1, where letter case, runs of white space and the
 * string type do not count.
 */
export function nameKey(name: RelativeNames): string {
  return name.map(comparable).join('/');
}

/** True when `name` lies in the subtree of `base`: base's RDNs are its first ones (RFC 5280 4.2.1.10). */
export function isWithin(name: RelativeNames, base: RelativeNames): boolean {
  return base.length <= name.length && base.every((rdn, index) => comparable(rdn) === comparable(name[index]!));
}

function comparable(rdn: readonly NameAttribute[]): string {
  const normal = ({ type, value }: NameAttribute) =>
    `${type}=${value.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()}`;
  return JSON.stringify(rdn.map(normal).sort());
}
