import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import type { Logger } from '#config';
import type { Outage } from '#service-levels';
import { HEARTBEAT } from './duty-documents.ts';
import { openHeartbeat } from './heartbeat.ts';
import { outageDocuments, readOutages } from './outage-documents.ts';

const MINUTE = 60_000;
const log = { error: () => {}, info: () => {}, warn: () => {} } as unknown as Logger;

/** A provider that begins at this instant, over what was kept before. */
async function beginAt(now: number, before: { heartbeat?: number; outage?: Partial<Outage> }) {
  await using store = openMemoryStore();
  if (before.heartbeat !== undefined)
    await store.commit({ documents: [{ name: HEARTBEAT, bytes: new Uint8Array(), at: before.heartbeat }] });
  const { outage } = before;
  const planned = { id: 'planned', from: 0, kind: 'planned', sla: false, points: ['AP'], reason: '' } as const;
  if (outage !== undefined) await store.commit(outageDocuments({ ...planned, ...outage }, 0));
  const heartbeat = openHeartbeat({ store, legalTime: { now: () => now }, log });
  heartbeat.start();
  await heartbeat.stop();
  const outages = (await readOutages(store)).filter(({ kind }) => kind !== 'planned');
  const logged = await store.searchLog({ event: 'Amministrazione', limit: 10 });
  return { outages, beat: (await store.document(HEARTBEAT))?.at, logged: logged.length - Number(outage !== undefined) };
}

test('a start after a silence writes down an outage of all points, and its record in the log', async () => {
  const { outages, beat, logged } = await beginAt(60 * MINUTE, { heartbeat: 10 * MINUTE });
  assert.deepEqual(
    outages.map(({ from, to, kind, points, sla }) => ({ from, to, kind, points, sla })),
    [{ from: 10 * MINUTE, to: 60 * MINUTE, kind: 'incident', points: ['AP', 'InP', 'DP'], sla: true }],
  );
  assert.equal(beat, 60 * MINUTE);
  assert.equal(logged, 1);
});

test('no outage: the first start, a quick one, one whose standstill was planned; of one planned in part the rest', async () => {
  assert.deepEqual((await beginAt(60 * MINUTE, {})).outages, []);
  assert.deepEqual((await beginAt(60 * MINUTE, { heartbeat: 58 * MINUTE })).outages, []);
  const planned = { from: 9 * MINUTE, to: 70 * MINUTE };
  assert.deepEqual((await beginAt(60 * MINUTE, { heartbeat: 10 * MINUTE, outage: planned })).outages, []);
  const short = await beginAt(60 * MINUTE, { heartbeat: 10 * MINUTE, outage: { ...planned, to: 20 * MINUTE } });
  assert.deepEqual(
    short.outages.map(({ from, to }) => [from, to]),
    [[20 * MINUTE, 60 * MINUTE]],
  );
});
