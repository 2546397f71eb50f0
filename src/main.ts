import type { AccessPointPorts } from '#access-point';
import { openAccounts } from '#accounts';
import { nodeDigests, openFileBlobs } from '#adapters/files';
import type { ProviderConfig } from '#config';
import { type DeliverJob, deliver } from '#delivery-point';
import { type IncomingPointPorts, receiveLocal } from '#incoming-point';
import { openIssuing } from '#issuing';
import {
  CONCURRENCY,
  followLog,
  foundProvider,
  LEASE_MS,
  openDatabase,
  openDoors,
  openDuties,
  openIndex,
  openRelay,
  openScanner,
  openSigner,
  type ProviderWorld,
  type RunningProvider,
} from '#provider';
import { openSpool } from '#spool';

/**
 * One provider, wired by hand: every office gets its ports and nothing else. Doors open last, so that nothing comes in before
 * everything behind them stands; they close first.
 */
export async function startProvider(config: ProviderConfig, world: ProviderWorld): Promise<RunningProvider> {
  const { legalTime, monotonic, random, log } = world;
  const digests = nodeDigests;
  const issuer = { name: config.name, domain: config.domain, serviceAddress: config.serviceAddress };

  const database = await openDatabase(config, random, log);
  const { store } = database;
  const blobs = await openFileBlobs({ dir: config.blobsDir, random, legalTime });
  await foundProvider(store, config);
  const accounts = await openAccounts({ store, monotonic, providerDomain: config.domain });
  const signer = await openSigner(config);
  const index = await openIndex(config, { store, legalTime, signer, digests });
  const scanner = openScanner(config);
  const relay = await openRelay(config, { blobs, monotonic });

  const routing = { isOwnDomain: accounts.isOwnDomain, index: index.book.view };
  const issuing = openIssuing({ issuer, signer, blobs, digests, random, routing, node: config.node });
  const common = { store, blobs, digests, random, legalTime, scanner, issuing, accounts };
  const limits = {
    maxRecipients: config.limits.maxRecipients,
    maxBytesTimesRecipients: config.limits.maxBytesTimesRecipients ?? Number.POSITIVE_INFINITY,
  };
  const accessPoint: AccessPointPorts = { ...common, index: index.book.view, limits };
  const incomingPoint: IncomingPointPorts = { ...common, trust: index.trust, acceptSha1: config.acceptSha1 };

  const worker = `${config.node}.${process.pid}`;
  const spool = openSpool(
    {
      store,
      blobs,
      relay,
      legalTime,
      monotonic,
      random,
      digests,
      issuing,
      worker,
      leaseMs: LEASE_MS,
      handlers: {
        async receive(job) {
          const reply = await receiveLocal(job, incomingPoint);
          return reply.kind === 'later' ? reply : { kind: 'ended' };
        },
        async deliver(job) {
          await deliver(job as DeliverJob, common);
          return { kind: 'ended' };
        },
      },
      report: (error, job) =>
        log.error({ err: error, job: job.id, work: job.work.kind }, 'a job failed and will be tried again'),
      reportClaim: (error) => log.error({ err: error }, 'the store could not be asked for jobs'),
    },
    { concurrency: CONCURRENCY },
  );
  const { indexRefreshMs, crlRefreshMs } = {
    indexRefreshMs: config.index.refreshMs,
    crlRefreshMs: config.crlRefreshMs,
  };
  const duties = openDuties({
    store,
    legalTime,
    index: index.book,
    accessPoint,
    indexRefreshMs,
    crlRefreshMs,
    log,
    publish: index.publish,
  });
  const follower = await followLog(store, (error) => log.error({ err: error }, 'the message log could not be read'));

  await index.publish();
  database.onWake(spool.wake);
  spool.start();
  duties.start();
  const doors = await openDoors(config, {
    ...common,
    monotonic,
    accessPoint,
    incomingPoint,
    ownRecord: index.document,
    log,
  });

  return {
    ports: doors.ports,
    store,
    index: index.book,
    settle: async () => {
      await spool.settle();
      await follower.flush();
    },
    refresh: duties.refresh,
    runDue: duties.runDue,
    nextDue: duties.nextDue,
    onLog: follower.listen,
    async stop() {
      await doors.close();
      await duties.stop();
      await spool.stop();
      await follower.stop();
      await relay[Symbol.asyncDispose]();
      await blobs[Symbol.asyncDispose]();
      await database.close();
    },
  };
}

export type { ProviderWorld, RunningProvider } from '#provider';
