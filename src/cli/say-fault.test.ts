import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { placeFile, placeNewFile } from './place-file.ts';
import { sayFault } from './say-fault.ts';

const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-place-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a fault of a file or disk is told in words, with the path where there is one; any other as it says itself', async () => {
  const missing = await readFile('/nowhere/x').catch((fault: unknown) => fault);
  assert.equal(sayFault(missing), '/nowhere/x: there is no such file or folder (ENOENT)');
  assert.equal(sayFault(full()), 'the disk is full (ENOSPC)');
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  assert.equal(sayFault(refused), 'connect ECONNREFUSED 127.0.0.1:1');
  assert.equal(sayFault('no'), 'no');
});

test('a file that could not be written whole is not left behind, and one that stood there stays as it was', async (t) => {
  const folder = temporary(t);
  const before = join(folder, 'before');
  writeFileSync(before, 'old');
  await assert.rejects(
    placeFile(before, async (file) => {
      await file.writeFile('half');
      throw full();
    }),
  );
  assert.throws(() => placeNewFile(before, 'new', 0o600), { code: 'EEXIST' });
  assert.equal(readFileSync(before, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['before']);
});

test('what is no plain file is written to and stays what it is', async (t) => {
  const folder = temporary(t);
  const [real, link] = [join(folder, 'real'), join(folder, 'link')];
  writeFileSync(real, 'old');
  symlinkSync(real, link);
  await placeFile(link, (file) => file.writeFile('new'));
  assert.equal(readlinkSync(link), real);
  assert.equal(readFileSync(real, 'utf8'), 'new');
});
