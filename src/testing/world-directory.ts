import type { Instant, ProviderRecord } from '#pec';
import { type ProviderSpec, serviceAddressOf } from './world-cast.ts';
import { INDEX_URL, indexAuthority, testAuthority, testCertificate, testRecord } from './world-pki.ts';

/** What the authorities of the world publish: the index of providers, and revocation lists. */
export interface Directory {
  /** What can be fetched, by address. Delete and nobody gets it. */
  readonly documents: Map<string, Uint8Array>;
  /** The records of the index by key; change them and refresh the world. */
  readonly records: Map<string, ProviderRecord>;
  readonly indexCertificate: Uint8Array;
  /** Roots that every provider trusts. */
  readonly roots: readonly Uint8Array[];
  certificateOf(key: string): Uint8Array;
  /** The provider signs with this from its next start on. */
  putCertificate(key: string, der: Uint8Array): void;
  revoke(authority: string, serial: number, since: Instant): void;
  /** While set, revocation lists are not made: what is out can get old. */
  isSilent: boolean;
  publish(at: Instant): Promise<void>;
}

const AUTHORITIES = ['uno', 'due'];

export async function openDirectory(specs: readonly ProviderSpec[]): Promise<Directory> {
  const index = await indexAuthority();
  const authorities = new Map(
    await Promise.all(AUTHORITIES.map(async (name) => [name, await testAuthority(name)] as const)),
  );
  const certificates = new Map<string, Uint8Array>();
  const records = new Map<string, ProviderRecord>();
  await Promise.all(
    specs.map(async (spec, at) => {
      const serviceAddress = serviceAddressOf(spec);
      const order = {
        authority: spec.authority,
        keys: spec.key,
        providerName: spec.name,
        serviceAddress,
        serial: 10 + at,
      };
      certificates.set(spec.key, await testCertificate(order));
    }),
  );
  for (const spec of specs) {
    const managedDomains = [spec.domain, ...spec.pecDomains.map(({ name }) => name)];
    const unit = spec.unit === undefined ? {} : { unit: spec.unit };
    const record = { name: spec.name, ...unit, mailReceipt: serviceAddressOf(spec), managedDomains };
    records.set(spec.key, await testRecord({ ...record, certificates: [certificates.get(spec.key)!] }));
  }
  const revoked = new Map<string, { serial: Uint8Array; since: Instant }[]>();
  const documents = new Map<string, Uint8Array>();
  const directory: Directory = {
    documents,
    records,
    indexCertificate: index.certificate,
    roots: [...authorities.values()].map(({ authority }) => authority.certificate),
    certificateOf: (key) => certificates.get(key)!,
    putCertificate: (key, der) => void certificates.set(key, der),
    revoke(authority, serial, since) {
      revoked.set(authority, [...(revoked.get(authority) ?? []), { serial: Uint8Array.of(serial), since }]);
    },
    isSilent: false,
    async publish(at) {
      documents.set(INDEX_URL, await index.publish([...records.values()], at));
      if (directory.isSilent) return;
      for (const [name, { crl, crlUrl }] of authorities) documents.set(crlUrl, await crl(at, revoked.get(name) ?? []));
    },
  };
  return directory;
}
