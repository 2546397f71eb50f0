import { type AccessPointPorts, watchDeadlines } from '#access-point';
import type { Logger } from '#config';
import type { Instant } from '#pec';
import type { LegalTime, Store } from '#ports';
import type { ProviderIndex, Refresh } from '#provider-index';

export interface DutiesPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  readonly index: ProviderIndex;
  readonly accessPoint: AccessPointPorts;
  readonly indexRefreshMs: number;
  readonly crlRefreshMs: number;
  readonly log: Logger;
  /** Makes our own published record anew (spec 13.8). */
  publish(): Promise<void>;
}

/** How often the clock is asked whether something fell due. */
const TICK_MS = 1_000;
const REPUBLISH_MS = 24 * 3_600_000;

/** What a provider does by the clock: deadlines, index and revocation lists, its own record. */
export function openDuties(ports: DutiesPorts) {
  const { store, legalTime, index, log } = ports;
  let crlAt = Number.NEGATIVE_INFINITY;
  let indexAt = Number.NEGATIVE_INFINITY;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> | undefined;
  let running = false;

  async function adopt(refresh: Refresh): Promise<void> {
    await store.commit(refresh.step);
    refresh.adopt();
  }

  /** Index first: it says where the revocation lists are. */
  async function refresh(): Promise<void> {
    const now = legalTime.now();
    await adopt(await index.refreshIndex());
    await adopt(await index.refreshCrls());
    indexAt = now;
    crlAt = now;
  }

  async function perform(): Promise<void> {
    const now = legalTime.now();
    if (now - publishedAt >= REPUBLISH_MS) {
      await ports.publish();
      publishedAt = now;
    }
    if (now - indexAt >= ports.indexRefreshMs) await refresh();
    else if (now - crlAt >= ports.crlRefreshMs) {
      await adopt(await index.refreshCrls());
      crlAt = now;
    }
    while ((await watchDeadlines(ports.accessPoint)) > 0);
  }

  /** One at a time: a slow duty is never doubled. */
  function runDue(): Promise<void> {
    atWork ??= perform().finally(() => {
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
    refresh,
    runDue,
    nextDue: (): Promise<Instant | undefined> => store.nextDue(),
    start(): void {
      running = true;
      tick();
    },
    async stop(): Promise<void> {
      running = false;
      clearTimeout(timer);
      await atWork?.catch(() => {});
      clearTimeout(timer);
    },
  };
}
