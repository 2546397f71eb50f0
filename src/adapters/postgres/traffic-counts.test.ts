import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogEvent, LogRecord } from '#ports';
import { quadrimestre } from '#service-levels';
import { openPostgresStore } from './open-store.ts';
import { withTestDatabase } from './test-database.ts';

const PERIOD = quadrimestre(2026, 2);
const OWN = ['pec.alfa.example', 'alfa.example'];
const EVENTS: readonly LogEvent[] = [
  'Accettazione',
  'PresaInCarico',
  'RilevazioneVirus',
  'NonAccettazioneVirus',
  'BustaTrasporto',
  'RicezioneRicevuta',
];

const records: fc.Arbitrary<LogRecord> = fc.record({
  instant: fc.constantFrom(PERIOD.begin - 1, PERIOD.begin, PERIOD.begin + 5, PERIOD.end - 1, PERIOD.end),
  point: fc.constant('AP' as const),
  event: fc.constantFrom(...EVENTS),
  mittente: fc.constantFrom('A@Pec.Alfa.example', 'b@alfa.example', 'c@pec.beta.example', 'd@xalfa.example'),
});

const PROBE = 'b@alfa.example';

test('T142 the counts of P01 equal a recount of the log, record by record, those of the probe left out', async () => {
  await withTestDatabase(async ({ server }) => {
    await using store = await openPostgresStore({ connection: server });
    await store.commit({ log: fc.sample(records, { numRuns: 500, seed: 142 }) });
    const counted = await store.trafficCounts({ from: PERIOD.begin, to: PERIOD.end, ownDomains: OWN, notOf: [PROBE] });
    const recount = { outgoing: 0, incoming: 0, virusesIn: 0, virusesOut: 0 };
    for (const { instant, event, mittente } of await store.searchLog({ limit: 1_000 })) {
      if (instant < PERIOD.begin || instant >= PERIOD.end) continue;
      if (mittente === PROBE) continue;
      if (event === 'Accettazione') recount.outgoing++;
      if (event === 'PresaInCarico' && !OWN.includes(mittente!.toLowerCase().split('@')[1]!)) recount.incoming++;
      if (event === 'RilevazioneVirus') recount.virusesIn++;
      if (event === 'NonAccettazioneVirus') recount.virusesOut++;
    }
    assert.deepEqual(counted, recount);
    assert.ok(Object.values(recount).every((count) => count > 0));
  });
});

test('receipts and notices are counted by the hour in which they were issued', async () => {
  await withTestDatabase(async ({ server }) => {
    await using store = await openPostgresStore({ connection: server });
    const HOUR = 3_600_000;
    const at = Math.floor(PERIOD.begin / HOUR) * HOUR;
    const record = (event: LogEvent, instant: number): LogRecord => ({ instant, point: 'AP', event });
    await store.commit({
      log: [
        record('Accettazione', at - 1),
        record('Accettazione', at),
        record('Consegna', at + HOUR - 1),
        record('MancataConsegna', at + 2 * HOUR),
        record('RicezioneRicevuta', at + HOUR),
      ],
    });
    assert.deepEqual(await store.hourCounts(at), [
      { at, accepted: 1, delivered: 1, failed: 0 },
      { at: at + 2 * HOUR, accepted: 0, delivered: 0, failed: 1 },
    ]);
  });
});
