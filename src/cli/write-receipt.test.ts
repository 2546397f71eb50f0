import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bytesContent } from '#evidence';
import { writeReceipt } from './write-receipt.ts';

const OCTETS = Buffer.from('Subject: CONSEGNA\r\n\r\n');
const sha256 = createHash('sha256').update(OCTETS).digest('hex');

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-receipt-'));
});
after(() => rm(folder, { recursive: true }));

test('a receipt is written with its proof beside it', async () => {
  const home = join(folder, 'good');
  await writeReceipt(join(home, '7-consegna.eml'), { content: bytesContent(OCTETS), sha256, proof: '{}' });
  assert.deepEqual((await readdir(home)).sort(), ['7-consegna.eml', '7-consegna.prova.json']);
  assert.deepEqual(await readFile(join(home, '7-consegna.eml')), OCTETS);
});

test('damaged or missing octets leave neither receipt nor proof', async () => {
  const home = join(folder, 'bad');
  const damaged = OCTETS.map((octet, at) => (at === 3 ? octet ^ 1 : octet));
  const gone = {
    size: OCTETS.length,
    async *read(): AsyncGenerator<Uint8Array> {
      yield OCTETS.subarray(0, 5);
      throw new Error('blob x is missing');
    },
  };
  for (const content of [bytesContent(damaged), gone]) {
    const written = writeReceipt(join(home, '7-consegna.eml'), { content, sha256, proof: '{}' });
    await assert.rejects(written, /not those|is missing/);
    assert.deepEqual(await readdir(home), []);
  }
});
