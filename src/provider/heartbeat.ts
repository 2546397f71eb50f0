import type { Logger } from '#config';
import { isoLegalTime } from '#pec';
import type { LegalTime, LogArchive, Store } from '#ports';
import { type Outage, uncovered } from '#service-levels';
import { HEARTBEAT } from './duty-documents.ts';
import { outageDocuments, outageId, readOutages } from './outage-documents.ts';

export interface HeartbeatPorts {
  readonly store: Pick<Store, 'document' | 'commit'> & Pick<LogArchive, 'documents'>;
  readonly legalTime: LegalTime;
  readonly log: Logger;
}

export interface Heartbeat {
  /** Writes down how long nobody was there, and that somebody is. */
  start(): void;
  /** Somebody is there now. */
  beat(): Promise<void>;
  stop(): Promise<void>;
}

const BEAT_MS = 30_000;
/** Nobody was there when no heartbeat is younger than this. */
export const SILENCE_MS = 120_000;

/**
 * Writes down each half minute that the service is there, so that after a standstill, of whatever cause, the next start can say how long it
 * was: an outage of all points, unless it was announced (spec 16.2). Of several processes the one that beat last counts.
 */
export function openHeartbeat({ store, legalTime, log }: HeartbeatPorts): Heartbeat {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> = Promise.resolve();
  let running = false;

  async function beat(): Promise<void> {
    const at = legalTime.now();
    await store.commit({ documents: [{ name: HEARTBEAT, bytes: new Uint8Array(), at }] });
  }

  function fails(fault: unknown): void {
    log.error({ err: fault }, 'it could not be written down that the service is there');
  }

  function tick(): void {
    if (!running) return;
    timer = setTimeout(() => {
      atWork = beat().catch(fails).then(tick);
    }, BEAT_MS).unref();
  }

  return {
    beat,
    start() {
      running = true;
      atWork = tellSilence({ store, legalTime, log }).then(beat).catch(fails).then(tick);
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await atWork;
      clearTimeout(timer);
      // Until now it was there.
      await beat().catch(() => {});
    },
  };
}

async function tellSilence({ store, legalTime, log }: HeartbeatPorts): Promise<void> {
  const last = await store.document(HEARTBEAT);
  const now = legalTime.now();
  if (last === undefined || now - last.at <= SILENCE_MS) return;
  const spans = uncovered(last.at, now, await readOutages(store));
  for (const { from, to } of spans) {
    const outage: Outage = {
      id: outageId(from, 'down'),
      ...{ from, to, kind: 'incident', sla: true, points: ['AP', 'InP', 'DP'] },
      reason: 'nobody served: found at the next start',
    };
    await store.commit(outageDocuments(outage, now));
    log.error(
      { from: isoLegalTime(from), to: isoLegalTime(to) },
      'the service stood still; an outage was written down',
    );
  }
}
