import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { ALGORITHM_POLICY } from './algorithm-policy.ts';
import { readEvidenceRecord } from './evidence-record.ts';
import { CmsFault } from './fault.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { digest } from './signature-algorithm.ts';
import {
  DAY,
  NOW,
  newEcKeys,
  type TestNetwork,
  type TestTimestamper,
  testNetwork,
  testTimestamper,
  YEAR,
} from './test-kit.ts';
import { type EvidenceQuestion, verifyEvidenceRecord } from './verify-evidence.ts';
import {
  evidenceRecordOf,
  rehashEvidenceRecords,
  renewEvidenceRecords,
  writeEvidenceRecords,
} from './write-evidence.ts';

const documents = Array.from({ length: 7 }, (_, day) => new TextEncoder().encode(`registro del giorno ${day}\n`));
const TEN_YEARS_ON = NOW + 10 * YEAR;
let network: TestNetwork;
let sha256: Uint8Array[];
let sha512: Uint8Array[];
/** Time-stamp authorities of 2026, 2030 and 2034, each with a certificate for five years. */
let tsa: Record<'first' | 'second' | 'third', TestTimestamper>;
before(async () => {
  network = await testNetwork();
  const open = async (from: number) => testTimestamper(network.root, from, 5, await newEcKeys());
  tsa = { first: await open(NOW), second: await open(NOW + 4 * YEAR), third: await open(NOW + 8 * YEAR) };
  sha256 = await Promise.all(documents.map((document) => digest('sha256', document)));
  sha512 = await Promise.all(documents.map((document) => digest('sha512', document)));
});

const by = (authority: TestTimestamper, at: number) => (value: Uint8Array) => authority.stamp(value, at);
const first = () => writeEvidenceRecords(sha256, { stamp: by(tsa.first, NOW) });
const ask = (record: Uint8Array, number: number, changed: Partial<EvidenceQuestion> = {}) =>
  verifyEvidenceRecord(record, {
    digests: { sha256: sha256[number]!, sha512: sha512[number]! },
    roots: [network.root.certificate],
    at: NOW + DAY,
    ...changed,
  });

test('one time-stamp proves all documents, each by its own record', async () => {
  let stamps = 0;
  const records = await writeEvidenceRecords(sha256, {
    stamp: (value) => {
      stamps++;
      return tsa.first.stamp(value, NOW);
    },
  });
  assert.equal(stamps, 1);
  for (const [number, record] of records.entries()) {
    const verdict = await ask(record, number);
    assert.deepEqual(verdict.reasons, []);
    assert.equal(verdict.existedAt, NOW);
    assert.equal(verdict.renewBefore, NOW - DAY + 5 * YEAR);
    const other = await ask(record, (number + 3) % documents.length);
    assert.equal(other.valid, false);
    assert.equal(other.existedAt, undefined);
    assert.match(other.reasons.join(), /the time-stamp of 2026-06-01 does not cover this document/);
  }
});

test('ten years on, a record renewed in time still proves its document; one not renewed says why not', async () => {
  const records = await first();
  const twice = await renewEvidenceRecords(records, by(tsa.second, NOW + 4 * YEAR));
  const thrice = await renewEvidenceRecords(twice, by(tsa.third, NOW + 8 * YEAR));
  for (const [number, record] of thrice.entries()) {
    const verdict = await ask(record, number, { at: TEN_YEARS_ON });
    assert.deepEqual(verdict.reasons, []);
    assert.equal(verdict.existedAt, NOW);
    assert.deepEqual(
      verdict.links.map(({ kind, judgedAt }) => [kind, judgedAt]),
      [
        ['first', NOW + 4 * YEAR],
        ['time-stamp renewal', NOW + 8 * YEAR],
        ['time-stamp renewal', TEN_YEARS_ON],
      ],
    );
  }
  assert.deepEqual((await ask(records[0]!, 0, { at: TEN_YEARS_ON })).reasons, [
    'the time-stamp of 2026-06-01 can no longer be judged: its certificate ended on 2031-05-30, and no renewal was made before',
  ]);
  assert.deepEqual((await ask(twice[0]!, 0, { at: TEN_YEARS_ON })).reasons, [
    'the time-stamp renewal of 2030-05-31 can no longer be judged: its certificate ended on 2035-05-29, and no renewal was made before',
  ]);
});

test('a renewal that came too late saves nothing', async () => {
  const late = await renewEvidenceRecords(await first(), by(tsa.third, NOW + 8 * YEAR));
  const verdict = await ask(late[1]!, 1, { at: TEN_YEARS_ON });
  assert.deepEqual(verdict.reasons, [
    'the time-stamp of 2026-06-01 can no longer be judged: its certificate ended on 2031-05-30, and it was renewed only on 2034-05-30',
  ]);
  assert.deepEqual(
    verdict.links.map(({ reasons }) => reasons.length),
    [1, 0],
  );
});

test('before SHA-256 weakens, documents are hashed anew; a renewal of the time-stamp alone is not enough', async () => {
  const policy = { ...ALGORITHM_POLICY, digests: { ...ALGORITHM_POLICY.digests, sha256: NOW + 7 * YEAR } };
  const renewed = await renewEvidenceRecords(await first(), by(tsa.second, NOW + 4 * YEAR));
  const withDigests = renewed.map((record, number) => ({ record, digest: sha512[number]! }));
  const rehashed = await rehashEvidenceRecords(withDigests, { stamp: by(tsa.second, NOW + 5 * YEAR) });
  assert.deepEqual(readEvidenceRecord(rehashed[2]!).algorithms, ['sha256', 'sha512']);
  const inTime = await ask(rehashed[2]!, 2, { at: NOW + 6 * YEAR, policy });
  assert.deepEqual(inTime.reasons, []);
  assert.deepEqual(
    inTime.links.map(({ kind, algorithm }) => [kind, algorithm]),
    [
      ['first', 'sha256'],
      ['time-stamp renewal', 'sha256'],
      ['hash-tree renewal', 'sha512'],
    ],
  );
  const again = await renewEvidenceRecords(rehashed, by(tsa.third, NOW + 8 * YEAR));
  assert.equal(readEvidenceRecord(again[2]!).chains.at(-1)?.length, 2);
  assert.deepEqual((await ask(again[2]!, 2, { at: TEN_YEARS_ON })).reasons, []);

  const notRehashed = await renewEvidenceRecords(renewed, by(tsa.third, NOW + 8 * YEAR));
  const weak = await ask(notRehashed[2]!, 2, { at: TEN_YEARS_ON, policy });
  assert.match(
    weak.reasons.join('\n'),
    /of 2026-06-01 proves nothing any more: SHA-256 is not trusted since 2033-05-30/,
  );
  assert.equal(weak.links[0]?.strength, 'weak');
});

test('a hash-tree renewal needs the new digest of the very document', async () => {
  const records = await first();
  const mixed = records.map((record, number) => ({ record, digest: sha512[(number + 1) % documents.length]! }));
  const rehashed = await rehashEvidenceRecords(mixed, { stamp: by(tsa.first, NOW + YEAR) });
  const verdict = await ask(rehashed[0]!, 0, { at: NOW + 2 * YEAR });
  assert.match(verdict.reasons.join(), /the hash-tree renewal of 2027-06-01 does not cover this document/);
  const own = records.map((record, number) => ({ record, digest: sha512[number]! }));
  const [good] = await rehashEvidenceRecords(own, { stamp: by(tsa.first, NOW + YEAR) });
  assert.equal((await ask(good!, 0, { at: NOW + 2 * YEAR })).valid, true);
  const lacking = await ask(good!, 0, { at: NOW + 2 * YEAR, digests: { sha256: sha256[0]! } });
  assert.match(lacking.reasons.join(), /needs the sha512 digest of the document/);
});

test('a time-stamp that stood alone becomes a record and is renewed beside others', async () => {
  const token = await tsa.first.stamp(sha256[0]!, NOW);
  const alone = evidenceRecordOf(token);
  assert.equal((await ask(alone, 0)).valid, true);
  assert.match((await ask(alone, 1)).reasons.join(), /of 2026-06-01 does not cover this document/);
  const others = await writeEvidenceRecords(sha256.slice(1), { stamp: by(tsa.first, NOW + DAY) });
  const renewed = await renewEvidenceRecords([alone, ...others], by(tsa.second, NOW + 4 * YEAR));
  for (const [number, record] of renewed.entries()) {
    assert.deepEqual((await ask(record, number, { at: NOW + 6 * YEAR })).reasons, []);
  }
  const tokens = renewed.map((record) => readEvidenceRecord(record).chains[0]![1]!.token.join());
  assert.equal(new Set(tokens).size, 1);
});

test('a tree that leads elsewhere than to what was stamped proves nothing', async () => {
  const records = await first();
  const { tree } = readEvidenceRecord(records[0]!).chains[0]![0]!;
  for (const [sibling] of [tree[0]!.filter((hash) => hash.join() !== sha256[0]!.join()), tree[1]!]) {
    const at = records[0]!.findIndex((_, index) => sibling!.every((octet, n) => records[0]![index + n] === octet));
    const verdict = await ask(records[0]!.with(at, records[0]![at]! ^ 1), 0);
    assert.equal(verdict.links[0]?.covers, 'fault');
    assert.equal(verdict.valid, false);
  }
});

test('a key too short, a revoked authority and a renewal dated before what it renews are told', async () => {
  const old = await testTimestamper(network.root, NOW, 9);
  const [short] = await writeEvidenceRecords([sha256[0]!], { stamp: by(old, NOW) });
  assert.deepEqual((await ask(short!, 0, { at: NOW + 5 * YEAR })).reasons, [
    'the time-stamp of 2026-06-01 proves nothing any more: RSA with 2048 bits is not trusted since 2031-01-01, and no renewal was made before',
  ]);
  assert.equal((await ask(short!, 0)).renewBefore, Date.UTC(2031, 0));

  const revoked = [{ serial: parsedCertificate(tsa.first.certificate).serialOctets, since: NOW }];
  const crl = await network.root.crl({ revoked, thisUpdate: NOW, nextUpdate: NOW + 9 * DAY, number: 1 });
  const [record] = await first();
  assert.match((await ask(record!, 0, { crls: [crl] })).reasons.join(), /of 2026-06-01: .* was revoked/);

  const [backwards] = await renewEvidenceRecords([record!], by(tsa.first, NOW - DAY / 2));
  assert.match((await ask(backwards!, 0)).reasons.join(), /is younger than what renews it/);
});

test('any altered octet of a renewed record is found or changes nothing that was proved', async () => {
  const [record] = await renewEvidenceRecords(await first(), by(tsa.second, NOW + 4 * YEAR));
  await fc.assert(
    fc.asyncProperty(fc.nat(record!.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const mutant = record!.with(at, record![at]! ^ flip);
      const verdict = await ask(mutant, 0, { at: NOW + 5 * YEAR });
      if (verdict.valid) assert.equal(verdict.existedAt, NOW);
      try {
        await renewEvidenceRecords([mutant], by(tsa.third, NOW + 8 * YEAR));
      } catch (fault) {
        assert.ok(fault instanceof CmsFault, String(fault));
      }
    }),
    { numRuns: 200 },
  );
});
