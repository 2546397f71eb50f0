import { existsSync } from 'node:fs';
import type { PostgresConnection } from '#adapters/postgres';
import { CliFault, EXIT } from './exit.ts';
import type { ProviderOptions } from './open-provider.ts';

/** Where everything a backup holds comes to stand again. */
export interface RestorePlaces {
  readonly blobsDir: string;
  readonly logDir: string;
  /** Of a PostgreSQL of our own. */
  readonly databaseDir?: string;
  /** Of this domain the backup must be. */
  readonly domain: string;
  now(): number;
  /** Starts the database, without tables in it. Throws while somebody serves it. */
  open(): Promise<EmptyDatabase>;
}

export interface EmptyDatabase {
  readonly owner: PostgresConnection;
  readonly server: PostgresConnection;
  readonly serverRole: string;
  stop(): Promise<void>;
}

/** The folder of the sealed log. */
export async function logDirOf(options: ProviderOptions): Promise<string> {
  return (await restorePlaces(options)).logDir;
}

/** Folders that fill, by what is in them. */
export async function dataFolders(options: ProviderOptions): Promise<Readonly<Record<string, string>>> {
  const { blobsDir, logDir, databaseDir } = await restorePlaces(options);
  return { ...(databaseDir !== undefined && { database: databaseDir }), bodies: blobsDir, log: logDir };
}

export async function restorePlaces({ config, data, provider }: ProviderOptions): Promise<RestorePlaces> {
  if ((config === undefined) === (data === undefined))
    throw new CliFault('say which provider: --config FILE, or --data DIR --provider KEY', EXIT.usage);
  if (config !== undefined) return await configured(config);
  if (provider === undefined) throw new CliFault('--data needs --provider', EXIT.usage);
  return await ofSandbox(data!, provider);
}

async function configured(file: string): Promise<RestorePlaces> {
  const { readConfig } = await import('#config');
  const { database, blobsDir, sealedLog, domain } = readConfig(file, process.env);
  const places = { blobsDir, logDir: sealedLog.dir, domain, now: Date.now };
  if (database.kind === 'embedded') return { ...places, open: () => openEmbedded(database.dataDir, database.database) };
  const { roleOf } = await import('#adapters/postgres');
  const { owner, server } = database;
  const open = async () => ({ owner, server, serverRole: roleOf(server), stop: async () => {} });
  return { ...places, open };
}

async function ofSandbox(data: string, key: string): Promise<RestorePlaces> {
  const { COUNTRY, dataFolder, keptOffset, lockHolder } = await import('#sandbox');
  const plan = COUNTRY.providers.find((one) => one.key === key || one.name === key);
  if (plan === undefined)
    throw new CliFault(
      `--provider ${key}: there are ${COUNTRY.providers.map((one) => one.key).join(', ')}`,
      EXIT.usage,
    );
  const folder = dataFolder(data);
  const { blobs, log } = folder.provider(plan.key);
  return {
    blobsDir: blobs,
    logDir: log,
    databaseDir: folder.postgres,
    domain: plan.domain,
    now: () => Date.now() + (existsSync(folder.path) ? keptOffset(folder) : 0),
    async open() {
      if (lockHolder(folder.path) !== undefined)
        throw new CliFault(`a sandbox runs in ${folder.path}: stop it first`, EXIT.usage);
      return await openEmbedded(folder.postgres, plan.key);
    },
  };
}

async function openEmbedded(dataDir: string, database: string): Promise<EmptyDatabase> {
  const [{ runningPostgres, startEmbeddedPostgres }, { systemRandom }] = await Promise.all([
    import('#adapters/postgres'),
    import('#config'),
  ]);
  if (runningPostgres(dataDir) !== undefined)
    throw new CliFault(`somebody serves the database in ${dataDir}: stop it first`, EXIT.usage);
  const log = (text: string) => void process.stderr.write(`${text}\n`);
  const cluster = await startEmbeddedPostgres({ dataDir, log, random: systemRandom() });
  const stop = () => cluster.stop();
  try {
    const { owner, server } = await cluster.emptyDatabase(database);
    return { owner, server, serverRole: server.user, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}
