import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eicarScanner } from '#adapters/eicar';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import { openMetrics } from '#doors/http-listener';
import type { Instant } from '#pec';
import type { StoredLogRecord } from '#ports';
import { DOCUMENT } from '#provider-index';
import { HOUR_MS, sampleJob, T0 } from '#testing';
import { CLOCK_STATE } from './clock-guard.ts';
import { webMeasures, webReadiness } from './web-measures.ts';
import type { WebGround } from './web-ports.ts';

function ground() {
  let tell: (records: readonly StoredLogRecord[]) => void = () => {};
  const store = { ...openMemoryStore(), documents: async () => [] };
  const follower = {
    listen(listener: typeof tell) {
      tell = listener;
      return () => {};
    },
  };
  const parts = { store, follower, legalTime: memoryClock((T0 + HOUR_MS) as Instant), scanner: eicarScanner() };
  return {
    ...parts,
    ground: parts as unknown as WebGround,
    tell: (records: readonly StoredLogRecord[]) => tell(records),
  };
}

test('what is told of the log, the queue and the door is what happened', async () => {
  const { ground: of, store, tell } = ground();
  const { measures } = webMeasures(of, { streams: 2, refused: new Map([['forbidden', 4]]) });
  tell([{ event: 'Accettazione' }, { event: 'Accettazione' }, { event: 'Consegna' }, { event: 'CicloAvvio' }] as never);
  await store.commit({ jobs: [sampleJob('j')] });
  const text = await openMetrics(measures).tell();
  for (const line of [
    'ceralacca_log_events_total{event="accepted"} 2',
    'ceralacca_log_events_total{event="delivered"} 1',
    'ceralacca_jobs_open 1',
    'ceralacca_jobs_oldest_due_seconds 3600',
    'ceralacca_event_streams 2',
    'ceralacca_refused_calls_total{kind="forbidden"} 4',
    'ceralacca_signing_stopped 0',
  ])
    assert.ok(text.includes(`\n${line}\n`), `${line} in\n${text}`);
  const held = { since: T0, sha256: '', loss: '', domains: { first: ['pec.beta.example'], total: 3 } };
  const bytes = new TextEncoder().encode(JSON.stringify({ held }));
  assert.match(text, /\nceralacca_index_domains_held 0\n/);
  await store.commit({ documents: [{ name: DOCUMENT.state, bytes, at: T0 }] });
  assert.match(await openMetrics(measures).tell(), /\nceralacca_index_domains_held 3\n/);
});

test('a stopped clock, or no index, is not ready', async () => {
  const { ground: of, store } = ground();
  const ready = webReadiness(of);
  const all = async () =>
    Object.fromEntries(await Promise.all(Object.entries(ready).map(async ([name, ask]) => [name, await ask()])));
  assert.deepEqual(await all(), { database: true, index: false, clock: true, scanner: true });
  const bytes = new TextEncoder().encode(JSON.stringify({ isStopped: true }));
  await store.commit({ documents: [{ name: CLOCK_STATE, bytes, at: T0 }] });
  assert.equal((await all()).clock, false);
});

test('the dashboard and the rules ask only for what is measured', async () => {
  const { ground: of } = ground();
  const { measures } = webMeasures(of, { streams: 0, refused: new Map() });
  const text = await openMetrics(measures).tell();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  for (const file of ['grafana-dashboard.json', 'ceralacca.rules.yml']) {
    const asked = readFileSync(new URL(`../../docs/monitoring/${file}`, import.meta.url), 'utf8');
    for (const [name] of asked.matchAll(/ceralacca_\w+/g))
      assert.ok(known.has(name.replace(/_(count|bucket|sum)$/, '')), `${file} asks for ${name}`);
  }
});
