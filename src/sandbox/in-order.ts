import type { StoredLogRecord } from '#ports';

type Show = (provider: string, record: StoredLogRecord) => void;

interface Waiting {
  readonly provider: string;
  readonly record: StoredLogRecord;
  readonly since: number;
}

/**
 * Each provider tells its own log in order, and not at the same moment as the others: a record waits `holdMs`, so that what happened
 * before it elsewhere is shown before it. Nothing waits longer.
 */
export function inOrder(show: Show, holdMs: number): Show {
  const waiting: Waiting[] = [];
  let isArmed = false;

  function arm(ms: number): void {
    isArmed = true;
    setTimeout(release, ms);
  }

  function release(): void {
    isArmed = false;
    const until = performance.now() - holdMs;
    const ripe = waiting.findLastIndex(({ since }) => since <= until) + 1;
    for (const { provider, record } of waiting.splice(0, ripe)) show(provider, record);
    if (waiting.length > 0) arm(Math.max(1, Math.min(...waiting.map(({ since }) => since)) - until));
  }

  return (provider, record) => {
    const at = waiting.findLastIndex((other) => other.record.instant <= record.instant) + 1;
    waiting.splice(at, 0, { provider, record, since: performance.now() });
    if (!isArmed) arm(holdMs);
  };
}
