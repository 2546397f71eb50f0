import type pg from 'pg';
import type { Card, CardReads } from '#ports';
import { BatchedRead } from './batched-read.ts';

interface CardRow {
  readonly kind: string;
  readonly id: string;
  readonly owner: string;
  readonly version: number;
  readonly value: unknown;
  readonly key: string | null;
  readonly due_at: number | null;
  readonly messages: readonly string[] | null;
  readonly at: number;
}

const COLUMNS = 'kind, id, owner, version, value, key, due_at, messages, at';

const toCard = ({ key, due_at: dueAt, messages, ...row }: CardRow): Card => ({
  ...row,
  ...(key !== null && { key }),
  ...(dueAt !== null && { dueAt }),
  ...(messages !== null && { messages }),
});

/** Whoever calls the web asks for a session first: those of one moment are read together. */
export function cardReads(pool: pg.Pool): CardReads {
  const byId = batched(pool, 'id');
  const byKey = batched(pool, 'key');
  return {
    card: (kind, id) => byId.one(`${kind}\n${id}`),
    cardByKey: (kind, key) => byKey.one(`${kind}\n${key}`),
    cards: (query) => listCards(pool, query),
    countCards: (kind, owner) => countCards(pool, kind, owner),
    dueCards: (kinds, now, limit) => dueCards(pool, kinds, now, limit),
  };
}

function batched(pool: pg.Pool, by: 'id' | 'key'): BatchedRead<Card> {
  return new BatchedRead(async (asked) => {
    const pairs = asked.map((pair) => {
      const end = pair.indexOf('\n');
      return [pair.slice(0, end), pair.slice(end + 1)] as const;
    });
    const { rows } = await pool.query<CardRow>({
      name: `cards-by-${by}`,
      text: `SELECT ${COLUMNS} FROM card WHERE (kind, ${by}) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      values: [pairs.map(([kind]) => kind), pairs.map(([, name]) => name)],
    });
    return new Map(rows.map((row) => [`${row.kind}\n${row[by]}`, toCard(row)]));
  });
}

async function listCards(
  pool: pg.Pool,
  { kind, owner, after = '', limit }: Parameters<CardReads['cards']>[0],
): Promise<readonly Card[]> {
  const { rows } = await pool.query<CardRow>({
    name: owner === undefined ? 'cards' : 'cards-of',
    text: `SELECT ${COLUMNS} FROM card WHERE kind = $1 AND id > $2 ${owner === undefined ? '' : 'AND owner = $4'}
      ORDER BY id LIMIT $3`,
    values: [kind, after, limit, ...(owner === undefined ? [] : [owner])],
  });
  return rows.map(toCard);
}

async function countCards(pool: pg.Pool, kind: string, owner: string | undefined): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: owner === undefined ? 'count-cards' : 'count-cards-of',
    text: `SELECT count(*)::int AS count FROM card WHERE kind = $1 ${owner === undefined ? '' : 'AND owner = $2'}`,
    values: [kind, ...(owner === undefined ? [] : [owner])],
  });
  return rows[0]!.count;
}

async function dueCards(pool: pg.Pool, kinds: readonly string[], now: number, limit: number): Promise<readonly Card[]> {
  const { rows } = await pool.query<CardRow>({
    name: 'due-cards',
    text: `SELECT ${COLUMNS} FROM card WHERE kind = ANY ($1) AND due_at <= $2 ORDER BY due_at, kind, id LIMIT $3`,
    values: [kinds, now, limit],
  });
  return rows.map(toCard);
}
