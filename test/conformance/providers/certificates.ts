/** Certificates and revocation lists of the fixtures (RFC 5280 4 and 5). */
import { createHash } from 'node:crypto';
import * as asn1 from './asn1.ts';
import { signWith, type TestKey } from './test-key.ts';

/** Attribute types in the order of the name; `C` and those in `printed` are PrintableStrings, the rest UTF8Strings. */
export interface Name {
  readonly [type: string]: string;
}

export interface NameLimits {
  readonly emails?: readonly string[];
  readonly directories?: readonly Name[];
  readonly noAddresses?: true;
  readonly critical: boolean;
}

export interface Profile {
  readonly subject: Name;
  readonly serial: number;
  /** ISO dates. */
  readonly from: string;
  readonly to: string;
  readonly key: TestKey;
  readonly digest: 'sha1' | 'sha256';
  readonly ca?: { readonly pathLength?: number };
  /** basicConstraints CA:FALSE, which the profile forbids and certificates of 2008 have (spec 14.1). */
  readonly saysNoCa?: true;
  readonly email?: string;
  readonly purposes?: readonly ('clientAuth' | 'emailProtection' | 'serverAuth')[];
  readonly policies?: readonly string[];
  readonly ocsp?: string;
  readonly crls?: readonly string[];
  readonly limits?: NameLimits;
}

export interface Issuer {
  readonly subject: Name;
  readonly key: TestKey;
}

const TYPES: Readonly<Record<string, string>> = {
  C: '2.5.4.6',
  ST: '2.5.4.8',
  L: '2.5.4.7',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  organizationIdentifier: '2.5.4.97',
};
const PURPOSES = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const;

export function nameOf(name: Name, write: (text: string) => Uint8Array = asn1.utf8): Uint8Array {
  const parts = Object.entries(name).map(([type, value]) => {
    const text = type === 'C' ? asn1.printable(value) : write(value);
    return asn1.setOf(asn1.sequence(asn1.oid(TYPES[type]!), text));
  });
  return asn1.sequence(...parts);
}

/** A version 3 certificate, DER. */
export function certificate(profile: Profile, issuer: Issuer): Uint8Array {
  const algorithm = algorithmOf(profile.digest);
  const frame = asn1.sequence(
    asn1.context(0, asn1.integer(2)),
    asn1.integer(profile.serial),
    algorithm,
    nameOf(issuer.subject),
    asn1.sequence(asn1.time(profile.from), asn1.time(profile.to)),
    nameOf(profile.subject),
    profile.key.publicKeyInfo,
    asn1.context(3, asn1.sequence(...extensionsOf(profile, issuer))),
  );
  return signed(frame, algorithm, issuer.key, profile.digest);
}

/** A version 2 list, DER. */
export function revocationList(list: {
  readonly issuer: Issuer;
  readonly digest: 'sha1' | 'sha256';
  readonly from: string;
  readonly to: string;
  readonly revoked: readonly { readonly serial: number; readonly since: string }[];
}): Uint8Array {
  const algorithm = algorithmOf(list.digest);
  const entries = list.revoked.map(({ serial, since }) => asn1.sequence(asn1.integer(serial), asn1.time(since)));
  const frame = asn1.sequence(
    asn1.integer(1),
    algorithm,
    nameOf(list.issuer.subject),
    asn1.time(list.from),
    asn1.time(list.to),
    ...(entries.length > 0 ? [asn1.sequence(...entries)] : []),
    asn1.context(0, asn1.sequence(authorityKey(list.issuer), extension('2.5.29.20', false, asn1.integer(1)))),
  );
  return signed(frame, algorithm, list.issuer.key, list.digest);
}

export function algorithmOf(digest: 'sha1' | 'sha256'): Uint8Array {
  return asn1.sequence(asn1.oid(`1.2.840.113549.1.1.${digest === 'sha1' ? 5 : 11}`), asn1.NULL);
}

function signed(frame: Uint8Array, algorithm: Uint8Array, key: TestKey, digest: 'sha1' | 'sha256'): Uint8Array {
  return asn1.sequence(frame, algorithm, asn1.bitString(signWith(key, digest, frame)));
}

function extensionsOf(profile: Profile, issuer: Issuer): Uint8Array[] {
  const { ca, purposes, policies, email, crls, ocsp, limits } = profile;
  const found = [authorityKey(issuer), extension('2.5.29.14', false, asn1.octetString(keyIdentifier(profile.key)))];
  // keyCertSign and cRLSign; digitalSignature.
  const usage = ca ? asn1.bitString(Buffer.of(0x06), 1) : asn1.bitString(Buffer.of(0x80), 7);
  found.push(extension('2.5.29.15', true, usage));
  if (ca) {
    const length = ca.pathLength === undefined ? [] : [asn1.integer(ca.pathLength)];
    found.push(extension('2.5.29.19', true, asn1.sequence(asn1.boolean(true), ...length)));
  }
  if (profile.saysNoCa) found.push(extension('2.5.29.19', false, asn1.sequence()));
  if (email) found.push(extension('2.5.29.17', false, asn1.sequence(asn1.ia5(email, 0x81))));
  if (purposes) {
    found.push(extension('2.5.29.37', false, asn1.sequence(...purposes.map((one) => asn1.oid(PURPOSES[one])))));
  }
  if (policies) {
    const list = policies.map((one) => asn1.sequence(asn1.oid(one)));
    found.push(extension('2.5.29.32', false, asn1.sequence(...list)));
  }
  if (crls) {
    const points = crls.map((url) => asn1.sequence(asn1.context(0, asn1.context(0, asn1.ia5(url, 0x86)))));
    found.push(extension('2.5.29.31', false, asn1.sequence(...points)));
  }
  if (ocsp) {
    const access = asn1.sequence(asn1.oid('1.3.6.1.5.5.7.48.1'), asn1.ia5(ocsp, 0x86));
    found.push(extension('1.3.6.1.5.5.7.1.1', false, asn1.sequence(access)));
  }
  if (limits) found.push(nameConstraints(limits));
  return found;
}

/** Directory names are written as PrintableString, the subjects as UTF8String: they are the same names (RFC 5280 7.1). */
function nameConstraints({ emails = [], directories = [], noAddresses, critical }: NameLimits): Uint8Array {
  const permitted = [
    ...emails.map((email) => asn1.ia5(email, 0x81)),
    ...directories.map((name) => asn1.context(4, nameOf(name, asn1.printable))),
  ];
  const excluded = noAddresses ? [asn1.element(0x87, Buffer.alloc(8)), asn1.element(0x87, Buffer.alloc(32))] : [];
  const trees = [permitted, excluded].flatMap((names, number) =>
    names.length === 0 ? [] : [asn1.context(number, ...names.map((name) => asn1.sequence(name)))],
  );
  return extension('2.5.29.30', critical, asn1.sequence(...trees));
}

function authorityKey(issuer: Issuer): Uint8Array {
  return extension('2.5.29.35', false, asn1.sequence(asn1.element(0x80, keyIdentifier(issuer.key))));
}

function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return asn1.sequence(asn1.oid(oid), ...(critical ? [asn1.boolean(true)] : []), asn1.octetString(value));
}

/** Of the whole SubjectPublicKeyInfo: any identifier will do. */
function keyIdentifier(key: TestKey): Uint8Array {
  return createHash('sha1').update(key.publicKeyInfo).digest();
}
