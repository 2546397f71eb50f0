import { readFile } from 'node:fs/promises';
import { httpsDownload } from '#adapters/https';
import { ldapDirectory } from '#adapters/ldap';
import type { ProviderConfig } from '#config';
import type { TrustedWorld } from '#incoming-point';
import type { ProviderRecord } from '#pec';
import type { Digests, Download, LegalTime, Store } from '#ports';
import { DOCUMENT, openProviderIndex, ownRecordLdif, readSecondaryRecords, signDocument } from '#provider-index';
import { reachableAddresses } from './reachable-addresses.ts';
import { readCertificates } from './read-pem.ts';
import type { SigningKeys } from './signing-keys.ts';

const DAY_MS = 24 * 3_600_000;

/** The provider index as this provider keeps it, and its own record as it publishes it. */
export async function openIndex(
  config: ProviderConfig,
  ports: { store: Store; legalTime: LegalTime; keys: SigningKeys; digests: Digests },
) {
  const { index: settings } = config;
  const { store, legalTime } = ports;
  const roots = await readCertificates(config.trustRoots);
  const [authority] = await readCertificates([settings.authorityCertificate]);
  const ca = settings.tlsRoot === undefined ? {} : { ca: [await readFile(settings.tlsRoot, 'utf8')] };
  const access = {
    ...ca,
    clientCertificate: await readFile(settings.clientCertificate, 'utf8'),
    clientKey: await readFile(settings.clientKey, 'utf8'),
  };
  const book = openProviderIndex({
    store,
    legalTime,
    indexDownload: httpsDownload(access),
    crlDownload: revocationDownload(config, ca),
    indexUrl: settings.url,
    directory: settings.ldapUrl === undefined ? undefined : ldapDirectory({ url: settings.ldapUrl, ...access }),
    authority: authority!,
    crlUrls: config.crlUrls,
    issuers: [...(await readCertificates(config.signing.chain)), ...roots],
  });
  await book.load();
  const own = openOwnRecord(config, ports);
  const trust: TrustedWorld = { index: book.view, roots: () => roots, crls: book.crls, ocsp: book.ocsp };
  return { book, trust, ...own };
}

/**
 * Addresses of lists and responders stand in other people's certificates: whoever is certified must not lead us inside. Those of the settings
 * are the operator's own word.
 */
function revocationDownload(config: ProviderConfig, ca: { readonly ca?: readonly string[] }): Download {
  const told = httpsDownload({ ...ca, allowHttp: true });
  const found = httpsDownload({ ...ca, allowHttp: true, isReachable: reachableAddresses(config) });
  return { get: (url, limits) => (config.crlUrls.includes(url) ? told : found).get(url, limits) };
}

/** Our own record: published when it has changed, and signed again each day (spec 13.8). */
function openOwnRecord(
  { name, domain, serviceAddress, unit, index }: ProviderConfig,
  ports: { store: Store; legalTime: LegalTime; keys: SigningKeys; digests: Digests },
) {
  const { store, legalTime, keys, digests } = ports;
  const issuer = { name, domain, serviceAddress };
  const { ownRecordUrl: ldifUrl, secondaryRecords = [] } = index;
  let signed: { readonly p7m: Uint8Array; readonly ldif: Uint8Array; readonly at: number } | undefined;

  /** Read each time: they change when an environment gets another certificate. */
  async function secondary(): Promise<readonly ProviderRecord[]> {
    const read = async (path: string) =>
      await readSecondaryRecords(await readFile(path), name).catch((cause: Error) => {
        throw new Error(`index.secondaryRecords: ${path}: ${cause.message}`, { cause });
      });
    return (await Promise.all(secondaryRecords.map(read))).flat();
  }

  return {
    document: () => signed?.p7m,
    async publish(): Promise<void> {
      const domains = (await store.domains()).map((one) => one.name);
      const certificates = keys.published();
      const address = ldifUrl === undefined ? {} : { ldifUrl };
      const ldif = await ownRecordLdif({
        issuer,
        domains,
        certificates,
        ...address,
        ...(unit !== undefined && { unit }),
        ...(unit === undefined && { secondary: await secondary() }),
      });
      const at = legalTime.now();
      if (signed !== undefined && Buffer.compare(signed.ldif, ldif) === 0 && at - signed.at < DAY_MS) return;
      const kept = await store.document(DOCUMENT.ownRecord);
      if (kept === undefined || Buffer.compare(kept.bytes, ldif) !== 0)
        await store.commit({ documents: [{ name: DOCUMENT.ownRecord, bytes: ldif, at }] });
      signed = { p7m: await signDocument(ldif, at, { signer: keys.current(), digests }), ldif, at };
      await keys.notePublished(certificates);
    },
  };
}
