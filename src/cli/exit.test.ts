import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '#config';
import { CliFault, EXIT, exitCodeOf } from './exit.ts';

test('settings that cannot be read end as other misuse does: 1 is for what was understood and did not come about', () => {
  assert.throws(
    () => readConfig('/nowhere/provider.yaml', {}),
    (fault) => exitCodeOf(fault) === EXIT.usage,
  );
  assert.deepEqual([new CliFault('no'), new Error('x')].map(exitCodeOf), [EXIT.fault, EXIT.fault]);
});
