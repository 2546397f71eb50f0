import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import type { MessageFacts } from '#ports';
import { sampleMessage } from '#testing';
import { keepFacts, keepSummaries } from './keep-facts.ts';

function openBench(ids: readonly string[]) {
  const messages = new Map(ids.map((id) => [id, sampleMessage(id, `Subject: ${id}\r\n\r\nx\r\n`)]));
  const kept = new Map<string, MessageFacts>();
  const puts: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let textsRead = 0;
  const some = <T>(from: ReadonlyMap<string, T>, wanted: readonly string[]) =>
    new Map(wanted.flatMap((id) => (from.has(id) ? [[id, from.get(id)!] as const] : [])));
  const store = {
    messages: async (wanted: readonly string[]) => {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      return some(messages, wanted);
    },
    async facts(wanted: readonly string[]) {
      textsRead += wanted.length;
      return some(kept, wanted);
    },
    summaries: async (wanted: readonly string[]) =>
      new Map([...some(kept, wanted)].map(([id, { summary }]) => [id, summary] as const)),
    async putFacts(facts: readonly MessageFacts[]) {
      atOnce--;
      for (const one of facts) kept.set(one.messageId, one);
      puts.push(...facts.map(({ messageId }) => messageId));
    },
  };
  const ports = { store, blobs: memoryBlobs(), onFault: () => {} };
  const all = async (made: AsyncIterable<{ readonly messageId: string; readonly summary: unknown }>) => {
    const found: string[] = [];
    for await (const { messageId, summary } of made) if (summary) found.push(messageId);
    return found.sort();
  };
  return {
    keep: () => all(keepFacts(ids, ports)),
    keepSummaries: () => all(keepSummaries(ids, ports)),
    puts,
    mostAtOnce: () => mostAtOnce,
    textsRead: () => textsRead,
  };
}

test('many who need the same facts at once have them made once, a batch at a time', async () => {
  const ids = Array.from({ length: 40 }, (_, n) => `m-${n}`).sort();
  const { keep, puts, mostAtOnce } = openBench(ids);
  const all = await Promise.all(Array.from({ length: 5 }, keep));
  for (const found of all) assert.deepEqual(found, ids);
  assert.deepEqual(puts.toSorted(), ids);
  assert.equal(mostAtOnce(), 1);
});

test('many who need the summaries alone read no texts that were made for another', async () => {
  const ids = Array.from({ length: 40 }, (_, n) => `m-${n}`).sort();
  const { keepSummaries, puts, textsRead } = openBench(ids);
  for (const found of await Promise.all(Array.from({ length: 5 }, keepSummaries))) assert.deepEqual(found, ids);
  assert.deepEqual(puts.toSorted(), ids);
  assert.equal(textsRead(), 0);
});

test('who asks later has them made anew: perhaps they are old', async () => {
  const { keep, puts } = openBench(['a', 'b']);
  await keep();
  await keep();
  assert.deepEqual(puts, ['a', 'b', 'a', 'b']);
});
