import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { memoryLogFiles } from '#adapters/memory';
import { verifyDayFile } from '#evidence';
import { concat } from '#mime';
import { sha256Of } from './sealing-ports.ts';
import { DAY, HOUR, openHouse, START } from './test-sealing.ts';

const MANY = 2_345;

async function busyDay(files = memoryLogFiles()) {
  const house = await openHouse(START, files);
  const sealing = house.open();
  for (let n = 0; n < MANY; n += 5)
    await house.write(...Array.from({ length: Math.min(5, MANY - n) }, (_, m) => ({ oggetto: `${n + m}` })));
  await sealing.sealDue();
  house.clock.advance(HOUR);
  return { house, sealing };
}

test('a day with many records flows into its files, heads compared on the way', async () => {
  const { house, sealing } = await busyDay();
  house.clock.advance(DAY);
  const { closed } = await sealing.sealDue();
  assert.deepEqual([closed[0]!.size, closed[0]!.contradiction], [MANY + 1, undefined]);
  const leaves: Uint8Array[] = [];
  const sha256 = sha256Of({ digests: nodeDigests });
  const verdict = await verifyDayFile(house.files.read('2026-03-01.log'), {
    sha256,
    onLeaf: (leaf) => leaves.push(leaf),
  });
  assert.ok(verdict.ok && verdict.records === MANY && verdict.root === closed[0]!.root);
  assert.deepEqual(house.files.kept.get('2026-03-01.log.leaves'), concat(leaves));
});

for (const name of ['2026-03-01.log', '2026-03-01.log.leaves', '2026-03-01.log.p7s'])
  test(`a fault while ${name} flows is told as it is, and the day is closed when it is over`, async () => {
    let isFull = true;
    const files = memoryLogFiles((_act, written) => {
      if (isFull && written === name) throw new Error('ENOSPC');
    });
    const { house, sealing } = await busyDay(files);
    house.clock.advance(DAY);
    await assert.rejects(sealing.sealDue(), /ENOSPC/);
    isFull = false;
    assert.equal((await sealing.sealDue()).closed.length, 1);
  });

test('a writer that gives up at once leaves nobody waiting', async () => {
  const { house } = await busyDay();
  house.clock.advance(DAY);
  const write = (name: string, source: AsyncIterable<Uint8Array> | Uint8Array) =>
    name.endsWith('.log') ? Promise.reject(new Error('EIO')) : house.files.write(name, source);
  await assert.rejects(house.open({ files: { ...house.files, write } }).sealDue(), /EIO/);
});
