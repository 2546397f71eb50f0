import { type AccessPointPorts, watchDeadlines } from '#access-point';
import { type Accounts, openAccounts } from '#accounts';
import { nodeDigests } from '#adapters/files';
import type { MemoryClock } from '#adapters/memory';
import { type DeliverJob, deliver } from '#delivery-point';
import { type IncomingPointPorts, receiveLocal } from '#incoming-point';
import { type Issuing, openIssuing } from '#issuing';
import type { QuotaReserve } from '#mailbox';
import type { ProviderIndexView } from '#pec';
import type { Blobs, CurrentSigner, Download, Job, Random, Relay, Store, VirusScanner } from '#ports';
import { openProviderIndex, type ProviderIndex } from '#provider-index';
import { openSpool, type Spool } from '#spool';
import { type ProviderSpec, serviceAddressOf } from './world-cast.ts';
import { INDEX_URL } from './world-pki.ts';

/** Shorter than a sandbox's: the world waits it out after each power cut. */
export const LEASE_MS = 5 * 60_000;

/** A fault put in on purpose, to see that somebody notices. */
export interface Sabotage {
  store?(store: Store): Store;
  issuing?(issuing: Issuing): Issuing;
}

/** All that one process of a provider is given. */
export interface ProcessPorts {
  readonly spec: ProviderSpec;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: MemoryClock;
  readonly random: Random;
  readonly currentSigner: CurrentSigner;
  readonly scanner: VirusScanner;
  readonly relay: Relay;
  readonly download: Download;
  readonly indexAuthority: Uint8Array;
  readonly roots: readonly Uint8Array[];
  readonly node: string;
  readonly limits: AccessPointPorts['limits'];
  readonly quotaReserve: QuotaReserve;
  readonly sabotage: Sabotage;
  /** In place of the index that was fetched, for tests of what no honest index holds. */
  readonly indexView: (view: ProviderIndexView | undefined) => ProviderIndexView | undefined;
  report(error: unknown, job: Job | undefined): void;
}

/** One running process: the wiring of main.ts without doors and timers. */
export interface WorldProcess {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly accounts: Accounts;
  readonly issuing: Issuing;
  readonly index: ProviderIndex;
  readonly accessPoint: AccessPointPorts;
  readonly incomingPoint: IncomingPointPorts;
  readonly spool: Spool;
  /** Fetches index and revocation lists. */
  refresh(): Promise<void>;
  watchDeadlines(): Promise<void>;
}

export async function startProcess(ports: ProcessPorts): Promise<WorldProcess> {
  const { spec, clock, random, currentSigner, scanner, sabotage } = ports;
  const digests = nodeDigests;
  const store = sabotage.store?.(ports.store) ?? ports.store;
  const { blobs } = ports;
  const accounts = await openAccounts({
    store,
    monotonic: clock,
    providerDomain: spec.domain,
    serviceAddress: serviceAddressOf(spec),
  });
  const index = openBook(ports, store);
  await index.load();
  const view = () => ports.indexView(index.view());

  const issuer = { name: spec.name, domain: spec.domain, serviceAddress: serviceAddressOf(spec) };
  const routing = { isOwnDomain: accounts.isOwnDomain, index: view };
  const honest = openIssuing({ issuer, currentSigner, blobs, digests, random, routing, node: ports.node });
  const issuing = sabotage.issuing?.(honest) ?? honest;
  const common = { store, blobs, digests, random, legalTime: clock, scanner, issuing, accounts };
  const accessPoint: AccessPointPorts = { ...common, index: view, limits: ports.limits };
  const trust = { index: view, roots: () => ports.roots, crls: index.crls };
  const incomingPoint: IncomingPointPorts = { ...common, trust, acceptSha1: false };
  return {
    ...{ store, blobs, accounts, issuing, index, accessPoint, incomingPoint },
    spool: openJobs(ports, incomingPoint),
    async refresh() {
      for (const next of [() => index.refreshIndex(), () => index.refreshCrls()]) {
        const refresh = await next();
        await store.commit(refresh.step);
        refresh.adopt();
      }
    },
    async watchDeadlines() {
      while ((await watchDeadlines(accessPoint)) > 0);
    },
  };
}

function openBook({ clock, download, indexAuthority }: ProcessPorts, store: Store): ProviderIndex {
  return openProviderIndex({
    store,
    legalTime: clock,
    indexDownload: download,
    crlDownload: download,
    indexUrl: INDEX_URL,
    authority: indexAuthority,
    crlUrls: [],
  });
}

function openJobs(ports: ProcessPorts, incomingPoint: IncomingPointPorts): Spool {
  const { clock, relay, node, quotaReserve } = ports;
  return openSpool(
    {
      ...incomingPoint,
      relay,
      monotonic: clock,
      worker: node,
      leaseMs: LEASE_MS,
      handlers: {
        async receive(job) {
          const reply = await receiveLocal(job, incomingPoint);
          return reply.kind === 'later' ? reply : { kind: 'ended' };
        },
        async deliver(job) {
          await deliver(job as DeliverJob, { ...incomingPoint, quotaReserve });
          return { kind: 'ended' };
        },
      },
      report: ports.report,
      reportClaim: (error) => ports.report(error, undefined),
    },
    { concurrency: 64 },
  );
}
