import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type AuditedRun, auditedRun, FAULTS, injectEverywhere } from './injected-faults.ts';

describe('a run of 150 messages', () => {
  let run: AuditedRun;
  before(async () => {
    run = await auditedRun(3, 200, false);
  });

  test('T138 the auditor finds nothing in it', () => {
    assert.ok(run.accepted >= 150, `${run.accepted} accepted`);
    assert.deepEqual(run.findings, []);
  });

  for (const fault of FAULTS) {
    test(`T138 the auditor finds in it, wherever it is injected, ${fault.invariant}: ${fault.fault}`, () => {
      const { occasions, found } = injectEverywhere(fault, run);
      assert.ok(occasions > 0, 'the run gives no occasion');
      assert.equal(found, occasions);
    });
  }
});
