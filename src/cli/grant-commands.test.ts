import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grant } from '#ports';
import { grantOf } from './grant-commands.ts';

const OF = { mailbox: 'm-1', login: 'anna' };
const KEPT: Grant = {
  ...OF,
  ...{ level: 'write', maySend: true, expiresAt: 5_000, folders: ['f-1'], needsApproval: true, mayApprove: true },
};

test('a grant that is there changes in what was said, and keeps its bounds', () => {
  assert.deepEqual(grantOf(KEPT, OF, { level: 'read' }), { ...KEPT, level: 'read' });
  assert.deepEqual(grantOf(KEPT, OF, { send: false }), { ...KEPT, maySend: false });
  assert.deepEqual(grantOf(KEPT, OF, { expiresAt: 9_000 }), { ...KEPT, expiresAt: 9_000 });
  const { expiresAt: _, ...endless } = KEPT;
  assert.deepEqual(grantOf(KEPT, OF, { expiresAt: false }), endless);
});

test('a new grant reads, and nothing more, unless more was said', () => {
  assert.deepEqual(grantOf(undefined, OF, {}), { ...OF, level: 'read', maySend: false });
  assert.deepEqual(grantOf(undefined, OF, { level: 'manage', send: true }), { ...OF, level: 'manage', maySend: true });
});
