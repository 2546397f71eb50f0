import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killedWhileSending } from './going-out-kill.ts';

const onLinux = { skip: process.platform !== 'linux' && 'needs /proc' };

test('the same many times over, with many more', onLinux, async (t) => {
  const told = await killedWhileSending(
    { rounds: 10, scheduled: 100, rows: 600, atOnce: 40, kills: 12, seed: 22 },
    (text) => t.diagnostic(text),
  );
  t.diagnostic(told);
  assert.ok(told);
});
