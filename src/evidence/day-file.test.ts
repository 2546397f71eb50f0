import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from '#mime';
import { DayTally } from './day-tally.ts';
import { EvidenceFault } from './fault.ts';
import { MAX_LINE_OCTETS } from './line-splitter.ts';
import { MerkleTree } from './merkle-tree.ts';
import { type DayRecord, type DayVerdict, verifyDayFile } from './read-day-file.ts';
import { ALFA, DAY, entries, previousOf, sha256, TOOLS, writtenDay } from './test-log.ts';

async function* inPieces(octets: Uint8Array, length = octets.length) {
  for (let at = 0; at < octets.length; at += length) yield octets.subarray(at, at + length);
}

const verify = (octets: Uint8Array, length?: number) => verifyDayFile(inPieces(octets, length), { sha256 });
const faultOf = (verdict: DayVerdict) => (verdict.ok ? 'none' : `${verdict.line}: ${verdict.fault}`);

test('a day that was written is read, in pieces of any length, with records and leaves', async () => {
  const records = entries(20);
  const day = await writtenDay(records);
  for (const length of [1, 7, 128, 5_000]) {
    const leaves: Uint8Array[] = [];
    const found: DayRecord[] = [];
    const verdict = await verifyDayFile(inPieces(day.octets, length), {
      sha256,
      onLeaf: (commitment) => leaves.push(commitment),
      onRecord: (record) => found.push(record),
    });
    assert.ok(verdict.ok, faultOf(verdict));
    assert.deepEqual(verdict.opening, { ...ALFA, day: DAY, previous: null });
    assert.deepEqual([verdict.records, verdict.size, verdict.root], [20, 21, hex(day.tally.root())]);
    assert.deepEqual(Buffer.concat(leaves), day.leaves);
    assert.deepEqual(
      found.map(({ record }) => record),
      records,
    );
    assert.deepEqual([found[0]!.line, found[0]!.index, found[19]!.index], [2, 1, 20]);
    assert.deepEqual(sha256(Buffer.concat([found[3]!.salt, Buffer.from(found[3]!.text)])), found[3]!.commitment);
  }
  const tree = await MerkleTree.build(async (start, end) => day.leaves.subarray(start * 32, end * 32), 21, sha256);
  assert.equal(hex(await tree.root()), hex(day.tally.root()));
});

test('a day without traffic is a head line and an end line, tied to the day before', async () => {
  const yesterday = await writtenDay([], { day: '2026-11-21' });
  const today = await writtenDay([], { previous: previousOf(yesterday, DAY) });
  const lines = today.octets.toString().split('\n');
  assert.equal(lines.length, 3);
  assert.equal(
    lines[0],
    `{"log":1,"provider":"Gestore Alfa S.p.A.","domain":"gestore-alfa.example","day":"2026-11-22","previous":{"day":"2026-11-21","size":1,"root":"${hex(yesterday.tally.root())}","sha256":"${yesterday.sha256}"}}`,
  );
  assert.equal(
    lines[1],
    `{"end":{"records":0,"chain":"${hex(sha256(Buffer.from(lines[0]!)))}","closed":"2026-11-23T00:00:05.000+01:00"}}`,
  );
  assert.ok((await verify(today.octets)).ok);
});

// When the day was closed stands in no tree and no chain: that octet is held by the signature over the file alone.
test('one octet changed anywhere before the closing time is found, and its line named', async () => {
  const { octets } = await writtenDay(entries(5));
  const lineAt = (at: number) => octets.subarray(0, at).filter((octet) => octet === 0x0a).length + 1;
  await fc.assert(
    fc.asyncProperty(fc.nat(octets.indexOf('"closed":"') - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const altered = Buffer.from(octets);
      altered[at] = altered[at]! ^ mask;
      const verdict = await verify(altered);
      assert.ok(!verdict.ok, `octet ${at} of line ${lineAt(at)}`);
      // The head line is leaf 0: altered within its text, it shows at the first record.
      assert.ok(verdict.line === lineAt(at) || (lineAt(at) === 1 && verdict.line === 2), faultOf(verdict));
    }),
    { numRuns: 400 },
  );
});

test('a line taken out, put in, moved or cut off is named with what is wrong', async () => {
  const { octets } = await writtenDay(entries(5));
  const lines = octets.toString().split('\n').slice(0, -1);
  const judged = async (some: readonly string[]) => faultOf(await verify(Buffer.from(`${some.join('\n')}\n`)));
  assert.equal(await judged(lines), 'none');
  assert.match(await judged(lines.toSpliced(2, 1)), /^3: record 21: the chain value doesn't fit/);
  assert.match(await judged(lines.toSpliced(3, 0, lines[2]!)), /^4: record 19 comes after record 19/);
  assert.match(await judged([lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)]), /^2: .*doesn't fit/);
  assert.match(await judged(lines.toSpliced(5, 1)), /^6: the end line counts 5 records, the file has 4/);
  assert.match(await judged(lines.slice(0, -1)), /^7: the end line is missing/);
  assert.match(await judged([...lines, lines[1]!]), /^8: a line stands behind the end line/);
  assert.match(await judged(lines.slice(1)), /^1: head line/);
  assert.match(await judged(['']), /^1: head line/);
  assert.match(await judged(lines.with(3, '')), /^4: not a record line/);
  assert.match(await judged(lines.with(3, `${lines[3]} `)), /^4: not a record line/);
  assert.match(faultOf(await verify(octets.subarray(0, -1))), /^7: the last line has no LF/);
  assert.match(faultOf(await verify(octets.subarray(0, 700))), /: the last line has no LF/);
  assert.match(faultOf(await verify(new Uint8Array())), /^1: the end line is missing/);
});

test('a line without end is not held', async () => {
  const endless = async function* () {
    for (let n = 0; n < 100; n++) yield new Uint8Array(65_536).fill(0x61);
  };
  assert.match(faultOf(await verifyDayFile(endless(), { sha256 })), new RegExp(`^1: .*longer than ${MAX_LINE_OCTETS}`));
});

test('a fault of reading is thrown, not taken for a fault of the file', async () => {
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array();
    throw new Error('EIO');
  };
  await assert.rejects(verifyDayFile(broken(), { sha256 }), /EIO/);
});

test('the tally of an open day goes on where it was kept', async () => {
  const records = entries(9);
  const { tally, leaves } = await writtenDay(records);
  let kept = DayTally.begin(new TextEncoder().encode('x'), sha256).save();
  const first = Buffer.from((await writtenDay([])).octets.toString().split('\n')[0]!);
  kept = DayTally.begin(first, sha256).save();
  for (const [at, { seq }] of records.entries()) {
    const going = DayTally.restore(JSON.parse(JSON.stringify(kept)), sha256);
    going.add(seq, leaves.subarray((at + 1) * 32, (at + 2) * 32));
    assert.throws(() => going.add(seq, sha256(first)), EvidenceFault);
    kept = going.save();
  }
  assert.deepEqual(kept, tally.save());
  assert.throws(() => DayTally.restore({ ...kept, chain: 'x' }, sha256), EvidenceFault);
});

test('a head line that is not written as the log writes it is refused', async () => {
  const previous = { day: '2026-11-21', size: 1, root: 'ab'.repeat(32), sha256: 'cd'.repeat(32) };
  const { octets } = await writtenDay([], { previous });
  const judged = async (from: string, to: string) => {
    const text = octets.toString();
    assert.ok(text.includes(from));
    return faultOf(await verify(Buffer.from(text.replace(from, to))));
  };
  assert.match(await judged('"log":1', '"log":2'), /not a log of version 1/);
  assert.match(await judged('2026-11-21', '2026-11-20'), /the day before 2026-11-22 is not 2026-11-20/);
  assert.match(await judged('"size":1', '"size":0'), /'previous' is not complete/);
  assert.match(await judged('abab', 'ABab'), /previous root/);
  assert.match(await judged('cdcd', 'cd'), /previous sha256/);
  assert.match(await judged('{"log":1,', '{"log":1,"x":1,'), /not written as the log writes it/);
  assert.match(await judged('"day":"2026-11-22"', '"day":"2026-11-31"'), /missing/);
});

test('records that are not in order, or a salt of another length, are not written', async () => {
  const [one, two] = entries(2) as [ReturnType<typeof entries>[0], ReturnType<typeof entries>[0]];
  await assert.rejects(writtenDay([two, one]), /record 17 comes after record 19/);
  const { DayWriter } = await import('./day-file.ts');
  const writer = new DayWriter({ ...ALFA, day: DAY, previous: null }, { ...TOOLS, saltOf: () => new Uint8Array(15) });
  assert.throws(() => writer.write([one]), RangeError);
});
