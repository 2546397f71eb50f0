import { type AccessPointPorts, watchDeadlines } from '#access-point';
import type { Logger, ProviderConfig } from '#config';
import type { Instant } from '#pec';
import type { LegalTime, Store } from '#ports';
import { DOCUMENT, nextIndexRefresh, type ProviderIndex, type Refresh } from '#provider-index';
import { type Attempt, inTurn, openAttempts } from './attempts.ts';
import { Due, RETRY_MS } from './due.ts';
import type { SigningKeys } from './signing-keys.ts';
import { openLanes, type Ticker } from './ticker.ts';
import { watchEnds } from './watch-ends.ts';

export interface DutiesPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  readonly index: { readonly book: ProviderIndex; publish(): Promise<void> };
  readonly keys: SigningKeys;
  readonly accessPoint: AccessPointPorts;
  readonly log: Logger;
  /** Removes the messages that nothing names, and the bodies that no message names; answers how many of both. */
  sweep(): Promise<number>;
  /** Warns holders whose mailboxes fill; answers how many. */
  warnOfQuota(): Promise<number>;
}

/** How soon a holder is warned that his mailbox fills, and our record published when it has changed. */
const SOON_MS = 60_000;
/** How soon a new certificate, or an order of the command line about keys, is seen. */
const KEYS_MS = 10_000;
const DAY_MS = 24 * 3_600_000;

export interface Duties extends Ticker {
  /** Fetches the index and the revocation lists now. */
  refresh(): Promise<void>;
  nextDue(): Promise<Instant | undefined>;
}

/**
 * What a provider does by the clock: deadlines, index and revocation lists, its own record. Deadlines wait for nothing else: an index that
 * does not answer, or a folder that cannot be read, must never keep a notice back (RFC 6109 3.1.6).
 */
export function openDuties(config: ProviderConfig, ports: DutiesPorts): Duties {
  const { store, keys } = ports;
  const calendar = new Calendar(config, ports);
  return {
    ...openLanes(calendar.duties()),
    refresh: () => calendar.refresh(),
    async nextDue() {
      const dues = [await store.nextDue(), keys.nextDue()].filter((due) => due !== undefined);
      return dues.length === 0 ? undefined : Math.min(...dues);
    },
  };
}

/** When each duty was done last. */
class Calendar {
  readonly #config: ProviderConfig;
  readonly #ports: DutiesPorts;
  readonly #attempt: Attempt;
  readonly #watchEnds: ReturnType<typeof watchEnds>;
  readonly #sweep = new Due();
  readonly #ends = new Due();
  #crls = new Due();
  readonly #publish = new Due(SOON_MS);
  readonly #warn = new Due(SOON_MS);
  #indexAt = Number.NEGATIVE_INFINITY;
  #indexDue = Number.NEGATIVE_INFINITY;
  #keysAt = Number.NEGATIVE_INFINITY;

  constructor(config: ProviderConfig, ports: DutiesPorts) {
    this.#config = config;
    this.#ports = ports;
    this.#attempt = openAttempts(ports);
    this.#watchEnds = watchEnds(config, ports);
  }

  /** None waits for another; what is one, is done in this order. */
  duties(): readonly (() => Promise<void>)[] {
    return [
      () => this.#attempt('deadlines', () => this.#watchDeadlines()),
      () => this.#warnOfQuota(),
      () =>
        inTurn(
          () => this.#tellEnds(),
          () => this.#sweepAway(),
        ),
      () =>
        inTurn(
          () => this.#turnKeysWhenDue(),
          () => this.#refreshWhenDue(),
          () => this.#publishOwn(),
        ),
    ];
  }

  async #watchDeadlines(): Promise<void> {
    while ((await watchDeadlines(this.#ports.accessPoint)) > 0);
  }

  #warnOfQuota(): Promise<void> {
    return this.#each(this.#warn, SOON_MS, 'quota warnings', async () => {
      const warned = await this.#ports.warnOfQuota();
      if (warned > 0) this.#ports.log.info({ warned }, 'holders were warned that their mailboxes fill');
    });
  }

  #tellEnds(): Promise<void> {
    return this.#each(this.#ends, DAY_MS, 'ends of certificates', () =>
      this.#watchEnds(this.#ports.keys.current().certificate),
    );
  }

  #sweepAway(): Promise<void> {
    return this.#each(this.#sweep, DAY_MS, 'sweep', async () => {
      const removed = await this.#ports.sweep();
      if (removed > 0) this.#ports.log.info({ removed }, 'messages and bodies that nothing names were removed');
    });
  }

  #publishOwn(): Promise<void> {
    return this.#each(this.#publish, SOON_MS, 'own record', () => this.#ports.index.publish());
  }

  async #turnKeysWhenDue(): Promise<void> {
    const { legalTime, keys } = this.#ports;
    const now = legalTime.now();
    if (Math.abs(now - this.#keysAt) < KEYS_MS && now < (keys.nextDue() ?? now + 1)) return;
    await this.#attempt('keys', () => this.#turnKeys());
  }

  async #refreshWhenDue(): Promise<void> {
    const now = this.#ports.legalTime.now();
    if (now >= this.#indexDue || now < this.#indexAt || (await this.#isIndexAsked()))
      await this.#attempt('index', () => this.refresh());
    else await this.#refreshCrls(now);
  }

  /** `everyMs` after it was done. */
  #each(due: Due, everyMs: number, what: string, work: () => Promise<void>): Promise<void> {
    const now = this.#ports.legalTime.now();
    return due.do(now, async () => {
      await this.#attempt(what, work);
      return now + everyMs;
    });
  }

  /** Index first: it says where the revocation lists are. */
  async refresh(): Promise<void> {
    const { index, legalTime } = this.#ports;
    this.#indexAt = legalTime.now();
    this.#indexDue = this.#indexAt + RETRY_MS;
    const had = await this.#adopt(await index.book.refreshIndex());
    this.#crls = new Due();
    await this.#refreshCrls(legalTime.now());
    const now = legalTime.now();
    const { domain } = this.#config;
    await this.#turnKeys();
    if (had) this.#indexDue = nextIndexRefresh(now, { domain, refreshMs: this.#config.index.refreshMs });
  }

  /** The index says since when others know our certificates; what changes in ours is published at once. */
  async #turnKeys(): Promise<void> {
    const { index, keys, legalTime } = this.#ports;
    this.#keysAt = legalTime.now();
    const before = keys.published();
    const { name, unit } = this.#config;
    const own = index.book.records().find((record) => record.name === name && record.unit === unit);
    await keys.perform(own?.certificates ?? []);
    const after = keys.published();
    if (before.length !== after.length || before.some((der, at) => der !== after[at])) await index.publish();
  }

  /** Has somebody asked for the index since it was fetched last (`ceralacca index refresh`)? */
  async #isIndexAsked(): Promise<boolean> {
    const asked = await this.#ports.store.document(DOCUMENT.refreshAsked);
    return asked !== undefined && asked.at >= this.#indexAt;
  }

  #refreshCrls(now: Instant): Promise<void> {
    return this.#crls.do(now, async () => {
      await this.#attempt('revocation lists', async () => this.#adopt(await this.#ports.index.book.refreshCrls()));
      return this.#ports.legalTime.now() + this.#config.crlRefreshMs;
    });
  }

  async #adopt(refresh: Refresh): Promise<boolean> {
    await this.#ports.store.commit(refresh.step);
    refresh.adopt();
    return refresh.had;
  }
}
