import { readCertificate } from '#cms';
import { writeLdif } from '#ldif';
import type { Instant, Issuer } from '#pec';
import type { Digests, Signer } from '#ports';
import { recordEntry } from './record-entry.ts';
import { signDocument } from './signed-document.ts';

export interface OwnRecord {
  readonly issuer: Issuer;
  /** The PEC domains; the provider's own mail domain is added, since From of every envelope is there (spec 9.2, V4). */
  readonly domains: readonly string[];
  /** DER: the signing certificate first, then those that overlap with it (spec 13.6). */
  readonly certificates: readonly Uint8Array[];
  readonly ldifUrl?: string;
}

/** Our own record, LDIF signed with the key of PEC operations, as the central directory fetches it (RFC 6109 4.5; spec 13.8). */
export async function publishOwnRecord(
  { issuer, domains, certificates, ldifUrl }: OwnRecord,
  at: Instant,
  ports: { signer: Signer; digests: Digests },
): Promise<Uint8Array> {
  const hashes = await Promise.all(certificates.map(async (der) => (await readCertificate(der)).sha1));
  const entry = recordEntry({
    name: issuer.name,
    mailReceipt: issuer.serviceAddress,
    managedDomains: [...new Set([issuer.domain, ...domains])],
    certificates,
    hashes,
    ...(ldifUrl !== undefined && { ldifUrl }),
  });
  return await signDocument(writeLdif([entry]), at, ports);
}
