import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hashPassword, verifyPassword } from './index.ts';

test('a password is told from another, with and without a kept hash', async () => {
  const kept = await hashPassword('giusta');
  assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.deepEqual(
    [
      await verifyPassword(kept, 'giusta'),
      await verifyPassword(kept, 'Giusta'),
      await verifyPassword(undefined, 'giusta'),
      await verifyPassword(undefined, 'nobody lives here'),
      await verifyPassword('no hash', 'giusta'),
    ],
    [true, false, false, false, false],
  );
});

test('a flood of logins leaves threads to those who read and write files', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-flood-'));
  t.after(() => rm(folder, { recursive: true }));
  const kept = await hashPassword('giusta');
  let answered = 0;
  const flood = Array.from({ length: 40 }, () => verifyPassword(kept, 'falsa').then(() => ++answered));
  await writeFile(join(folder, 'small'), 'x');
  assert.ok(answered < 20, `${answered} logins went before one small file`);
  await Promise.all(flood);
});
