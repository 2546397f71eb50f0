import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zipOf } from '#testing';
import { openUnzip } from './open-unzip.ts';

const octets = (text: string) => Buffer.from(text);
const archives = openUnzip();

test('entries are listed with their sizes, and one of them is unpacked', async () => {
  const zip = zipOf([
    { name: 'atti/', octets: octets('') },
    { name: 'atti/città.txt', octets: octets('Buongiorno') },
    { name: 'segreto.txt', octets: octets('x'), flags: 1 },
  ]);
  const listing = await archives.list(zip);
  assert.deepEqual(listing, {
    ok: true,
    isCut: false,
    entries: [
      { name: 'atti/', size: 0, isFolder: true, isEncrypted: false },
      { name: 'atti/città.txt', size: 10, isFolder: false, isEncrypted: false },
      { name: 'segreto.txt', size: 1, isFolder: false, isEncrypted: true },
    ],
  });
  const entry = await archives.entry(zip, 1);
  assert.deepEqual([entry?.name, Buffer.from(entry!.octets).toString()], ['città.txt', 'Buongiorno']);
  for (const at of [0, 2, 3, -1, 0.5]) assert.equal(await archives.entry(zip, at), undefined, `${at}`);
});

test('what is too big, too dense, or bigger than it says is not unpacked', async () => {
  const dense = Buffer.alloc(8 * 1024 * 1024);
  assert.equal(await archives.entry(zipOf([{ name: 'bomb', octets: dense }]), 0), undefined, 'a thousand to one');
  const tight = openUnzip({ entryBytes: 1_000 });
  assert.equal(await tight.entry(zipOf([{ name: 'big', octets: dense }]), 0), undefined);
  assert.equal(await archives.entry(zipOf([{ name: 'liar', octets: dense, says: 10 }]), 0), undefined);
});

test('of many entries some are listed', async () => {
  const many = zipOf(Array.from({ length: 30 }, (_, at) => ({ name: `${at}`, octets: octets('x') })));
  const listing = await openUnzip({ entries: 20 }).list(many);
  assert.ok(listing.ok && listing.isCut && listing.entries.length === 20);
});

test('names that would leave a folder are only names', async () => {
  const names = ['..\\..\\etc/passwd\u0007', '../../etc/shadow', '/root/x', 'C:\\a.txt', 'buona.txt'];
  const zip = zipOf(names.map((name) => ({ name, octets: octets('x') })));
  const listing = await archives.list(zip);
  assert.deepEqual(listing.ok && listing.entries.map(({ name }) => name.split(/[/\\]/).at(-1)), [
    'passwd',
    'shadow',
    'x',
    'a.txt',
    'buona.txt',
  ]);
  const fetched = await Promise.all(names.map((_, at) => archives.entry(zip, at)));
  assert.deepEqual(
    fetched.map((entry) => entry?.name),
    ['passwd', 'shadow', 'x', 'a.txt', 'buona.txt'],
  );
});

test('octets that are no archive, or a broken one, are told as such', async () => {
  const good = zipOf([{ name: 'a', octets: octets('Buongiorno a tutti') }]);
  assert.equal((await archives.list(octets('no'))).ok, false);
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, octet) => {
      const broken = Uint8Array.from(good);
      broken[at] = octet;
      await archives.list(broken);
      await archives.entry(broken, 0);
      assert.equal((await archives.list(good.subarray(0, at))).ok, false);
    }),
    { numRuns: 60 },
  );
});
