import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressBar } from './progress-bar.ts';

function bar(isTerminal: boolean) {
  const said: string[] = [];
  let now = 0;
  const shown = progressBar('receipts', 1_000, { say: (text) => void said.push(text), isTerminal, now: () => now });
  return { said, shown, pass: (ms: number) => (now += ms) };
}

test('on a terminal a bar grows in its line, not oftener than ten times a second, and goes at the end', () => {
  const { said, shown, pass } = bar(true);
  for (let done = 1; done <= 500; done++) {
    shown.at(done);
    pass(10);
  }
  assert.equal(said.length, 50);
  assert.equal(said.at(-1), `\r\x1b[Kreceipts [${'#'.repeat(14)}${'.'.repeat(16)}] 491/1000 6 s left`);
  shown.end();
  assert.equal(said.at(-1), '\r\x1b[K');
});

test('elsewhere a line is written now and then, and none for short work', () => {
  const { said, shown, pass } = bar(false);
  shown.at(1);
  pass(5_000);
  shown.at(2);
  assert.deepEqual(said, []);
  pass(6_000);
  shown.at(3);
  assert.deepEqual(said, ['receipts 3/1000\n']);
});
