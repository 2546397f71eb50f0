import type { Logger } from '#config';
import { type Day, romeDay } from '#evidence';
import type { CurrentSigner } from '#ports';
import { LAST_RETENTION } from './duty-documents.ts';
import { type RetentionPorts, runRetention } from './retention.ts';

export interface NightlyRetention {
  start(): void;
  stop(): Promise<void>;
}

export interface NightlyRetentionPorts extends RetentionPorts {
  readonly currentSigner: CurrentSigner;
  readonly log: Logger;
}

const TICK_MS = 600_000;
const FIRST_MS = 120_000;

/** Once each legal day, by whichever process looks first; what is interrupted is done again the next time. */
export function openNightlyRetention(ports: NightlyRetentionPorts): NightlyRetention {
  const { store, legalTime, currentSigner, log } = ports;
  /** The last day on which it was done here. */
  let done: Day | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> = Promise.resolve();
  let running = false;

  async function look(): Promise<void> {
    const day = romeDay(legalTime.now());
    if (day === done) return;
    const last = await store.document(LAST_RETENTION);
    if (last !== undefined && romeDay(last.at) === day) return;
    // Who may not sign because the clock is wrong removes nothing by that clock either.
    currentSigner();
    const told = await runRetention(ports, false);
    if (told !== undefined) done = day;
    if (told !== undefined && Object.values(told.removed).some((count) => count > 0))
      log.info(told, 'what was kept for 30 months was removed');
  }

  function tick(ms: number): void {
    if (!running) return;
    timer = setTimeout(() => {
      atWork = look()
        .catch((err: unknown) => log.error({ err }, 'the retention failed and will be tried again'))
        .then(() => tick(TICK_MS));
    }, ms).unref();
  }

  return {
    start() {
      running = true;
      tick(FIRST_MS);
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await atWork;
      clearTimeout(timer);
    },
  };
}
