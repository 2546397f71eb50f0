import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import pg from 'pg';
import { nodeDigests } from '#adapters/files';
import { openLogPurge } from '#adapters/postgres';
import { dayStart } from '#evidence';
import { daysToVerify, purgeable, purgeLog, verifyLog } from '#sealing';
import { gather, sampleRecord } from '#testing';
import { openLogHouse } from './log-house.ts';

const skip = !existsSync('/usr/lib/postgresql') && 'this machine has no PostgreSQL of its own';
const DAY = 86_400_000;

test("T136 on the machine's own PostgreSQL the log is sealed, verified, purged by the owner, and changed by nobody", {
  skip,
}, async () => {
  const start = dayStart('2026-02-27') + DAY / 2;
  await using house = await openLogHouse(start, 'machine');
  const { store, sealing, files, owner } = house;
  const write = (oggetto: string) => store.commit({ log: [sampleRecord({ instant: house.now(), oggetto })] });
  for (let day = 0; day < 4; day++) {
    house.moveTo(start + day * DAY);
    await sealing.sealDue();
    await write(`day ${day}`);
  }
  house.moveTo(start + 4 * DAY);
  assert.equal((await sealing.sealDue()).closed.length, 1);
  const roots = [house.root];
  const verify = async () => {
    const ports = { files, store, digests: nodeDigests, roots, timestampRoots: roots, at: house.now() };
    return gather(verifyLog(await daysToVerify({}, ports), ports));
  };
  const days = await verify();
  assert.deepEqual([days.length, days.flatMap(({ findings }) => findings)], [4, []]);

  const client = new pg.Client(owner);
  await client.connect();
  await assert.rejects(
    client.query('DELETE FROM log_record_2026_02'),
    /never changed, and removed only in whole months/,
  );
  // Who owns the database can do it in the end; it is found, by position and day.
  await client.query('ALTER TABLE log_record_2026_02 DISABLE TRIGGER USER');
  await client.query(`UPDATE log_record SET record = '{"instant":1,"point":"AP","event":"Consegna"}' WHERE seq = 1`);
  await client.query('ALTER TABLE log_record_2026_02 ENABLE TRIGGER USER');
  await client.end();
  const findings = (await verify()).flatMap((day) => day.findings);
  assert.deepEqual(
    findings.map(({ day, what, seq }) => [day, what, seq]),
    [['2026-02-27', 'record', 1]],
  );

  house.moveTo(dayStart('2028-09-01'));
  await using purge = await openLogPurge(owner);
  // Nobody has asked for time-stamps since: the clock alone says how late it is.
  const unstamped = { ...store, document: async () => undefined };
  const ports = { store: unstamped, purge, files, legalTime: { now: house.now } };
  const found = await purgeable(ports);
  assert.deepEqual([found.months, found.days, found.held], [['2026-02'], ['2026-02-27', '2026-02-28'], []]);
  await purgeLog(found, ports);
  const left = (await verify())[0]!;
  assert.deepEqual([left.day, left.findings], ['2026-03-01', []]);
});
