import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isSlice } from '#mime';
import { blobsContract, gather, inPieces, patternBytes } from '#testing';
import { type FileBlobsOptions, openFileBlobs } from './blobs.ts';
import { nodeDigests } from './digests.ts';
import { nodeFileSystem } from './file-system.ts';

const root = await mkdtemp(join(tmpdir(), 'ceralacca-blobs-'));
after(() => rm(root, { recursive: true }));

const AT = Date.UTC(2036, 1, 2, 3, 4, 5);
let counter = 0;
const random = {
  bytes: (length: number) => {
    counter += 1;
    return Uint8Array.from({ length }, (_, i) => (i === 0 ? counter * 37 : counter >> (8 * (i % 4))));
  },
};

async function open(change: Partial<FileBlobsOptions> = {}) {
  const dir = change.dir ?? join(await mkdtemp(join(root, 'case-')), 'made', 'here');
  return { dir, blobs: await openFileBlobs({ dir, random, legalTime: { now: () => AT }, ...change }) };
}

const big = { body: () => inPieces(patternBytes(600_000), 999, 300_000), limits: { maxBytes: 1e6 } };

blobsContract('files', async (options) => (await open(options)).blobs);

test('a literal rope is read without a single call to the disk', async () => {
  const forbidden = () => assert.fail('the disk was touched');
  const { dir } = await open();
  let ready = false;
  const fs = new Proxy(nodeFileSystem, { get: (real, call) => (ready ? forbidden : Reflect.get(real, call)) });
  const { blobs } = await open({ dir, fs });
  ready = true;
  assert.equal((await blobs.bytes([new Uint8Array(3), new Uint8Array(4)], 7)).length, 7);
  assert.equal((await gather(blobs.read([new Uint8Array(300_000)]))).length, 2);
  assert.equal((await blobs.write(inPieces(patternBytes(131_072)), big.limits)).rope.length, 1);
});

test('a blob bears the legal instant of its writing, and only its owner may read it', async () => {
  const { dir, blobs } = await open();
  const { rope } = await blobs.write(big.body(), big.limits);
  const [listed] = await gather(blobs.list());
  assert.equal(listed!.at, AT);
  assert.ok(rope[0] && isSlice(rope[0]));
  const { blob } = rope[0];
  assert.equal((await stat(join(dir, blob.slice(0, 2), blob))).mode & 0o777, 0o600);
  assert.equal((await stat(dir)).mode & 0o777, 0o700);
});

test('what a power cut left half written is swept at the next start, what is being written is not', async () => {
  const { dir } = await open();
  const passing = join(dir, 'passing');
  await writeFile(join(passing, 'old'), 'x');
  await writeFile(join(passing, 'new'), 'x');
  await utimes(join(passing, 'old'), AT / 1_000 - 90_000, AT / 1_000 - 90_000);
  await utimes(join(passing, 'new'), AT / 1_000 - 10, AT / 1_000 - 10);
  const { blobs } = await open({ dir });
  assert.deepEqual(await readdir(passing), ['new']);
  assert.deepEqual(await gather(blobs.list()), []);
});

test('another file in the folder is neither listed nor in the way', async () => {
  const { dir, blobs } = await open();
  await blobs.write(big.body(), big.limits);
  await writeFile(join(dir, 'README'), 'x');
  assert.equal((await gather(blobs.list())).length, 1);
});

test('a folder that may not be written to is an error that names it', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, async () => {
  const { dir } = await open();
  await chmod(dir, 0o500);
  try {
    await assert.rejects(open({ dir: join(dir, 'sub') }), /EACCES.*sub/);
  } finally {
    // Else nobody but root could take the folder away afterwards.
    await chmod(dir, 0o700);
  }
});

test('digests taken piece by piece are those of the whole', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  for (const [algorithm, expected] of [
    ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ] as const) {
    const hasher = nodeDigests[algorithm]();
    hasher.update(new Uint8Array([97]));
    hasher.update(new Uint8Array([98, 99]));
    const digest = hasher.digest();
    assert.equal(hex(digest), expected);
    assert.equal(Object.getPrototypeOf(digest), Uint8Array.prototype);
  }
});
