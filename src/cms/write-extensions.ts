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
  tlv,
} from './der.ts';
import type { CertificateExtension, DistinguishedName } from './issue-certificate.ts';
import { encodeName } from './issue-certificate.ts';
import { OID } from './oids.ts';
import { bitStringOctets } from './skeleton.ts';
import { parseDer } from './tlv.ts';

/** Subtrees of names a CA may or may not certify (RFC 5280 4.2.1.10). */
export interface NameSubtrees {
  readonly emails?: readonly string[];
  readonly dns?: readonly string[];
  readonly directories?: readonly DistinguishedName[];
  /** Address and mask, 8 or 32 octets. */
  readonly ips?: readonly Uint8Array[];
}

/** keyUsage from bit numbers (RFC 5280 4.2.1.3); always critical. */
export function keyUsage(...bits: readonly number[]): CertificateExtension {
  const octets = new Uint8Array(Math.floor(Math.max(...bits) / 8) + 1);
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  // A named bit list ends with its last set bit (X.690 11.2.2).
  return { oid: OID.keyUsage, critical: true, value: bitString(octets, 7 - (Math.max(...bits) & 7)) };
}

export function extendedKeyUsage(...purposes: readonly string[]): CertificateExtension {
  return plain(OID.extKeyUsage, sequence(...purposes.map(objectIdentifier)));
}

/** basicConstraints of a CA; always critical. */
export function authorityConstraints(pathLength?: number): CertificateExtension {
  const length = pathLength === undefined ? [] : [smallInteger(pathLength)];
  return { oid: OID.basicConstraints, critical: true, value: sequence(boolean(true), ...length) };
}

export function subjectKeyIdentifier(identifier: Uint8Array): CertificateExtension {
  return plain(OID.subjectKeyIdentifier, octetString(identifier));
}

export function authorityKeyIdentifier(identifier: Uint8Array): CertificateExtension {
  return plain(OID.authorityKeyIdentifier, sequence(tlv(0x80, identifier)));
}

export function emailNames(...addresses: readonly string[]): CertificateExtension {
  return plain(OID.subjectAltName, sequence(...addresses.map((address) => tlv(0x81, asciiOctets(address)))));
}

/** subjectAltName of a server: IPv4 addresses in dots become iPAddress, all else dNSName. */
export function hostNames(...hosts: readonly string[]): CertificateExtension {
  const isIpv4 = (host: string) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  const names = hosts.map((host) =>
    isIpv4(host) ? tlv(0x87, Uint8Array.from(host.split('.').map(Number))) : tlv(0x82, asciiOctets(host)),
  );
  return plain(OID.subjectAltName, sequence(...names));
}

export function crlDistributionPoint(url: string): CertificateExtension {
  const name = tlv(0xa0, tlv(0xa0, tlv(0x86, asciiOctets(url))));
  return plain(OID.crlDistributionPoints, sequence(sequence(name)));
}

/** Where an OCSP responder answers (authorityInfoAccess, RFC 5280 4.2.2.1). */
export function ocspAccess(url: string): CertificateExtension {
  return plain(OID.authorityInfoAccess, sequence(sequence(objectIdentifier(OID.ocsp), tlv(0x86, asciiOctets(url)))));
}

/** id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1). */
export function ocspNoCheck(): CertificateExtension {
  return plain(OID.ocspNoCheck, NULL);
}

export function crlNumber(number: number): CertificateExtension {
  return plain(OID.crlNumber, smallInteger(number));
}

export function nameConstraints(permitted: NameSubtrees, excluded: NameSubtrees): CertificateExtension {
  const parts = [
    [0xa0, subtrees(permitted)],
    [0xa1, subtrees(excluded)],
  ] as const;
  const value = sequence(...parts.flatMap(([tag, names]) => (names.length > 0 ? [tlv(tag, ...names)] : [])));
  return { oid: OID.nameConstraints, critical: true, value };
}

function subtrees(names: NameSubtrees): Uint8Array[] {
  return [
    ...(names.emails ?? []).map((name) => tlv(0x81, asciiOctets(name))),
    ...(names.dns ?? []).map((name) => tlv(0x82, asciiOctets(name))),
    ...(names.directories ?? []).map((name) => tlv(0xa4, encodeName(name))),
    ...(names.ips ?? []).map((octets) => tlv(0x87, octets)),
  ].map((base) => sequence(base));
}

function plain(oid: string, value: Uint8Array): CertificateExtension {
  return { oid, critical: false, value };
}

/** SHA-1 of the public key's bits, method 1 of RFC 5280 4.2.1.2: an identifier, not a safeguard. */
export async function keyIdentifierOf(publicKeyInfo: Uint8Array): Promise<Uint8Array> {
  const inside = parseDer(publicKeyInfo, 'publicKeyInfo').inside();
  inside.take(0x30, 'algorithm');
  const bits = bitStringOctets(inside.take(0x03, 'subjectPublicKey'));
  return new Uint8Array(await crypto.subtle.digest('SHA-1', asSource(bits)));
}
