import { Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import type { LegalTime, LogEvent, LogQuery, Store, StoredLogRecord } from '#ports';
import type { Actor } from './act.ts';

export interface LogQuestion {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly identificativo?: string | undefined;
  readonly msgid?: string | undefined;
  readonly event?: string | undefined;
}

/** A signed extract for an authority, as the office of disclosure makes it. */
export interface MadeExtract {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array> | Uint8Array;
}

export interface LogDeskPorts {
  readonly store: Pick<Store, 'searchLog' | 'commit'>;
  readonly legalTime: LegalTime;
  /** Throws a Refusal when nothing can be given out. `authority`: name and reference, as they stand in the log. */
  makeExtract(authority: string, query: Query): Promise<MadeExtract>;
}

type Query = Pick<LogQuery, 'from' | 'to' | 'sender' | 'recipient' | 'msgid'> & { readonly identificativo?: string };

/** The question in the words of the log. Throws when it asks for nothing in particular and so for everything. */
export function queryOf(asked: LogQuestion): Query {
  const { from, to, sender, recipient, identificativo, msgid } = asked;
  return {
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
    ...(sender !== undefined && { sender }),
    ...(recipient !== undefined && { recipient }),
    ...(identificativo !== undefined && { identificativo: identificativo.replace(/^<|>$/g, '') }),
    ...(msgid !== undefined && { msgid }),
  };
}

/**
 * Records of the log that match, oldest first. The look is written down before it is given, with why (spec 15.3: every access is logged).
 * Subjects are content and stay out: an extract for an authority has them.
 */
export async function searchLog(
  by: Actor,
  asked: LogQuestion & { readonly why: string; readonly limit: number; readonly after?: string | undefined },
  { store, legalTime }: Pick<LogDeskPorts, 'store' | 'legalTime'>,
) {
  const query = queryOf(asked);
  const { limit, after, event, why } = asked;
  await recordLook(by, `ricerca nel registro: ${words({ ...asked })}; motivo: ${why}`, { store, legalTime }, asked);
  const afterSeq = after === undefined ? undefined : Number(after);
  const records = await store.searchLog({
    ...query,
    limit: limit + 1,
    ...(event !== undefined && { event: event as LogEvent }),
    ...(afterSeq !== undefined && Number.isSafeInteger(afterSeq) && { afterSeq }),
  });
  const items = records.slice(0, limit).map(logRow);
  return { items, ...(records.length > limit && { next: String(items.at(-1)!.seq) }) };
}

/** Everything but the subject. */
function logRow({ oggetto: _content, instant, ...record }: StoredLogRecord) {
  return { ...record, instant: isoLegalTime(instant) };
}

/** A signed extract; who ordered it stands in the log beside what the office of disclosure writes there. */
export async function orderExtract(
  by: Actor,
  asked: LogQuestion & { readonly authority: string; readonly reference: string },
  ports: LogDeskPorts,
): Promise<MadeExtract> {
  const query = queryOf(asked);
  if (Object.keys(query).length === 0)
    throw new Refusal('invalid', 'extract-of-everything', {
      it: 'Dire che cosa: un periodo, un indirizzo o un messaggio.',
      en: 'Say what of: a time, an address or a message.',
      de: 'Angeben wovon: Zeitraum, Adresse oder Nachricht.',
    });
  const authority = `${asked.authority} (${asked.reference})`;
  await recordLook(by, `estratto per ${authority}: ${words(asked)}`, ports, asked);
  return await ports.makeExtract(authority, query);
}

/** Writes down that somebody looked, before he sees anything. */
export async function recordLook(
  by: Actor,
  what: string,
  { store, legalTime }: Pick<LogDeskPorts, 'store' | 'legalTime'>,
  about: { readonly identificativo?: string | undefined } = {},
): Promise<void> {
  const { identificativo } = about;
  const of = identificativo === undefined ? {} : { identificativo };
  const instant = legalTime.now();
  const log = {
    instant,
    point: 'SYS',
    event: 'RegistroConsultato',
    utente: by.login,
    eccezioni: [what],
    ...of,
  } as const;
  const result = await store.commit({ log: [log] });
  if (!result.done) throw new Error(`the look could not be written down: ${result.failed.kind}`);
}

const WORDS = ['from', 'to', 'sender', 'recipient', 'identificativo', 'msgid', 'event'] as const;

function words(asked: LogQuestion): string {
  const told = WORDS.flatMap((name) => (asked[name] === undefined ? [] : [`${name}=${asked[name]}`]));
  return told.length === 0 ? 'tutto' : told.join(', ');
}
