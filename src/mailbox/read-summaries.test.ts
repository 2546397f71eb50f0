import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageSummary } from '#mime';
import { readSummaries } from './read-summaries.ts';

/** Summaries of so many messages, and of how many the store was asked at once. */
function openRoom(count: number) {
  const asked: number[] = [];
  const store = {
    async summaries(ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
      asked.push(ids.length);
      return new Map(ids.filter((id) => id !== '7').map((id) => [id, { version: 1, id } as unknown]));
    },
    messages: async () => new Map(),
    facts: async () => new Map(),
    putFacts: async () => {},
  };
  const wanted = Array.from({ length: count }, (_, n) => [n, `${n}`] as const);
  const blobs = { read: () => assert.fail('nothing is read') };
  return { asked, summaries: readSummaries(wanted, { store, blobs, onFault: assert.fail }) };
}

test('summaries come in the order asked for, without those that went', async () => {
  const { asked, summaries } = openRoom(1_000);
  const got: (readonly [number, MessageSummary])[] = [];
  for await (const one of summaries) got.push(one);
  assert.deepEqual(
    got.map(([key]) => key),
    Array.from({ length: 1_000 }, (_, n) => n).filter((n) => n !== 7),
  );
  assert.deepEqual(asked, [32, 64, 128, 256, 256, 256, 8]);
});

test('who takes one summary makes few be read', async () => {
  const { asked, summaries } = openRoom(1_000);
  await summaries.next();
  await summaries.return(undefined);
  assert.deepEqual(asked, [32, 64]);
});
