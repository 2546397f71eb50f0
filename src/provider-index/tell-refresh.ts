import type { DirectoryReading, Instant } from '#pec';
import type { LogRecord } from '#ports';
import { someOf } from './compare-records.ts';
import { type Attempt, type IndexState, indexAlarms, type Some, STALE_MS } from './index-state.ts';

const KEPT_ATTEMPTS = 10;
/** What goes on being wrong is a record of the log again after this, not at every attempt. */
const TOLD_AGAIN_MS = 12 * 3_600_000;
const TOLD_PROBLEMS = 50;

/** The attempts with this one in front; the same answer again and again is one attempt, with how often and since when. */
export function attempted({ attempts }: IndexState, now: Attempt): readonly Attempt[] {
  const [last, ...earlier] = attempts;
  if (last === undefined || last.outcome !== now.outcome || last.why !== now.why)
    return [now, ...attempts].slice(0, KEPT_ATTEMPTS);
  return [{ ...now, since: last.since ?? last.at, times: (last.times ?? 1) + 1 }, ...earlier];
}

/** What the message log says of an index that was taken. */
export function tellTaken(
  { problems, records }: DirectoryReading,
  before: IndexState,
  after: IndexState,
  at: Instant,
): readonly LogRecord[] {
  const log: LogRecord[] = [];
  const faults = problems.slice(0, TOLD_PROBLEMS).map(({ dn, kind, detail }) => `${dn}: ${kind}: ${detail}`);
  if (problems.length > faults.length) faults.push(`e altri ${problems.length - faults.length}`);
  if (faults.length > 0) log.push(remark(at, 'IndiceRifiutato', faults));
  const known = new Set(divergences(before, before.attempts[0]?.at ?? at));
  const divergent = divergences(after, at).filter((text) => !known.has(text));
  if (divergent.length > 0) log.push(remark(at, 'IndiceDivergente', divergent));
  return [...log, remark(at, 'IndiceAggiornato', [`${records.length} gestori`])];
}

function divergences(state: IndexState, at: Instant): readonly string[] {
  return indexAlarms(state, at)
    .filter(({ code }) => code === 'index-directory' || code === 'index-own-record')
    .map(({ text }) => text);
}

/** What it says of one that was not: the first time, and every twelve hours while it goes on. */
export function tellRefusal(before: IndexState, after: IndexState, at: Instant): readonly LogRecord[] {
  const now = after.attempts[0]!;
  const last = before.attempts[0];
  const isStale = after.copy !== undefined && at - after.copy.fetchedAt > STALE_MS;
  const wasStale = last !== undefined && before.copy !== undefined && last.at - before.copy.fetchedAt > STALE_MS;
  const periods = (instant: Instant) => Math.floor((instant - (now.since ?? at)) / TOLD_AGAIN_MS);
  const isNew = now.since === undefined || (last !== undefined && periods(at) > periods(last.at));
  const why = now.outcome === 'held' && after.held ? heldFor(after.held.domains) : (now.why ?? '');
  const log: LogRecord[] = [];
  if (isStale && (isNew || !wasStale)) log.push(remark(at, 'IndiceScaduto', ["copia piu' vecchia di 48 ore"]));
  if (isNew) log.push(remark(at, 'IndiceRifiutato', [why]));
  return log;
}

function heldFor({ first, total }: Some<string>): string {
  return `trattenuto: ${total} domini scomparsi: ${someOf(first)}`;
}

function remark(instant: Instant, event: LogRecord['event'], eccezioni: readonly string[]): LogRecord {
  return { instant, point: 'SYS', event, eccezioni };
}
