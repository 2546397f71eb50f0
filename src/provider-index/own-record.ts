import { readCertificate } from '#cms';
import { readLdif, writeLdif } from '#ldif';
import { type Issuer, type ProviderRecord, readProviderRecords } from '#pec';
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
  /** Of the main record: those of our secondary environments, which have no file of their own (spec 13.5). */
  readonly secondary?: readonly ProviderRecord[];
}

/**
 * Our own record as LDIF, to be signed with the key of PEC operations and fetched by the central directory (RFC 6109 4.5; spec 13.3, 13.8).
 * The same record gives the same octets.
 */
export async function ownRecordLdif(record: OwnRecord): Promise<Uint8Array> {
  const { issuer, domains, certificates, ldifUrl, unit, secondary = [] } = record;
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
  return writeLdif([entry, ...secondary.map(recordEntry)]);
}

/**
 * Records of secondary environments out of a file, as each of them publishes its own (what its signed record holds). Throws what is wrong with them: the central
 * directory would refuse the file of the whole provider for it.
 */
export async function readSecondaryRecords(ldif: Uint8Array, name: string): Promise<readonly ProviderRecord[]> {
  const { records, problems } = await readProviderRecords(readLdif(ldif));
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`a record of a secondary environment: ${problem.detail}`);
  if (records.length === 0) throw new Error('there is no record of a secondary environment');
  for (const { name: other, unit, ldifUrl } of records) {
    if (other !== name) throw new Error(`a record is of ${other}, not of ${name}`);
    if (unit === undefined)
      throw new Error('a record without providerUnit is the main one, not of a secondary environment');
    if (ldifUrl !== undefined) throw new Error(`the record of ${unit} may not have an LDIFLocationURL of its own`);
  }
  return records;
}
