import { readCertificate } from '#cms';
import { writeLdif } from '#ldif';
import type { Issuer } from '#pec';
import { recordEntry } from './record-entry.ts';

export interface OwnRecord {
  readonly issuer: Issuer;
  /** The PEC domains; the provider's own mail domain is added, since From of every envelope is there (spec 9.2, V4). */
  readonly domains: readonly string[];
  /** DER: the signing certificate first, then those that overlap with it (spec 13.6). */
  readonly certificates: readonly Uint8Array[];
  readonly ldifUrl?: string;
  /** Secondary environment: its record bears no address of a file (spec 13.5). */
  readonly unit?: string;
}

/**
 * Our own record as LDIF, to be signed with the key of PEC operations and fetched by the central directory (RFC 6109 4.5; spec 13.3, 13.8).
 * The same record gives the same octets.
 */
export async function ownRecordLdif({ issuer, domains, certificates, ldifUrl, unit }: OwnRecord): Promise<Uint8Array> {
  const hashes = await Promise.all(certificates.map(async (der) => (await readCertificate(der)).sha1));
  const entry = recordEntry({
    name: issuer.name,
    mailReceipt: issuer.serviceAddress,
    managedDomains: [...new Set([issuer.domain, ...domains])],
    certificates,
    hashes,
    ...(unit !== undefined && { unit }),
    ...(ldifUrl !== undefined && unit === undefined && { ldifUrl }),
  });
  return writeLdif([entry]);
}
