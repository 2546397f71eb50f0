import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryLogFiles } from '#adapters/memory';
import { SignerUnavailable, type Step } from '#ports';
import type { SealingPorts } from './sealing-ports.ts';
import { DAY, HOUR, openHouse, type SealingHouse, START } from './test-sealing.ts';

const DAYS = 3;

/** Three days over, with records, heads and a missed midnight. */
async function lived(house: SealingHouse, sealing: ReturnType<SealingHouse['open']>): Promise<void> {
  await house.write({ oggetto: 'one' }, { oggetto: 'two' });
  await sealing.sealDue();
  await house.write({ oggetto: 'three' });
  house.clock.advance(HOUR);
  await sealing.sealDue();
  house.clock.advance(DAYS * DAY);
}

/** What must be the same whatever happened on the way. */
function sealedFiles({ files }: SealingHouse): Readonly<Record<string, string>> {
  const kept = [...files.kept].filter(([name]) => !name.endsWith('.tsr'));
  return Object.fromEntries(kept.sort().map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));
}

async function untouched() {
  const house = await openHouse();
  const sealing = house.open();
  await lived(house, sealing);
  await sealing.sealDue();
  return house;
}

test('a crash at any point of a closing leaves nothing that the next start does not make whole, octet by octet', async () => {
  const right = await untouched();
  for (let point = 0; ; point++) {
    let acts = 0;
    let armed = false;
    const act = () => {
      if (armed && acts++ === point) throw new Error('the power went');
    };
    const house = await openHouse(START, memoryLogFiles(act));
    const dying = house.open({
      store: {
        ...house.store,
        // The power goes before a commit, or after it, before anybody was answered.
        async commit(step: Step) {
          act();
          const result = await house.store.commit(step);
          act();
          return result;
        },
      },
    });
    await lived(house, dying);
    armed = true;
    const survived = await dying.sealDue().then(
      () => true,
      (fault: Error) => !/the power went/.test(fault.message),
    );
    armed = false;
    const { closed } = await house.open().sealDue();
    assert.deepEqual(sealedFiles(house), sealedFiles(right), `point ${point}`);
    assert.equal([...house.files.kept.keys()].filter((name) => name.endsWith('.tsr')).length, DAYS);
    const said = house.store.state.log.filter(({ event }) => event === 'RegistroChiuso');
    assert.equal(said.length, DAYS, 'each day is said to be closed once');
    if (survived) {
      assert.deepEqual([closed, point > 12], [[], true]);
      break;
    }
  }
});

test('a disk that is full while a day is closed loses nothing: it is closed when there is room', async () => {
  let isFull = false;
  const files = memoryLogFiles((act, name) => {
    if (act === 'write' && isFull) throw Object.assign(new Error(`ENOSPC: ${name}`), { code: 'ENOSPC' });
  });
  const house = await openHouse(START, files);
  const sealing = house.open();
  await lived(house, sealing);
  isFull = true;
  for (let n = 0; n < 3; n++) await assert.rejects(sealing.sealDue(), /ENOSPC/);
  isFull = false;
  assert.equal((await sealing.sealDue()).closed.length, DAYS);
  assert.deepEqual(sealedFiles(house), sealedFiles(await untouched()));
});

test('of processes that seal at once each day is closed by one, and all would have written the same', async () => {
  const right = await untouched();
  const house = await openHouse();
  const offices = ['1', '2', '3'].map((node) => house.open({ node }));
  await lived(house, offices[0]!);
  const all = await Promise.all(offices.map((office) => office.sealDue()));
  assert.deepEqual(all.map(({ closed }) => closed.length).sort(), [0, 0, DAYS]);
  assert.ok(all.some(({ busy }) => busy));
  const said = house.store.state.log.filter(({ event }) => event === 'RegistroChiuso');
  assert.equal(said.length, DAYS);
  // Who asked first closed them all at the same instant, with the same secret.
  assert.deepEqual(sealedFiles(house), sealedFiles(right));
});

test('a day whose process died while it was closed is taken over by another', async () => {
  const house = await openHouse();
  let isDead = true;
  const files: SealingPorts['files'] = {
    ...house.files,
    write: (name, source) => (isDead ? Promise.reject(new Error('dead')) : house.files.write(name, source)),
  };
  await lived(house, house.open({ files, node: '2' }));
  await assert.rejects(house.open({ files, node: '2' }).sealDue(), /dead/);
  isDead = false;
  const other = house.open({ node: '1' });
  assert.deepEqual((await other.sealDue()).closed, [], 'it may be at work');
  house.clock.advance(15 * 60_000);
  assert.equal((await other.sealDue()).closed.length, DAYS);
});

test('an authority that is down holds up no day: days are stamped when it answers, and how long it failed is known', async () => {
  const house = await openHouse();
  const sealing = house.open();
  house.timestamps.isDown = true;
  await lived(house, sealing);
  const { closed, stampFault, stamped } = await sealing.sealDue();
  assert.deepEqual([closed.length, stamped, stampFault], [DAYS, 0, 'the authority is down']);
  assert.equal((house.document('log/state') as { stampFault: object }).stampFault !== undefined, true);
  house.timestamps.isDown = false;
  assert.equal((await sealing.sealDue()).stamped, 0, 'asked again a minute later');
  house.clock.advance(60_000);
  assert.equal((await sealing.sealDue()).stamped, DAYS + DAYS + 3);
  assert.equal((house.document('log/state') as { stampFault?: object }).stampFault, undefined);
  assert.equal([...house.files.kept.keys()].filter((name) => name.endsWith('.tsr')).length, DAYS);
  const given = house.timestamps.given;
  await sealing.sealDue();
  assert.equal(house.timestamps.given, given);
});

test('a time-stamp that cannot be had for one is no reason to ask for the others again', async () => {
  const house = await openHouse();
  const { timestamps } = house;
  let left = 2;
  const stamp = async (digest: Uint8Array) => {
    if (left-- === 0) timestamps.isDown = true;
    return timestamps.stamp(digest);
  };
  const sealing = house.open({ timestamps: { description: 'fickle', stamp } });
  await lived(house, house.open({ timestamps: undefined }));
  assert.equal((await sealing.sealDue()).stamped, 2);
  timestamps.isDown = false;
  left = 1000;
  house.clock.advance(60_000);
  await sealing.sealDue();
  assert.equal(timestamps.given, DAYS + DAYS + 3);
});

test('a clock that was wrong for a while closes no day that is not over', async () => {
  const house = await openHouse();
  let at = START;
  let isStopped = false;
  const legalTime = { now: () => at };
  const currentSigner = () => {
    if (isStopped) throw new SignerUnavailable('the clock was set');
    return house.signer;
  };
  const sealing = house.open({ legalTime, currentSigner });
  await house.write({});
  await sealing.sealDue();
  // It is set ten days ahead, and the guard stops the signing.
  at += 10 * DAY;
  isStopped = true;
  await assert.rejects(sealing.sealDue(), SignerUnavailable);
  assert.equal((house.document('log/state') as { closing?: object }).closing, undefined, 'nothing was decided');
  // The same where nobody has stopped it, and the disk has.
  isStopped = false;
  const full = house.open({ legalTime, files: { ...house.files, write: () => Promise.reject(new Error('ENOSPC')) } });
  await assert.rejects(full.sealDue(), /ENOSPC/);
  at -= 10 * DAY;
  assert.deepEqual((await sealing.sealDue()).closed, []);
  at += DAY;
  assert.deepEqual(
    (await sealing.sealDue()).closed.map(({ day }) => day),
    ['2026-03-01'],
  );
});
