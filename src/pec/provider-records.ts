/** One record of the index of providers (RFC 6109 4.5; spec 13.2). */
export interface ProviderRecord {
  readonly name: string;
  /** `providerUnit`, on the record of a secondary environment. */
  readonly unit?: string;
  readonly mailReceipt: string;
  /** Lower case. */
  readonly managedDomains: readonly string[];
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  /** SHA-1 of each certificate, lower-case hex. */
  readonly hashes: readonly string[];
  readonly ldifUrl?: string;
  readonly description?: string;
}

/** The index as the points ask it. */
export interface ProviderIndexView {
  /** By whole domain, any letter case; never by suffix (spec 3.9; T23, T24). */
  recordOfDomain(domain: string): ProviderRecord | undefined;
  /** By hash, then by the certificate itself: equal hashes prove nothing (spec 14.2; T75). */
  recordOfCertificate(der: Uint8Array, sha1Hex: string): ProviderRecord | undefined;
}

/** The view of records in memory. Of two records that claim one domain the first keeps it. */
export function providerIndexOf(records: readonly ProviderRecord[]): ProviderIndexView {
  const byDomain = new Map<string, ProviderRecord>();
  const byHash = new Map<string, ProviderRecord[]>();
  for (const record of records) {
    for (const domain of record.managedDomains) {
      const key = domain.toLowerCase();
      if (!byDomain.has(key)) byDomain.set(key, record);
    }
    for (const hash of record.hashes) {
      const key = hash.toLowerCase();
      byHash.set(key, [...(byHash.get(key) ?? []), record]);
    }
  }
  const owns = (record: ProviderRecord, der: Uint8Array) => record.certificates.some((own) => sameOctets(own, der));
  return {
    recordOfDomain: (domain) => byDomain.get(domain.toLowerCase()),
    recordOfCertificate: (der, sha1Hex) => byHash.get(sha1Hex.toLowerCase())?.find((record) => owns(record, der)),
  };
}

export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
