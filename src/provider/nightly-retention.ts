import type { Logger } from '#config';
import { romeDay } from '#evidence';
import { LAST_RETENTION } from './duty-documents.ts';
import { type RetentionPorts, runRetention } from './retention.ts';

export interface NightlyRetention {
  start(): void;
  stop(): Promise<void>;
}

const TICK_MS = 600_000;
const FIRST_MS = 120_000;

/** Once each legal day, by whichever process looks first; what is interrupted is done again the next time. */
export function openNightlyRetention(ports: RetentionPorts & { readonly log: Logger }): NightlyRetention {
  const { store, legalTime, log } = ports;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> = Promise.resolve();
  let running = false;

  async function look(): Promise<void> {
    const last = await store.document(LAST_RETENTION);
    if (last !== undefined && romeDay(last.at) >= romeDay(legalTime.now())) return;
    const told = await runRetention(ports, false);
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
