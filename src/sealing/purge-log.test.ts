import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { dayStart, romeDay } from '#evidence';
import type { LogPurge, Quarantined } from '#ports';
import { gather, sampleMessage } from '#testing';
import { purgeable, purgeLog } from './purge-log.ts';
import { openHouse, type SealingHouse } from './test-sealing.ts';
import { daysToVerify, verifyLog } from './verify-log.ts';

/** The owner's rights over the house in memory. */
function ownerOf({ store: { state } }: SealingHouse): LogPurge {
  const monthOf = (instant: number) => romeDay(instant).slice(0, 7);
  return {
    async months() {
      const months = [...new Set(state.log.map(({ instant }) => monthOf(instant)))].sort();
      return months.map((month) => ({
        month,
        lastSeq: Math.max(...state.log.filter(({ instant }) => monthOf(instant) === month).map(({ seq }) => seq)),
      }));
    },
    async dropMonth(month) {
      const kept = state.log.filter(({ instant }) => monthOf(instant) !== month);
      state.log.splice(0, state.log.length, ...kept);
    },
    async quarantinedBefore(at, limit) {
      return [...state.quarantine.values()].filter((item) => item.at < at).slice(0, limit);
    },
    async removeQuarantined(ids) {
      for (const id of ids) state.quarantine.delete(id);
    },
  };
}

/** One record on each of the first ten days of every month. */
async function lived(
  months: number,
  { isStamped = false } = {},
): Promise<{ house: SealingHouse; sealing: ReturnType<SealingHouse['open']> }> {
  const house = await openHouse(Date.UTC(2026, 2, 1, 9));
  const sealing = house.open({ headEveryMs: 0, ...(!isStamped && { timestamps: undefined }) });
  for (let month = 0; month < months; month++) {
    house.clock.moveTo(Math.max(house.clock.now(), Date.UTC(2026, 2 + month, 1, 9)));
    await house.write({ oggetto: `month ${month}` });
    house.clock.moveTo(Date.UTC(2026, 2 + month, 25, 9));
    await sealing.sealDue();
  }
  return { house, sealing };
}

const portsOf = (house: SealingHouse) => ({ ...house, legalTime: house.clock, purge: ownerOf(house) });
const filesOf = ({ files }: SealingHouse) => [...files.kept.keys()].filter((name) => name.endsWith('.log')).sort();

test('T136 a day file is deleted when its whole month ended thirty months ago, and not a moment before', async () => {
  const { house } = await lived(3);
  // Thirty months after the end of March 2026 is the end of September 2028.
  house.clock.moveTo(dayStart('2028-10-01') - 1);
  assert.deepEqual((await purgeable(portsOf(house))).days, []);
  house.clock.advance(1);
  const found = await purgeable(portsOf(house));
  assert.deepEqual([found.months, found.days.length, found.days[0], found.held], [['2026-03'], 31, '2026-03-01', []]);
  const before = filesOf(house).length;
  await purgeLog(found, portsOf(house));
  assert.deepEqual([filesOf(house).length, filesOf(house)[0]], [before - 31, '2026-04-01.log']);
  assert.equal(
    [...house.files.kept.keys()].some((name) => name.startsWith('2026-03')),
    false,
  );
  const said = house.store.state.log.filter(({ event }) => event === 'RegistroEliminato');
  assert.deepEqual(
    said.map(({ related }) => related![0]),
    found.days.map((day) => `${day}.log`),
  );
  assert.equal((await house.store.documents('log/day/2026-03', { limit: 9 })).length, 0);
  assert.equal((await house.store.documents('log/head/2026-03', { limit: 9 })).length, 0);
});

test('T136 a clock that was set years ahead makes nothing old: the newest time-stamp says what time it is at least', async () => {
  const { house } = await lived(2, { isStamped: true });
  const before = filesOf(house).length;
  house.clock.moveTo(Date.UTC(2029, 11, 1));
  const found = await purgeable(portsOf(house));
  assert.deepEqual([found.months, found.days], [[], []]);
  assert.ok(found.quarantineBefore < Date.UTC(2024, 0, 1));
  await purgeLog(found, portsOf(house));
  assert.equal(filesOf(house).length, before);
});

test('T136 what is left after a purge is verified, and what is gone is known to be deleted', async () => {
  const { house } = await lived(2, { isStamped: true });
  house.clock.moveTo(dayStart('2028-10-01'));
  // Nobody has asked for time-stamps since: the clock alone says how late it is.
  const unstamped = { ...portsOf(house), store: { ...house.store, document: async () => undefined } };
  await purgeLog(await purgeable(unstamped), unstamped);
  const roots = [house.root];
  const { files, store, clock } = house;
  const ports = { files, digests: nodeDigests, roots, timestampRoots: roots, at: clock.now() };
  const days = await daysToVerify({ to: '2026-04-05' }, ports);
  const [first] = await gather(verifyLog(days, { ...ports, store }));
  assert.deepEqual([first!.day, first!.findings], ['2026-04-01', []]);
  assert.match(first!.notes.join(), /2026-03-31\.log and what was before it were deleted, as the log says/);
  store.state.log.splice(
    0,
    store.state.log.length,
    ...store.state.log.filter(({ event }) => event !== 'RegistroEliminato'),
  );
  const [unsaid] = await gather(verifyLog(days.slice(0, 1), { ...ports, store }));
  assert.match(unsaid!.findings.map(({ text }) => text).join(), /2026-03-31\.log is missing, and the log does not say/);
});

test('T136 a log that is purged while it is being verified is a log without those days, and no fault', async () => {
  const { house } = await lived(2, { isStamped: true });
  house.clock.moveTo(dayStart('2028-10-01'));
  // Nobody has asked for time-stamps since: the clock alone says how late it is.
  const ports = { ...portsOf(house), store: { ...house.store, document: async () => undefined } };
  const found = await purgeable(ports);
  // From the middle of its month on, the purge goes on with each thing that is read.
  let purge: Promise<unknown> | undefined;
  const files = {
    ...house.files,
    read(name: string, start?: number) {
      if (name.startsWith('2026-03-10')) purge ??= purgeLog(found, ports);
      return house.files.read(name, start);
    },
    async size(name: string) {
      const size = await house.files.size(name);
      if (name === '2026-03-11.log') await purge;
      return size;
    },
  };
  const roots = [house.root];
  const asked = {
    files,
    store: house.store,
    digests: nodeDigests,
    roots,
    timestampRoots: roots,
    at: house.clock.now(),
  };
  const days = await gather(verifyLog(await daysToVerify({ to: '2026-04-05' }, asked), asked));
  assert.deepEqual(
    days.flatMap(({ findings }) => findings),
    [],
  );
  const gone = days.filter(({ notes }) => notes.some((note) => note.includes('was deleted meanwhile')));
  // The tenth went while it was being read.
  assert.deepEqual([gone[0]!.day, gone.at(-1)!.day, gone.length, days.length], ['2026-03-10', '2026-03-31', 22, 36]);
});

test('T136 a day that was deleted before its thirty months had passed is a finding, whatever the log says of it', async () => {
  const { house } = await lived(2);
  const name = '2026-03-01.log';
  await house.files.remove(name);
  await house.store.commit({
    log: [{ instant: dayStart('2028-10-01') - 1, point: 'SYS', event: 'RegistroEliminato', related: [name] }],
  });
  const { files, store } = house;
  const roots = [house.root];
  const asked = { files, store, digests: nodeDigests, roots, timestampRoots: roots, at: dayStart('2028-10-01') };
  const range = { from: '2026-03-02', to: '2026-03-02' };
  const [first] = await gather(verifyLog(await daysToVerify(range, asked), asked));
  assert.match(
    first!.findings.map(({ text }) => text).join(),
    /2026-03-01\.log was deleted on .*, before its thirty months/,
  );
});

test('T136 a month that holds a record of a younger day is kept until that day is old', async () => {
  const { house, sealing } = await lived(1);
  house.clock.moveTo(dayStart('2026-04-01') + 6_000);
  await sealing.sealDue();
  await house.write({ oggetto: 'late', instant: dayStart('2026-04-01') - 1 });
  house.clock.moveTo(dayStart('2026-04-02') + 6_000);
  await sealing.sealDue();
  house.clock.moveTo(dayStart('2028-10-01'));
  const found = await purgeable(portsOf(house));
  assert.deepEqual([found.months, found.days, found.held], [[], [], ['2026-03']]);
  house.clock.moveTo(dayStart('2028-11-01'));
  assert.deepEqual((await purgeable(portsOf(house))).months.slice(0, 1), ['2026-03']);
});

test('T136 a log that was never sealed is never deleted', async () => {
  const house = await openHouse();
  await house.write({});
  house.clock.moveTo(dayStart('2036-01-01'));
  const { months, days } = await purgeable(portsOf(house));
  assert.deepEqual([months, days], [[], []]);
});

test('T136 a purge that is interrupted anywhere is finished by the next one, and nothing goes unsaid', async () => {
  for (let point = 0; ; point++) {
    const { house } = await lived(2);
    house.clock.moveTo(dayStart('2028-10-01'));
    const right = portsOf(house);
    let acts = 0;
    const dying = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(real, name) {
          const value = Reflect.get(real, name);
          if (typeof value !== 'function') return value;
          return async (...given: unknown[]) => {
            if (acts++ === point) throw new Error('interrupted');
            return value.apply(real, given);
          };
        },
      });
    const done = await purgeable(right)
      .then((found) =>
        purgeLog(found, { ...right, purge: dying(right.purge), files: dying(right.files), store: dying(right.store) }),
      )
      .then(
        () => true,
        () => false,
      );
    await purgeLog(await purgeable(right), right);
    assert.equal(filesOf(house)[0], '2026-04-01.log');
    const said = house.store.state.log.flatMap(({ event, related }) => (event === 'RegistroEliminato' ? related! : []));
    assert.equal(new Set(said).size, 31, `point ${point}`);
    if (done) break;
    // The many files of one month differ in nothing: some points are enough.
    if (point > 9) point += 50;
  }
});

test('T137 an infected message is kept for thirty months, then deleted, and the log says so', async () => {
  const { house } = await lived(1);
  const at = Date.UTC(2026, 4, 31, 10);
  const infected = {
    messageId: 'm-1',
    at,
    point: 'InP',
    virus: 'Eicar',
    sender: 'a@b.example',
    recipients: [],
  } as const;
  const items: readonly Quarantined[] = [
    { id: 'q-1', ...infected, identificativo: 'id-1' },
    { id: 'q-2', ...infected, at: at + 86_400_000 },
  ];
  await house.store.commit({ messages: [sampleMessage('m-1')], quarantine: items });
  // There is no 31st of November.
  house.clock.moveTo(dayStart('2028-11-30') + 3_600_000);
  await purgeLog(await purgeable(portsOf(house)), portsOf(house));
  assert.equal(house.store.state.quarantine.size, 2);
  house.clock.moveTo(dayStart('2028-12-01'));
  assert.equal(await purgeLog(await purgeable(portsOf(house)), portsOf(house)), 1);
  assert.deepEqual([...house.store.state.quarantine.keys()], ['q-2']);
  const said = house.store.state.log.findLast(({ event }) => event === 'Quarantena')!;
  assert.deepEqual([said.related, said.identificativo, said.virus], [['m-1'], 'id-1', 'Eicar']);
});
