import type { Logger } from '#config';
import { type Day, romeDay } from '#evidence';
import type { Instant } from '#pec';
import type { LegalTime, Monotonic, Store } from '#ports';
import type { LogFinding, VerifiedDay } from '#sealing';
import { LAST_LOG_CHECK } from './duty-documents.ts';

/** Days just closed are looked at each night, the others in turn: in a month the whole log. */
const NEWEST_DAYS = 3;
const OLDER_DAYS = 31;
/** Kept: enough to begin with, and a document that stays small. */
const FINDINGS_KEPT = 50;

/** What the nights found, as it is kept. */
export interface LogCheck {
  readonly version: 1;
  /** ISO 8601: when the last one began. */
  readonly at: string;
  readonly durationMs: number;
  /** Days and records looked at by it. */
  readonly days: number;
  readonly records: number;
  /** The older days it looked at; absent: there were none. */
  readonly older?: { readonly from: Day; readonly to: Day };
  /** All that was ever found of days that were not found well since; `findings` may be fewer. */
  readonly total: number;
  readonly findings: readonly LogFinding[];
}

export interface NightLogCheckPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly log: Logger;
  /** Every sealed day, without a gap. */
  days(at: Instant): Promise<readonly Day[]>;
  /** Of neighbouring days: is the log what was sealed? */
  verify(days: readonly Day[], at: Instant): AsyncIterable<VerifiedDay>;
  /** The day that is open, against its heads. */
  verifyOpen(at: Instant): Promise<VerifiedDay | undefined>;
}

/**
 * Verifies the sealed log once for each legal day, as `log verify` does (spec 15.3, 15.4). Answers what it found, undefined when it was done
 * today. What was found once stays until the same day is found well.
 */
export async function checkLogOfNight(ports: NightLogCheckPorts): Promise<LogCheck | undefined> {
  const { store, legalTime, monotonic } = ports;
  const at = legalTime.now();
  const last = readLogCheck(await store.document(LAST_LOG_CHECK));
  if (last !== undefined && romeDay(Date.parse(last.at)) === romeDay(at)) return undefined;
  const began = monotonic.now();
  const all = await ports.days(at);
  const older = nextInTurn(all.slice(0, -NEWEST_DAYS), last?.older?.to);
  const seen: VerifiedDay[] = [];
  for (const days of [older, all.slice(-NEWEST_DAYS)])
    if (days.length > 0) for await (const day of ports.verify(days, at)) seen.push(day);
  const open = await ports.verifyOpen(at);
  if (open !== undefined) seen.push(open);
  const looked = new Set(seen.map(({ day }) => day));
  const kept = (last?.findings ?? []).filter(({ day }) => !looked.has(day) && all.includes(day));
  const found = [...kept, ...seen.flatMap(({ findings }) => findings)];
  const check: LogCheck = {
    version: 1,
    at: new Date(at).toISOString(),
    durationMs: Math.round(monotonic.now() - began),
    days: seen.length,
    records: seen.reduce((sum, { records }) => sum + records, 0),
    ...(older.length > 0 && { older: { from: older[0]!, to: older.at(-1)! } }),
    total: found.length,
    findings: found.slice(0, FINDINGS_KEPT),
  };
  await store.commit({ documents: [{ name: LAST_LOG_CHECK, at, bytes: Buffer.from(JSON.stringify(check)) }] });
  return check;
}

/** Those behind the last ones looked at; from the beginning again when there are none. */
function nextInTurn(days: readonly Day[], after: Day | undefined): readonly Day[] {
  const from = after === undefined ? 0 : days.findIndex((day) => day > after);
  return days.slice(Math.max(0, from)).slice(0, OLDER_DAYS);
}

/** Undefined when none is kept, or one of another version of the program. */
export function readLogCheck(document: { readonly bytes: Uint8Array } | undefined): LogCheck | undefined {
  if (document === undefined) return undefined;
  const check = JSON.parse(Buffer.from(document.bytes).toString('utf8')) as LogCheck;
  return check.version === 1 ? check : undefined;
}

/** `nothing found`, or how much, and where first. */
export function summaryOfCheck({ total, findings }: Pick<LogCheck, 'total' | 'findings'>): string {
  const [first] = findings;
  return first === undefined ? 'nothing found' : `${total} findings, first of ${first.day}: ${first.text}`;
}
