import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '#mime';
import { auditWorld, HOUR, type OnTheWire, openWorld, WORLD_START, type World } from '#testing';
import { COMUNE, lose, MARIO, PIPPO, UFFICIO } from './case-table.ts';

/** Hours after acceptance at which each notice was issued. */
async function warnings(world: World): Promise<readonly (readonly [string, string | undefined, number])[]> {
  const found = (await world.inbox(MARIO)).filter(({ number }) => number === 'M9' || number === 'M10');
  return found.map(({ number, daticert, at }) => [number, daticert?.consegna, (at! - WORLD_START) / HOUR] as const);
}

async function silentBeta(to: readonly string[] = [UFFICIO]) {
  const world = await openWorld();
  world.member('beta').isUnreachable = true;
  await world.submit({ from: MARIO, to });
  return world;
}

test('T109 no news: M9 at 12 hours and M10 at 23 and a half, one each for each recipient', async () => {
  const world = await silentBeta([UFFICIO, 'elena@pec.beta.example']);
  await world.advance('PT72H');
  assert.deepEqual((await warnings(world)).toSorted(), [
    ['M10', 'elena@pec.beta.example', 23.5],
    ['M10', UFFICIO, 23.5],
    ['M9', 'elena@pec.beta.example', 12],
    ['M9', UFFICIO, 12],
  ]);
});

test('T110 charge taken at one hour and nothing else: only M10', async () => {
  const world = await openWorld();
  lose(world, 'M11');
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT72H');
  assert.deepEqual(await warnings(world), [['M10', UFFICIO, 23.5]]);
});

for (const [rule, hours, expected] of [
  ['T111 no take-charge and the receipt at 15 hours: only M9', 15, [['M9', UFFICIO, 12]]],
  ['T112 a receipt at 5 hours without a take-charge: no notice', 5, []],
] as const) {
  test(rule, async () => {
    const world = await openWorld();
    world.fate = async ({ at }, message) => {
      const { number } = await message();
      if (number === 'M5') return 'lost';
      return number === 'M11' && at - WORLD_START < hours * HOUR ? 'deferred' : 'arrives';
    };
    await world.submit({ from: MARIO, to: UFFICIO });
    await world.advance('PT72H');
    assert.deepEqual(await warnings(world), expected);
  });
}

test('T113 a failure at two hours: no further notice', async () => {
  const world = await openWorld();
  world.fate = ({ at }) => (at - WORLD_START < 2 * HOUR ? 'deferred' : { refused: '550 5.1.1 indirizzo non valido' });
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT72H');
  assert.deepEqual(await warnings(world), []);
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M14']);
});

test('T114 and T116: only the silent certified recipient has notices, ordinary ones never', async () => {
  const world = await silentBeta([UFFICIO, COMUNE, PIPPO]);
  await world.advance('PT72H');
  assert.deepEqual(await warnings(world), [
    ['M9', UFFICIO, 12],
    ['M10', UFFICIO, 23.5],
  ]);
});

test('T115 M9 and M10 are preavviso-errore-consegna, to the sender, without the original', async () => {
  const world = await silentBeta();
  await world.advance('PT24H');
  const found = (await world.inbox(MARIO)).slice(1);
  assert.deepEqual(
    found.map(({ number }) => number),
    ['M9', 'M10'],
  );
  for (const { text, message, index } of found) {
    assert.match(text, /^X-Ricevuta: preavviso-errore-consegna\r$/m);
    assert.equal(field(index.root, 'to')?.value.trim(), MARIO);
    assert.equal(message.originalCount, 0);
  }
});

test('T117 a receipt that comes after M10 is still forwarded to the sender', async () => {
  const world = await openWorld();
  world.fate = async ({ at }, message) => {
    const { number } = await message();
    const until = { M4: 20, M11: 26 }[number as 'M4'] ?? 0;
    return number !== 'M5' && at - WORLD_START >= until * HOUR ? 'arrives' : number === 'M5' ? 'lost' : 'deferred';
  };
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT48H');
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M9', 'M10', 'M11']);
});

test('T118 deadlines outlive the process: down from 11 to 13 hours, it sends M9 when it starts again', async () => {
  const world = await silentBeta();
  await world.advance('PT11H');
  await world.crash('alfa');
  world.clock.advance(2 * HOUR);
  await world.settle();
  assert.deepEqual(await warnings(world), [['M9', UFFICIO, 13]]);
  world.clock.advance(30 * HOUR);
  await world.settle();
  assert.deepEqual(
    (await warnings(world)).map(([number]) => number),
    ['M9', 'M10'],
  );
});

test('T118 and T111: down from 11 to 15 hours, the receipt at the door before the clock is asked: M9, then the receipt', async () => {
  const world = await openWorld();
  const held: OnTheWire[] = [];
  world.fate = async (transaction, message) => {
    const { number } = await message();
    if (number === 'M11') held.push(transaction);
    return number === 'M4' ? 'arrives' : number === 'M5' ? 'lost' : 'deferred';
  };
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT11H');
  await world.crash('alfa');
  world.clock.advance(4 * HOUR);
  await world.member('alfa').start();
  await world.transmit('alfa', held[0]!);
  world.fate = () => 'arrives';
  assert.deepEqual(await warnings(world), [['M9', UFFICIO, 15]]);
  await world.advance('PT48H');
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M9', 'M11']);
  assert.deepEqual(await auditWorld(world), []);
});

test('T119 what cannot be relayed in 24 hours is given up, and every attempt is in the log', async () => {
  const world = await silentBeta();
  await world.advance('PT23H59M');
  assert.equal(await world.member('alfa').disk.inspect.openJobs(), 1);
  await world.advance('PT1H');
  assert.equal(await world.member('alfa').disk.inspect.openJobs(), 0);
  const [given] = await world.log('alfa', 'SmtpErrore');
  assert.equal((given!.instant - WORLD_START) / HOUR, 24);
  assert.match(given!.erroreEsteso!, /24 ore/);
  assert.ok((await world.log('alfa', 'SmtpRinvio')).length > 40);
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M9', 'M10']);
});
