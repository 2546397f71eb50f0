import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { auditMessage } from '#message-log';
import type { Step } from '#ports';
import { HOUR_MS, sampleDispatch, sampleMessage, sampleRecord } from '#testing';
import { checkInvariants } from './check-invariants.ts';
import { connect } from './connection.ts';
import { openLogPurge } from './log-purge.ts';
import { openPostgresStore } from './open-store.ts';
import { withTestDatabase } from './test-database.ts';

/** Accepted then, the receipts two hours later. */
function sentAt(acceptedAt: number, identificativo: string): Step {
  const dispatch = { ...sampleDispatch(identificativo, 'ugo', 'm-2'), acceptedAt };
  const { sender: mittente, recipients: destinatari } = dispatch.facts;
  const told = { identificativo, mittente, destinatari };
  const heard = { ...told, instant: acceptedAt + 2 * HOUR_MS, point: 'InP', event: 'RicezioneRicevuta' } as const;
  const recipient = 'ugo@pec.beta.example';
  return {
    dispatches: [dispatch],
    track: [{ identificativo, recipient, state: 'DELIVERED' }],
    log: [
      sampleRecord({ ...told, instant: acceptedAt, event: 'Accettazione' }),
      sampleRecord({ ...told, instant: acceptedAt, event: 'BustaTrasporto' }),
      { ...heard, tipo: 'presa-in-carico', ricezione: [recipient] },
      { ...heard, tipo: 'avvenuta-consegna', consegna: recipient },
    ],
  };
}

test('T136 the owner drops a month with its records, and nobody else may', async () => {
  await withTestDatabase(async ({ owner, server }) => {
    await using store = await openPostgresStore({ connection: server });
    await store.openLogMonths('2024-03', '2024-05');
    const instants = [Date.UTC(2024, 2, 9), Date.UTC(2024, 3, 9), Date.UTC(2024, 2, 10)];
    await store.commit({ log: instants.map((instant) => sampleRecord({ instant })) });
    const found = await store.searchLog({ limit: 9 });
    await using purge = await openLogPurge(owner);
    assert.deepEqual(await purge.months(), [
      { month: '2024-03', lastSeq: found[2]!.seq },
      { month: '2024-04', lastSeq: found[1]!.seq },
      { month: '2024-05', lastSeq: 0 },
    ]);
    await using powerless = await openLogPurge(server);
    await assert.rejects(powerless.dropMonth('2024-03'), /must be owner/);
    await assert.rejects(purge.dropMonth('2024-03; DROP TABLE message'), /is no month/);
    await purge.dropMonth('2024-03');
    assert.deepEqual(
      (await store.searchLog({ limit: 9 })).map(({ seq }) => seq),
      [found[1]!.seq],
    );
    await store.commit({ log: [sampleRecord({ instant: instants[0]! })] });
    assert.ok((await store.searchLog({ limit: 9 })).at(-1)!.seq > found[2]!.seq, 'no number is given twice');
  });
});

test('T136 a month is dropped only when nobody is in the way, and who writes meanwhile does not wait long', async () => {
  await withTestDatabase(async ({ owner, server }) => {
    await using store = await openPostgresStore({ connection: server });
    await store.openLogMonths('2024-03', '2024-03');
    const reader = await connect(server, 'test');
    await reader.query('BEGIN; SELECT count(*) FROM log_record');
    await using purge = await openLogPurge(owner);
    await assert.rejects(purge.dropMonth('2024-03'), /lock timeout/);
    await reader.end();
    await purge.dropMonth('2024-03');
    assert.deepEqual(await purge.months(), []);
  });
});

test('T136 T138 a message sent on the last evening of a month that is purged, and delivered in the next, is no finding', async () => {
  await withTestDatabase(async ({ owner, server }) => {
    await using store = await openPostgresStore({ connection: server });
    await store.openLogMonths('2024-03', '2024-04');
    const midnight = Date.UTC(2024, 2, 31, 22);
    const old = sentAt(midnight - HOUR_MS, 'old');
    await store.commit(old);
    // Accepted when the log was whole, and not in it.
    const { log: _, ...unlogged } = sentAt(midnight + 8 * 24 * HOUR_MS, 'young');
    await store.commit(unlogged);
    const found = async () => {
      const question = { connection: server, blobs: memoryBlobs(), now: Date.UTC(2026, 9, 1), audit: auditMessage };
      const findings = (await checkInvariants(question)).filter(({ rule }) => /^I[23]$/.test(rule));
      return findings.map(({ rule, where }) => `${where} ${rule}`);
    };
    const broken = ['young I2', 'young I3'];
    assert.deepEqual(await found(), broken);
    await using purge = await openLogPurge(owner);
    await purge.dropMonth('2024-03');
    assert.deepEqual(await found(), broken);
    assert.deepEqual((await store.document('log/whole-from'))?.at, midnight);
  });
});

test('T137 the owner removes infected messages by their age; the message itself is free then', async () => {
  await withTestDatabase(async ({ owner, server }) => {
    await using store = await openPostgresStore({ connection: server });
    const infected = { messageId: 'm-1', point: 'AP', virus: 'v', sender: 's', recipients: [] } as const;
    await store.commit({
      messages: [sampleMessage('m-1')],
      quarantine: [1, 2, 3].map((at) => ({ id: `q-${at}`, at, ...infected })),
    });
    await using purge = await openLogPurge(owner);
    const old = await purge.quarantinedBefore(3, 9);
    assert.deepEqual(
      old.map(({ id }) => id),
      ['q-1', 'q-2'],
    );
    await using powerless = await openLogPurge(server);
    await assert.rejects(powerless.removeQuarantined(['q-1']), /permission denied/);
    await purge.removeQuarantined(old.map(({ id }) => id));
    assert.deepEqual(
      (await store.quarantined(9)).map(({ id }) => id),
      ['q-3'],
    );
    assert.equal(await store.sweepMessages('n', 9), 0);
    await purge.removeQuarantined(['q-3']);
    assert.equal(await store.sweepMessages('n', 9), 0, 'its name is not one of ours: only those are swept');
  });
});
