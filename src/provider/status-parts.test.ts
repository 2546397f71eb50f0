import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { CLOCK_STATE, type ClockState } from './clock-guard.ts';
import { HEARTBEAT, LAST_BACKUP } from './duty-documents.ts';
import { dutyDocuments } from './outage-documents.ts';
import { clockPart, keepingPart, type StatusPart, servicePart, slaPart } from './status-parts.ts';

const NOW = Date.UTC(2026, 2, 20, 9);
const DAY_MS = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();

async function openBooks(documents: Readonly<Record<string, unknown>>) {
  const store = openMemoryStore();
  const octets = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const kept = Object.entries(documents).map(([name, value]) => ({ name, bytes: octets(value), at: NOW - DAY_MS }));
  await store.commit({ documents: kept });
  return { store, now: () => NOW, running: true };
}
const told = ({ alarms }: StatusPart) => alarms.map(({ code, values }) => [code, values]);

test('an alarm bears what its sentence says as values: instants, numbers, what somebody else said', async () => {
  const backup = { at: iso(NOW - 9 * DAY_MS), file: 'x', missing: ['a', 'b'], verified: false };
  assert.deepEqual(told(await keepingPart(await openBooks({ [LAST_BACKUP]: backup }))), [
    ['backup-old', { at: backup.at }],
    ['backup-incomplete', { count: 2 }],
  ]);
  const outage = { id: '1', from: NOW - DAY_MS, kind: 'incident', sla: true, points: ['AP'], reason: 'fire' } as const;
  const books = await openBooks({ [HEARTBEAT]: '' });
  await books.store.commit(dutyDocuments('outage', outage, NOW));
  assert.deepEqual(told(await servicePart(books)), [
    ['service-silent', { since: iso(NOW - DAY_MS) }],
    ['outage-lasts', { kind: 'incident', since: iso(outage.from), points: 'AP', reason: 'fire' }],
  ]);
  const availability = await slaPart(books);
  assert.deepEqual(told(availability), [
    ['availability-lost', { percent: 99.167 }],
    ['availability-long-outage', { minutes: 1440 }],
  ]);
  assert.match(availability.alarms[0]!.text, /99\.167 % of 99\.8 %/);
});

test('a clock that stops the signing is told with how far it is off, or that nobody knows', async () => {
  const servers = [{ server: 'ntp.example', why: 'silent' }];
  const clock = async (state: Pick<ClockState, 'judgement' | 'isStopped'>) =>
    told(await clockPart(await openBooks({ [CLOCK_STATE]: { at: NOW, servers, ...state } })));
  const off = { kind: 'warning', offsetMs: 612.34, answered: 3 } as const;
  const unknown = { kind: 'unknown', answered: 0 } as const;
  assert.deepEqual(await clock({ judgement: off, isStopped: false }), [['clock-off', { offsetMs: 612.3 }]]);
  assert.deepEqual(await clock({ judgement: off, isStopped: true }), [['clock-stopped', { offsetMs: 612.3 }]]);
  assert.deepEqual(await clock({ judgement: unknown, isStopped: true }), [['clock-stopped-unknown', {}]]);
  assert.deepEqual(await clock({ judgement: unknown, isStopped: false }), [
    ['clock-uncompared', { why: 'ntp.example: silent' }],
  ]);
});
