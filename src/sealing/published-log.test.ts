import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import {
  MerkleTree,
  nextDay,
  type PublishedHead,
  readSignedHead,
  romeDay,
  signHead,
  treeOf,
  verifyConsistency,
  writeHeadPage,
  writeProof,
  writeWitnessPage,
} from '#evidence';
import { hex } from '#mime';
import type { Download } from '#ports';
import { collectCountersignatures } from './collect-countersignatures.ts';
import { publishedLog } from './published-log.ts';
import { DAY, HOUR, openHouse, PROVIDER, START } from './test-sealing.ts';
import { ALFA, BETA, openWitness, signerOf } from './test-shown-log.ts';
import { witnessAlarms } from './witness-alarms.ts';
import { witnessLogs } from './witness-logs.ts';
import type { WitnessPorts } from './witness-ports.ts';

const sha256 = (octets: Uint8Array) => new Uint8Array(hash('sha256', octets, 'buffer'));
const TODAY = romeDay(START);

async function publishing() {
  const house = await openHouse();
  const { store, files } = house;
  const log = publishedLog({ store, files, digests: nodeDigests, provider: PROVIDER });
  const treeAt = async (day: string, size: number) =>
    MerkleTree.build((start, end) => log.commitments(day, start, end), size, sha256);
  return { ...house, log, treeAt, sealing: house.open() };
}

test('what is published of the open day and of closed ones is what was signed', async () => {
  const { log, sealing, clock, write, treeAt } = await publishing();
  assert.equal(await log.newest(), undefined);
  assert.deepEqual(await log.heads('2020-01-01', 10), []);
  await write({ oggetto: 'uno' }, { oggetto: 'due' });
  await sealing.sealDue();
  clock.advance(HOUR);
  await write({ oggetto: 'tre' });
  await sealing.sealDue();
  const early = (await log.newest())!;
  const treeOfMorning = await treeAt(TODAY, (await log.size(TODAY))!);
  assert.equal(hex(await treeOfMorning.root()), early.head.root);
  clock.advance(HOUR);
  await write({ oggetto: 'quattro' });
  await sealing.sealDue();
  const late = (await log.newest())!;
  assert.ok(late.head.size > early.head.size);
  await treeOfMorning.grow(late.head.size);
  const proof = await treeOfMorning.consistency(early.head.size, late.head.size);
  assert.ok(await verifyConsistency(treeOf(early.head), treeOf(late.head), proof));

  clock.advance(DAY);
  await sealing.sealDue();
  const [closed] = await log.heads('2020-01-01', 10);
  assert.deepEqual([closed!.head.day, closed!.head.final], [TODAY, true]);
  assert.ok(closed!.timestamp !== undefined);
  assert.equal(hex(await (await treeAt(TODAY, (await log.size(TODAY))!)).root()), closed!.head.root);
  assert.deepEqual(await log.heads(TODAY, 10).then((heads) => heads.map(({ head }) => head.day)), [nextDay(TODAY)]);
  assert.equal(await log.size('2020-01-01'), undefined);
});

test('a day that is closed while its heads are asked for is not missed', async () => {
  const { log, sealing, clock, write, store } = await publishing();
  await write({ oggetto: 'uno' });
  await sealing.sealDue();
  clock.advance(HOUR);
  await sealing.sealDue();
  const before = await log.heads('2020-01-01', 10);
  assert.deepEqual(
    before.map(({ head }) => [head.day, head.final]),
    [[TODAY, false]],
  );
  const late = publishedLog({
    store: {
      ...store,
      async documents(prefix, options) {
        if (prefix === 'log/day/' && clock.now() < START + DAY) {
          clock.advance(DAY);
          await sealing.sealDue();
        }
        return store.documents(prefix, options);
      },
    },
    files: { read: () => assert.fail() },
    digests: nodeDigests,
    provider: PROVIDER,
  });
  const after = await late.heads('2020-01-01', 10);
  assert.deepEqual(
    after.map(({ head }) => [head.day, head.final]),
    [[TODAY, true]],
  );
});

/** What a provider would answer at its door. */
function downloadOf(log: ReturnType<typeof publishedLog>): Download {
  const answer = async ({ pathname, searchParams: query }: URL) => {
    const [after, limit] = [query.get('after') ?? '0001-01-01', Number(query.get('limit'))];
    if (pathname === '/log/heads') return writeHeadPage(await log.heads(after, limit));
    if (pathname === '/log/witnessed') {
      const { heads, alarms } = await log.witnessed(query.get('domain')!, after, limit);
      return writeWitnessPage(heads, alarms);
    }
    const [day, from, to] = [query.get('day')!, Number(query.get('from')), Number(query.get('to'))];
    const tree = await MerkleTree.build((start, end) => log.commitments(day, start, end), to, sha256);
    return writeProof(await tree.consistency(from, to), {});
  };
  return { get: async (url) => new TextEncoder().encode(await answer(new URL(url))) };
}

async function country() {
  const alfa = await publishing();
  const beta = await openWitness(BETA, ALFA, START);
  beta.view.shown = downloadOf(alfa.log);
  const ofBeta = publishedLog({ store: beta.store, files: alfa.files, digests: nodeDigests, provider: BETA });
  const ports: WitnessPorts = {
    ...beta.ports,
    store: alfa.store,
    legalTime: alfa.clock,
    signer: () => alfa.signer,
    domain: ALFA.domain,
    watched: [{ domain: BETA.domain, url: 'https://gestore-beta.example/log/', download: downloadOf(ofBeta) }],
  };
  return { alfa, beta, ofBeta, ports };
}

test('what a witness has signed of our heads is fetched, verified and published with them', async () => {
  const { alfa, beta, ports } = await country();
  await alfa.write({ oggetto: 'uno' });
  await alfa.sealing.sealDue();
  alfa.clock.advance(HOUR);
  await alfa.sealing.sealDue();
  assert.equal((await witnessLogs(beta.ports))[0]!.outcome, 'consistent');
  const collected = { witness: BETA.domain, outcome: 'collected', accusations: [] };
  assert.deepEqual(await collectCountersignatures(ports), [{ ...collected, signatures: 1 }]);
  assert.deepEqual(await collectCountersignatures(ports), [{ ...collected, signatures: 0 }]);
  assert.equal((await alfa.log.newest())!.countersignatures.length, 1);
  alfa.clock.advance(2 * DAY);
  await alfa.sealing.sealDue();
  await witnessLogs(beta.ports);
  assert.deepEqual(await collectCountersignatures(ports), [{ ...collected, signatures: 3 }]);
  const heads = await alfa.log.heads('2020-01-01', 10);
  assert.deepEqual(
    heads.map(({ head, countersignatures }) => [head.final, countersignatures.length]),
    [
      [true, 1],
      [true, 1],
      [false, 1],
    ],
  );
});

test('a head of ours that we do not have, and a contradiction that a witness tells of, are told once', async () => {
  const { alfa, beta, ports } = await country();
  await alfa.write({ oggetto: 'uno' });
  await alfa.sealing.sealDue();
  alfa.clock.advance(HOUR);
  await alfa.sealing.sealDue();
  const { head } = await readSignedHead((await alfa.log.newest())!.p7m);
  // Somebody with our key, or we ourselves before the log was put back.
  const other = { ...head, size: head.size + 4, root: 'ab'.repeat(32) };
  const shown: PublishedHead = { head: other, p7m: await signHead(other, alfa.signer), countersignatures: [] };
  beta.view.shown = { get: async () => new TextEncoder().encode(writeHeadPage([shown])) };
  await witnessLogs(beta.ports);
  const told = () => alfa.store.state.log.filter(({ event }) => event === 'RegistroContraddetto');
  const [first] = await collectCountersignatures(ports);
  assert.match(JSON.stringify(first), /has seen a head of ours with \d+ leaves that we do not have/);
  await collectCountersignatures(ports);
  assert.equal(told().length, 1);
  // The honest log again: for the witness it contradicts what it saw.
  beta.view.shown = downloadOf(alfa.log);
  assert.equal((await witnessLogs(beta.ports))[0]!.outcome, 'contradicted');
  const [second] = await collectCountersignatures(ports);
  assert.equal(second!.outcome === 'collected' && second!.accusations.length, 2);
  assert.equal(told().length, 2);
  assert.match(
    (await witnessAlarms(alfa.store)).map(({ text }) => text).join(),
    /^OUR LOG CONTRADICTS ITSELF, says gestore-beta.example: .*; /,
  );
});

test('a witness that signs with another key than its own, or gives out others’ heads, is not believed', async () => {
  const { alfa, beta, ports } = await country();
  await alfa.write({ oggetto: 'uno' });
  await alfa.sealing.sealDue();
  alfa.clock.advance(HOUR);
  await alfa.sealing.sealDue();
  await witnessLogs(beta.ports);
  const wrong = { ...ports, judgeSigner: async () => 'not in the index' };
  assert.match(JSON.stringify(await collectCountersignatures(wrong)), /"no-answer","reason":"countersignature: not in/);
  const { head } = (await alfa.log.newest())!;
  const foreign = { ...head, domain: BETA.domain };
  const page = writeWitnessPage(
    [{ head: foreign, p7m: await signHead(foreign, await signerOf(BETA)), countersignatures: [] }],
    [],
  );
  const download = { get: async () => new TextEncoder().encode(page) };
  const watched = [{ ...ports.watched[0]!, download }];
  assert.match(JSON.stringify(await collectCountersignatures({ ...ports, watched })), /is given out as ours/);
  assert.equal((await alfa.log.newest())!.countersignatures.length, 0);
});
