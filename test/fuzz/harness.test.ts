import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeInput } from './mutate.ts';
import { fuzz } from './run.ts';
import { words } from './target.ts';

/** Canaries: targets that misbehave at some input. Each must be found, or the fuzz tests prove nothing. */
const canary = (judge: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `let count = 0; export default { corpus: { inputs: [new Uint8Array(8)], words: [new Uint8Array(1)] }, judge: async (input) => { if (++count === 100) { ${judge} } } };`,
    )}`,
  );

test('a fault of the target is found and told with its seed', async (t) => {
  await assert.rejects(fuzz(t, canary('throw new RangeError("wrong answer");')), /seed \d+, \d+ octets: RangeError/);
});

test('a target that never answers is found and told with its seed', async (t) => {
  await assert.rejects(fuzz(t, canary('for (;;);'), { hangMs: 300 }), /seed \d+: no answer in 300 ms/);
});

test('a target that eats memory is found and told with its seed', async (t) => {
  const heap = canary('const kept = []; for (;;) kept.push([kept.length]);');
  await assert.rejects(fuzz(t, heap, { maxHeapMb: 32 }), /seed \d+: the thread ended: .*memory/);
});

test('a seed makes the same input again, and different seeds different ones', () => {
  const corpus = { inputs: words('From: a@b.example\r\n\r\nciao\r\n', 'x'), words: words('\r\n', '--') };
  const made = Array.from({ length: 200 }, (_, seed) => Buffer.from(makeInput(seed, corpus)).toString('latin1'));
  const again = Array.from({ length: 200 }, (_, seed) => Buffer.from(makeInput(seed, corpus)).toString('latin1'));
  assert.deepEqual(again, made);
  assert.ok(new Set(made).size > 100);
});
