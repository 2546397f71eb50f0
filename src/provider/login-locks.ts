import { hash } from 'node:crypto';
import type { SharedLocks } from '#doors/brakes';
import type { CardChange, LegalTime, Store } from '#ports';

const LOCK = 'login-lock';
const KNOWN = 'login-known';

/** Values of the two kinds of cards: nobody else writes them. */
interface Lock {
  readonly until: number;
}
interface Known {
  readonly networks: readonly string[];
}

/** As many as a process remembers of one name. */
const NETWORKS_PER_NAME = 16;
/** Who did not come for so long is a stranger again. */
const KNOWN_MS = 400 * 24 * 3_600_000;
const RACES = 4;
const PAGE = 500;

export interface LoginLocksPorts {
  readonly store: Pick<Store, 'card' | 'cards' | 'commit'>;
  readonly legalTime: LegalTime;
  /** Where the others cannot be asked each process locks by itself. */
  report(fault: unknown): void;
}

export interface LoginLocks extends SharedLocks {
  /** Removes what is over; answers how much. */
  sweep(): Promise<number>;
}

/**
 * Who is locked out, for all processes of a provider. A look before each password costs one read of a few rows by their keys, beside an argon2
 * of tens of milliseconds. Names and addresses stand there as digests: a name that nobody has may be a password in the wrong place.
 */
export function openLoginLocks({ store, legalTime, report }: LoginLocksPorts): LoginLocks {
  async function orElse<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (fault) {
      report(fault);
      return otherwise;
    }
  }

  async function networksOf(name: string) {
    const card = await store.card(KNOWN, digest(name));
    return { card, networks: card ? (card.value as Known).networks : [] };
  }

  return {
    areLocked: (keys) =>
      orElse(false, async () => {
        const cards = await Promise.all(keys.map((key) => store.card(LOCK, digest(key))));
        return cards.some((card) => card !== undefined && (card.value as Lock).until > legalTime.now());
      }),
    lock: (keys, forMs) =>
      orElse(undefined, async () => {
        const at = legalTime.now();
        const value: Lock = { until: at + forMs };
        const cards = keys.map((key): CardChange => {
          return { kind: 'put', card: { kind: LOCK, id: digest(key), owner: '', value, at } };
        });
        await store.commit({ cards });
      }),
    isKnown: (name, network) => orElse(false, async () => (await networksOf(name)).networks.includes(digest(network))),
    cameIn: (name, network) =>
      orElse(undefined, async () => {
        for (let race = 0; race < RACES; race++) {
          const { card, networks } = await networksOf(name);
          const own = digest(network);
          if (networks.includes(own)) return;
          const value: Known = { networks: [...networks, own].slice(-NETWORKS_PER_NAME) };
          const put = { kind: KNOWN, id: digest(name), owner: '', value, at: legalTime.now() };
          if ((await store.commit({ cards: [{ kind: 'put', card: put, was: card?.version ?? 0 }] })).done) return;
        }
      }),
    async sweep() {
      const now = legalTime.now();
      return (await sweepKind(LOCK, now - 24 * 3_600_000, store)) + (await sweepKind(KNOWN, now - KNOWN_MS, store));
    },
  };
}

/** Those not changed since. */
async function sweepKind(kind: string, since: number, store: LoginLocksPorts['store']): Promise<number> {
  let removed = 0;
  for (let after: string | undefined; ; ) {
    const page = await store.cards({ kind, limit: PAGE, ...(after !== undefined && { after }) });
    const old = page.filter(({ at }) => at < since);
    const cards = old.map((card): CardChange => ({ kind: 'remove', card: { kind, id: card.id }, was: card.version }));
    if (cards.length > 0 && (await store.commit({ cards })).done) removed += cards.length;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return removed;
  }
}

const digest = (text: string): string => hash('sha256', text);
