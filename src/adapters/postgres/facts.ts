import type pg from 'pg';
import type { MessageFacts, TextTerm } from '#ports';
import { binaryArray } from './binary-array.ts';
import { sqlState } from './connection.ts';
import { folderKey } from './mail-folder-row.ts';

interface FactsRow {
  readonly message: string;
  readonly summary: string;
  readonly header: string;
  readonly body: string;
  readonly truncated: boolean;
}

export async function readFacts(pool: pg.Pool, ids: readonly string[]): Promise<ReadonlyMap<string, MessageFacts>> {
  const { rows } = await pool.query<FactsRow>({
    name: 'facts',
    text: 'SELECT message, summary, header, body, truncated FROM message_facts WHERE message = ANY ($1)',
    values: [ids],
  });
  return new Map(
    rows.map(({ message, summary, ...texts }) => [
      message,
      { messageId: message, summary: JSON.parse(summary) as unknown, ...texts },
    ]),
  );
}

export async function readSummaries(pool: pg.Pool, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await pool.query<Pick<FactsRow, 'message' | 'summary'>>({
    name: 'summaries',
    text: 'SELECT message, summary FROM message_facts WHERE message = ANY ($1)',
    values: [ids],
  });
  return new Map(rows.map(({ message, summary }) => [message, JSON.parse(summary) as unknown]));
}

const FOREIGN_KEY = '23503';

/**
 * In order of ids, so that two processes never wait for each other crosswise. Of messages that are gone nothing is kept. Who held a
 * message once stays among its holders: his folders rely on it.
 */
export async function putFacts(pool: pg.Pool, facts: readonly MessageFacts[]): Promise<void> {
  if (facts.length === 0) return;
  const sorted = [...new Map(facts.map((one) => [one.messageId, one])).values()].sort((a, b) =>
    a.messageId < b.messageId ? -1 : 1,
  );
  const text = (value: (one: MessageFacts) => string) => binaryArray('text', sorted.map(value));
  const query = {
    name: 'put-facts',
    text: `INSERT INTO message_facts AS f (message, truncated, holders, summary, header, body)
      SELECT x.message, x.truncated = 1, ARRAY(SELECT DISTINCT mailbox FROM placement p WHERE p.message = x.message),
        x.summary, x.header, x.body
      FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[], $5::text[]) AS x (message, truncated, summary, header, body)
      WHERE EXISTS (SELECT FROM message m WHERE m.id = x.message)
      ON CONFLICT (message) DO UPDATE SET truncated = excluded.truncated,
        holders = ARRAY(SELECT DISTINCT unnest(f.holders || excluded.holders)),
        summary = excluded.summary, header = excluded.header, body = excluded.body`,
    values: [
      text((one) => one.messageId),
      binaryArray(
        'int4',
        sorted.map((one) => (one.truncated ? 1 : 0)),
      ),
      text((one) => JSON.stringify(one.summary)),
      text((one) => searchable(one.header)),
      text((one) => searchable(one.body)),
    ],
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query(query);
      return;
    } catch (error) {
      // A message was swept between the look and the insertion.
      if (attempt === 3 || sqlState(error) !== FOREIGN_KEY) throw error;
    }
  }
}

/** PostgreSQL keeps no U+0000 in text; nobody finds the octet by searching for what stands around it. */
function searchable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}

/** A folder of up to so many messages is read through; of a bigger one the index says what to look at. */
const SMALL = 300;

/** Three letters or digits of ASCII in a row make a trigram whatever the database's locale. */
const TRIGRAM = /[a-z0-9]{3}/;

/**
 * The index is asked for this holder's messages alone. Without a trigram in the text it could only name all of them, so that
 * the folder is read through, as a small one is.
 */
export async function matching(pool: pg.Pool, folder: string, term: TextTerm): Promise<readonly number[]> {
  const value = searchable(term.value);
  const hasTrigram = TRIGRAM.test(value);
  const found = await Promise.all(
    conditions(term, value).map(async ([condition, pattern]) => {
      const uids = hasTrigram ? throughOrByIndex(condition) : throughFolder(condition);
      const result = await pool.query<{ uids: readonly number[] | null }>({
        name: `matching ${condition} ${hasTrigram}`,
        text: `SELECT json_agg(uid) AS uids FROM (${uids}) AS item`,
        values: [folderKey(folder), pattern],
      });
      return result.rows[0]!.uids ?? [];
    }),
  );
  return [...new Set(found.flat())].sort((a, b) => a - b);
}

/** Which of the two goes first is written down: the planner knows nothing of the pattern. */
function throughFolder(condition: string): string {
  return `SELECT p.uid FROM placement p, LATERAL (SELECT * FROM message_facts m WHERE m.message = p.message OFFSET 0) AS f
    WHERE p.folder = $1 AND ${condition}`;
}

/** Of the two ways one is gone: PostgreSQL looks at the size of the folder before it begins with either. */
function throughOrByIndex(condition: string): string {
  const [mailbox, messages] = ['mailbox', 'messages'].map((column) => `(SELECT ${column} FROM folder WHERE id = $1)`);
  return `WITH found AS MATERIALIZED (
      SELECT message FROM message_facts f WHERE f.holders @> ARRAY[${mailbox}] AND ${condition})
    ${throughFolder(condition)} AND ${messages} <= ${SMALL}
    UNION ALL
    SELECT p.uid FROM found, placement p
    WHERE p.message = found.message AND p.mailbox = ${mailbox} AND p.folder = $1 AND ${messages} > ${SMALL}`;
}

function conditions(term: TextTerm, value: string): readonly (readonly [condition: string, pattern: string])[] {
  const header = ['f.header LIKE $2', `%${escapeLike(value)}%`] as const;
  const body = ['f.body LIKE $2', `%${escapeLike(value)}%`] as const;
  if (term.in === 'body') return [body];
  if (term.in === 'text') return [header, body];
  if (term.field === undefined) return [header];
  return [['f.header ~ $2', `(^|\\n)${escapeRegex(searchable(term.field))}:[^\\n]*${escapeRegex(value)}`]];
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** PostgreSQL's advanced regular expressions: everything but letters and digits of ASCII may be escaped. */
function escapeRegex(text: string): string {
  return text.replace(/[^\p{L}\p{N}\s_]/gu, '\\$&');
}

/** Whether the search finds a placement `p`; a scalar, so that it is asked of the items in question and joined with no others. */
const JUDGED = `coalesce((SELECT p.mailbox = ANY (m.holders) FROM message_facts m WHERE m.message = p.message), false)`;

interface UnjudgedRow {
  readonly uid: number;
  readonly message: string;
  readonly cut: boolean;
  readonly judged_uid: number;
  readonly uid_next: number;
}

/** Up to `judged_uid` every item has facts, as was once seen: only what came after is looked at, and the cut ones. */
export async function unjudged(
  pool: pg.Pool,
  folder: string,
  limit: number,
): Promise<readonly { readonly uid: number; readonly messageId: string; readonly cut: boolean }[]> {
  const { rows } = await pool.query<UnjudgedRow>({
    name: 'unjudged',
    text: `WITH later AS (
        SELECT p.uid, p.message, false AS cut FROM placement p
        WHERE p.folder = $1 AND p.uid > (SELECT judged_uid FROM folder WHERE id = $1) AND NOT ${JUDGED} ORDER BY p.uid LIMIT $2),
      truncated AS MATERIALIZED (
        SELECT message FROM message_facts WHERE truncated AND holders @> ARRAY[(SELECT mailbox FROM folder WHERE id = $1)]),
      cut AS (
        SELECT p.uid, p.message, true FROM truncated t, LATERAL (
          SELECT * FROM placement p WHERE p.message = t.message AND p.mailbox = (SELECT mailbox FROM folder WHERE id = $1)
          OFFSET 0) AS p
        WHERE p.folder = $1 ORDER BY p.uid LIMIT $2)
      SELECT item.*, f.judged_uid, f.uid_next FROM folder f
        LEFT JOIN (SELECT * FROM later UNION ALL SELECT * FROM cut) AS item ON true
      WHERE f.id = $1 ORDER BY uid`,
    values: [folderKey(folder), limit],
  });
  if (!rows[0]) return [];
  const found = rows.filter(({ uid }) => uid !== null);
  const judged = (found.find(({ cut }) => !cut)?.uid ?? rows[0].uid_next) - 1;
  if (judged > rows[0].judged_uid) {
    const text = 'UPDATE folder SET judged_uid = $2 WHERE id = $1 AND judged_uid < $2';
    await pool.query({ name: 'judged', text, values: [folderKey(folder), judged] });
  }
  return found.slice(0, limit).map(({ uid, message, cut }) => ({ uid, messageId: message, cut }));
}

/** Looks at folders in which something came since the last time. A folder that somebody writes to just now moves on the next time. */
export async function withoutFacts(pool: pg.Pool, limit: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ message: string }>({
    name: 'without-facts',
    text: `WITH behind AS MATERIALIZED (
        SELECT f.id, coalesce((SELECT p.uid FROM placement p WHERE p.folder = f.id AND p.uid > f.judged_uid AND NOT ${JUDGED}
          ORDER BY p.uid LIMIT 1), f.uid_next) - 1 AS judged
        FROM folder f WHERE f.judged_uid < f.uid_next - 1),
      free AS MATERIALIZED (SELECT f.id, b.judged FROM behind b JOIN folder f ON f.id = b.id AND f.judged_uid < b.judged
        FOR UPDATE OF f SKIP LOCKED),
      moved AS (UPDATE folder f SET judged_uid = free.judged FROM free WHERE f.id = free.id)
      SELECT item.message FROM behind b, LATERAL (
        SELECT p.message FROM placement p WHERE p.folder = b.id AND p.uid > b.judged AND NOT ${JUDGED} LIMIT $1) AS item
      LIMIT $1`,
    values: [limit],
  });
  return [...new Set(rows.map((row) => row.message))];
}
