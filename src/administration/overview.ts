import type { Alarm } from '#contract';
import { dayStart, romeDay } from '#evidence';
import { QUEUE_LIFE_MS } from '#issuing';
import { type Instant, isoLegalTime } from '#pec';
import type { LegalTime, MailboxTotal, Store } from '#ports';
import type { Actor } from './act.ts';
import { KINDS } from './cards.ts';

/** What went through in one hour. */
export interface HourCount {
  readonly at: Instant;
  /** Acceptance receipts, delivery receipts, and notices of non-delivery that we issued. */
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
}

/** Something that asks for somebody, as `ceralacca status` tells it. */
export type StatusAlarm = Alarm & { readonly about: string };

/** One that somebody has looked at. */
export type AcknowledgedAlarm = Alarm & { readonly at: Instant; readonly by: string; readonly reason: string };

export interface OverviewPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  /** By hour, hours without anything left out. */
  hourCounts(from: Instant): Promise<readonly HourCount[]>;
  alarms(): Promise<readonly StatusAlarm[]>;
  /** Alarms that somebody has looked at. */
  acknowledged(): Promise<readonly AcknowledgedAlarm[]>;
}

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** The provider on one page. An organisation's administrator sees what is his own: how the provider stands is not his. */
export async function readOverview(by: Actor, ports: OverviewPorts) {
  const { store } = ports;
  const [totals, domains, organisations] = await Promise.all([
    store.mailboxTotals(),
    store.domains(),
    store.countCards(KINDS.organisation),
  ]);
  if (by.organisation === undefined) return await ofProvider(totals, domains.length, organisations, ports);
  const mine = totals.filter(({ organisation }) => organisation === by.organisation);
  const own = domains.filter(({ organisation }) => organisation === by.organisation).length;
  const nothing = { queue: 0, acceptedToday: 0, deliveredToday: 0, quarantined: 0 };
  return {
    isWell: true,
    findings: [],
    acknowledged: [],
    counts: { ...sizes(mine), organisations: 1, domains: own, ...nothing },
    hours: [],
  };
}

async function ofProvider(
  totals: readonly MailboxTotal[],
  domains: number,
  organisations: number,
  { store, legalTime, hourCounts, alarms, acknowledged }: OverviewPorts,
) {
  const now = legalTime.now();
  const thisHour = now - (now % HOUR_MS);
  const today = dayStart(romeDay(now));
  const from = Math.min(thisHour - (HOURS - 1) * HOUR_MS, today);
  const [found, looked, queue, queues, quarantined, counted] = await Promise.all([
    alarms(),
    acknowledged(),
    store.openJobs(),
    store.jobQueues(),
    store.countQuarantined(),
    hourCounts(from),
  ]);
  const byHour = new Map(counted.map((count) => [count.at, count]));
  const ofToday = counted.filter(({ at }) => at >= today);
  const sum = (of: 'accepted' | 'delivered') => ofToday.reduce((all, count) => all + count[of], 0);
  // The queue with the job that waits longest stands first.
  const longest = queues[0];
  return {
    isWell: found.length === 0,
    findings: found.map((alarm) => ({ level: 'bad' as const, ...alarm })),
    acknowledged: looked.map((alarm) => ({ ...alarm, at: isoLegalTime(alarm.at) })),
    counts: {
      ...{ ...sizes(totals), organisations, domains, queue, quarantined },
      ...(longest && { oldestJob: isoLegalTime(longest.expiresAt - QUEUE_LIFE_MS) }),
      acceptedToday: sum('accepted'),
      deliveredToday: sum('delivered'),
    },
    hours: Array.from({ length: HOURS }, (_, back) => {
      const at = thisHour - (HOURS - 1 - back) * HOUR_MS;
      const { accepted = 0, delivered = 0, failed = 0 } = byHour.get(at) ?? {};
      return { at: isoLegalTime(at), accepted, delivered, failed };
    }),
  };
}

function sizes(totals: readonly MailboxTotal[]) {
  const open = totals.filter(({ kind, status }) => kind === 'user' && status !== 'revoked');
  return {
    mailboxes: open.reduce((all, { mailboxes }) => all + mailboxes, 0),
    usedBytes: open.reduce((all, { usedBytes }) => all + usedBytes, 0),
  };
}
