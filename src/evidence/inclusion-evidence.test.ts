import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { toPem } from '#cms';
import { testAuthority, testCertificate, testKeys, testSigner, testTimestamper } from '#testing';
import { countersignHead, readCountersignature } from './countersignature.ts';
import { EvidenceFault } from './fault.ts';
import { type EvidenceTrust, type InclusionEvidence, verifyInclusionEvidence } from './inclusion-evidence.ts';
import { readInclusionEvidence, writeInclusionEvidence } from './inclusion-json.ts';
import { type HeadEvidence, judgeHead } from './judge-head.ts';
import { logRecordText } from './log-record-text.ts';
import { MerkleTree } from './merkle-tree.ts';
import { dayEnd } from './rome-day.ts';
import { readSignedHead, signHead } from './signed-head.ts';
import { ALFA, DAY, entries, headOf, sha256, TOOLS, writtenDay } from './test-log.ts';

const RECORDS = entries(50);
const CLOSED = dayEnd(DAY) + 5_000;
const LATER = CLOSED + 30 * 86_400_000;

async function signerOf(name: string, domain: string, authority = 'uno') {
  const order = { authority, keys: domain, providerName: name, serviceAddress: `posta-certificata@${domain}` };
  return testSigner(domain, await testCertificate({ ...order, serial: domain.length }));
}

interface House {
  readonly trust: EvidenceTrust;
  readonly head: HeadEvidence;
  evidenceOf(record: number, head?: HeadEvidence): Promise<InclusionEvidence>;
  stampedAt(at: number, p7m: Uint8Array): Promise<Uint8Array>;
}
let house: House;

before(async () => {
  const day = await writtenDay(RECORDS);
  const { authority } = await testAuthority('uno');
  const tree = await MerkleTree.build(async (start, end) => day.leaves.subarray(32 * start, 32 * end), 51, sha256);
  const p7m = await signHead(headOf(day.tally), await signerOf(ALFA.provider, ALFA.domain));
  const stampedAt = async (at: number, what: Uint8Array) => {
    const clock = { now: () => at };
    return (await testTimestamper(clock)).stamp(sha256(what));
  };
  const countersignature = await countersignHead(p7m, await signerOf('Gestore Beta', 'gestore-beta.example'), CLOSED);
  const head = { p7m, timestamp: await stampedAt(CLOSED + 1_000, p7m), countersignatures: [countersignature] };
  house = {
    trust: { roots: [authority.certificate] },
    head,
    stampedAt,
    async evidenceOf(record, other = head) {
      const entry = RECORDS[record]!;
      const [index, salt] = [record + 1, TOOLS.saltOf(entry.seq)];
      return { record: logRecordText(entry), salt, index, path: await tree.inclusion(index), head: other };
    },
  };
});

const outcomes = async (evidence: readonly InclusionEvidence[], trust = house.trust, at = LATER) =>
  (await verifyInclusionEvidence(evidence, trust, at)).map(({ question, outcome }) => `${question} ${outcome}`);

const faults = async (evidence: readonly InclusionEvidence[], trust = house.trust, at = LATER) =>
  (await verifyInclusionEvidence(evidence, trust, at))
    .filter(({ outcome }) => outcome === 'fault')
    .map(({ question, text }) => `${question}: ${text}`);

test('a record is proved by its path, the head, the time-stamp and the witness; the head is judged once', async () => {
  const evidence = await Promise.all([house.evidenceOf(0), house.evidenceOf(17), house.evidenceOf(49)]);
  const ofHead = ['head ok', 'timestamp ok', 'signer ok', 'witness ok'];
  const ofRecord = ['record ok', 'inclusion ok', 'date ok'];
  assert.deepEqual(await outcomes(evidence), [...ofHead, ...ofRecord, ...ofRecord, ...ofRecord]);
  const [first] = await verifyInclusionEvidence(evidence, house.trust, LATER);
  assert.deepEqual(first, {
    question: 'head',
    subject: 'head of 2026-11-22, 51 leaves',
    outcome: 'ok',
    text: 'signed by Gestore Alfa S.p.A. on 2026-11-23T00:00:05.000+01:00',
  });
});

test('what is not there proves nothing against the rest', async () => {
  const { p7m } = house.head;
  const bare = await house.evidenceOf(3, { p7m, countersignatures: [] });
  const found = await outcomes([bare]);
  assert.deepEqual(found.slice(0, 4), ['head ok', 'timestamp missing', 'signer ok', 'witness missing']);
});

test('each part that is not what it must be is named', async () => {
  const good = await house.evidenceOf(3);
  const { head } = good;
  const [other, foreign] = [await house.evidenceOf(4), (await testAuthority('due')).authority.certificate];
  const altered = { ...good, record: good.record.replace('mario@', 'luca@') };
  assert.match((await faults([altered])).join(), /^inclusion: it is not leaf 4 of the tree .*altered$/);
  assert.match((await faults([{ ...good, salt: other.salt }])).join(), /^inclusion/);
  assert.match((await faults([{ ...good, index: 5 }])).join(), /^inclusion/);
  assert.match((await faults([{ ...good, path: other.path }])).join(), /^inclusion/);
  assert.match((await faults([{ ...good, path: [] }])).join(), /^inclusion/);
  assert.match((await faults([{ ...good, record: '{"seq":1}' }])).join(), /^record/);

  const cut = { ...good, head: { ...head, p7m: head.p7m.with(head.p7m.length - 1, head.p7m.at(-1)! ^ 1) } };
  assert.match((await faults([cut])).join(), /^head: .*signature.*,inclusion: there is no head/);
  const foreignTrust = { roots: [foreign], timestampRoots: house.trust.roots };
  assert.deepEqual(
    (await faults([good], foreignTrust)).map((text) => text.split(':')[0]),
    ['signer', 'witness'],
  );
  const unstamped = await faults([good], { ...house.trust, timestampRoots: [foreign] });
  assert.deepEqual([unstamped.length, unstamped[0]!.split(':')[0]], [1, 'timestamp']);
});

test('a time-stamp over something else, or from before the head was made, is none', async () => {
  const { p7m } = house.head;
  const over = async (timestamp: Uint8Array) => faults([await house.evidenceOf(3, { ...house.head, timestamp })]);
  assert.match(
    (await over(await house.stampedAt(CLOSED, new Uint8Array(3)))).join(),
    /^timestamp: .*over something else/,
  );
  assert.match((await over(await house.stampedAt(CLOSED - 3_600_000, p7m))).join(), /^timestamp: .*before it was made/);
  assert.match((await over(Uint8Array.of(0x30, 0))).join(), /^timestamp: .*cannot be read/);
});

test('a time-stamp keeps a signature good when its certificate has ended', async () => {
  const certificate = await testCertificate({
    authority: 'uno',
    keys: 'short',
    providerName: ALFA.provider,
    serviceAddress: `posta-certificata@${ALFA.domain}`,
    serial: 99,
    notAfter: CLOSED + 86_400_000,
  });
  const { head } = await readSignedHead(house.head.p7m);
  const p7m = await signHead(head, await testSigner('short', certificate));
  const timestamp = await house.stampedAt(CLOSED + 1_000, p7m);
  const stamped = await judgeHead({ p7m, timestamp, countersignatures: [] }, house.trust, LATER);
  assert.deepEqual(
    stamped.checks.map(({ outcome }) => outcome),
    ['ok', 'ok', 'ok', 'missing'],
  );
  const bare = await judgeHead({ p7m, countersignatures: [] }, house.trust, LATER);
  assert.match(bare.checks.find(({ question }) => question === 'signer')!.text, /expired/);
});

test('a witness is another provider, and signs these octets', async () => {
  const { p7m } = house.head;
  const own = await countersignHead(p7m, await signerOf(ALFA.provider, ALFA.domain), CLOSED);
  const self = await house.evidenceOf(3, { ...house.head, countersignatures: [own] });
  assert.match((await faults([self])).join(), /^witness: gestore-alfa.example is its own witness$/);
  const beta = await signerOf('Gestore Beta', 'gestore-beta.example');
  const elsewhere = await countersignHead(new Uint8Array(9), beta, CLOSED);
  await assert.rejects(readCountersignature(elsewhere, p7m), EvidenceFault);
  await assert.rejects(readCountersignature(new Uint8Array(9), p7m), EvidenceFault);
  const seen = await readCountersignature(house.head.countersignatures[0]!, p7m);
  assert.deepEqual([seen.witness, seen.signingTime], ['gestore-beta.example', CLOSED]);
});

test('a witness that signs with SHA-1 is none', async () => {
  const { certificate } = await signerOf('Gestore Beta', 'gestore-beta.example');
  const folder = await mkdtemp(join(tmpdir(), 'witness-'));
  const [key, cert, p7m, p7s] = ['key.pem', 'cert.pem', 'head.p7m', 'seen.p7s'].map((name) => join(folder, name));
  const { privateKey } = await testKeys('gestore-beta.example');
  await writeFile(key!, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(cert!, toPem('CERTIFICATE', certificate));
  await writeFile(p7m!, house.head.p7m);
  const [from, to] = [
    ['-in', p7m!, '-inkey', key!, '-signer', cert!],
    ['-outform', 'DER', '-out', p7s!],
  ];
  execFileSync('openssl', ['cms', '-sign', '-binary', '-md', 'sha1', ...from, ...to]);
  const seen = await house.evidenceOf(3, { ...house.head, countersignatures: [await readFile(p7s!)] });
  await rm(folder, { recursive: true });
  assert.match((await faults([seen])).join(), /^witness: .*SHA-1/);
});

test('a head of a provider is signed with that provider’s certificate', async () => {
  const { head } = await readSignedHead(house.head.p7m);
  const beta = await signerOf('Gestore Beta', 'gestore-beta.example');
  await assert.rejects(
    readSignedHead(await signHead(head, beta)),
    /its certificate is of posta-certificata@gestore-beta/,
  );
  await assert.rejects(readSignedHead(new Uint8Array(70_000)), EvidenceFault);
  await assert.rejects(readSignedHead(new Uint8Array(9)), EvidenceFault);
});

test('evidence is one text, with each head once, and is read as it was written', async () => {
  const bare = { ...house.head, countersignatures: [] };
  const evidence = [await house.evidenceOf(1), await house.evidenceOf(2), await house.evidenceOf(3, bare)];
  const text = writeInclusionEvidence(evidence);
  assert.equal(JSON.parse(text).heads.length, 2);
  const read = readInclusionEvidence(text);
  assert.deepEqual(read, evidence);
  assert.equal(read[0]!.head, read[1]!.head);
  const bad: readonly (readonly [string | RegExp, string])[] = [
    ['{"inclusion":1', '{"inclusion":2'],
    ['"head":1', '"head":9'],
    ['"head":1', '"head":"constructor"'],
    ['"index":2', '"index":-0.5'],
    [/"salt":"../, '"salt":"'],
    [/"path":\[".."?/, '"path":["'],
    ['"p7m":"', '"p7m":"*'],
    ['"heads":[', '"heads":7,"h":['],
    [/^/, 'x'],
  ];
  for (const [from, to] of bad) {
    assert.notEqual(text.replace(from, to), text);
    assert.throws(() => readInclusionEvidence(text.replace(from, to)), EvidenceFault, String(from));
  }
});
