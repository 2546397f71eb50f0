import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { toPem } from '#cms';
import { testAuthority } from '#testing';
import { readDocumentAuthorities } from './document-authorities.ts';

test('authorities are read from PEM and DER, several in a file too; a folder that is not whole is refused by the file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-authorities-'));
  t.after(() => rm(folder, { recursive: true }));
  const [uno, due] = await Promise.all(['uno', 'due'].map(async (name) => (await testAuthority(name)).authority));
  assert.deepEqual(await readDocumentAuthorities(undefined), []);
  await assert.rejects(readDocumentAuthorities(folder), /holds 0 certificates/);
  await writeFile(
    join(folder, 'b.pem'),
    toPem('CERTIFICATE', uno!.certificate) + toPem('CERTIFICATE', due!.certificate),
  );
  await writeFile(join(folder, 'a.CER'), due!.certificate);
  await writeFile(join(folder, 'LEGGIMI.txt'), 'not looked at');
  const read = await readDocumentAuthorities(folder);
  assert.deepEqual(
    read.map((der) => Buffer.from(der)),
    [due, uno, due].map((one) => Buffer.from(one!.certificate)),
  );
  await writeFile(join(folder, 'c.der'), Uint8Array.of(0x30, 1, 2));
  await assert.rejects(readDocumentAuthorities(folder), /c\.der is no certificate/);
  await writeFile(join(folder, 'c.der'), 'nothing');
  await assert.rejects(readDocumentAuthorities(folder), /c\.der holds no certificate/);
});
