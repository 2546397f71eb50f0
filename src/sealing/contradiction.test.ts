import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredLogRecord } from '#ports';
import { DAY, HOUR, openHouse, type SealingHouse } from './test-sealing.ts';

/** What somebody with every right in the database does between two heads and midnight. */
const changes: Readonly<Record<string, (log: StoredLogRecord[]) => void>> = {
  'a record that was altered': (log) => (log[1] = { ...log[1]!, oggetto: 'another subject' }),
  'a record that was dropped': (log) => log.splice(2, 1),
  'a record that was added': (log) => log.splice(2, 0, { ...log[1]!, seq: 2.5 }),
  'a record that was back-dated': (log) => (log[1] = { ...log[1]!, instant: log[1]!.instant - HOUR }),
};

async function lived(change: (house: SealingHouse) => void) {
  const house = await openHouse();
  const sealing = house.open();
  for (let n = 0; n < 4; n++) {
    await house.write({ oggetto: `record ${n}` });
    if (n === 2) await sealing.sealDue();
    house.clock.advance(60_000);
  }
  change(house);
  house.clock.advance(DAY);
  return { house, sealing, sealed: await sealing.sealDue() };
}

for (const [what, change] of Object.entries(changes)) {
  test(`${what} after a head was signed is told when the day is closed, and in the log itself`, async () => {
    const { house, sealed } = await lived(({ store }) => change(store.state.log));
    assert.match(
      sealed.closed[0]!.contradiction!,
      /the head signed on 2026-03-01T10:02:00\.000\+01:00 states another tree of 4/,
    );
    const said = house.store.state.log.find(({ event }) => event === 'RegistroChiuso')!;
    assert.deepEqual([said.errore, said.erroreEsteso], ['contraddizione', sealed.closed[0]!.contradiction]);
    const { contradicted } = house.document('log/state') as { contradicted: string[] };
    assert.deepEqual(contradicted, ['2026-03-01']);
    assert.ok(house.files.kept.has('2026-03-01.log.tsr'), 'the day is closed all the same');
  });
}

test('records that vanish from behind are missed too', async () => {
  const { sealed } = await lived(({ store }) => store.state.log.splice(1));
  assert.match(sealed.closed[0]!.contradiction!, /states 4 leaves, there are 2/);
});

test('a head that was altered where it is kept is a contradiction, and so is what the state itself remembers', async () => {
  const { sealed } = await lived(({ store: { state } }) => {
    const [name, document] = [...state.documents].find(([key]) => key.startsWith('log/head/'))!;
    state.documents.set(name, { ...document, bytes: document.bytes.map((octet, n) => (n === 90 ? octet ^ 1 : octet)) });
  });
  assert.match(sealed.closed[0]!.contradiction!, /head: /);
  const removed = await lived(({ store: { state } }) => {
    for (const name of [...state.documents.keys()]) if (name.startsWith('log/head/')) state.documents.delete(name);
    state.log[0] = { ...state.log[0]!, oggetto: 'altered' };
  });
  assert.match(removed.sealed.closed[0]!.contradiction!, /states another tree/);
});

test('what nobody touched contradicts nothing', async () => {
  const { sealed } = await lived(() => {});
  assert.equal(sealed.closed[0]!.contradiction, undefined);
});
