import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import type { MessageFacts } from '#ports';
import { sampleMessage } from '#testing';
import { keepFacts } from './keep-facts.ts';

function openBench(ids: readonly string[]) {
  const messages = new Map(ids.map((id) => [id, sampleMessage(id, `Subject: ${id}\r\n\r\nx\r\n`)]));
  const kept = new Map<string, MessageFacts>();
  const puts: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const some = <T>(from: ReadonlyMap<string, T>, wanted: readonly string[]) =>
    new Map(wanted.flatMap((id) => (from.has(id) ? [[id, from.get(id)!] as const] : [])));
  const store = {
    messages: async (wanted: readonly string[]) => {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      return some(messages, wanted);
    },
    facts: async (wanted: readonly string[]) => some(kept, wanted),
    async putFacts(facts: readonly MessageFacts[]) {
      atOnce--;
      for (const one of facts) kept.set(one.messageId, one);
      puts.push(...facts.map(({ messageId }) => messageId));
    },
  };
  const ports = { store, blobs: memoryBlobs(), onFault: () => {} };
  const keep = async () => {
    const found: string[] = [];
    for await (const { messageId } of keepFacts(ids, ports)) found.push(messageId);
    return found.sort();
  };
  return { keep, puts, mostAtOnce: () => mostAtOnce };
}

test('many who need the same facts at once have them made once, a batch at a time', async () => {
  const ids = Array.from({ length: 40 }, (_, n) => `m-${n}`).sort();
  const { keep, puts, mostAtOnce } = openBench(ids);
  const all = await Promise.all(Array.from({ length: 5 }, keep));
  for (const found of all) assert.deepEqual(found, ids);
  assert.deepEqual(puts.toSorted(), ids);
  assert.equal(mostAtOnce(), 1);
});

test('who asks later has them made anew: perhaps they are old', async () => {
  const { keep, puts } = openBench(['a', 'b']);
  await keep();
  await keep();
  assert.deepEqual(puts, ['a', 'b', 'a', 'b']);
});
