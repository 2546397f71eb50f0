import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gather, inPieces, patternBytes } from '#testing';
import { openFileBlobs } from './blobs.ts';
import { watched } from './test-file-system.ts';

const root = await mkdtemp(join(tmpdir(), 'ceralacca-faults-'));
after(() => rm(root, { recursive: true }));

async function write(before: (call: string, path: string) => unknown) {
  const dir = await mkdtemp(join(root, 'case-'));
  let armed = false;
  const fs = watched((call, path) => (armed ? before(call, path) : undefined));
  const random = { bytes: (length: number) => new Uint8Array(length).fill(0xab) };
  const blobs = await openFileBlobs({ dir, random, legalTime: { now: () => 1_000 }, literalMaxBytes: 10, fs });
  armed = true;
  const written = blobs.write(inPieces(patternBytes(300_000), 100_000), { maxBytes: 1e6 });
  return { dir, blobs, written };
}

async function files(dir: string): Promise<readonly string[]> {
  const all = await readdir(dir, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

const steps = async () => {
  const calls: string[] = [];
  const { dir, written } = await write(
    (call, path) => void calls.push(`${call} ${path.replace(/.*\/case-[^/]*/, '')}`),
  );
  await written;
  return { calls, dir };
};

test('octets reach the disk before the name, and the name before the promise', async () => {
  const { calls, dir } = await steps();
  const name = 'ab'.repeat(16);
  assert.deepEqual(calls, [
    `open /passing/${name}`,
    `file.write /passing/${name}`,
    `file.write /passing/${name}`,
    `file.utimes /passing/${name}`,
    `file.sync /passing/${name}`,
    `file.close /passing/${name}`,
    'mkdir /ab',
    'open ',
    'file.sync ',
    'file.close ',
    `rename /passing/${name}`,
    'open /ab',
    'file.sync /ab',
    'file.close /ab',
  ]);
  assert.deepEqual(await files(dir), [name]);
});

for (const code of ['EIO', 'ENOSPC']) {
  test(`${code} at any call rejects and leaves nothing`, async () => {
    const { length } = (await steps()).calls;
    for (let failing = 0; failing < length; failing++) {
      let call = 0;
      const { dir, blobs, written } = await write(() => {
        if (call++ === failing) throw Object.assign(new Error(`${code}: injected at call ${failing}`), { code });
      });
      await assert.rejects(written, new RegExp(`injected at call ${failing}`));
      assert.deepEqual(await files(dir), [], `after a fault at call ${failing}`);
      assert.deepEqual(await gather(blobs.list()), []);
    }
  });
}

test('a short write rejects and leaves nothing', async () => {
  const { dir, written } = await write((call) => (call === 'file.write' ? { bytesWritten: 10 } : undefined));
  await assert.rejects(written, /short write: 10 of/);
  assert.deepEqual(await files(dir), []);
});

test('a fault while reading rejects, and does not pass for the end of the body', async () => {
  let broken = false;
  const { blobs, written } = await write((call) => {
    if (broken && call === 'file.read') throw Object.assign(new Error('EIO: injected'), { code: 'EIO' });
  });
  const { rope } = await written;
  broken = true;
  await assert.rejects(gather(blobs.read(rope)), /EIO/);
});
