import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MARK = 'the blob may be named now';

/** A process that writes one blob and then says so, by one write to its standard output. */
const program = `
import { writeSync } from 'node:fs';
import { openFileBlobs } from ${JSON.stringify(fileURLToPath(new URL('./blobs.ts', import.meta.url)))};
const random = { bytes: (length) => new Uint8Array(length).fill(0xcd) };
const blobs = await openFileBlobs({ dir: process.argv[2], random, legalTime: { now: () => 1000 }, literalMaxBytes: 10 });
async function* body() { for (let i = 0; i < 5; i++) yield new Uint8Array(100_000).fill(i); }
await blobs.write(body(), { maxBytes: 1e6 });
writeSync(1, ${JSON.stringify(MARK)});
`;

function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('the kernel is asked for the octets, the name and the folders, in this order, before a blob is named', {
  skip: !hasStrace() && 'strace is not installed',
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-strace-'));
  try {
    await writeFile(join(folder, 'write.mjs'), program);
    const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,write,pwrite64';
    const traced = ['-f', '-y', '-e', calls, '-o', join(folder, 'trace')];
    const dir = join(folder, 'blobs');
    await promisify(execFile)('strace', [...traced, process.execPath, join(folder, 'write.mjs'), dir]);
    const trace = execFileSync('cat', [join(folder, 'trace')], { encoding: 'utf8' }).split('\n');
    // A call may be shown in two lines, where another thread came between; its end counts.
    const ended = (pattern: RegExp) => {
      const began = trace.findIndex((line) => pattern.test(line));
      assert.notEqual(began, -1, `no call ${pattern} in the trace`);
      if (!trace[began]!.includes('<unfinished')) return began;
      const thread = trace[began]!.split(' ')[0]!;
      return trace.findIndex((line, at) => at > began && line.startsWith(`${thread} `) && line.includes('resumed>'));
    };
    const name = 'cd'.repeat(16);
    const order = [
      ended(new RegExp(`write.*/passing/${name}>`)),
      ended(new RegExp(`fsync\\(.*/passing/${name}>`)),
      ended(/mkdir.*"[^"]*\/blobs\/cd"/),
      ended(/fsync\(.*\/blobs>/),
      ended(new RegExp(`rename.*/passing/${name}`)),
      ended(/fsync\(.*\/blobs\/cd>/),
      ended(new RegExp(MARK)),
    ];
    // The folder of all blobs is fsynced at the opening already: what counts is that it was after its new entry, too.
    const again = trace.findLastIndex((line) => /fsync\(.*\/blobs>/.test(line));
    order[3] = again;
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      trace.filter((line) => line.includes('/blobs') || line.includes(MARK)).join('\n'),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
