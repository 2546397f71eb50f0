import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import type { Logger, ProviderConfig } from '#config';
import { alarmJson } from '#evidence';
import { type LogWatchPorts, openLogWatch } from './open-log-watch.ts';

const AT = Date.UTC(2026, 2, 1, 9);

test('a log that contradicts itself is told to the log of the server, once for each process', async () => {
  const [store, legalTime, told] = [openMemoryStore(), memoryClock(AT), [] as string[]];
  const log: Logger = { info() {}, warn() {}, error: (_facts, text) => void told.push(text) };
  const ports = { store, legalTime, log } as unknown as LogWatchPorts;
  const config = { domain: 'gestore.example', sealedLog: { witnessed: [] } } as unknown as ProviderConfig;
  const start = () => openLogWatch(config, ports);
  const watch = await start();
  await watch.runDue();
  assert.deepEqual(told, []);

  const alarm = alarmJson({ at: AT, reason: 'leaf 3', heads: [new Uint8Array(1), new Uint8Array(2)] });
  const bytes = new TextEncoder().encode(JSON.stringify(alarm));
  await store.commit({ documents: [{ name: 'witness-alarm/altro.example/00', bytes, at: AT }] });
  for (let minute = 0; minute < 3; minute++) {
    legalTime.advance(60_000);
    await watch.runDue();
  }
  const line = 'the log of altro.example contradicts itself, found on 2026-03-01T10:00:00.000+01:00: leaf 3';
  assert.deepEqual(told, [line]);
  await (await start()).runDue();
  assert.deepEqual(told, [line, line], 'another process tells it again');
});
