import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import type { CardReads } from '#ports';
import { T0 } from '#testing';
import { cardReads } from './card-reads.ts';
import { connect } from './connection.ts';
import { nextDue } from './record-reads.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

const CARDS = 100_000;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let client: pg.Client;
before(async () => {
  database = await openTestDatabase();
  client = await connect(database.admin, 'test');
  // Ten kinds; of one half the cards; 500 owners; a third will be due some day, some dozens are now.
  await client.query(
    `INSERT INTO card (kind, id, owner, version, value, key, due_at, at)
      SELECT CASE WHEN n % 2 = 0 THEN 'contact' ELSE 'kind-' || n % 10 END, lpad(n::text, 8, '0'), 'box-' || n % 500, 1,
        json_build_object('text', repeat('x', 400)), CASE WHEN n % 5 = 0 THEN 'key-' || n END,
        CASE WHEN n % 3 = 0 THEN $2::bigint + (n - 100)::bigint * 60000 END, $2
      FROM generate_series(1, $1) AS n`,
    [CARDS, T0],
  );
  await client.query('VACUUM ANALYZE card');
});
after(async () => {
  await client?.end();
  await database?.[Symbol.asyncDispose]();
});

interface Asked {
  readonly text: string;
  readonly values?: unknown[];
}

/** The statements that these reads send. */
async function statementsOf(read: (reads: CardReads, pool: pg.Pool) => Promise<unknown>): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const pool = {
    async query(one: Asked) {
      asked.push(one);
      return { rows: [{ count: 0, at: null }] };
    },
  } as unknown as pg.Pool;
  await read(cardReads(pool), pool);
  return asked;
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const HOT: readonly (readonly [what: string, read: (reads: CardReads, pool: pg.Pool) => Promise<unknown>])[] = [
  ['one by its id', (reads) => reads.card('contact', '00000500')],
  [
    'many by their ids at once',
    (reads) => Promise.all(['1', '2', '3'].map((id) => reads.card('kind-1', `0000050${id}`))),
  ],
  ['one by its key', (reads) => reads.cardByKey('contact', 'key-500')],
  ['a page of one owner', (reads) => reads.cards({ kind: 'contact', owner: 'box-4', after: '00050000', limit: 100 })],
  ['a page of a kind', (reads) => reads.cards({ kind: 'kind-3', after: '00050000', limit: 500 })],
  ['how many of one owner', (reads) => reads.countCards('contact', 'box-4')],
  ['what is due, of some kinds', (reads) => reads.dueCards(['kind-1', 'kind-3'], T0, 50)],
  ['what is due, of a kind that has nothing', (reads) => reads.dueCards(['merge'], T0, 20)],
  ['when something is due next', (_, pool) => nextDue(pool)],
];

for (const [what, read] of HOT)
  test(`among 100,000 cards ${what} is found by an index, whether planned for these values or for all`, async () => {
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await client.query(`SET plan_cache_mode = ${mode}`);
      for (const { text, values = [] } of await statementsOf(read)) {
        const explained = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
        const [{ Plan: plan }] = explained.rows[0]['QUERY PLAN'] as [{ Plan: Plan }];
        const nodes = nodesOf(plan);
        const ofCards = nodes.filter((node) => node['Relation Name'] === 'card');
        assert.ok(ofCards.length > 0, what);
        for (const node of ofCards) {
          assert.doesNotMatch(node['Node Type'], /Seq Scan/, `${mode}: ${JSON.stringify(plan)}`);
          assert.ok((node['Rows Removed by Filter'] ?? 0) < 1_000, `${mode} looked at many: ${JSON.stringify(plan)}`);
        }
      }
    }
  });

test('the measure would see a plan that reads the whole table', async () => {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) SELECT id FROM card WHERE at < $1`, [
    T0 - DAY_MS,
  ]);
  assert.ok(nodesOf(rows[0]['QUERY PLAN'][0].Plan).some((node) => /Seq Scan/.test(node['Node Type'])));
});
