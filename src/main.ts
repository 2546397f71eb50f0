import type { AccessPointPorts } from '#access-point';
import { type Accounts, foundProvider, openAccounts, openLogins } from '#accounts';
import { verifyPassword } from '#adapters/argon2';
import { nodeDigests, openFileBlobs } from '#adapters/files';
import { verifyInProcess } from '#adapters/signer-file';
import { openIpaDirectory } from '#administration';
import type { ProviderConfig } from '#config';
import type { IncomingPointPorts } from '#incoming-point';
import { newId, openIssuing } from '#issuing';
import { openQuotaWarnings } from '#mailbox';
import { auditMessage } from '#message-log';
import {
  followLog,
  openClockGuard,
  openDatabase,
  openDoors,
  openDuties,
  openHeartbeat,
  openIndex,
  openJobs,
  openLifeDuty,
  openLogWatch,
  openNightAudit,
  openNightLogCheck,
  openNightlyRetention,
  openRelay,
  openScanner,
  openSealer,
  openSigningKeys,
  openTelling,
  openTextIndexer,
  type ProviderWorld,
  type RunningProvider,
  startProbe,
  sweepBlobs,
  sweepMessages,
  tellForeignDomains,
} from '#provider';
import { publishedLog } from '#sealing';

/**
 * One provider, wired by hand: every office gets its ports and nothing else. Doors open last, so that nothing comes in before
 * everything behind them stands; they close first.
 */
export async function startProvider(config: ProviderConfig, world: ProviderWorld): Promise<RunningProvider> {
  // What was opened is closed in the other order: at the stop, and when a door behind it can't be opened.
  await using opening = new AsyncDisposableStack();
  const ground = await openGround(config, world, opening);
  const { index, currentSigner, common } = ground;
  const { store, log } = common;
  const accessPoint: AccessPointPorts = { ...common, index: index.book.view, limits: limitsOf(config) };
  const incomingPoint: IncomingPointPorts = {
    ...common,
    trust: index.trust,
    acceptSha1: config.acceptSha1,
    verify: verifyInProcess,
  };
  const follower = await followLog(store, (error) => log.error({ err: error }, 'the message log could not be read'));
  opening.defer(follower.stop);
  const workers = await openWorkers(config, ground, incomingPoint);
  opening.defer(workers.stop);
  const telling = await openTelling(config, { ...common, follower, index: index.book.view, environment: process.env });
  opening.defer(telling.stop);
  const duties = openOwnDuties(config, ground, accessPoint);
  opening.defer(duties.stop);

  await index.publish();
  workers.start();
  duties.start();
  await telling.start();
  const { publishedLog } = workers;
  const ofDoors = {
    ...common,
    currentSigner,
    accessPoint,
    incomingPoint,
    ownRecord: index.document,
    publishedLog,
    follower,
    notifying: telling.notifying,
    records: index.book.records,
    teamwork: telling.teamwork,
  };
  const doors = await openDoors(config, ofDoors);
  opening.defer(doors.close);
  const probe = await startProbe(config, common, doors.ports);
  opening.defer(probe.stop);

  const opened = opening.move();
  return {
    ports: doors.ports,
    store,
    index: index.book,
    async settle() {
      await workers.settle();
      await telling.settle();
      await workers.settle();
      await follower.flush();
    },
    refresh: duties.refresh,
    async runDue() {
      await duties.runDue();
      await workers.runDue();
      await telling.runDue();
      await doors.runDue();
    },
    nextDue: duties.nextDue,
    onLog: follower.listen,
    stop: () => opened.disposeAsync(),
  };
}

/** What is done by the clock. */
function openOwnDuties(
  config: ProviderConfig,
  { index, keys, issuer, common }: Awaited<ReturnType<typeof openGround>>,
  accessPoint: AccessPointPorts,
) {
  const { store, blobs, legalTime, random } = common;
  return openDuties(config, {
    ...common,
    index,
    keys,
    accessPoint,
    // Messages first: what only they named goes with them.
    sweep: async () => (await sweepMessages(store, legalTime)) + (await sweepBlobs(store, blobs, legalTime)),
    warnOfQuota: openQuotaWarnings({
      ...common,
      issuer,
      quotaReserve: config.limits.quotaReserve,
      newMessageId: (at) => newId(at, random),
    }),
  });
}

/** What works by itself, in processes with that role: jobs, search texts, the audit of the night, the sealed log and those of others. */
async function openWorkers(
  config: ProviderConfig,
  { database, index, relay, currentSigner, common }: Awaited<ReturnType<typeof openGround>>,
  incomingPoint: IncomingPointPorts,
) {
  const spool = openJobs(config, { ...common, relay, incomingPoint });
  const indexer = openTextIndexer(common);
  const nightAudit = openNightAudit({
    ...common,
    check: ({ judge, ...how }) => database.check({ ...how, blobs: common.blobs, audit: auditMessage }, judge),
  });
  const sealer = await openSealer(config, { ...common, currentSigner });
  const { records } = index.book;
  const refreshIndex = async () => {
    const refresh = await index.book.refreshIndex();
    await common.store.commit(refresh.step);
    refresh.adopt();
  };
  const logWatch = await openLogWatch(config, { ...common, currentSigner, trust: index.trust, records, refreshIndex });
  const isWorker = config.roles.includes('worker');
  const heartbeat = openHeartbeat(common);
  const retention = openNightlyRetention({ ...common, currentSigner, owner: database.owner, files: sealer.files });
  const logCheck = await openNightLogCheck(config, { ...common, files: sealer.files });
  const life = openLifeDuty(common);
  const workers = [spool, indexer, nightAudit, sealer, logWatch, heartbeat, retention, logCheck, life];
  return {
    publishedLog: publishedLog({ ...common, files: sealer.files, provider: config }),
    settle: spool.settle,
    start() {
      database.onWake(spool.wake);
      if (isWorker) for (const worker of workers) worker.start();
    },
    async runDue() {
      if (!isWorker) return;
      await sealer.runDue();
      await logWatch.runDue();
      await heartbeat.beat();
      await life.runDue();
    },
    async stop() {
      for (const worker of workers) await worker.stop();
    },
  };
}

/** What the offices stand on: the books, the bodies, and the ways out. */
async function openGround(config: ProviderConfig, world: ProviderWorld, opening: AsyncDisposableStack) {
  const { legalTime, monotonic, random, log } = world;
  const digests = nodeDigests;
  const database = await openDatabase(config, random, log);
  opening.defer(database.close);
  const { store } = database;
  await foundProvider(store, config);
  const blobs = opening.use(await openFileBlobs({ dir: config.blobsDir, random, legalTime }));
  const { name, domain, serviceAddress, sandbox: isTest, node } = config;
  const directory = openIpaDirectory({ store, monotonic });
  const accounts = await openAccounts({ store, monotonic, providerDomain: domain, serviceAddress, listed: directory });
  const logins = openLogins({ store, legalTime, verifyPassword });
  const keys = await openSigningKeys(config, { store, legalTime, log, environment: process.env });
  opening.defer(keys.close);
  const index = await openIndex(config, { store, legalTime, keys, digests });
  await tellForeignDomains(domain, { store, log });
  const scanner = openScanner(config);
  const relay = opening.use(await openRelay(config, { blobs, monotonic }));
  const issuer = { name, domain, serviceAddress, isTest };
  const routing = routingOf(accounts, index);
  const clock = openClockGuard(config.clock, { store, legalTime, random, log });
  opening.defer(clock.stop);
  await clock.start();
  const currentSigner = clock.guard(keys.current);
  const issuing = openIssuing({ issuer, currentSigner, blobs, digests, random, routing, node });
  const books = { accounts, logins, directory };
  const common = { store, blobs, digests, random, legalTime, monotonic, log, scanner, issuing, ...books };
  return { database, keys, currentSigner, index, relay, issuer, common };
}

function routingOf(accounts: Accounts, index: Awaited<ReturnType<typeof openIndex>>) {
  return { isOwnDomain: accounts.isOwnDomain, index: index.book.view };
}

/** What a holder may send at once; undefined in the configuration: nothing beyond the size of a message. */
function limitsOf({ limits }: ProviderConfig) {
  const { maxRecipients, maxBytesTimesRecipients } = limits;
  return { maxRecipients, maxBytesTimesRecipients: maxBytesTimesRecipients ?? Number.POSITIVE_INFINITY };
}

export type { ProviderWorld, RunningProvider } from '#provider';
