import type { Monotonic } from '#ports';

export interface LoginBrakeLimits {
  /** Failures of one user name from one peer before it must wait. */
  readonly failuresPerUser: number;
  /** Failures of one peer, whatever the names. */
  readonly failuresPerPeer: number;
  /** Failures older than this are forgotten. */
  readonly windowMs: number;
  /** A failed login is answered this much later; doubled with each further one, up to eight times. */
  readonly delayMs: number;
}

export interface LoginBrake {
  /** Undefined when the brake is on: the password was not even looked at. Rejects as `check` does, and then counts nothing. */
  attempt<T extends { readonly ok: boolean }>(
    peer: string,
    user: string,
    check: () => Promise<T>,
  ): Promise<T | undefined>;
}

const DEFAULTS: LoginBrakeLimits = { failuresPerUser: 10, failuresPerPeer: 100, windowMs: 600_000, delayMs: 250 };
const MAX_ENTRIES = 20_000;

interface Failures {
  count: number;
  last: number;
}

/** Slows down whoever guesses passwords (spec 17, S5): by peer and name, and by peer. A success clears that peer and name. */
export function loginBrake(monotonic: Monotonic, limits: Partial<LoginBrakeLimits> = {}): LoginBrake {
  const { failuresPerUser, failuresPerPeer, windowMs, delayMs } = { ...DEFAULTS, ...limits };
  const failures = new Map<string, Failures>();

  const count = (key: string): number => {
    const entry = failures.get(key);
    if (!entry) return 0;
    if (monotonic.now() - entry.last <= windowMs) return entry.count;
    failures.delete(key);
    return 0;
  };
  const note = (key: string): number => {
    const now = count(key) + 1;
    // Deleted first, so that the map's order is the order of the last failure and the oldest is dropped.
    failures.delete(key);
    failures.set(key, { count: now, last: monotonic.now() });
    if (failures.size > MAX_ENTRIES) failures.delete(failures.keys().next().value ?? '');
    return now;
  };

  return {
    async attempt(peer, user, check) {
      const both = `${peer} ${user.toLowerCase()}`;
      if (count(both) >= failuresPerUser || count(peer) >= failuresPerPeer) return undefined;
      const result = await check();
      if (result.ok) {
        failures.delete(both);
        return result;
      }
      note(peer);
      const soFar = note(both);
      await pause(delayMs * 2 ** Math.min(soFar - 1, 3));
      return result;
    },
  };
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, ms).unref());
}
