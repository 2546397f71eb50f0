import { asSource } from './bytes.ts';
import {
  asciiOctets,
  bitString,
  boolean,
  NULL,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
  time,
  tlv,
  unsignedInteger,
  utf8String,
} from './der.ts';
import { ATTRIBUTE_NAMES } from './names.ts';
import { OID } from './oids.ts';

/**
 * A name as short attribute names and values, in the order of the certificate: `{ C: 'IT', O: 'Gestore Alfa', CN: '…' }`. Known:
 * CN, serialNumber, C, L, ST, O, OU, DC, organizationIdentifier, emailAddress.
 */
export type DistinguishedName = Readonly<Record<string, string>>;

export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER of the extension's value. */
  readonly value: Uint8Array;
}

export interface TbsCertificate {
  readonly serial: Uint8Array;
  /** DER of Names. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds; whole seconds are written. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly CertificateExtension[];
}

const ATTRIBUTE_OIDS: ReadonlyMap<string, string> = new Map(Array.from(ATTRIBUTE_NAMES, ([oid, name]) => [name, oid]));

/** DER of a Name, one attribute an RDN. Throws RangeError on an attribute not known or an empty value. */
export function encodeName(name: DistinguishedName): Uint8Array {
  const parts = Object.entries(name).map(([type, value]) => {
    const oid = ATTRIBUTE_OIDS.get(type);
    if (oid === undefined || value === '') throw new RangeError(`name attribute ${type}=${value} cannot be written`);
    return tlv(0x31, sequence(objectIdentifier(oid), attributeValue(type, value)));
  });
  return sequence(...parts);
}

/** RFC 5280 appendix A: country, serialNumber are PrintableString, DC and e-mail IA5String; the rest is UTF8String. */
function attributeValue(type: string, value: string): Uint8Array {
  if (type === 'C' || type === 'serialNumber') return tlv(0x13, asciiOctets(value));
  if (type === 'DC' || type === 'emailAddress') return tlv(0x16, asciiOctets(value));
  return utf8String(value);
}

const SHA256_WITH_RSA = sequence(objectIdentifier(OID.sha256WithRsa), NULL);

/** Signs the frame with RSASSA-PKCS1-v1_5 and SHA-256 and returns the certificate, DER. No profile is imposed here. */
export function signCertificate(tbs: TbsCertificate, key: CryptoKey): Promise<Uint8Array> {
  const extensions = tbs.extensions.map(encodeExtension);
  const content = sequence(
    tlv(0xa0, smallInteger(2)),
    unsignedInteger(tbs.serial),
    SHA256_WITH_RSA,
    tbs.issuer,
    sequence(time(tbs.notBefore), time(tbs.notAfter)),
    tbs.subject,
    tbs.publicKeyInfo,
    ...(extensions.length > 0 ? [tlv(0xa3, sequence(...extensions))] : []),
  );
  return signed(content, key);
}

export interface RevokedCertificate {
  readonly serial: Uint8Array;
  /** Milliseconds. */
  readonly since: number;
}

export interface TbsCrl {
  readonly issuer: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: readonly RevokedCertificate[];
  readonly extensions: readonly CertificateExtension[];
}

/** Signs a version 2 CRL (RFC 5280 5.1), DER. */
export function signCrl(tbs: TbsCrl, key: CryptoKey): Promise<Uint8Array> {
  const entries = tbs.revoked.map(({ serial, since }) => sequence(unsignedInteger(serial), time(since)));
  const content = sequence(
    smallInteger(1),
    SHA256_WITH_RSA,
    tbs.issuer,
    time(tbs.thisUpdate),
    time(tbs.nextUpdate),
    // RFC 5280 5.1.2.6: an empty list is left out.
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    tlv(0xa0, sequence(...tbs.extensions.map(encodeExtension))),
  );
  return signed(content, key);
}

/** DER of an Extension. */
export function encodeExtension({ oid, critical, value }: CertificateExtension): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

async function signed(content: Uint8Array, key: CryptoKey): Promise<Uint8Array> {
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, asSource(content));
  return sequence(content, SHA256_WITH_RSA, bitString(new Uint8Array(signature)));
}
