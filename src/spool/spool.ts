import type { Issuing } from '#issuing';
import type {
  Blobs,
  DeliverWork,
  Digests,
  Job,
  LegalTime,
  Monotonic,
  Random,
  ReceiveWork,
  Relay,
  RelayWork,
  Step,
  Store,
} from '#ports';

/** How another office ends a job it was given: it has, or the job must be tried again. */
export type HandlerReply = { readonly kind: 'ended' } | { readonly kind: 'later'; readonly text: string };

/** The offices that do the work; given by the roof, since offices never know each other. */
export interface JobHandlers {
  receive(job: Job & { readonly work: ReceiveWork }): Promise<HandlerReply>;
  deliver(job: Job & { readonly work: DeliverWork }): Promise<HandlerReply>;
}

export interface SpoolPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly relay: Relay;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly digests: Digests;
  readonly issuing: Issuing;
  readonly handlers: JobHandlers;
  /** Name of this worker in the leases. */
  readonly worker: string;
  /** How the names of its predecessors begin: this process runs, so they are dead and their leases over. */
  readonly predecessors?: string;
  readonly leaseMs: number;
  /** A job failed by a fault of the world or of ours; the job itself is put back. */
  report(error: unknown, job: Job): void;
  /** The store could not be asked for jobs; it is asked again at the next poll. */
  reportClaim(error: unknown): void;
}

/** What is told of a job whose attempts were ended by hand: not that 24 hours have passed. */
export const GIVEN_UP = '550 5.3.0 tentativi di consegna interrotti dal gestore';

export type RelayJob = Job & { readonly work: RelayWork };

/** Every step about a job holds only while the lease does: a worker that overslept changes nothing (design D). */
export function underLease(job: Job): Step {
  return { expects: [{ kind: 'lease', jobId: job.id, token: job.token }] };
}
