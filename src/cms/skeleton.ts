import { equalBytes } from './bytes.ts';
import { CmsFault } from './fault.ts';
import type { OID } from './oids.ts';
import { type Element, parseDer } from './tlv.ts';
import { oidText, readTime } from './values.ts';

/** A certificate over this size is refused; observed ones are under 3 KiB. */
const MAX_CERTIFICATE_BYTES = 64 * 1024;
const MAX_EXTENSIONS = 64;

export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

/** The frame of a certificate (RFC 5280 4.1) as slices of its DER: exact octets, never re-encoded. */
export interface Skeleton {
  readonly der: Uint8Array;
  readonly version: number;
  readonly tbs: Uint8Array;
  /** Content octets of the INTEGER. */
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly RawExtension[];
  /** The whole AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads the frame of a certificate. Strict DER; throws CmsFault. */
export function skeletonOf(der: Uint8Array): Skeleton {
  if (der.length > MAX_CERTIFICATE_BYTES) throw new CmsFault('certificate: larger than 64 KiB');
  const outer = requireSequence(parseDer(der, 'certificate')).inside();
  const tbs = outer.take(0x30, 'tbsCertificate');
  const signatureAlgorithm = outer.take(0x30, 'signatureAlgorithm');
  const signature = outer.take(0x03, 'signatureValue');
  outer.finish('certificate');

  const inner = tbs.inside();
  const version = inner.optional(0xa0, 'version')?.inside().take(0x02, 'version').content[0] ?? 0;
  const serial = inner.take(0x02, 'serialNumber').content;
  const innerAlgorithm = inner.take(0x30, 'signature').raw;
  const issuer = inner.take(0x30, 'issuer').raw;
  const validity = inner.take(0x30, 'validity').inside();
  const notBefore = readTime(validity.next('notBefore'));
  const notAfter = readTime(validity.next('notAfter'));
  const subject = inner.take(0x30, 'subject').raw;
  const publicKeyInfo = inner.take(0x30, 'subjectPublicKeyInfo').raw;
  inner.optional(0x81, 'issuerUniqueID');
  inner.optional(0x82, 'subjectUniqueID');
  const extensions = inner.optional(0xa3, 'extensions');
  inner.finish('tbsCertificate');

  // RFC 5280 4.1.1.2: the algorithm outside must be the one that is signed.
  if (!equalBytes(innerAlgorithm, signatureAlgorithm.raw)) throw new CmsFault('certificate: two signature algorithms');
  return {
    der,
    version: version + 1,
    tbs: tbs.raw,
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKeyInfo,
    extensions: extensions === undefined ? [] : readExtensions(extensions),
    signatureAlgorithm: signatureAlgorithm.raw,
    signature: bitStringOctets(signature),
  };
}

/** Extensions of a certificate or CRL, from the explicitly tagged element that holds them. One of a kind, at most 64. */
export function readExtensions(holder: Element): RawExtension[] {
  const found: RawExtension[] = [];
  const list = holder.inside();
  for (const element of list.take(0x30, 'extensions').inside().rest('extension')) {
    if (found.length >= MAX_EXTENSIONS) throw new CmsFault('extensions: more than 64');
    const extension = readExtension(element);
    if (found.some((other) => other.oid === extension.oid)) throw new CmsFault(`extension ${extension.oid}: twice`);
    found.push(extension);
  }
  list.finish('extensions');
  return found;
}

export function readExtension(element: Element): RawExtension {
  const inside = requireSequence(element).inside();
  const oid = oidText(inside.take(0x06, 'extnID').content);
  const critical = (inside.optional(0x01, 'critical')?.content[0] ?? 0) !== 0;
  const value = inside.take(0x04, `extension ${oid}`).content;
  inside.finish(`extension ${oid}`);
  return { oid, critical, value };
}

/** The octets of a BIT STRING that holds whole octets. */
export function bitStringOctets(element: Element): Uint8Array {
  if (element.content[0] !== 0) throw new CmsFault('bit string: not whole octets');
  return element.content.subarray(1);
}

/** The raw extension of this kind, if there is one. */
export function extensionOf(skeleton: Skeleton, oid: (typeof OID)[keyof typeof OID]): RawExtension | undefined {
  return skeleton.extensions.find((extension) => extension.oid === oid);
}

function requireSequence(element: Element): Element {
  if (element.tag !== 0x30) throw new CmsFault(`expected a SEQUENCE, found 0x${element.tag.toString(16)}`);
  return element;
}
