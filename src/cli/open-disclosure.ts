import { readFileSync } from 'node:fs';
import type { ProviderConfig } from '#config';
import type { DisclosurePorts } from '#disclosure';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { openBlobs } from './open-transfer.ts';

/** What of the settings is needed to give something out of the books. */
export type Settings = Pick<
  ProviderConfig,
  'name' | 'domain' | 'serviceAddress' | 'sandbox' | 'signing' | 'timestamp'
> & {
  readonly logDir: string;
};

/** Opens the office that gives out receipts, extracts and dossiers, beside the running server or in its absence. */
export async function withDisclosure<T>(
  options: ProviderOptions,
  work: (ports: DisclosurePorts, provider: OpenProvider) => Promise<T>,
): Promise<T> {
  const settings = await readSettings(options);
  return await withProvider(options, async (provider) => {
    await using blobs = await openBlobs(provider);
    await using signer = await openCurrentSigner(settings, provider);
    return await work(await portsOf(settings, provider, blobs, signer), provider);
  });
}

export async function readSettings({ config, data, provider }: ProviderOptions): Promise<Settings> {
  if (config !== undefined) {
    const { readConfig } = await import('#config');
    const read = readConfig(config, process.env);
    return { ...read, logDir: read.sealedLog.dir };
  }
  if (data === undefined || provider === undefined)
    throw new CliFault('say which provider: --config FILE, or --data DIR --provider KEY', EXIT.usage);
  const { addressesOf, COUNTRY, dataFolder, pkiFiles, readKept, signingOf } = await import('#sandbox');
  const plan = COUNTRY.providers.find(({ key }) => key === provider);
  if (plan === undefined) throw new CliFault(`--provider ${provider}: there is no such provider`, EXIT.usage);
  const folder = dataFolder(data);
  const pki = pkiFiles(folder.pki);
  const ports = readKept<Parameters<typeof addressesOf>[0]>(folder, 'ports.json');
  return {
    name: plan.name,
    domain: plan.domain,
    serviceAddress: `posta-certificata@${plan.domain}`,
    sandbox: true,
    signing: signingOf(pki, plan.key),
    logDir: folder.provider(plan.key).log,
    timestamp: {
      urls: ports === undefined ? [] : [addressesOf(ports).timestampUrl],
      user: undefined,
      passwordFile: undefined,
      roots: [pki.root.certificate],
      timeoutMs: 10_000,
    },
  };
}

/** The key in force: the next one, once it was put in force. */
export async function openCurrentSigner({ signing }: Settings, { store }: OpenProvider) {
  const [{ openSigner, readActivation }, { readCertificate }, { readDers }] = await Promise.all([
    import('#provider'),
    import('#cms'),
    import('./read-trust.ts'),
  ]);
  const active = await readActivation(store);
  const { next } = signing;
  if (next !== undefined && active !== undefined) {
    const [certificate] = readDers(next.certificate, 'CERTIFICATE');
    if ((await readCertificate(certificate!)).sha256 === active.sha256) return await openSigner(next, process.env);
  }
  return await openSigner(signing, process.env);
}

async function portsOf(
  settings: Settings,
  provider: OpenProvider,
  blobs: DisclosurePorts['blobs'],
  signer: ReturnType<DisclosurePorts['currentSigner']>,
): Promise<DisclosurePorts> {
  const [{ nodeDigests: digests }, { openTimestamps }, { systemRandom }, { openPaperPress }] = await Promise.all([
    import('#adapters/files'),
    import('#provider'),
    import('#config'),
    import('#adapters/pdf'),
  ]);
  const { store, now } = provider;
  const { name, domain, serviceAddress, sandbox } = settings;
  const random = systemRandom();
  const timestamps = await openTimestamps(settings, { random, legalTime: { now } });
  return {
    ...{ store, blobs, digests, random, legalTime: { now }, currentSigner: () => signer },
    issuer: { name, domain, serviceAddress, ...(sandbox && { isTest: true }) },
    ...(timestamps && { timestamps }),
    sealedLog: await openSealed(settings, provider),
    press: openPaperPress(),
    program: `ceralacca ${programVersion()}`,
  };
}

async function openSealed({ logDir, name, domain }: Settings, { store }: OpenProvider) {
  const [{ openDayLog, openSealedLog }, { sealedNames }, { publishedLog, readState, saltsOf }, files] =
    await Promise.all([import('#disclosure'), import('#message-log'), import('#sealing'), import('#adapters/files')]);
  const { fromHex } = await import('#evidence');
  const digests = files.nodeDigests;
  const sha256 = (octets: Uint8Array) => {
    const hasher = digests.sha256();
    hasher.update(octets);
    return hasher.digest();
  };
  const witnessesOf = async (head: string) => {
    const prefix = sealedNames.headWitnesses(head);
    const found = await store.documents(prefix, { limit: 64 });
    return found.map(({ name: document, bytes }) => ({ domain: document.slice(prefix.length), p7s: bytes }));
  };
  const logFiles = files.readLogFiles(logDir);
  const published = publishedLog({ store, files: logFiles, digests, provider: { name, domain } });
  const openDay = openDayLog({
    ...published,
    witnessesOf,
    sha256,
    headName: sealedNames.head,
    async salts(day) {
      const kept = await readState({ store, digests });
      return kept?.state.day === day ? saltsOf(fromHex(kept.state.secret)!, sha256) : undefined;
    },
  });
  return openSealedLog({ store, files: logFiles, digests, witnessesOf, openDay });
}

function programVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
