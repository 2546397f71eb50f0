import { readTimestampToken } from '#cms';
import { type Day, dayStart, isDay, romeDay } from '#evidence';
import { readClosedDayOctets, sealedNames } from '#message-log';
import type { Instant } from '#pec';
import type { LegalTime, LogArchive, LogFiles, LogPurge, LogRecord, Quarantined, Store } from '#ports';
import { stateOf } from './log-state.ts';

/** How long log and infected messages are kept at least (spec 15.5; RFC 6109 2.2.4, 2.3). */
export const KEPT_MONTHS = 30;

export interface PurgePorts {
  readonly store: Pick<Store, 'commit' | 'document'> & LogArchive;
  readonly purge: LogPurge;
  readonly files: Pick<LogFiles, 'list' | 'remove'>;
  readonly legalTime: LegalTime;
}

/** What was kept long enough. */
export interface Purgeable {
  readonly months: readonly string[];
  /** Days of those months whose files are there. */
  readonly days: readonly Day[];
  /** Old enough by the calendar, and kept: a record of that month stands in the file of a day that is younger. */
  readonly held: readonly string[];
  /** Infected messages put away before this. */
  readonly quarantineBefore: Instant;
}

const PAGE = 500;
/** What is known of them is forgotten in one commit, until it is so much. */
const DOCUMENTS_AT_ONCE = 1_000;

/** What may be deleted now: whole months, all of whose days ended 30 months ago (T136), infected messages of that age (T137). */
export async function purgeable(ports: PurgePorts): Promise<Purgeable> {
  const now = await provenNow(ports);
  const thisMonth = romeDay(now).slice(0, 7);
  const isOld = (month: string) => monthAfter(month, KEPT_MONTHS + 1) <= thisMonth;
  const days = (await sealedDays(ports)).filter(({ day }) => isOld(day.slice(0, 7)));
  const lastSeq = Math.max(0, ...days.map((day) => day.lastSeq));
  const old = (await ports.purge.months()).filter(({ month }) => isOld(month));
  // Months go from the oldest on: behind one that is held nothing goes either.
  const firstHeld = old.findIndex((month) => month.lastSeq > lastSeq);
  const gone = firstHeld < 0 ? old : old.slice(0, firstHeld);
  const held = old.slice(gone.length).map(({ month }) => month);
  const isFree = ({ day }: { day: Day }) => held[0] === undefined || day.slice(0, 7) < held[0];
  return {
    months: gone.map(({ month }) => month),
    days: days.filter(isFree).map(({ day }) => day),
    held,
    quarantineBefore: monthsBefore(now, KEPT_MONTHS),
  };
}

/**
 * What time it is at least. Where time-stamps are had, the newest one says it: a clock that was set forward must not make young records
 * old, and what was removed does not come back when it is set right.
 */
export async function provenNow({ store, legalTime }: Pick<PurgePorts, 'store' | 'legalTime'>): Promise<Instant> {
  const now = legalTime.now();
  const head = (await stateOf(store))?.stampedHead;
  const token = head === undefined ? undefined : await store.document(sealedNames.headStamp(head));
  return token === undefined ? now : Math.min(now, readTimestampToken(token.bytes).at);
}

/**
 * Deletes it, month by month: the records, which cannot go while somebody reads them, and at once the log says of each file that it goes;
 * then the files, and what is known of them. So whoever reads meanwhile can tell a purge from a loss. Who is interrupted begins again,
 * says it again, and nothing goes unsaid.
 */
export async function purgeLog({ months, days, quarantineBefore }: Purgeable, ports: PurgePorts): Promise<number> {
  const names = Map.groupBy(await ports.files.list(''), (name) => name.slice(0, 10));
  const daysOf = Map.groupBy(days, (day) => day.slice(0, 7));
  for (const month of [...new Set([...months, ...daysOf.keys()])].sort()) {
    if (months.includes(month)) await ports.purge.dropMonth(month);
    const gone = daysOf.get(month);
    if (gone === undefined) continue;
    await sayGone(gone, ports);
    // At the same time: they share the fsync of their folder.
    await Promise.all(gone.flatMap((day) => names.get(day) ?? []).map((name) => ports.files.remove(name)));
    await forget(gone, ports);
  }
  let removed = 0;
  for (;;) {
    const old = await ports.purge.quarantinedBefore(quarantineBefore, PAGE);
    if (old.length === 0) return removed;
    await ports.store.commit({ log: old.map((item) => quarantineRecord(item, ports.legalTime.now())) });
    await ports.purge.removeQuarantined(old.map(({ id }) => id));
    removed += old.length;
  }
}

/** From when on this day's file may go: all days of its month ended thirty months before (T136). */
export function keptUntil(day: Day): Instant {
  return dayStart(`${monthAfter(day.slice(0, 7), KEPT_MONTHS + 1)}-01`);
}

async function sayGone(days: readonly Day[], { store, legalTime }: PurgePorts): Promise<void> {
  const instant = legalTime.now();
  const log = days.map((gone): LogRecord => {
    return { instant, point: 'SYS', event: 'RegistroEliminato', related: [sealedNames.log(gone)] };
  });
  await store.commit({ log });
}

async function forget(days: readonly Day[], { store }: PurgePorts): Promise<void> {
  let names: string[] = [];
  for (const day of days) {
    names.push(...(await documentsOf(day, store)));
    if (names.length < DOCUMENTS_AT_ONCE && day !== days.at(-1)) continue;
    await store.commit({ forget: names });
    names = [];
  }
}

async function documentsOf(day: Day, store: LogArchive): Promise<readonly string[]> {
  const heads = await namesOf(sealedNames.headsOf(day), store);
  const others = await Promise.all(heads.map((head) => namesOf(sealedNames.headWitnesses(head), store)));
  return [sealedNames.day(day), ...heads.flatMap((head) => [head, sealedNames.headStamp(head)]), ...others.flat()];
}

function quarantineRecord({ messageId, virus, sender, identificativo }: Quarantined, instant: Instant) {
  return {
    instant,
    point: 'SYS',
    event: 'Quarantena',
    mittente: sender,
    virus,
    related: [messageId],
    eccezioni: [`eliminato: conservato per ${KEPT_MONTHS} mesi`],
    ...(identificativo !== undefined && { identificativo }),
  } as const;
}

/** Closed days, by what the database knows and by what lies in the folder: a purge that was interrupted leaves one without the other. */
async function sealedDays(ports: PurgePorts): Promise<readonly { readonly day: Day; readonly lastSeq: number }[]> {
  const days = new Map<Day, number>();
  for (const name of await ports.files.list('')) {
    const day = name.slice(0, 10);
    if (isDay(day) && name.startsWith('.log', 10)) days.set(day, 0);
  }
  for (let after = ''; ; ) {
    const page = await ports.store.documents(sealedNames.days, { limit: PAGE, after });
    for (const { bytes } of page) {
      const { day, lastSeq } = readClosedDayOctets(bytes);
      days.set(day, lastSeq);
    }
    if (page.length < PAGE) break;
    after = page.at(-1)!.name;
  }
  return [...days].sort().map(([day, lastSeq]) => ({ day, lastSeq }));
}

async function namesOf(prefix: string, store: LogArchive): Promise<readonly string[]> {
  const names: string[] = [];
  for (let after = ''; ; after = names.at(-1)!) {
    const page = await store.documents(prefix, { limit: PAGE, after });
    names.push(...page.map(({ name }) => name));
    if (page.length < PAGE) return names;
  }
}

/** `2026-11` and 2 -> `2027-01`. */
export function monthAfter(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number! - 1 + months)).toISOString().slice(0, 7);
}

/** The first instant of the same day so many months before; of the last day of that month when it is shorter. */
function monthsBefore(now: Instant, months: number): Instant {
  const today = romeDay(now);
  const month = monthAfter(today.slice(0, 7), -months);
  for (let date = Number(today.slice(8)); ; date--) {
    const day = `${month}-${String(date).padStart(2, '0')}`;
    if (isDay(day)) return dayStart(day);
  }
}
