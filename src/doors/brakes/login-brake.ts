import type { Monotonic } from '#ports';
import { FailureCount } from './failure-count.ts';
import { peerNetwork } from './peer-network.ts';

export interface LoginBrakeLimits {
  /** Failures of one user name from one peer before it must wait. */
  readonly failuresPerUser: number;
  /** Failures of one peer, whatever the names. */
  readonly failuresPerPeer: number;
  /** Failures of one user name, whatever the peers, before peers that never came in under it must wait. */
  readonly failuresPerName: number;
  /** Failures older than this are forgotten. */
  readonly windowMs: number;
  /** A failed login is answered this much later; doubled with each further one, up to eight times. */
  readonly delayMs: number;
}

/** What came of looking at a password. `isKnown`: it was right, but does not open this door; that is no guessing. */
interface Attempt {
  readonly ok: boolean;
  readonly isKnown?: boolean;
}

export interface LoginBrake {
  /** Undefined when the brake is on: the password was not even looked at. Rejects as `check` does, and then counts nothing. */
  attempt<T extends Attempt>(peer: string, user: string, check: () => Promise<T>): Promise<T | undefined>;
}

/** What the processes of one provider tell each other: who is locked out, and from where each name came in. Never rejects. */
export interface SharedLocks {
  /** Is one of these locked, by whichever process? */
  areLocked(keys: readonly string[]): Promise<boolean>;
  lock(keys: readonly string[], forMs: number): Promise<void>;
  /** Did this name come in from this network at any process? */
  isKnown(name: string, network: string): Promise<boolean>;
  cameIn(name: string, network: string): Promise<void>;
}

const DEFAULTS: LoginBrakeLimits = {
  failuresPerUser: 10,
  failuresPerPeer: 100,
  failuresPerName: 20,
  windowMs: 600_000,
  delayMs: 250,
};
const MAX_ENTRIES = 20_000;
/** Peers remembered for one name: home, office, telephone and their providers' addresses. */
const PEERS_PER_NAME = 16;
const MAX_NAME = 512;

/**
 * Slows down whoever guesses passwords (spec 17, S5). One for all doors of a process. Three counts: of a name from one peer, of a
 * peer whatever the names, and of a name whatever the peers. Each process counts by itself; who is locked out by one is locked out by all
 * (`shared`).
 *
 * The third is a soft lock-out. It counts and shuts out only peers from which that name never came in, and it ends `windowMs` after
 * the last password that was looked at. So a stranger who fails on purpose, from however many places, never shuts a holder out
 * where his programs already work, and elsewhere only for as long as he goes on. A success does not lift it, else it would give
 * the guesser new turns.
 */
export function loginBrake(
  monotonic: Monotonic,
  limits: Partial<LoginBrakeLimits> = {},
  shared: SharedLocks = NOBODY_ELSE,
): LoginBrake {
  const { failuresPerUser, failuresPerPeer, failuresPerName, windowMs, delayMs } = { ...DEFAULTS, ...limits };
  const count = (what: string, limit: number) =>
    Object.assign(new FailureCount(monotonic, { limit, windowMs, maxEntries: MAX_ENTRIES }), { what, limit });
  const ofBoth = count('both', failuresPerUser);
  const ofPeer = count('peer', failuresPerPeer);
  const ofName = count('name', failuresPerName);
  const known = new KnownPeers();

  return {
    async attempt(peer, user, check) {
      const network = peerNetwork(peer);
      const name = guessedName(user);
      const both = `${network} ${name}`;
      if (!known.has(name, network) && (await shared.isKnown(name, network))) known.add(name, network);
      const counts: readonly Counted[] = [
        [ofBoth, both],
        [ofPeer, network],
        ...(known.has(name, network) ? [] : [[ofName, name] as const]),
      ];
      if (await shared.areLocked(counts.map(([{ what }, key]) => `${what} ${key}`))) return undefined;
      if (!(await enterAll(counts))) return undefined;
      const result = await check().catch((fault: unknown) => {
        for (const [failures, key] of counts) failures.leave(key, 'nothing');
        throw fault;
      });
      if (result.ok && !known.has(name, network)) await shared.cameIn(name, network);
      if (result.ok) known.add(name, network);
      const isGuess = !result.ok && !result.isKnown;
      const outcomes = counts.map(([failures, key]) => {
        const outcome = failures === ofBoth ? (result.ok ? 'forgiven' : 'failed') : isGuess ? 'failed' : 'nothing';
        return [failures.leave(key, outcome), failures, key, outcome] as const;
      });
      const full = outcomes.filter(([count, { limit }, , outcome]) => outcome === 'failed' && count >= limit);
      if (full.length > 0)
        await shared.lock(
          full.map(([, { what }, key]) => `${what} ${key}`),
          windowMs,
        );
      const soFar = outcomes[0]![0];
      if (!result.ok) await pause(delayMs * 2 ** Math.min(soFar - 1, 3));
      return result;
    },
  };
}

/** Whose password is tried: `box*login` for many boxes is one login, guessed many times. */
function guessedName(user: string): string {
  return user.slice(user.lastIndexOf('*') + 1, MAX_NAME).toLowerCase();
}

/** One process, and no other. */
const NOBODY_ELSE: SharedLocks = {
  areLocked: async () => false,
  lock: async () => {},
  isKnown: async () => false,
  cameIn: async () => {},
};

type Counted = readonly [failures: FailureCount & { readonly what: string; readonly limit: number }, key: string];

/** Always in the same order, so that no two attempts wait for each other. */
async function enterAll(counts: readonly Counted[]): Promise<boolean> {
  for (const [at, [failures, key]] of counts.entries()) {
    if (await failures.enter(key)) continue;
    for (const [entered, of] of counts.slice(0, at)) entered.leave(of, 'nothing');
    return false;
  }
  return true;
}

/** From where each name has come in, as long as this process lives; the oldest are forgotten first. */
class KnownPeers {
  readonly #networks = new Map<string, Set<string>>();

  has(name: string, network: string): boolean {
    return this.#networks.get(name)?.has(network) ?? false;
  }

  add(name: string, network: string): void {
    const networks = this.#networks.get(name) ?? new Set();
    // Deleted first, so that the order is that of the last use.
    networks.delete(network);
    networks.add(network);
    if (networks.size > PEERS_PER_NAME) networks.delete(networks.values().next().value ?? '');
    this.#networks.delete(name);
    this.#networks.set(name, networks);
    if (this.#networks.size > MAX_ENTRIES) this.#networks.delete(this.#networks.keys().next().value ?? '');
  }
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, ms).unref());
}
