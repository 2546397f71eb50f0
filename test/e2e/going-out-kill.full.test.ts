import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killedWhileSending } from './going-out-kill.ts';

const onLinux = { skip: process.platform !== 'linux' && 'needs /proc' };

test(
  'providers killed at random while letters fall due and a mail merge runs: each goes out once, none is lost',
  onLinux,
  async (t) => {
    const told = await killedWhileSending(
      { rounds: 2, scheduled: 20, rows: 60, atOnce: 10, kills: 4, seed: 21 },
      (text) => t.diagnostic(text),
    );
    t.diagnostic(told);
    assert.ok(told);
  },
);
