import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sealingStatus } from './sealing-status.ts';
import { DAY, HOUR, openHouse } from './test-sealing.ts';
import { alarmDocument, witnessNames } from './witness-documents.ts';

test('the state of the sealing says what is well, and what asks for a person', async () => {
  const house = await openHouse();
  const { store, clock } = house;
  const status = async () => {
    const told = await sealingStatus(store, clock.now());
    return told && { ...told, alarms: told.alarms.map(({ text }) => text) };
  };
  assert.equal(await status(), undefined);
  const sealing = house.open();
  await house.write({});
  await sealing.sealDue();
  assert.deepEqual(await status(), { openDay: '2026-03-01', headAt: clock.now(), alarms: [], acknowledged: [] });
  house.timestamps.isDown = true;
  clock.advance(DAY);
  await sealing.sealDue();
  const closed = clock.now();
  const down = (await status())!;
  assert.deepEqual(
    [down.openDay, down.unstamped, down.alarms.length],
    ['2026-03-02', { day: '2026-03-01', closed }, 1],
  );
  assert.match(
    down.alarms[0]!,
    /no time-stamp can be had since 2026-03-02T10:00:00\.000\+01:00: the authority is down/,
  );
  clock.advance(DAY + 1);
  await sealing.sealDue();
  assert.match((await status())!.alarms[0]!, /the log has no time-stamp since 2026-03-01/);
  house.timestamps.isDown = false;
  clock.advance(HOUR);
  await sealing.sealDue();
  assert.deepEqual((await status())!.alarms, []);
  clock.advance(DAY);
  assert.match((await status())!.alarms.join(), /the log of 2026-03-03 is not closed, though the day is over/);
  store.state.log[0] = { ...store.state.log[0]!, oggetto: 'altered' };
  await sealing.sealDue();
  assert.deepEqual((await status())!.alarms, [], 'of a closed day: log verify finds it');
  await house.write({});
  clock.advance(HOUR);
  await sealing.sealDue();
  store.state.log[store.state.log.length - 1] = { ...store.state.log.at(-1)!, oggetto: 'altered' };
  clock.advance(DAY);
  await sealing.sealDue();
  assert.match((await status())!.alarms.join(), /THE LOG WAS CHANGED: the records of 2026-03-04/);
});

test('a witness that found a contradiction says so in its own status, and so does the provider that is accused', async () => {
  const house = await openHouse();
  const { store, clock } = house;
  await house.write({});
  await house.open().sealDue();
  const at = clock.now();
  const alarm = await alarmDocument('altro.example', {
    at,
    reason: 'leaf 3',
    heads: [new Uint8Array(1), new Uint8Array(2)],
  });
  const accusations = new TextEncoder().encode('2026-03-01: unknown head');
  await store.commit({
    documents: [alarm, { name: witnessNames.accusations('teste.example'), bytes: accusations, at }],
  });
  const { alarms } = (await sealingStatus(store, at))!;
  const found = '2026-03-01T10:00:00.000+01:00';
  assert.deepEqual(
    alarms.map(({ code, values }) => [code, values]),
    [
      ['log-ours-contradicted', { domain: 'teste.example', at: found, why: '2026-03-01: unknown head' }],
      ['log-theirs-contradicted', { domain: 'altro.example', at: found, why: 'leaf 3' }],
    ],
  );
  assert.deepEqual(
    alarms.map(({ text }) => text),
    [
      'OUR LOG CONTRADICTS ITSELF, says teste.example: 2026-03-01: unknown head',
      'the log of altro.example contradicts itself, found on 2026-03-01T10:00:00.000+01:00: leaf 3',
    ],
  );
});
