import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { readEvidenceRecord } from '#cms';
import { gather } from '#testing';
import { openState } from './log-state.ts';
import { renewStamps } from './renew-stamps.ts';
import { DAY, openHouse, type SealingHouse } from './test-sealing.ts';
import { verifyLog } from './verify-log.ts';

const YEAR = 365 * DAY;
/** Half a year before RSA with 2048 bits ends (NIST SP 800-57). */
const START = Date.UTC(2030, 7, 30, 9);
const FIRST = '2030-08-30';

async function findings(house: SealingHouse, at = house.clock.now()): Promise<readonly string[]> {
  const roots = [house.root];
  const { files, store } = house;
  const ports = { files, store, digests: nodeDigests, roots, timestampRoots: roots, at };
  const days = await gather(verifyLog([FIRST, '2030-08-31'], ports));
  return days.flatMap(({ day, findings }) => findings.map(({ what, text }) => `${day} ${what} ${text}`));
}

async function lived() {
  const house = await openHouse(START);
  const sealing = house.open();
  await house.write({});
  await sealing.sealDue();
  house.clock.advance(2 * DAY);
  await sealing.sealDue();
  return { house, sealing };
}

test('time-stamps are renewed before they end, all days with one, and carry the log where they would not alone', async () => {
  const { house, sealing } = await lived();
  const { renewAt } = house.document('log/state') as { renewAt: number };
  assert.equal(new Date(renewAt).toISOString().slice(0, 10), '2030-11-01', 'half of what is left');
  const later = Date.UTC(2031, 5, 1);
  house.clock.moveTo(renewAt - 1);
  await sealing.sealDue();
  assert.equal(house.files.kept.has(`${FIRST}.log.ers`), false);
  house.clock.advance(1);
  house.timestamps.bits = 3072;
  const given = house.timestamps.given;
  await sealing.sealDue();
  assert.equal(house.timestamps.given - given, 1, 'one for all days');
  const record = readEvidenceRecord(house.files.kept.get(`${FIRST}.log.ers`)!);
  assert.equal(record.chains[0]!.length, 2);
  assert.deepEqual(await findings(house, later), []);
  const said = house.store.state.log.findLast(({ event }) => event === 'RegistroMarcato')!;
  assert.match(said.eccezioni![0]!, /marche rinnovate fino al .*: \d+ giorni, da 2030-08-30 a /);
  assert.ok((house.document('log/state') as { renewAt: number }).renewAt > renewAt + YEAR);
});

test('what was not renewed in time says what has ended', async () => {
  const { house } = await lived();
  const end = await findings(house, Date.UTC(2045, 6, 1));
  assert.match(
    end.join('\n'),
    /2030-08-30 time-stamp the authority of the time-stamp: the certificate expired on 2044-/,
  );
});

test('while no time-stamp can be had for the renewal the old ones stay, and it is asked for again', async () => {
  const { house, sealing } = await lived();
  house.clock.moveTo((house.document('log/state') as { renewAt: number }).renewAt - 2 * DAY);
  await sealing.sealDue();
  house.clock.advance(2 * DAY);
  house.timestamps.isDown = true;
  assert.equal((await sealing.sealDue()).stampFault, 'the authority is down');
  assert.equal(
    [...house.files.kept.keys()].some((name) => name.endsWith('.ers')),
    false,
  );
  house.timestamps.isDown = false;
  house.clock.advance(60_000);
  await sealing.sealDue();
  assert.ok(house.files.kept.has(`${FIRST}.log.ers`));
});

test('an authority that goes on with what has ended is asked for a renewal once a day, not without end', async () => {
  const { house, sealing } = await lived();
  house.clock.moveTo(Date.UTC(2031, 0, 1));
  await sealing.sealDue();
  const given = house.timestamps.given;
  const said = house.store.state.log.length;
  for (let minute = 0; minute < 60; minute++) {
    house.clock.advance(60_000);
    await sealing.sealDue();
  }
  assert.ok(house.timestamps.given - given <= 2, `${house.timestamps.given - given} time-stamps in an hour`);
  assert.ok(house.store.state.log.length - said <= 2, `${house.store.state.log.length - said} records in an hour`);
});

test('where no day has a time-stamp any more there is nothing to renew', async () => {
  const { house, sealing } = await lived();
  for (const name of [...house.files.kept.keys()].filter((name) => name.endsWith('.tsr')))
    house.files.kept.delete(name);
  const { renewAt } = house.document('log/state') as { renewAt: number };
  const days = { ...house.ports(), timestamps: house.timestamps };
  house.clock.moveTo(renewAt);
  const kept = await openState(days);
  await renewStamps(kept, house.timestamps, days);
  assert.equal('renewAt' in (house.document('log/state') as object), false);
  await sealing.sealDue();
});
