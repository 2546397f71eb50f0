import type { Day, LogAlarm, PublishedHead } from '#evidence';

/** What the door is given: it knows no store. Nothing here holds personal data: heads, digests, signatures. */
export interface LogHeadsPorts {
  /** Whose log: its name and mail domain, for the page. */
  readonly provider: { readonly name: string; readonly domain: string };
  /** The newest head of all; undefined before the first. */
  newest(): Promise<PublishedHead | undefined>;
  /** The newest head of each day after this one, in their order. */
  heads(after: Day, limit: number): Promise<readonly PublishedHead[]>;
  /** Leaves of the day's tree that a published head covers; undefined when there is none. */
  size(day: Day): Promise<number | undefined>;
  /** Commitments `start` to `end` (not included) of a day, 32 octets each. What was answered once stays so. */
  commitments(day: Day, start: number, end: number): Promise<Uint8Array>;
  /** Heads of another provider that we signed to have seen, after this day; and where its log contradicted itself, the newest first. */
  witnessed(
    domain: string,
    after: Day,
    limit: number,
  ): Promise<{
    readonly heads: readonly PublishedHead[];
    readonly alarms: readonly LogAlarm[];
  }>;
}
