import type { Accounts } from '#accounts';
import type { Logger, ProviderConfig } from '#config';
import { type DeliverJob, deliver } from '#delivery-point';
import { type IncomingPointPorts, receiveLocal } from '#incoming-point';
import type { Issuing } from '#issuing';
import { hex } from '#mime';
import type { Blobs, Digests, LegalTime, Monotonic, Random, Relay, Store } from '#ports';
import { openSpool, type Spool } from '#spool';

/** Jobs at work at the same time in one process. */
const CONCURRENCY = 256;

export interface JobsPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly issuing: Issuing;
  readonly accounts: Accounts;
  readonly relay: Relay;
  readonly incomingPoint: IncomingPointPorts;
  readonly log: Logger;
}

/** The spool, with the offices that do its jobs. */
export function openJobs({ node, jobLeaseMs, limits }: ProviderConfig, ports: JobsPorts): Spool {
  const { log } = ports;
  const deliveryPoint = { ...ports, quotaReserve: limits.quotaReserve };
  const handlers = {
    async receive(job: Parameters<typeof receiveLocal>[0]) {
      const reply = await receiveLocal(job, ports.incomingPoint);
      return reply.kind === 'later' ? reply : ({ kind: 'ended' } as const);
    },
    async deliver(job: DeliverJob) {
      await deliver(job, deliveryPoint);
      return { kind: 'ended' } as const;
    },
  };
  return openSpool(
    {
      ...ports,
      handlers,
      // A process id may come again, in a container at every start.
      worker: `${node}.${hex(ports.random.bytes(6))}`,
      predecessors: `${node}.`,
      leaseMs: jobLeaseMs,
      report: (error, job) =>
        log.error({ err: error, job: job.id, work: job.work.kind }, 'a job failed and will be tried again'),
      reportClaim: (error) => log.error({ err: error }, 'the store could not be asked for jobs'),
    },
    { concurrency: CONCURRENCY },
  );
}
