import pg from 'pg';
import type { BlobSlice } from '#mime';
import type {
  Dispatch,
  LogQuery,
  LogRecord,
  NamedDocument,
  Quarantined,
  SeenKey,
  StoredLogRecord,
  StoredMessage,
  TrackingRow,
  TrackingState,
} from '#ports';
import { BatchedRead } from './batched-read.ts';
import { type BinaryRow, copyOut } from './copy-out.ts';
import { rowsToRope } from './rope-rows.ts';
import { addressTerm, searchTerm, storedKey } from './stored-text.ts';

export function messageReads(pool: pg.Pool): BatchedRead<StoredMessage> {
  return new BatchedRead(async (ids) => {
    const found = new Map<string, StoredMessage>();
    const take = (row: BinaryRow) => {
      const message = toMessage(row);
      found.set(message.id, message);
    };
    const wanted = ids.map((id) => pg.escapeLiteral(id)).join(', ');
    const sql = `SELECT id, size, sha256, literal, layout::text,
        CASE WHEN layout IS NOT NULL THEN (
          SELECT json_agg(json_build_object('blob', blob, 'offset', start, 'length', length) ORDER BY ordinal)
          FROM message_blob WHERE message = id)::text END
      FROM message WHERE id = ANY (ARRAY[${wanted}]::text[])`;
    await copyOut(pool, [{ sql, take }]);
    return found;
  }, 32);
}

function toMessage(row: BinaryRow): StoredMessage {
  const message = { id: row.text(), size: row.int8(), sha256: row.hex() };
  const literal = row.bytes();
  const layout = row.textOrNull();
  const slices = JSON.parse(row.textOrNull() ?? '[]') as BlobSlice[];
  return { ...message, rope: rowsToRope({ literal, layout: layout === null ? null : readNumbers(layout), slices }) };
}

/** An array of numbers as PostgreSQL writes it: `{1,-1}`. */
function readNumbers(text: string): readonly number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

interface SeenRow {
  readonly key: string;
  readonly sha256: string;
  readonly message: string;
}

export function seenReads(pool: pg.Pool): BatchedRead<SeenKey> {
  return new BatchedRead(async (keys) => {
    const asked = new Map(keys.map((key) => [storedKey(key), key]));
    const { rows } = await pool.query<SeenRow>({
      name: 'seen',
      text: `SELECT key, encode(sha256, 'hex') AS sha256, message FROM seen WHERE key = ANY ($1)`,
      values: [[...asked.keys()]],
    });
    return new Map(
      rows.map((row) => {
        const key = asked.get(row.key)!;
        return [key, { key, sha256: row.sha256, messageId: row.message }];
      }),
    );
  });
}

interface DispatchRow {
  readonly identificativo: string;
  readonly facts: Dispatch['facts'];
  readonly accepted_at: number;
  readonly mailbox: string;
  readonly envelope: string;
}

export function dispatchReads(pool: pg.Pool): BatchedRead<Dispatch> {
  return new BatchedRead(async (keys) => {
    const { rows } = await pool.query<DispatchRow>({
      name: 'dispatches',
      text: 'SELECT identificativo, facts, accepted_at, mailbox, envelope FROM dispatch WHERE identificativo = ANY ($1)',
      values: [keys],
    });
    return new Map(
      rows.map(({ identificativo, facts, accepted_at: acceptedAt, mailbox, envelope }) => [
        identificativo,
        { facts, acceptedAt, mailbox, envelope },
      ]),
    );
  });
}

interface TrackedRow {
  readonly identificativo: string;
  readonly recipient: string;
  readonly state: TrackingState;
  readonly due_at: number | null;
}

function toTracking({ identificativo, recipient, state, due_at: dueAt }: TrackedRow): TrackingRow {
  return { identificativo, recipient, state, ...(dueAt === null ? {} : { dueAt }) };
}

export function trackingReads(pool: pg.Pool): BatchedRead<readonly TrackingRow[]> {
  return new BatchedRead(async (keys) => {
    const { rows } = await pool.query<TrackedRow>({
      name: 'tracking',
      text: `SELECT identificativo, recipient, state, due_at FROM tracking WHERE identificativo = ANY ($1)
        ORDER BY identificativo, recipient`,
      values: [keys],
    });
    return Map.groupBy<string, TrackingRow>(rows.map(toTracking), (row) => row.identificativo) as ReadonlyMap<
      string,
      readonly TrackingRow[]
    >;
  });
}

export async function dueTracking(pool: pg.Pool, now: number, limit: number): Promise<readonly TrackingRow[]> {
  const { rows } = await pool.query<TrackedRow>({
    name: 'due-tracking',
    text: `SELECT identificativo, recipient, state, due_at FROM tracking WHERE due_at <= $1
      ORDER BY due_at, identificativo, recipient LIMIT $2`,
    values: [now, limit],
  });
  return rows.map(toTracking);
}

export async function nextDue(pool: pg.Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ at: number | null }>({
    name: 'next-due',
    text: `SELECT least((SELECT min(due_at) FROM tracking WHERE due_at IS NOT NULL), (SELECT min(run_at) FROM job),
      (SELECT min(due_at) FROM card WHERE due_at IS NOT NULL)) AS at`,
  });
  return rows[0]?.at ?? undefined;
}

export function documentReads(pool: pg.Pool): BatchedRead<NamedDocument> {
  return new BatchedRead(async (names) => {
    const { rows } = await pool.query<NamedDocument>({
      name: 'documents-by-name',
      text: 'SELECT name, bytes, at FROM document WHERE name = ANY ($1)',
      values: [names],
    });
    return new Map(rows.map((document) => [document.name, document]));
  });
}

export async function readQuarantined(
  pool: pg.Pool,
  limit: number,
  after?: Pick<Quarantined, 'at' | 'id'>,
): Promise<readonly Quarantined[]> {
  const { rows } = await pool.query<{ record: Quarantined }>(
    `SELECT record FROM quarantine WHERE $2::float8 IS NULL OR (at, id) < ($2, $3::text)
     ORDER BY at DESC, id DESC LIMIT $1`,
    [limit, after?.at ?? null, after?.id ?? null],
  );
  return rows.map((row) => row.record);
}

export async function countQuarantined(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*) AS count FROM quarantine');
  return rows[0]!.count;
}

/** Each condition with its index; the parameter is `$n`. */
export async function searchLog(pool: pg.Pool, query: LogQuery): Promise<readonly StoredLogRecord[]> {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const where = (condition: string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(condition.replaceAll('?', `$${values.length}`));
  };
  where('instant >= ?', query.from);
  where('instant <= ?', query.to);
  where('sender = ?', query.sender && addressTerm(query.sender));
  where('recipients @> ARRAY[?::text]', query.recipient && addressTerm(query.recipient));
  const { identificativo } = query;
  if (typeof identificativo === 'object') where('identificativo = ANY (?)', identificativo.map(searchTerm));
  else where('identificativo = ?', searchTerm(identificativo));
  where('hashtext(msgid) = hashtext(?) AND msgid = ?', searchTerm(query.msgid));
  where(typeof query.event === 'object' ? 'event = ANY (?)' : 'event = ?', query.event);
  where('seq > ?', query.afterSeq);
  where('seq < ?', query.beforeSeq);
  values.push(query.limit);
  const text = `SELECT seq, record FROM log_record ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
    ORDER BY seq ${query.newestFirst ? 'DESC' : 'ASC'} LIMIT $${values.length}`;
  const { rows } = await pool.query<{ seq: number; record: LogRecord }>(text, values);
  return rows.map(({ seq, record }) => ({ ...record, seq }));
}
