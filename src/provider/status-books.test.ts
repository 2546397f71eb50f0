import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchPart } from './status-books.ts';

const waiting = (count: number) =>
  searchPart({
    store: { withoutFacts: async (limit) => Array.from({ length: Math.min(count, limit) }, (_, at) => `m${at}`) },
  });

test('what no search has read yet is told, and is no alarm: it is read when nothing else is to be done', async () => {
  assert.deepEqual((await waiting(0)).lines, []);
  const some = await waiting(7);
  assert.match(some.lines[0]![1]!, /^7 messages/);
  assert.deepEqual([some.json, some.alarms], [{ messagesNotReadForSearch: 7 }, []]);
  assert.match((await waiting(20_000)).lines[0]![1]!, /^10000 or more messages/);
});
