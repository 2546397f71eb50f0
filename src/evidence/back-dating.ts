import { type Instant, isoLegalTime } from '#pec';
import type { LogHead } from './log-head.ts';
import { type Day, dayEnd, dayStart } from './rome-day.ts';

/** A record is written down when its act commits; an act takes its time when it begins, and lasts minutes (spec 15.1). */
export const MAX_LATE_MS = 3_600_000;

/** A record and its place in the log of a day. */
export interface PlacedRecord {
  readonly instant: Instant;
  /** Its leaf. */
  readonly index: number;
}

/**
 * Does the instant of a record fit the place where it stands? A record that was slipped in later can't stand in a tree that was signed
 * before; so it stands behind heads that are younger than it says it is. `heads`: heads of that day, as many as are known. Answers what
 * is wrong, in words.
 */
export function backDating(
  { instant, index }: PlacedRecord,
  day: Day,
  heads: readonly Pick<LogHead, 'at' | 'size'>[] = [],
): string | undefined {
  const says = `it says ${isoLegalTime(instant)}`;
  if (instant >= dayEnd(day)) return `${says}, but stands in the log of ${day}, which ended before`;
  if (instant < dayStart(day) - MAX_LATE_MS) return `back-dated: ${says}, but was written down on ${day}`;
  const before = heads.find(({ at, size }) => index >= size && instant < at - MAX_LATE_MS);
  if (before === undefined) return undefined;
  return `back-dated: ${says}, but the head of ${isoLegalTime(before.at)} doesn't hold it yet`;
}
