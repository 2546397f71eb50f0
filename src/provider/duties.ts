import { type AccessPointPorts, watchDeadlines } from '#access-point';
import type { Logger, ProviderConfig } from '#config';
import type { Instant } from '#pec';
import type { LegalTime, Store } from '#ports';
import { DOCUMENT, nextIndexRefresh, type ProviderIndex, type Refresh } from '#provider-index';
import type { SigningKeys } from './signing-keys.ts';
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

/** How often the clock is asked whether something fell due. */
const TICK_MS = 1_000;
/** How soon a holder is warned that his mailbox fills, and our record published when it has changed. */
const SOON_MS = 60_000;
/** How soon a new certificate, or an order of the command line about keys, is seen. */
const KEYS_MS = 10_000;
const DAY_MS = 24 * 3_600_000;
/** When the index could not be had, or is held for a person, it is asked for again after this. */
const RETRY_MS = 600_000;

export interface Duties {
  /** Fetches the index and the revocation lists now. */
  refresh(): Promise<void>;
  /** Does what the clock owes now. */
  runDue(): Promise<void>;
  nextDue(): Promise<Instant | undefined>;
  start(): void;
  stop(): Promise<void>;
}

/** What a provider does by the clock: deadlines, index and revocation lists, its own record. */
export function openDuties(config: ProviderConfig, ports: DutiesPorts): Duties {
  const { store, keys, log } = ports;
  const calendar = new Calendar(config, ports);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> | undefined;
  let running = false;

  /** One at a time: a slow duty is never doubled. */
  function runDue(): Promise<void> {
    atWork ??= calendar.perform().finally(() => {
      atWork = undefined;
    });
    return atWork;
  }

  function tick(): void {
    timer = setTimeout(() => {
      runDue()
        .catch((error: unknown) => log.error({ err: error }, 'a duty failed and will be tried again'))
        .finally(() => running && tick());
    }, TICK_MS);
  }

  return {
    refresh: () => calendar.refresh(),
    runDue,
    async nextDue() {
      const dues = [await store.nextDue(), keys.nextDue()].filter((due) => due !== undefined);
      return dues.length === 0 ? undefined : Math.min(...dues);
    },
    start() {
      running = true;
      tick();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await atWork?.catch(() => {});
      clearTimeout(timer);
    },
  };
}

/** When each duty was done last. */
class Calendar {
  readonly #config: ProviderConfig;
  readonly #ports: DutiesPorts;
  #crlAt = Number.NEGATIVE_INFINITY;
  #indexAt = Number.NEGATIVE_INFINITY;
  #indexDue = Number.NEGATIVE_INFINITY;
  #soonAt = Number.NEGATIVE_INFINITY;
  #dailyAt = Number.NEGATIVE_INFINITY;
  #keysAt = Number.NEGATIVE_INFINITY;

  readonly #watchEnds: ReturnType<typeof watchEnds>;

  constructor(config: ProviderConfig, ports: DutiesPorts) {
    this.#config = config;
    this.#ports = ports;
    this.#watchEnds = watchEnds(config, ports);
  }

  async perform(): Promise<void> {
    const { legalTime, index, keys, accessPoint, sweep, warnOfQuota, log } = this.#ports;
    const now = legalTime.now();
    if (now - this.#dailyAt >= DAY_MS) {
      const removed = await sweep();
      if (removed > 0) log.info({ removed }, 'messages and bodies that nothing names were removed');
      await this.#watchEnds(keys.current().certificate);
      this.#dailyAt = now;
    }
    if (now - this.#keysAt >= KEYS_MS || now >= (keys.nextDue() ?? now + 1)) await this.#turnKeys();
    if (now >= this.#indexDue || (await this.#isIndexAsked())) await this.refresh();
    else if (now - this.#crlAt >= this.#config.crlRefreshMs) await this.#refreshCrls();
    while ((await watchDeadlines(accessPoint)) > 0);
    if (now - this.#soonAt < SOON_MS) return;
    this.#soonAt = now;
    await index.publish();
    const warned = await warnOfQuota();
    if (warned > 0) log.info({ warned }, 'holders were warned that their mailboxes fill');
  }

  /** Index first: it says where the revocation lists are. */
  async refresh(): Promise<void> {
    const { index, legalTime } = this.#ports;
    this.#indexAt = legalTime.now();
    const had = await this.#adopt(await index.book.refreshIndex());
    await this.#refreshCrls();
    const now = legalTime.now();
    const { domain } = this.#config;
    await this.#turnKeys();
    this.#indexDue = had ? nextIndexRefresh(now, { domain, refreshMs: this.#config.index.refreshMs }) : now + RETRY_MS;
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

  async #refreshCrls(): Promise<void> {
    const { index, legalTime } = this.#ports;
    await this.#adopt(await index.book.refreshCrls());
    this.#crlAt = legalTime.now();
  }

  async #adopt(refresh: Refresh): Promise<boolean> {
    await this.#ports.store.commit(refresh.step);
    refresh.adopt();
    return refresh.had;
  }
}
