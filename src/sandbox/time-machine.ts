import type { Instant } from '#pec';

const DAY_MS = 86_400_000;

/** Longest single jump: CRLs, index and certificates are renewed in time for it. */
export const LONGEST_JUMP_MS = 30 * DAY_MS;

const ROUNDS_LIMIT = 10_000;

/** One process that lives in the moved time. */
export interface Traveller {
  /** Legal time is the machine's clock plus this, from now on. */
  setOffset(offsetMs: number): Promise<void>;
  /** Does what is due and waits until no job is runnable. Answers how much has ever happened here: equal twice means idle. */
  settle(): Promise<number>;
  /** Fetches index and CRLs anew. */
  refresh(): Promise<void>;
  /** The next instant at which something will be due. */
  nextDue(): Promise<Instant | undefined>;
}

export interface TimeMachineParts {
  /** All processes, the world around the providers included. */
  travellers(): readonly Traveller[];
  /** Called before every jump: everything published holds at least until `horizon`; certificates near their end are renewed. */
  prepare(horizon: Instant): Promise<void>;
  /** Makes the offset durable, before anybody is told of it. */
  keep(offsetMs: number): Promise<void>;
  realNow(): number;
  readonly offsetMs: number;
}

export interface TimeMachine {
  now(): Instant;
  offsetMs(): number;
  /** Walks to `target(now)`; calls wait for each other. Answers when nothing is due at the new instant. */
  advance(target: (now: Instant) => Instant): Promise<Instant>;
  /** Does something that must not fall into a walk. */
  between<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The clock of the whole network. It walks from due instant to due instant, so that each notice bears its own time,
 * and never goes back.
 */
export function createTimeMachine(parts: TimeMachineParts): TimeMachine {
  let offsetMs = parts.offsetMs;
  let last: Promise<unknown> = Promise.resolve();
  const now = () => parts.realNow() + offsetMs;

  async function settleAll(): Promise<void> {
    let before = -1;
    for (let round = 0; round < ROUNDS_LIMIT; round += 1) {
      // One after the other: what one sends, the next has received when its turn comes.
      let happened = 0;
      for (const traveller of parts.travellers()) happened += await traveller.settle();
      if (happened === before) return;
      before = happened;
    }
    throw new Error('the network does not come to rest: something causes new work without end');
  }

  async function jump(to: Instant): Promise<void> {
    await parts.prepare(to);
    await Promise.all(parts.travellers().map((traveller) => traveller.refresh()));
    offsetMs = Math.max(offsetMs, to - parts.realNow());
    await parts.keep(offsetMs);
    await Promise.all(parts.travellers().map((traveller) => traveller.setOffset(offsetMs)));
  }

  async function nextDue(): Promise<Instant> {
    const due = await Promise.all(parts.travellers().map((traveller) => traveller.nextDue()));
    const at = now();
    // What is due and yet not done (a lease held elsewhere) must not hold the clock.
    return Math.min(
      ...due.filter((instant) => instant !== undefined && instant > at).map((instant) => instant as number),
    );
  }

  async function walk(target: (now: Instant) => Instant): Promise<Instant> {
    const end = target(now());
    await settleAll();
    while (now() < end) {
      await jump(Math.min(end, await nextDue(), now() + LONGEST_JUMP_MS));
      await settleAll();
    }
    return now();
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    now,
    offsetMs: () => offsetMs,
    advance: (target) => inTurn(() => walk(target)),
    between: inTurn,
  };
}
