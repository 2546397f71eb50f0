import type { CommitResult, Job, LogArchive, Step, Store } from '#ports';
import { applyStep, expunge } from './apply-step.ts';
import { judgeStep, refuseContradiction } from './judge-step.ts';
import { lease } from './lease-jobs.ts';
import { memoryLogArchive } from './log-archive.ts';
import { memoryReads } from './reads.ts';
import { emptyState, type MemoryState } from './state.ts';

export interface MemoryStoreOptions {
  /** What stands on the disk: give the same to a further handle, as after a restart. */
  readonly state?: MemoryState;
  /** Awaited between the asking for a commit and the commit, and before it is answered: the world decides when. */
  readonly pace?: () => Promise<void>;
}

export interface MemoryStore extends Store, LogArchive {
  readonly state: MemoryState;
  /**
   * The power goes: of the commits not yet made the first `survivors(waiting)` are made, no promise of this handle is ever
   * settled again, and what is asked of it later waits for ever. Open a new handle on `state`.
   */
  crash(survivors: (waiting: number) => number): void;
  /** What a holder takes out: here there is no MailStore. */
  expunge(mailbox: string, folder: string, uids: readonly number[]): Promise<void>;
}

interface Waiting {
  readonly step: Step;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (fault: unknown) => void;
}

type Receiver = Parameters<Store['handOver']>[0];

/**
 * A Store in memory, for tests and for the simulated world: applies step after step, judged and applied as the port says.
 * Nothing is durable, and so nothing must ever certify with it.
 */
export function openMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const state = options.state ?? emptyState();
  const pace = options.pace ?? (() => Promise.resolve());
  const waiting: Waiting[] = [];
  let receiver: Receiver | undefined;
  let dead = false;

  /** Lets time pass; a dead process never comes back from it. */
  const passTime = async () => {
    await pace();
    if (dead) await new Promise<never>(() => {});
  };

  const commitNext = async () => {
    await passTime();
    const next = waiting.shift();
    if (!next) return;
    const outcome = tryStep(state, next.step, receiver);
    await passTime();
    if ('fault' in outcome) return next.reject(outcome.fault);
    next.resolve(outcome.result);
    if (outcome.handedOver.length > 0) receiver?.take(outcome.handedOver);
  };

  return {
    ...memoryReads(state, passTime),
    ...memoryLogArchive(state, passTime),
    state,
    commit(step) {
      const { promise, resolve, reject } = Promise.withResolvers<CommitResult>();
      waiting.push({ step, resolve, reject });
      void commitNext();
      return promise;
    },
    handOver(given) {
      receiver = given;
    },
    crash(survivors) {
      dead = true;
      const made = waiting.splice(0, survivors(waiting.length));
      for (const { step } of made) tryStep(state, step, undefined);
    },
    async expunge(mailbox, folder, uids) {
      await passTime();
      for (const uid of uids) expunge(state, mailbox, folder, uid);
    },
    async [Symbol.asyncDispose]() {},
  };
}

type Outcome = { readonly result: CommitResult; readonly handedOver: readonly Job[] } | { readonly fault: unknown };

function tryStep(state: MemoryState, step: Step, receiver: Receiver | undefined): Outcome {
  try {
    const failed = judgeStep(state, step);
    if (failed) return { result: { done: false, failed }, handedOver: [] };
    refuseContradiction(state, step);
    const known = new Set((step.jobs ?? []).map((job) => job.id).filter((id) => state.jobs.has(id)));
    const uids = applyStep(state, step);
    return { result: { done: true, uids }, handedOver: receiver ? handOver(state, step, known, receiver) : [] };
  } catch (fault) {
    return { fault };
  }
}

/** Leases the jobs born in this step that may run now, as far as the receiver has room. */
function handOver(state: MemoryState, step: Step, known: ReadonlySet<string>, receiver: Receiver): readonly Job[] {
  const jobs: Job[] = [];
  const now = receiver.now();
  for (const { id } of step.jobs ?? []) {
    const row = state.jobs.get(id);
    if (!row || known.has(id) || row.runAt > now || jobs.length >= receiver.room()) continue;
    jobs.push(lease(state, row, receiver.worker, receiver.monotonicNow() + receiver.leaseMs));
  }
  return jobs;
}
