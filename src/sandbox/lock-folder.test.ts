import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockFolder, lockHolder } from './lock-folder.ts';

test('a data folder belongs to one living process; the lock of a dead one is taken over', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.equal(lockHolder(folder), undefined);
  const lock = lockFolder(folder);
  assert.equal(lockHolder(folder), process.pid);
  assert.throws(() => lockFolder(folder), new RegExp(`already runs in .* \\(process ${process.pid}\\)`));
  lock.release();
  // The same process id, started at another instant: a dead holder.
  writeFileSync(join(folder, 'sandbox.lock'), `${process.pid} 1\n`);
  if (process.platform === 'linux') assert.equal(lockHolder(folder), undefined);
  writeFileSync(join(folder, 'sandbox.lock'), 'not a process\n');
  lockFolder(folder).release();
});
