import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { auditedRun, FAULTS, injectEverywhere } from './injected-faults.ts';

const WANTED = 10_000;
const LETTERS = 1_300;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Every second world is rough: the wire refuses, loses and doubles, the power fails, the clock jumps. */
const isRough = (seed: number) => seed % 2 === 0;

describe('T138 ten thousand messages', () => {
  const tally = new Map(FAULTS.map((fault) => [fault, { occasions: 0, found: 0 }]));
  let accepted = 0;

  for (const seed of SEEDS) {
    test(`T138 the auditor finds nothing in the ${isRough(seed) ? 'rough' : 'calm'} world of seed ${seed}`, async (t) => {
      const run = await auditedRun(seed, LETTERS, isRough(seed));
      assert.deepEqual(run.findings, []);
      accepted += run.accepted;
      const records = run.logs.reduce((sum, { log }) => sum + log.length, 0);
      t.diagnostic(`seed ${seed}: ${run.accepted} messages accepted, ${records} log records, no finding`);
      for (const fault of FAULTS) {
        const { occasions, found } = injectEverywhere(fault, run);
        const sum = tally.get(fault)!;
        tally.set(fault, { occasions: sum.occasions + occasions, found: sum.found + found });
      }
    });
  }

  test('T138 they were ten thousand', (t) => {
    t.diagnostic(`${accepted} messages accepted in all`);
    assert.ok(accepted >= WANTED, `${accepted} accepted`);
  });

  for (const fault of FAULTS) {
    test(`T138 the auditor finds, wherever it is injected, ${fault.invariant}: ${fault.fault}`, (t) => {
      const { occasions, found } = tally.get(fault)!;
      t.diagnostic(`${fault.invariant} ${fault.fault}: injected ${occasions} times, found ${found} times`);
      assert.ok(occasions > 0, 'the runs give no occasion');
      assert.equal(found, occasions);
    });
  }
});
