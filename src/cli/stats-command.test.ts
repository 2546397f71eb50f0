import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeNew } from './stats-command.ts';

test('T142 statistics are never written over others, and it is said in words why', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-stats-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'statistiche.txt');
  writeNew(path, 'uno');
  assert.throws(
    () => writeNew(path, 'due'),
    /^CliFault: --out .*statistiche\.txt is there already: give another name$/,
  );
  assert.equal(readFileSync(path, 'utf8'), 'uno');
  assert.throws(() => writeNew(join(folder, 'no', 'x'), 'tre'), /cannot write .*x \(ENOENT\)/);
});
