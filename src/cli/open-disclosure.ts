import type { ProviderConfig } from '#config';
import type { DisclosurePorts } from '#disclosure';
import { CliFault, EXIT } from './exit.ts';
import { openCurrentSigner } from './open-current-signer.ts';
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
    const [{ openDisclosure }, { systemRandom }] = await Promise.all([import('#provider'), import('#config')]);
    const { store, now } = provider;
    const ground = { store, blobs, random: systemRandom(), legalTime: { now }, currentSigner: () => signer };
    return await work(await openDisclosure(settings, ground), provider);
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
