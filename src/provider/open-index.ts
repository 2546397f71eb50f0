import { readFile } from 'node:fs/promises';
import { httpsDownload } from '#adapters/https';
import type { ProviderConfig } from '#config';
import type { TrustedWorld } from '#incoming-point';
import type { Digests, LegalTime, Signer, Store } from '#ports';
import { openProviderIndex, publishOwnRecord } from '#provider-index';
import { readCertificates } from './read-pem.ts';

/** The provider index as this provider keeps it, and its own record as it publishes it. */
export async function openIndex(
  config: ProviderConfig,
  ports: { store: Store; legalTime: LegalTime; signer: Signer; digests: Digests },
) {
  const { index: settings } = config;
  const { store, legalTime, signer } = ports;
  const roots = await readCertificates(config.trustRoots);
  const [authority] = await readCertificates([settings.authorityCertificate]);
  const ca = settings.tlsRoot === undefined ? {} : { ca: [await readFile(settings.tlsRoot, 'utf8')] };
  const clientCertificate = await readFile(settings.clientCertificate, 'utf8');
  const clientKey = await readFile(settings.clientKey, 'utf8');
  const book = openProviderIndex({
    store,
    legalTime,
    indexDownload: httpsDownload({ ...ca, clientCertificate, clientKey }),
    crlDownload: httpsDownload({ ...ca, allowHttp: true }),
    indexUrl: settings.url,
    authority: authority!,
    crlUrls: config.crlUrls,
  });
  await book.load();

  let document: Uint8Array | undefined;
  const alsoPublished = await readCertificates(config.signing.alsoPublished);
  const issuer = { name: config.name, domain: config.domain, serviceAddress: config.serviceAddress };
  const trust: TrustedWorld = { index: book.view, roots: () => roots, crls: book.crls };

  return {
    book,
    trust,
    document: () => document,
    async publish(): Promise<void> {
      const domains = (await store.domains()).map(({ name }) => name);
      const certificates = [signer.certificate, ...alsoPublished];
      const ldifUrl = settings.ownRecordUrl;
      const record = { issuer, domains, certificates, ...(ldifUrl !== undefined && { ldifUrl }) };
      document = await publishOwnRecord(record, legalTime.now(), ports);
    },
  };
}
