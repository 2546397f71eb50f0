import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gather, inPieces, patternBytes } from '#testing';
import type { FileSystem } from './file-system.ts';
import { openLogFiles, readLogFiles } from './log-files.ts';
import { watched } from './test-file-system.ts';

const root = await mkdtemp(join(tmpdir(), 'ceralacca-log-'));
after(() => rm(root, { recursive: true }));

const NOW = Date.UTC(2026, 10, 22);
let drawn = 0;
const random = { bytes: (length: number) => new Uint8Array(length).fill(++drawn) };
const openIn = (dir: string, fs?: FileSystem) =>
  openLogFiles({ dir, random, legalTime: { now: () => NOW }, ...(fs && { fs }) });
const newFolder = () => mkdtemp(join(root, 'case-'));
const octets = async (source: AsyncIterable<Uint8Array>) => Buffer.concat(await gather(source));

test('a file is written whole, read from anywhere, listed, replaced and removed', async () => {
  const dir = join(await newFolder(), 'made', 'here');
  const files = await openIn(dir);
  const body = patternBytes(700_000);
  const written = await files.write('2026-11-22.log', inPieces(body, 1, 300_000));
  assert.deepEqual(written, { size: 700_000, sha256: hash('sha256', body) });
  assert.deepEqual(await octets(files.read('2026-11-22.log')), Buffer.from(body));
  assert.deepEqual(await octets(files.read('2026-11-22.log', 699_990)), Buffer.from(body.subarray(-10)));
  await files.write('2026-11-22.log.p7s', Uint8Array.of(1, 2, 3));
  await files.write('2026-11-21.log', new Uint8Array(0));
  await writeFile(join(dir, 'a note.txt'), 'x');
  assert.deepEqual(await files.list(''), ['2026-11-21.log', '2026-11-22.log', '2026-11-22.log.p7s']);
  assert.deepEqual(await files.list('2026-11-22'), ['2026-11-22.log', '2026-11-22.log.p7s']);
  await files.write('2026-11-22.log', Uint8Array.of(7));
  assert.equal(await files.size('2026-11-22.log'), 1);
  assert.equal((await stat(join(dir, '2026-11-22.log'))).mode & 0o777, 0o600);
  await files.remove('2026-11-22.log');
  await files.remove('2026-11-22.log');
  assert.equal(await files.size('2026-11-22.log'), undefined);
  await assert.rejects(octets(files.read('2026-11-22.log')), /ENOENT/);
  assert.equal(await octets(readLogFiles(dir).read('2026-11-21.log')).then(({ length }) => length), 0);
});

test('no name leads out of the folder', async () => {
  const files = await openIn(await newFolder());
  for (const name of ['', '.', '..', '../x', 'a/b', '.hidden', 'a..b', 'passing', 'a\0', 'x'.repeat(300)])
    await assert.rejects(files.write(name, new Uint8Array(1)), /not the name of a file of the log/, name);
});

test('octets reach the disk before the name, and the name before the promise', async () => {
  const dir = await newFolder();
  const calls: string[] = [];
  let armed = false;
  const fs = watched(
    (call, path) => void (armed && calls.push(`${call} ${path.slice(dir.length).replace(/\.[^.]*$/, '')}`)),
  );
  const files = await openIn(dir, fs);
  armed = true;
  await files.write('day.log', Uint8Array.of(1));
  const passing = '/passing/day.log';
  assert.deepEqual(calls, [
    `open ${passing}`,
    `file.write ${passing}`,
    `file.sync ${passing}`,
    `file.close ${passing}`,
    `rename ${passing}`,
    'open ',
    'file.sync ',
    'file.close ',
  ]);
});

test('files written at the same time share the fsync of their folder, and none is answered before one that saw its name', async () => {
  const dir = await newFolder();
  let renamed = 0;
  const syncs: number[] = [];
  const fs = watched((call, path) => {
    if (call === 'rename') renamed++;
    if (call === 'file.sync' && path === dir) syncs.push(renamed);
  });
  const files = await openIn(dir, fs);
  const seen = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      await files.write(`${n}.log`, Uint8Array.of(n));
      return syncs.at(-1)!;
    }),
  );
  assert.ok(syncs.length < 50, `${syncs.length} syncs for 50 files`);
  assert.equal(Math.max(...seen), 50);
});

for (const code of ['EIO', 'ENOSPC']) {
  test(`${code} at any call rejects and leaves nothing`, async () => {
    for (let failing = 0; ; failing++) {
      const dir = await newFolder();
      let call = 0;
      let armed = false;
      const fs = watched(() => {
        if (armed && call++ === failing) throw Object.assign(new Error(`${code}: injected`), { code });
      });
      const files = await openIn(dir, fs);
      armed = true;
      const written = files.write('day.log', inPieces(patternBytes(600_000), 300_000)).then(
        () => true,
        (fault: Error) => !/injected/.test(fault.message),
      );
      if (await written) {
        assert.ok(failing > 8);
        break;
      }
      assert.deepEqual([await readdir(dir), await readdir(join(dir, 'passing'))], [['passing'], []], `call ${failing}`);
      // The fault is over: the same file can be written.
      await files.write('day.log', Uint8Array.of(1));
    }
  });
}

test('a source that fails leaves nothing, and what a power cut left is swept at the next start', async () => {
  const dir = await newFolder();
  const files = await openIn(dir);
  async function* broken() {
    yield patternBytes(10);
    throw new Error('no more');
  }
  await assert.rejects(files.write('day.log', broken()), /no more/);
  assert.deepEqual(await files.list(''), []);
  await mkdir(join(dir, 'passing'), { recursive: true });
  for (const [name, age] of [
    ['old', 90_000],
    ['new', 10],
  ] as const) {
    await writeFile(join(dir, 'passing', name), 'x');
    await utimes(join(dir, 'passing', name), NOW / 1_000 - age, NOW / 1_000 - age);
  }
  await openIn(dir);
  assert.deepEqual(await readdir(join(dir, 'passing')), ['new']);
});
