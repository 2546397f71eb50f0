import type { Instant } from '#pec';

/** What failed, what could not be had, or is held for a person, is asked for again after this. */
export const RETRY_MS = 600_000;

/** A slow duty is never doubled: who asks meanwhile waits for the one at work. */
export function oneAtATime(work: () => Promise<void>) {
  let atWork: Promise<void> | undefined;
  const lane = () => {
    atWork ??= work().finally(() => {
      atWork = undefined;
    });
    return atWork;
  };
  return Object.assign(lane, { atWork: () => atWork });
}

/** When something is to be done again. */
export class Due {
  readonly #retryMs: number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #next = Number.NEGATIVE_INFINITY;

  constructor(retryMs = RETRY_MS) {
    this.#retryMs = retryMs;
  }

  /** `work` answers when it is due again; after a failure it is in a while. A clock that went back makes it due. */
  async do(now: Instant, work: () => Promise<Instant>): Promise<void> {
    if (now < this.#next && now >= this.#lookedAt) return;
    this.#lookedAt = now;
    this.#next = now + this.#retryMs;
    this.#next = await work();
  }
}
