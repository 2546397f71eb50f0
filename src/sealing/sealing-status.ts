import type { Alarm } from '#contract';
import { type Day, dayEnd } from '#evidence';
import { readClosedDayOctets, sealedNames } from '#message-log';
import type { Instant } from '#pec';
import { isoLegalTime } from '#pec';
import type { LogArchive, Store } from '#ports';
import { type LogState, stateOf } from './log-state.ts';
import { listWitnessAlarms, tellWitnessAlarm, witnessAlarms } from './witness-alarms.ts';

/** How the sealing of the log stands, for people. */
export interface SealingStatus {
  readonly openDay: Day;
  /** The newest head of the open day, if it has one. */
  readonly headAt?: Instant;
  /** The oldest closed day without a time-stamp, and when it was closed. */
  readonly unstamped?: { readonly day: Day; readonly closed: Instant };
  /** Each asks for a person: of our log, and of those that we watch. */
  readonly alarms: readonly Alarm[];
  /** Of logs that contradict themselves, those that somebody has looked at: by whom, when, why. */
  readonly acknowledged: readonly string[];
}

/** A day is closed some seconds after midnight; nothing takes so long. */
const CLOSE_WITHIN_MS = 3_600_000;
/** The log is time-stamped at least once a day (spec 15.3). */
const STAMP_WITHIN_MS = 86_400_000;

/** Undefined while nothing was sealed yet. */
export async function sealingStatus(
  store: Pick<Store, 'document'> & Pick<LogArchive, 'documents'>,
  now: Instant,
): Promise<SealingStatus | undefined> {
  const state = await stateOf(store);
  if (state === undefined) return undefined;
  const unstamped = await oldestUnstamped(state, store);
  return {
    openDay: state.day,
    ...(state.covered && { headAt: state.covered.at }),
    ...(unstamped && { unstamped }),
    alarms: [...alarmsOf(state, unstamped, now), ...(await witnessAlarms(store))],
    acknowledged: (await listWitnessAlarms(store))
      .filter(({ acknowledged }) => acknowledged !== undefined)
      .map((alarm) => tellWitnessAlarm(alarm).text),
  };
}

function alarmsOf(
  { day, stampFault, contradicted }: LogState,
  unstamped: SealingStatus['unstamped'],
  now: Instant,
): readonly Alarm[] {
  const alarms: Alarm[] = contradicted.map(changedAlarm);
  if (now - dayEnd(day) > CLOSE_WITHIN_MS)
    alarms.push({
      ...{ code: 'log-not-closed', values: { day } },
      text: `the log of ${day} is not closed, though the day is over`,
    });
  if (unstamped && now - unstamped.closed > STAMP_WITHIN_MS) {
    const values = { day: unstamped.day, at: isoLegalTime(unstamped.closed) };
    const text = `the log has no time-stamp since ${values.day}, closed ${values.at}`;
    alarms.push({ code: 'log-unstamped', values, text });
  }
  if (stampFault) {
    const values = { since: isoLegalTime(stampFault.since), why: stampFault.why };
    const text = `no time-stamp can be had since ${values.since}: ${values.why}`;
    alarms.push({ code: 'log-no-timestamp', values, text });
  }
  return alarms;
}

function changedAlarm(day: Day): Alarm {
  const text = `THE LOG WAS CHANGED: the records of ${day} are not those that were signed; ceralacca log verify --day ${day}`;
  return { code: 'log-changed', values: { day }, text };
}

async function oldestUnstamped({ stampedDay }: LogState, store: Pick<LogArchive, 'documents'>) {
  const after = stampedDay === undefined ? {} : { after: sealedNames.day(stampedDay) };
  const [oldest] = await store.documents(sealedNames.days, { limit: 1, ...after });
  if (oldest === undefined) return undefined;
  const { day, closed } = readClosedDayOctets(oldest.bytes);
  return { day, closed };
}
