import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { openMemoryStore } from '#adapters/memory';
import type { Logger } from '#config';
import type { Step } from '#ports';
import type { Outage } from '#service-levels';
import { openAvailabilityProbe, readProbeState } from './availability-probe.ts';
import type { ProbeOutcome } from './availability-probe-outages.ts';
import { LAST_PROBE } from './duty-documents.ts';
import { outageDocuments, readOutages } from './outage-documents.ts';

const EVERY = 30_000;
const GOOD: ProbeOutcome = { kind: 'good', tookMs: 200 };
const REFUSED: ProbeOutcome = { kind: 'failed', points: ['AP'], why: '451 later' };
const STUCK: ProbeOutcome = { kind: 'failed', points: ['InP', 'DP'], why: 'not delivered' };
const UNABLE: ProbeOutcome = { kind: 'unable', why: '535 wrong', isRefused: true };

/** A provider whose probes come out as the test says, and whose database may be away. */
function room() {
  const store = openMemoryStore();
  const said: string[] = [];
  const say = (_facts: unknown, text: string) => void said.push(text);
  const log = { error: say, warn: say, info: say } as unknown as Logger;
  const time = { now: 1_000_000_000_000 };
  const clock = { now: () => time.now };
  const world = { made: 0, outcome: GOOD as ProbeOutcome, isAway: false };
  const ports = {
    store: {
      document: (name: string) => store.document(name),
      documents: store.documents,
      async commit(step: Step) {
        if (world.isAway) throw new Error('the database is away');
        return await store.commit(step);
      },
    },
    ...{ legalTime: clock, monotonic: clock, digests: nodeDigests, log },
    async probe() {
      world.made += 1;
      return world.outcome;
    },
  };
  const open = () => openAvailabilityProbe(EVERY, ports);
  const first = open();
  return {
    ...{ store, said, world, open, time },
    async turn(outcome: ProbeOutcome, probe = first) {
      time.now += EVERY;
      world.outcome = outcome;
      await probe.turn();
      return time.now;
    },
    /** Probed outages, and their records in the log. */
    async outages() {
      const logged = await store.searchLog({ event: 'Amministrazione', limit: 99 });
      const all = (await readOutages(store)).filter(({ kind }) => kind === 'malfunction');
      return { spans: all.map(({ from, to, points }) => [from, to, points.join()]), logged: logged.length };
    },
  };
}

test('one failure is none; the second opens an outage from the first on, and the first good probe closes it', async () => {
  const { turn, outages, said } = room();
  await turn(GOOD);
  await turn(REFUSED);
  await turn(GOOD);
  assert.deepEqual(await outages(), { spans: [], logged: 0 });
  const from = await turn(REFUSED);
  await turn(REFUSED);
  await turn(REFUSED);
  assert.deepEqual(await outages(), { spans: [[from, undefined, 'AP']], logged: 1 });
  const to = await turn(GOOD);
  await turn(GOOD);
  assert.deepEqual(await outages(), { spans: [[from, to, 'AP']], logged: 2 });
  assert.equal(said.length, 2);
});

test('what is accepted and not delivered is an outage of the points behind', async () => {
  const { turn, outages } = room();
  const from = await turn(STUCK);
  await turn(STUCK);
  assert.deepEqual((await outages()).spans, [[from, undefined, 'InP,DP']]);
});

test('what was announced, or written down by hand, is not doubled; when it ends too early the rest is written', async () => {
  const { turn, outages, store, time } = room();
  const begin = time.now;
  const planned: Outage = {
    ...{ id: 'x', from: begin, to: begin + 3.5 * EVERY, kind: 'planned', sla: false, points: ['AP'], reason: '' },
  };
  await store.commit({ documents: outageDocuments(planned, begin).documents! });
  for (let at = 0; at < 3; at++) await turn(REFUSED);
  assert.deepEqual((await outages()).spans, []);
  await turn(REFUSED);
  assert.deepEqual((await outages()).spans, [[planned.to, undefined, 'AP']]);
  const to = await turn(GOOD);
  assert.deepEqual((await outages()).spans, [[planned.to, to, 'AP']]);
});

test('an outage outlives the process that found it: the next one closes it, and one ended by hand begins anew', async () => {
  const { turn, outages, open, store } = room();
  const from = await turn(REFUSED);
  await turn(REFUSED);
  const [lasting] = await readOutages(store);
  const ended = (await turn(REFUSED)) - 1;
  await store.commit(outageDocuments({ ...lasting!, to: ended }, ended));
  const next = open();
  await turn(REFUSED, next);
  assert.deepEqual((await outages()).spans, [
    [from, ended, 'AP'],
    [ended, undefined, 'AP'],
  ]);
  const to = await turn(GOOD, open());
  assert.deepEqual((await outages()).spans[1], [ended, to, 'AP']);
});

test('a database that is away is an outage that is written down when it is back', async () => {
  const { turn, outages, world, said } = room();
  await turn(GOOD);
  world.isAway = true;
  const from = await turn(GOOD);
  await turn(GOOD);
  await turn(GOOD);
  world.isAway = false;
  const to = await turn(GOOD);
  assert.deepEqual((await outages()).spans, [[from, to, 'AP,InP,DP']]);
  assert.deepEqual(said, [
    'the service could not be probed, and will be tried again',
    'an outage of the service has ended, and was written down',
  ]);
});

test('of several processes one probes, and a probe that is wrong itself says so once and is left alone for a while', async () => {
  const { turn, open, world, store, said, time, outages } = room();
  await turn(GOOD);
  const other = open();
  await other.turn();
  time.now += 10_000;
  await other.turn();
  assert.equal(world.made, 1);
  await turn(UNABLE);
  for (let at = 0; at < 5; at++) await turn(UNABLE);
  assert.equal(world.made, 2);
  time.now += 600_000;
  await turn(UNABLE);
  assert.equal(world.made, 3);
  assert.deepEqual(said, ['the availability is not probed: mend the settings of the probe']);
  assert.deepEqual(readProbeState((await store.document(LAST_PROBE))!.bytes).outcome, UNABLE);
  assert.deepEqual((await outages()).spans, []);
});

test('a probe that is called off while it is made says nothing', async () => {
  const { store, said, time } = room();
  const log = { error: () => said.push('said') } as unknown as Logger;
  const clock = { now: () => time.now };
  let begun = () => {};
  const made = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const probe = openAvailabilityProbe(EVERY, {
    ...{ store, legalTime: clock, monotonic: clock, digests: nodeDigests, log },
    probe: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('called off')));
        begun();
      }),
  });
  const turn = probe.turn();
  await made;
  await probe.stop();
  await turn;
  assert.deepEqual(said, []);
  assert.equal(readProbeState((await store.document(LAST_PROBE))!.bytes).outcome, undefined);
});
