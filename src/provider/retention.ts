import { openLogPurge, type PostgresConnection, type PostgresStore } from '#adapters/postgres';
import { dayStart, romeDay } from '#evidence';
import { idsSince } from '#issuing';
import type { Instant } from '#pec';
import type { LegalTime, LogFiles } from '#ports';
import { KEPT_MONTHS, provenNow, purgeable, purgeLog } from '#sealing';
import { LAST_RETENTION } from './duty-documents.ts';

export interface RetentionPorts {
  readonly store: PostgresStore;
  /** Only the owner of the database may remove what was logged. */
  readonly owner: PostgresConnection;
  readonly files: Pick<LogFiles, 'list' | 'remove'>;
  readonly legalTime: LegalTime;
}

/** What went, or would go. */
export interface RetentionTold {
  /** ISO 8601. */
  readonly at: string;
  readonly removed: {
    readonly logDays: number;
    readonly logMonths: number;
    readonly infectedMessages: number;
    readonly dispatches: number;
    readonly memories: number;
  };
  /** Months old enough whose records stand in the file of a younger day. */
  readonly held: readonly string[];
}

/** Before which instants what is written down of messages is no longer kept (spec 15.5): never within 30 months. */
export interface RetentionLimits {
  /** Sent messages: as long as the log tells of them, which goes by whole months. */
  readonly dispatchesBefore: Instant;
  /** What was issued and received, by which a repetition is known: a month more. */
  readonly memoriesBefore: Instant;
}

/** `held`: months of the log that are old enough and stay; what was sent in them stays with them, or the auditor would miss it. */
export function retentionLimits(now: Instant, held: readonly string[] = []): RetentionLimits {
  const month = romeDay(now).slice(0, 7);
  const [firstHeld] = held;
  return {
    dispatchesBefore: firstHeld === undefined ? monthStart(month, KEPT_MONTHS) : monthStart(firstHeld, 0),
    memoriesBefore: monthStart(month, KEPT_MONTHS + 1),
  };
}

function monthStart(month: string, monthsBefore: number): Instant {
  const [year, number] = month.split('-').map(Number);
  return dayStart(new Date(Date.UTC(year!, number! - 1 - monthsBefore)).toISOString().slice(0, 10));
}

/**
 * Removes what was kept long enough: whole months of the log with their files, infected messages, and what is written down of messages
 * beside their octets. Messages in mailboxes stay. Octets that nothing names any more go with the next sweep. Undefined while a backup is under way.
 */
export async function runRetention(ports: RetentionPorts, isDryRun: boolean): Promise<RetentionTold | undefined> {
  if (isDryRun) return await retain(ports, true);
  let told: RetentionTold | undefined;
  const done = await ports.store.unlessBackup(async () => {
    told = await retain(ports, false);
  });
  if (!done || told === undefined) return undefined;
  const at = ports.legalTime.now();
  const bytes = new TextEncoder().encode(JSON.stringify(told));
  await ports.store.commit({ documents: [{ name: LAST_RETENTION, bytes, at }] });
  return told;
}

async function retain(ports: RetentionPorts, isDryRun: boolean): Promise<RetentionTold> {
  const { store, owner, files, legalTime } = ports;
  const now = await provenNow(ports);
  await using purge = await openLogPurge(owner);
  const purgePorts = { store, purge, files, legalTime };
  const found = await purgeable(purgePorts);
  const { dispatchesBefore, memoriesBefore } = retentionLimits(now, found.held);
  const infectedMessages = isDryRun
    ? (await purge.quarantinedBefore(found.quarantineBefore, 1_000_000)).length
    : await purgeLog(found, purgePorts);
  const rows = (kind: 'dispatch' | 'seen', before: number | string) => allPages(store, kind, before, isDryRun);
  return {
    at: new Date(legalTime.now()).toISOString(),
    removed: {
      logDays: found.days.length,
      logMonths: found.months.length,
      infectedMessages,
      dispatches: await rows('dispatch', dispatchesBefore),
      memories: await rows('seen', idsSince(memoriesBefore)),
    },
    held: found.held,
  };
}

async function allPages(
  store: PostgresStore,
  kind: 'dispatch' | 'seen',
  before: number | string,
  isDryRun: boolean,
): Promise<number> {
  let total = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: { readonly count: number; readonly next?: string } = await store.removeRetained(kind, {
      ...{ before, after, isDryRun },
    });
    total += page.count;
    after = page.next;
  }
  return total;
}
