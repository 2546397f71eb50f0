import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Card, CardChange, Store } from '#ports';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import { HOUR_MS, sampleMessage, sampleRecord, sampleSeen, T0 } from './store-samples.ts';

type NewCard = Omit<Card, 'version'>;

const card = (id: string, change: Partial<NewCard> = {}): NewCard => {
  return { kind: 'draft', id, owner: 'ugo', value: { subject: id }, at: T0, ...change };
};
const put = (one: NewCard, was?: number): CardChange => {
  return { kind: 'put', card: one, ...(was !== undefined && { was }) };
};
const remove = (id: string, was?: number): CardChange => {
  return { kind: 'remove', card: { kind: 'draft', id }, ...(was !== undefined && { was }) };
};
const failed = (id: string) => ({ done: false, failed: { kind: 'card', card: { kind: 'draft', id } } });
const done = { done: true, uids: [] };

/** What stands beside mail: found by id and by key, changed only by who saw its last version. */
export const cardCases: readonly StoreCase[] = [
  [
    'cards are put, found by id and by key, and grow a version with each change',
    async ({ store, reopen }) => {
      const value = { text: 'perché\0 “€”', nothing: null, list: [1.5, { a: true }] };
      const first = card('a', { value, key: 'digest', dueAt: T0 + HOUR_MS });
      assert.deepEqual(await store.commit({ cards: [put(first, 0)] }), done);
      await using again = await reopen?.();
      assert.deepEqual(await (again ?? store).card('draft', 'a'), { ...first, version: 1 });
      assert.deepEqual(await (again ?? store).cardByKey('draft', 'digest'), { ...first, version: 1 });
      const second = card('a', { value: [], owner: 'ada', at: T0 + 1 });
      await store.commit({ cards: [put(second, 1)] });
      await store.commit({ cards: [put(second)] });
      assert.deepEqual(await store.card('draft', 'a'), { ...second, version: 3 });
      assert.equal(await store.cardByKey('draft', 'digest'), undefined);
      assert.equal(await store.card('other', 'a'), undefined);
      assert.equal(await store.card('draft', 'b'), undefined);
    },
  ],
  [
    'a card is changed and removed only in the version expected; nothing of the step is recorded otherwise',
    async ({ store }) => {
      const log = [sampleRecord()];
      await store.commit({ cards: [put(card('a'), 0)] });
      assert.deepEqual(await store.commit({ log, cards: [put(card('a'), 0)] }), failed('a'));
      assert.deepEqual(await store.commit({ log, cards: [put(card('b'), 1)] }), failed('b'));
      assert.deepEqual(await store.commit({ log, cards: [put(card('c')), remove('a', 2)] }), failed('a'));
      assert.deepEqual(await store.commit({ log, cards: [remove('b', 1)] }), failed('b'));
      assert.equal(await store.countCards('draft'), 1);
      assert.deepEqual(await store.searchLog({ limit: 9 }), []);
      assert.deepEqual(await store.commit({ cards: [remove('a', 1), remove('b')] }), done);
      assert.equal(await store.countCards('draft'), 0);
      await store.commit({ cards: [put(card('a'), 0)] });
      assert.equal((await store.card('draft', 'a'))?.version, 1, 'a new one begins anew');
    },
  ],
  [
    'a key is of one card of its kind; who gives it up frees it for the steps behind',
    async ({ store }) => {
      await store.commit({ cards: [put(card('a', { key: 'k' })), put(card('x', { kind: 'other', key: 'k' }))] });
      assert.deepEqual(await store.commit({ cards: [put(card('b', { key: 'k' }))] }), failed('b'));
      const answers = await Promise.all([
        store.commit({ cards: [put(card('a', { key: 'l' }))] }),
        store.commit({ cards: [put(card('b', { key: 'k' }), 0)] }),
        store.commit({ cards: [remove('b')] }),
        store.commit({ cards: [put(card('c', { key: 'k' }), 0)] }),
        store.commit({ cards: [put(card('d', { key: 'l' }), 0)] }),
      ]);
      assert.deepEqual(answers, [done, done, done, done, failed('d')]);
      assert.equal((await store.cardByKey('draft', 'k'))?.id, 'c');
      assert.equal((await store.cardByKey('other', 'k'))?.id, 'x');
    },
  ],
  [
    'cards are listed in the order of their ids, by owner, from one on',
    async ({ store }) => {
      const ids = ['b', 'a', 'Z', 'é', 'a-1', '10', '9'];
      await store.commit({ cards: ids.map((id) => put(card(id, { owner: id === 'b' ? 'ada' : 'ugo' }))) });
      const list = async (query: Partial<Parameters<Store['cards']>[0]> = {}) =>
        (await store.cards({ kind: 'draft', limit: 99, ...query })).map(({ id }) => id);
      assert.deepEqual(await list(), ['10', '9', 'Z', 'a', 'a-1', 'b', 'é']);
      assert.deepEqual(await list({ owner: 'ugo', after: '9', limit: 4 }), ['Z', 'a', 'a-1', 'é']);
      assert.deepEqual(await list({ kind: 'other' }), []);
      assert.deepEqual([await store.countCards('draft'), await store.countCards('draft', 'ada')], [7, 1]);
    },
  ],
  [
    'what is due is told, earliest first, and the clock knows of it',
    async ({ store }) => {
      await store.commit({
        cards: [
          put(card('late', { dueAt: T0 + 2 })),
          put(card('soon', { dueAt: T0 + 1 })),
          put(card('never')),
          put(card('other', { kind: 'other', dueAt: T0 })),
          put(card('to come', { dueAt: T0 + 3 })),
        ],
      });
      const due = async (kinds: readonly string[], limit = 9) =>
        (await store.dueCards(kinds, T0 + 2, limit)).map(({ id }) => id);
      assert.deepEqual(await due(['draft']), ['soon', 'late']);
      assert.deepEqual(await due(['draft', 'other'], 2), ['other', 'soon']);
      assert.equal(await store.nextDue(), T0);
      await store.commit({ cards: [{ kind: 'remove', card: { kind: 'other', id: 'other' } }] });
      assert.equal(await store.nextDue(), T0 + 1);
    },
  ],
  [
    'a card may name messages, its own step’s too; one that nobody knows rejects, its neighbours are recorded',
    async ({ store }) => {
      await store.commit({ messages: [sampleMessage('m-1')], seen: [sampleSeen('k', 'm-1')] });
      const messages = ['m-2', 'm-1'];
      await store.commit({ messages: [sampleMessage('m-2')], cards: [put(card('a', { messages }), 0)] });
      assert.deepEqual((await store.card('draft', 'a'))?.messages, messages);
      const bad = store.commit({ cards: [put(card('b', { messages: ['m-3'] }))] });
      const good = store.commit({ cards: [put(card('c', { messages: [] }))] });
      await assert.rejects(bad);
      assert.deepEqual(await good, done);
      assert.deepEqual((await store.card('draft', 'c'))?.messages, []);
      await store.commit({ cards: [put(card('a', { messages: ['m-1'] }), 1)] });
      assert.deepEqual((await store.card('draft', 'a'))?.messages, ['m-1']);
      assert.deepEqual(await store.commit({ cards: [remove('a', 2)] }), done);
    },
  ],
  [
    'a card of more than 512 KiB of JSON rejects, its neighbours are recorded; what fits exactly is kept',
    async ({ store }) => {
      const most = 512 * 1024;
      // Two quotation marks; each of these letters takes two octets.
      const fits = 'è'.repeat((most - 2) / 2);
      const big = store.commit({ log: [sampleRecord()], cards: [put(card('big', { value: `${fits}e` }), 0)] });
      const good = store.commit({ cards: [put(card('good', { value: fits }), 0)] });
      await assert.rejects(big, /card draft big has \d+ octets/);
      assert.deepEqual(await good, done);
      assert.equal((await store.card('draft', 'good'))?.value, fits);
      assert.equal(await store.card('draft', 'big'), undefined);
      assert.deepEqual(await store.searchLog({ limit: 9 }), []);
    },
  ],
  [
    'of many who change one card, make it, or take one key, one is heard',
    async ({ store, reopen }) => {
      await using other = await reopen?.();
      const race = async (change: (n: number) => CardChange) => {
        const steps = Array.from({ length: 16 }, (_, n) =>
          (n % 2 === 1 && other ? other : store).commit({ cards: [change(n)] }),
        );
        return (await Promise.all(steps)).filter((answer) => answer.done).length;
      };
      assert.equal(await race((n) => put(card('a', { value: n }), 0)), 1);
      assert.equal(await race((n) => put(card('a', { value: n }), 1)), 1);
      assert.equal(await race((n) => put(card(`k-${n}`, { key: 'k' }), 0)), 1);
      assert.equal(await race((n) => (n % 4 === 0 ? remove('a', 2) : put(card('a', { value: n }), 2))), 1);
      assert.equal(await race((n) => put(card('each', { value: n }))), 16);
      assert.equal((await store.card('draft', 'each'))?.version, 16);
    },
  ],
  ['cards changed at once end as if they had been changed one after another', interleavings],
];

const anyChange = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c'),
    key: fc.constantFrom('k', 'l'),
    was: fc.constantFrom(0, 1, 2),
    isRemoved: fc.constantFrom(false, false, false, true),
  },
  { requiredKeys: ['id', 'isRemoved'] },
);

/** The last one takes a key that the third gives up: it must not be judged beside the second, which is before the third. */
const FREED_BEHIND_A_REFUSAL: (typeof anyChange extends fc.Arbitrary<infer C> ? C : never)[] = [
  { id: 'b', key: 'l', isRemoved: false },
  { id: 'b', was: 0, isRemoved: false },
  { id: 'b', isRemoved: false },
  { id: 'a', key: 'l', isRemoved: false },
];

/** One store commits in the order in which it was asked: a map that does the same explains every answer. */
async function interleavings({ store }: OpenedStore): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { minLength: 2, maxLength: 8 }), async (changes) => {
      const kind = `k${++run}`;
      const model = new Map<string, { version: number; key: string | undefined }>();
      const expected = changes.map(({ id, key, was, isRemoved }) => {
        const holder = [...model].find(([, held]) => !isRemoved && key !== undefined && held.key === key)?.[0];
        const version = model.get(id)?.version ?? 0;
        if ((was !== undefined && was !== version) || (holder !== undefined && holder !== id)) return false;
        if (isRemoved) model.delete(id);
        else model.set(id, { version: version + 1, key });
        return true;
      });
      const answers = await Promise.all(
        changes.map(({ id, key, was, isRemoved }) => {
          const one = { ...card(id, { kind }), ...(key !== undefined && { key }) };
          const change = isRemoved ? ({ kind: 'remove', card: one } as const) : ({ kind: 'put', card: one } as const);
          return store.commit({ cards: [{ ...change, ...(was !== undefined && { was }) }] });
        }),
      );
      assert.deepEqual(
        answers.map((answer) => answer.done),
        expected,
      );
      const kept = await store.cards({ kind, limit: 9 });
      assert.deepEqual(
        kept.map(({ id, version, key }) => [id, version, key]),
        [...model].sort().map(([id, held]) => [id, held.version, held.key]),
      );
    }),
    { numRuns: 60, examples: [[FREED_BEHIND_A_REFUSAL]] },
  );
}
