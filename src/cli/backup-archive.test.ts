import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type AgeKey, type AgeLock, decryptAge, encryptAge } from './backup-age.ts';
import { ArchiveWriter, type BackupFile, type BackupManifest, HEAD, readArchive, readHead } from './backup-archive.ts';
import { createBackupFile, readBackupFile } from './backup-file.ts';
import { readTar, tarHeader } from './backup-tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-backup-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PASSPHRASE = { passphrase: 'una frase lunga', work: 4 };
const HEAD_BYTES = Buffer.from(JSON.stringify({ format: 1, domain: 'gestore.example' }));
const COUNTS = { rows: { message: 2 }, blobs: 1, logFiles: 0, missing: [] };
let files = 0;

async function written(contents: readonly Buffer[], how: { lock?: AgeLock; compress: boolean }): Promise<string> {
  const path = join(folder, `${files++}.backup`);
  const file = createBackupFile(path, { ...how, signal: new AbortController().signal });
  const archive = new ArchiveWriter(file.sink, 1_700_000_000_000);
  await archive.bytes(HEAD, HEAD_BYTES);
  for (const [at, bytes] of contents.entries()) await archive.bytes(`blobs/${at}`, bytes);
  await archive.end(COUNTS);
  await file.written;
  await file.keep();
  return path;
}

async function readWhole(path: string, key: AgeKey = PASSPHRASE): Promise<readonly Buffer[]> {
  const found = readArchive(readBackupFile(path, () => key));
  await readHead(found);
  const contents: Buffer[] = [];
  for (;;) {
    const next: IteratorResult<BackupFile, BackupManifest> = await found.next();
    if (next.done) {
      assert.deepEqual(next.value.rows, COUNTS.rows);
      return contents;
    }
    contents.push(await next.value.bytes());
  }
}

const CONTENTS = [Buffer.from('uno'), Buffer.alloc(0), Buffer.alloc(200_000, 'due '), Buffer.alloc(512, 3)];

test('what is written comes back, packed or not, encrypted or not', async () => {
  for (const how of [
    { compress: true },
    { compress: false },
    { compress: true, lock: PASSPHRASE },
    { compress: false, lock: PASSPHRASE },
  ])
    assert.deepEqual(await readWhole(await written(CONTENTS, how)), CONTENTS);
});

test('the standard tools open it and find every sum right', async () => {
  const path = await written(CONTENTS, { compress: false });
  const into = mkdtempSync(join(folder, 'tar-'));
  execFileSync('tar', ['-xf', path, '-C', into]);
  assert.deepEqual(readFileSync(join(into, 'blobs', '2')), CONTENTS[2]);
  assert.deepEqual(readdirSync(into).sort(), ['backup.json', 'blobs', 'manifest.json', 'sums']);
  execFileSync('sha256sum', ['--check', '--quiet', 'sums/000001.sha256'], { cwd: into });
});

test('whatever octet is changed, and wherever it is cut off, nothing wrong is ever read as whole', async () => {
  for (const how of [{ compress: false }, { compress: true }, { compress: true, lock: PASSPHRASE }]) {
    const good = readFileSync(await written([Buffer.from('uno'), Buffer.alloc(700, 'x')], how));
    const path = join(folder, 'bad.backup');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, change, cut) => {
          const bad = cut ? good.subarray(0, at) : Buffer.from(good);
          if (!cut) bad[at] = bad[at]! ^ change;
          writeFileSync(path, bad);
          const read = await readWhole(path).catch(() => undefined);
          // Dates, owners, what stands between the files and the sum of the packer carry nothing.
          if (read !== undefined) assert.deepEqual(read, [Buffer.from('uno'), Buffer.alloc(700, 'x')]);
          if (how.lock !== undefined) assert.equal(read, undefined);
        },
      ),
      { numRuns: 60 },
    );
  }
});

test('a bit of the header that carries nothing cannot be changed either', async () => {
  const sealed = await gather(encryptAge(of(Buffer.from('uno')), PASSPHRASE));
  const text = sealed.toString('latin1');
  const last = text.indexOf('\n', text.indexOf('\n--- ') + 1) - 1;
  // The last of 43 characters stands for four bits: these two of the same four.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const other = alphabet[alphabet.indexOf(text[last]!) ^ 1]!;
  const changed = Buffer.from(`${text.slice(0, last)}${other}${text.slice(last + 1)}`, 'latin1');
  assert.notDeepEqual(changed, sealed);
  await assert.rejects(gather(decryptAge(of(changed), PASSPHRASE)), /damaged or not whole/);
});

test('chunks that are moved, repeated or left out are found, also the last ones', async () => {
  const sealed = await gather(encryptAge(of(Buffer.alloc(65_536 * 3, 'abc')), PASSPHRASE));
  const begin = sealed.length - 3 * (65_536 + 16);
  const chunk = (number: number) => sealed.subarray(begin + number * 65_552, begin + (number + 1) * 65_552);
  const head = sealed.subarray(0, begin);
  const open = (...chunks: Buffer[]) => gather(decryptAge(of(head, ...chunks), PASSPHRASE));
  assert.equal((await open(chunk(0), chunk(1), chunk(2))).length, 65_536 * 3);
  await assert.rejects(open(chunk(1), chunk(0), chunk(2)), /damaged or not whole/);
  await assert.rejects(open(chunk(0), chunk(0), chunk(2)), /damaged or not whole/);
  await assert.rejects(open(chunk(0), chunk(1)), /damaged or not whole/);
  await assert.rejects(open(chunk(0), chunk(2)), /damaged or not whole/);
  await assert.rejects(open(chunk(0), chunk(1), chunk(2), Buffer.alloc(16)), /damaged or not whole/);
  await assert.rejects(gather(decryptAge(of(sealed), { passphrase: 'un altra frase' })), /not the passphrase/);
});

test('a key opens what was encrypted to it, and no other key or passphrase does', async () => {
  const identity = 'AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6';
  const other = 'AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0';
  const recipients = ['age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn'];
  const sealed = await gather(encryptAge(of(Buffer.from('x')), { recipients }));
  const open = (key: AgeKey) => gather(decryptAge(of(sealed), key));
  assert.equal((await open({ identities: [other, identity] })).toString(), 'x');
  await assert.rejects(open({ identities: [other] }), /not encrypted to this identity/);
  await assert.rejects(open(PASSPHRASE), /give --identity-file/);
  await assert.rejects(gather(encryptAge(of(), { recipients: [recipients[0]!.replace('w3', 'w4')] })), /no recipient/);
});

test('a file that age itself encrypted is read', async () => {
  const file = Buffer.from(
    'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FYTnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCkVtRUNBRWNLTitu' +
      'L1ZzOVNiV2lWK0h1MHIrRThSNzdEZFdZeWQ4M253N1UKLS0tIFZuKzU0anFpaVVDRStXWmNFVlkzZjFzcUhqbHUvejFMQ1EvVDdYbTdxSTAK7s9i' +
      'x86RtDMnTmjU8vkTTLdMW/73vqpSyPC8DpksHoMx+2Y=',
    'base64',
  );
  const identities = ['AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6'];
  assert.equal((await gather(decryptAge(of(file), { identities }))).toString(), 'age');
});

test('a file over 8 GiB has its size in the header all the same; what is no plain file is refused', async () => {
  const { value } = await readTar(of(tarHeader('big', 9_000_000_000, 0))).next();
  assert.equal(value?.size, 9_000_000_000);
  const link = tarHeader('link', 0, 0);
  link[156] = 0x32;
  link.write(sumOf(link), 148);
  await assert.rejects(readTar(of(link)).next(), /no plain file/);
});

function sumOf(header: Buffer): string {
  let sum = 0;
  for (const [at, octet] of header.entries()) sum += at >= 148 && at < 156 ? 32 : octet;
  return `${sum.toString(8).padStart(6, '0')}\0 `;
}

async function* of(...pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

async function gather(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
