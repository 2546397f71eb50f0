import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { PostgresConnection, PostgresStore } from '#adapters/postgres';
import type { Issuer } from '#pec';
import { CliFault, EXIT } from './exit.ts';

export interface ProviderOptions {
  readonly config?: string;
  readonly data?: string;
  readonly provider?: string;
  readonly json?: true;
}

/** A provider's books, opened beside the running server or in its absence. */
export interface OpenProvider {
  readonly name: string;
  readonly domain: string;
  /** In whose name letters are written. */
  readonly issuer: Issuer;
  /** PEC domains of its settings: each start founds them again. */
  readonly settingsDomains: readonly string[];
  /** Where its pages are, as people type it. */
  readonly publicUrl: string;
  readonly store: PostgresStore;
  readonly connection: PostgresConnection;
  /** The owner's: for what the server may never do. */
  readonly owner: PostgresConnection;
  readonly blobsDir: string;
  /** Where the key is that seals second factors and personal data. */
  readonly signInKey: { readonly file: string; readonly environment: Readonly<Record<string, string | undefined>> };
  /** PEM files: what signatures are judged by. */
  readonly trust: { readonly roots: readonly string[]; readonly indexAuthority: string; readonly acceptSha1: boolean };
  /** Quota of a new mailbox, and what it does with ordinary mail. */
  readonly newMailbox: { readonly quotaBytes: number; readonly ordinaryMail: 'accept' | 'refuse' };
  /** Legal time: a sandbox's clock may be ahead. */
  now(): number;
  /** Does somebody serve this provider now? */
  readonly running: boolean;
  close(): Promise<void>;
}

/** Adds the options by which a command finds its provider. */
export function onProvider(command: Command): Command {
  return command
    .option('--config <file>', 'settings of the provider')
    .option('--data <folder>', "a sandbox's data folder, with --provider")
    .option('--provider <key>', 'which provider of the sandbox: alfa or beta')
    .option('--json', 'print JSON');
}

/** Loaded when a command needs it: the others start the faster. */
const postgres = () => import('#adapters/postgres');

interface Cluster {
  readonly connection: PostgresConnection;
  readonly owner: PostgresConnection;
  readonly running: boolean;
  stop(): Promise<void>;
}

/** The running cluster is asked; a stopped one is started for the length of the command. */
async function openCluster(dataDir: string, database: string): Promise<Cluster> {
  const { runningPostgres, startEmbeddedPostgres } = await postgres();
  const running = runningPostgres(dataDir);
  if (running !== undefined)
    return {
      connection: running.connection(database, 'server'),
      owner: running.connection(database, 'owner'),
      running: true,
      stop: async () => {},
    };
  const log = (text: string) => void process.stderr.write(`${text}\n`);
  const { systemRandom } = await import('#config');
  const cluster = await startEmbeddedPostgres({ dataDir, log, random: systemRandom() });
  const { server, owner } = await cluster.database(database);
  return { connection: server, owner, running: false, stop: () => cluster.stop() };
}

async function open(
  cluster: Cluster,
  rest: Omit<OpenProvider, 'store' | 'connection' | 'owner' | 'running' | 'close'>,
): Promise<OpenProvider> {
  try {
    const { openPostgresStore } = await postgres();
    const store = await openPostgresStore({ connection: cluster.connection });
    const close = async () => {
      await store[Symbol.asyncDispose]();
      await cluster.stop();
    };
    const { connection, owner, running } = cluster;
    return { ...rest, store, connection, owner, running, close };
  } catch (fault) {
    await cluster.stop();
    throw fault;
  }
}

async function openConfigured(file: string): Promise<OpenProvider> {
  const { readConfig } = await import('#config');
  const config = readConfig(file, process.env);
  const { database, limits } = config;
  let cluster: Cluster;
  if (database.kind === 'embedded') cluster = await openCluster(database.dataDir, database.database);
  else {
    const { migrate, roleOf } = await postgres();
    await migrate(database.owner, roleOf(database.server));
    cluster = { connection: database.server, owner: database.owner, running: true, stop: async () => {} };
  }
  const provider = await open(cluster, {
    name: config.name,
    domain: config.domain,
    issuer: {
      name: config.name,
      domain: config.domain,
      serviceAddress: config.serviceAddress,
      isTest: config.sandbox,
    },
    settingsDomains: config.pecDomains.map(({ name }) => name),
    publicUrl: config.web.origins[0]!,
    blobsDir: config.blobsDir,
    signInKey: { file: config.web.signInKeyFile, environment: process.env },
    trust: {
      roots: config.trustRoots,
      indexAuthority: config.index.authorityCertificate,
      acceptSha1: config.acceptSha1,
    },
    newMailbox: { quotaBytes: limits.quotaBytes, ordinaryMail: config.ordinaryMail },
    now: Date.now,
  });
  // Before the first `serve` too, the domains of the settings are there to open mailboxes in.
  const { foundProvider } = await import('#accounts');
  await foundProvider(provider.store, config);
  return provider;
}

async function openOfSandbox(data: string, key: string): Promise<OpenProvider> {
  const { COUNTRY, dataFolder, keptOffset, keptWebOrigin, lockHolder, pkiFiles } = await import('#sandbox');
  const plan = COUNTRY.providers.find((one) => one.key === key || one.name === key);
  if (plan === undefined)
    throw new CliFault(
      `--provider ${key}: there are ${COUNTRY.providers.map((one) => one.key).join(', ')}`,
      EXIT.usage,
    );
  const folder = dataFolder(data);
  if (!existsSync(folder.postgres)) throw new CliFault(`${folder.path} is no data folder of a sandbox`, EXIT.usage);
  const offsetMs = keptOffset(folder);
  const pki = pkiFiles(folder.pki);
  const opened = await open(await openCluster(folder.postgres, plan.key), {
    name: plan.name,
    domain: plan.domain,
    issuer: {
      name: plan.name,
      domain: plan.domain,
      serviceAddress: `posta-certificata@${plan.domain}`,
      isTest: true,
    },
    settingsDomains: plan.pecDomains.map(({ name }) => name),
    publicUrl: keptWebOrigin(folder, plan.key),
    blobsDir: folder.provider(plan.key).blobs,
    signInKey: { file: folder.provider(plan.key).signInKey, environment: {} },
    trust: { roots: [pki.root.certificate], indexAuthority: pki.indexSigner.certificate, acceptSha1: false },
    newMailbox: { quotaBytes: 2_147_483_648, ordinaryMail: 'accept' },
    now: () => Date.now() + offsetMs,
  });
  return { ...opened, running: lockHolder(folder.path) !== undefined };
}

/** Opens the books a command works on, hands them to `work`, and closes them whatever happens. */
export async function withProvider<T>(
  options: ProviderOptions,
  work: (provider: OpenProvider) => Promise<T>,
): Promise<T> {
  const { config, data, provider } = options;
  if ((config === undefined) === (data === undefined))
    throw new CliFault('say which provider: --config FILE, or --data DIR --provider KEY', EXIT.usage);
  if (data !== undefined && provider === undefined) throw new CliFault('--data needs --provider', EXIT.usage);
  const opened = config === undefined ? await openOfSandbox(data!, provider!) : await openConfigured(config);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
