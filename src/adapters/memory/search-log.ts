import type { LogQuery, StoredLogRecord } from '#ports';

/** The records a query finds, in order of `seq`, or against it. Both ends of the time span belong to it. */
export function searchLog(log: readonly StoredLogRecord[], query: LogQuery): readonly StoredLogRecord[] {
  const found: StoredLogRecord[] = [];
  const { afterSeq = 0 } = query;
  // Mostly `seq` counts from 1 without gaps: the record after it stands at that very index, or before it.
  const candidates = log.slice(log[afterSeq - 1]?.seq === afterSeq ? afterSeq : 0).filter(({ seq }) => seq > afterSeq);
  if (query.newestFirst) candidates.reverse();
  for (const record of candidates) {
    if (found.length === query.limit) break;
    if (matches(record, query)) found.push(record);
  }
  return found;
}

function matches(record: StoredLogRecord, query: LogQuery): boolean {
  const { from, to, sender, recipient } = query;
  return (
    (from === undefined || record.instant >= from) &&
    (to === undefined || record.instant <= to) &&
    (sender === undefined || (record.mittente !== undefined && same(record.mittente, sender))) &&
    (recipient === undefined || recipientsOf(record).some((address) => same(address, recipient))) &&
    isAmong(record.identificativo, query.identificativo) &&
    (query.msgid === undefined || record.msgid === query.msgid) &&
    isAmong(record.event, query.event) &&
    record.seq < (query.beforeSeq ?? Number.POSITIVE_INFINITY)
  );
}

function isAmong(value: string | undefined, wanted: string | readonly string[] | undefined): boolean {
  if (wanted === undefined || typeof wanted === 'string') return wanted === undefined || value === wanted;
  return value !== undefined && wanted.includes(value);
}

function recipientsOf({ destinatari = [], consegna, ricezione = [] }: StoredLogRecord): readonly string[] {
  return [...destinatari.map(({ address }) => address), ...(consegna === undefined ? [] : [consegna]), ...ricezione];
}

/** Whole address, in any letter case (spec 3.9). */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
