import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import type { Logger } from '#config';
import { type Day, nextDay } from '#evidence';
import type { LogFinding } from '#sealing';
import { LAST_LOG_CHECK } from './duty-documents.ts';
import { checkLogOfNight, readLogCheck } from './night-log-check.ts';
import { logCheckPart } from './status-books.ts';

const DAY_MS = 86_400_000;
const NIGHT = Date.UTC(2026, 10, 22, 1);

/** A log of so many days, some of which are not well. */
function openNights(count: number) {
  const store = openMemoryStore();
  const legalTime = memoryClock(NIGHT);
  const days: Day[] = ['2026-01-01'];
  while (days.length < count) days.push(nextDay(days.at(-1)!));
  const bad = new Set<Day>();
  const looked: Day[][] = [];
  const findingsOf = (day: Day): LogFinding[] => (bad.has(day) ? [{ day, what: 'file', text: 'changed' }] : []);
  const dayOf = (day: Day) => ({ day, records: 10, octets: 100, findings: findingsOf(day), notes: [] });
  const ports = {
    ...{ store, legalTime, monotonic: memoryClock(0), log: {} as Logger },
    days: async () => days,
    async *verify(asked: readonly Day[]) {
      looked.push([...asked]);
      yield* asked.map(dayOf);
    },
    verifyOpen: async () => undefined,
  };
  const night = async () => {
    legalTime.advance(DAY_MS);
    return await checkLogOfNight(ports);
  };
  return { store, legalTime, days, bad, looked, ports, night };
}

test('once a day, the days just closed and a month of the others in turn, until all were looked at', async () => {
  const { night, ports, looked, days } = openNights(40);
  const first = await night();
  assert.deepEqual([first?.days, first?.records, first?.total], [34, 340, 0]);
  assert.equal(await checkLogOfNight(ports), undefined, 'today it was done');
  await night();
  assert.deepEqual([...new Set(looked.flat())].sort(), days, 'two nights saw the whole of it');
  await night();
  assert.equal(looked.at(-2)?.[0], days[0], 'and it begins again');
});

test('what was found stays an alarm until that very day is found well, also when other days are looked at', async () => {
  const { night, bad, days, store, legalTime } = openNights(40);
  const told = async () => await logCheckPart({ store, now: () => legalTime.now(), running: true });
  assert.deepEqual((await told()).alarms, []);
  bad.add(days[5]!);
  assert.equal((await night())?.total, 1);
  bad.clear();
  assert.equal((await night())?.total, 1, 'it was not among those of this night');
  const [found] = (await told()).alarms;
  assert.deepEqual(
    [found?.code, found?.values],
    ['log-check-found', { count: 1, why: '1 findings, first of 2026-01-06: changed' }],
  );
  assert.match(found!.text, /1 findings, first of 2026-01-06: changed; ceralacca log verify/);
  assert.equal((await night())?.total, 0);
  assert.deepEqual((await told()).alarms, []);
  assert.equal(readLogCheck(await store.document(LAST_LOG_CHECK))?.total, 0);
  legalTime.advance(3 * DAY_MS);
  const [old] = (await told()).alarms;
  assert.equal(old?.code, 'log-not-verified');
  assert.match(old!.text, /not verified since/);
});
