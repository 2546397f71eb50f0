import type { Measure, Readiness } from '#doors/http-listener';
import type { LogEvent } from '#ports';
import { readIndexState } from '#provider-index';
import { sealingStatus } from '#sealing';
import { CLOCK_STATE, type ClockState } from './clock-guard.ts';
import { LAST_LOG_CHECK } from './duty-documents.ts';
import { readLogCheck } from './night-log-check.ts';
import type { WebGround } from './web-ports.ts';

/** Records of the message log that are counted, with what they are called there. */
const COUNTED: Partial<Readonly<Record<LogEvent, string>>> = {
  Accettazione: 'accepted',
  NonAccettazione: 'not_accepted',
  NonAccettazioneVirus: 'not_accepted_virus',
  PresaInCarico: 'taken_in_charge',
  BustaAnomalia: 'anomaly',
  RilevazioneVirus: 'virus',
  Consegna: 'delivered',
  MancataConsegna: 'not_delivered',
  MancataConsegnaVirus: 'not_delivered_virus',
  PreavvisoMancataConsegna: 'warned',
  SmtpInoltro: 'relayed',
  SmtpRinvio: 'relay_deferred',
  SmtpErrore: 'relay_failed',
};

type MeasureGround = Pick<WebGround, 'store' | 'legalTime' | 'follower' | 'scanner'>;

/** What happens at the door itself, told by it. */
export interface DoorCounts {
  streams: number;
  readonly refused: Map<string, number>;
}

/** What `/metrics` tells of the provider: the same from every process, since all read one store and one log (docs/monitoring). */
export function webMeasures(
  ground: MeasureGround,
  counts: DoorCounts,
): { readonly measures: readonly Measure[]; stop(): void } {
  const { store, legalTime, follower } = ground;
  const events = new Map(Object.values(COUNTED).map((event) => [event, 0]));
  const stop = follower.listen((records) => {
    for (const { event } of records) {
      const name = COUNTED[event];
      if (name !== undefined) events.set(name, (events.get(name) ?? 0) + 1);
    }
  });
  const secondsSince = (at: number | undefined) =>
    at === undefined ? undefined : Math.max(0, (legalTime.now() - at) / 1_000);
  const labelled = (values: ReadonlyMap<string, number>, label: string) =>
    [...values].map(([name, value]) => ({ value, labels: { [label]: name } }));
  const measures: readonly Measure[] = [
    {
      name: 'ceralacca_log_events_total',
      help: 'Records of the message log since this process started, of the whole provider: take the greatest of several processes',
      labels: ['event'],
      read: async () => labelled(events, 'event'),
    },
    { name: 'ceralacca_jobs_open', help: 'Jobs that wait or are being done', read: () => store.openJobs() },
    {
      name: 'ceralacca_jobs_oldest_due_seconds',
      help: 'How long the oldest job that could be done waits; 0 when none does',
      read: async () => Math.max(0, secondsSince((await store.jobs(1))[0]?.runAt) ?? 0),
    },
    {
      name: 'ceralacca_web_sessions',
      help: 'Sessions of the web that have not ended',
      read: () => store.countCards('web-session'),
    },
    { name: 'ceralacca_event_streams', help: 'Event streams open at this process', read: async () => counts.streams },
    {
      name: 'ceralacca_refused_calls_total',
      help: 'Calls of the API that were refused, by kind',
      labels: ['kind'],
      read: async () => labelled(counts.refused, 'kind'),
    },
    {
      name: 'ceralacca_index_age_seconds',
      help: 'Since the copy of the index of providers was fetched',
      read: async () => secondsSince((await readIndexState(store)).copy?.fetchedAt),
    },
    {
      name: 'ceralacca_index_domains_held',
      help: 'Domains that a newer index lacks, which is held until a person has accepted their loss',
      read: async () => (await readIndexState(store)).held?.domains.total ?? 0,
    },
    {
      name: 'ceralacca_log_head_age_seconds',
      help: 'Since the newest signed head of the message log',
      read: async () => secondsSince((await sealingStatus(store, legalTime.now()))?.headAt),
    },
    {
      name: 'ceralacca_log_alarms',
      help: 'Alarms about the sealed log (ceralacca status tells them)',
      read: async () => (await sealingStatus(store, legalTime.now()))?.alarms.length,
    },
    {
      name: 'ceralacca_log_alarms_acknowledged',
      help: 'Logs that contradict themselves, where somebody has said that he looked (ceralacca status tells who and why)',
      read: async () => (await sealingStatus(store, legalTime.now()))?.acknowledged.length,
    },
    {
      name: 'ceralacca_log_verified_age_seconds',
      help: 'Since the nightly verification of the sealed log last began',
      read: async () => {
        const at = (await logCheck(store))?.at;
        return secondsSince(at === undefined ? undefined : Date.parse(at));
      },
    },
    {
      name: 'ceralacca_log_findings',
      help: 'What the nightly verification of the sealed log found and has not found well since; more than 0: it was changed',
      read: async () => (await logCheck(store))?.total,
    },
    {
      name: 'ceralacca_clock_offset_seconds',
      help: 'Of our clock from UTC, where time servers are set',
      read: async () => {
        const judgement = (await clockState(store))?.judgement;
        return judgement === undefined || judgement.kind === 'unknown' ? undefined : judgement.offsetMs / 1_000;
      },
    },
    {
      name: 'ceralacca_signing_stopped',
      help: '1: nothing is signed, since the clock is out of its bounds',
      read: async () => ((await clockState(store))?.isStopped === true ? 1 : 0),
    },
  ];
  return { measures, stop };
}

/** What must be well for holders to be sent here. */
export function webReadiness({ store, scanner }: MeasureGround): Readiness {
  return {
    database: async () => {
      await store.openJobs();
      return true;
    },
    index: async () => (await readIndexState(store)).copy !== undefined,
    clock: async () => (await clockState(store))?.isStopped !== true,
    scanner: async () => {
      await scanner.scan(
        (async function* () {
          yield new TextEncoder().encode('ready?');
        })(),
      );
      return true;
    },
  };
}

const logCheck = async (store: MeasureGround['store']) => readLogCheck(await store.document(LAST_LOG_CHECK));

async function clockState(store: MeasureGround['store']): Promise<ClockState | undefined> {
  const document = await store.document(CLOCK_STATE);
  return document && (JSON.parse(new TextDecoder().decode(document.bytes)) as ClockState);
}
