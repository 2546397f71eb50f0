import { CmsFault } from './fault.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-names.ts';
import { OID } from './oids.ts';
import type { RawExtension } from './skeleton.ts';
import { type Element, parseDer } from './tlv.ts';
import { oidText, readBoolean, readSmallInteger } from './values.ts';

/** Bits of keyUsage by number (RFC 5280 4.2.1.3). */
export const KEY_USAGE = { digitalSignature: 0, contentCommitment: 1, keyCertSign: 5, cRLSign: 6 } as const;

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** What the extensions of a certificate say (RFC 5280 4.2). Absent means: the extension is not there. */
export interface Extensions {
  readonly keyUsage?: ReadonlySet<number>;
  readonly extendedKeyUsage?: readonly string[];
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  readonly alternativeNames?: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly keyIdentifier?: Uint8Array;
  /** Present with undefined `keyIdentifier` when the extension names the issuer in another way only. */
  readonly authorityKey?: { readonly keyIdentifier?: Uint8Array };
  readonly crlUrls: readonly string[];
  readonly ocspUrls: readonly string[];
  /** Marked critical and not understood here: RFC 5280 4.2 says to reject. */
  readonly unknownCritical: readonly string[];
}

/** Extensions with a meaning here; all others are left unread. Every policy is accepted (anyPolicy, RFC 5280 6.1.1). */
const READERS: ReadonlyMap<string, (element: Element) => Partial<Extensions>> = new Map<
  string,
  (element: Element) => Partial<Extensions>
>([
  [OID.keyUsage, (element) => ({ keyUsage: readBits(tagged(element, 0x03)) })],
  [OID.extKeyUsage, (element) => ({ extendedKeyUsage: readPurposes(element) })],
  [OID.basicConstraints, (element) => ({ basicConstraints: readBasicConstraints(element) })],
  [OID.subjectAltName, (element) => ({ alternativeNames: readGeneralNames(element) })],
  [OID.nameConstraints, (element) => ({ nameConstraints: readNameConstraints(element) })],
  [OID.subjectKeyIdentifier, (element) => ({ keyIdentifier: tagged(element, 0x04).content })],
  [OID.authorityKeyIdentifier, (element) => ({ authorityKey: readAuthorityKey(element) })],
  [OID.crlDistributionPoints, (element) => ({ crlUrls: readCrlUrls(element) })],
  [OID.authorityInfoAccess, (element) => ({ ocspUrls: readOcspUrls(element) })],
  [OID.issuerAltName, () => ({})],
  [OID.certificatePolicies, () => ({})],
]);

/** Reads the extensions path validation and the profile of spec 14.1 need. Throws CmsFault when one is out of its grammar. */
export function readExtensionValues(raw: readonly RawExtension[]): Extensions {
  const unknownCritical: string[] = [];
  const values: Extensions = { crlUrls: [], ocspUrls: [], unknownCritical };
  for (const { oid, critical, value } of raw) {
    const read = READERS.get(oid);
    if (read !== undefined) Object.assign(values, read(parseDer(value, `extension ${oid}`)));
    else if (critical) unknownCritical.push(oid);
  }
  return values;
}

function tagged(element: Element, tag: number): Element {
  if (element.tag !== tag) throw new CmsFault(`extension: expected 0x${tag.toString(16)}`);
  return element;
}

/** Numbers of the bits that are set in a BIT STRING. */
function readBits(element: Element): ReadonlySet<number> {
  const octets = element.content.subarray(1);
  if (octets.length > 8) throw new CmsFault('bit string: too long');
  const set = new Set<number>();
  for (let bit = 0; bit < octets.length * 8; bit++) if (octets[bit >> 3]! & (0x80 >> (bit & 7))) set.add(bit);
  return set;
}

function readPurposes(element: Element): string[] {
  return Array.from(tagged(element, 0x30).inside().rest('extKeyUsage'), (one) => oidText(tagged(one, 0x06).content));
}

function readBasicConstraints(element: Element): { ca: boolean; pathLength?: number } {
  const inside = tagged(element, 0x30).inside();
  const ca = inside.optional(0x01, 'cA');
  const pathLength = inside.optional(0x02, 'pathLenConstraint');
  inside.finish('basicConstraints');
  return {
    ca: ca !== undefined && readBoolean(ca),
    ...(pathLength !== undefined && { pathLength: readSmallInteger(pathLength) }),
  };
}

function readNameConstraints(element: Element): NameConstraints {
  const inside = tagged(element, 0x30).inside();
  const permitted = inside.optional(0xa0, 'permittedSubtrees');
  const excluded = inside.optional(0xa1, 'excludedSubtrees');
  inside.finish('nameConstraints');
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) };
}

function readSubtrees(holder: Element | undefined): GeneralName[] {
  return Array.from(holder?.inside().rest('subtree') ?? [], (subtree) => {
    const inside = subtree.inside();
    const base = readGeneralName(inside.next('base'));
    // RFC 5280 4.2.1.10: minimum is 0 (so DER leaves it out) and maximum is absent.
    inside.finish('subtree');
    return base;
  });
}

function readAuthorityKey(element: Element): { keyIdentifier?: Uint8Array } {
  const keyIdentifier = tagged(element, 0x30).inside().optional(0x80, 'keyIdentifier');
  return keyIdentifier === undefined ? {} : { keyIdentifier: keyIdentifier.content };
}

function readCrlUrls(element: Element): string[] {
  return Array.from(tagged(element, 0x30).inside().rest('DistributionPoint')).flatMap((point) => {
    const fullName = point.inside().optional(0xa0, 'distributionPoint')?.inside().optional(0xa0, 'fullName');
    return fullName === undefined ? [] : urls(readGeneralNames(fullName));
  });
}

function readOcspUrls(element: Element): string[] {
  return Array.from(tagged(element, 0x30).inside().rest('AccessDescription')).flatMap((access) => {
    const inside = access.inside();
    const method = oidText(inside.take(0x06, 'accessMethod').content);
    const location = readGeneralName(inside.next('accessLocation'));
    return method === OID.ocsp ? urls([location]) : [];
  });
}

/** The URIs among the names. */
export function urls(names: readonly GeneralName[]): string[] {
  return names.flatMap((name) => (name.form === 'uri' ? [name.value] : []));
}
