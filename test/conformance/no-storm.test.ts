import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_NUMBERS, type MessageNumber } from '#pec';
import type { LogEvent } from '#ports';
import { openWorld, type World } from '#testing';
import { COMUNE, ELENA, MARIO, UFFICIO, VIRUS } from './case-table.ts';

interface Sample {
  readonly bytes: Uint8Array;
  readonly mailFrom: string;
}

const blind = { description: 'finds nothing', scan: async () => ({ infected: false }) as const };

/** All fourteen, as providers alfa and beta make them. */
async function allFourteen(): Promise<ReadonlyMap<MessageNumber, Sample>> {
  const world = await openWorld();
  await world.submit({ from: MARIO, to: UFFICIO, headers: { Bcc: ELENA } });
  await world.submit({ from: MARIO, to: UFFICIO, body: VIRUS });
  for (const receipt of ['completa', 'breve', 'sintetica'])
    await world.submit({
      from: MARIO,
      to: [UFFICIO, 'nessuno@pec.beta.example'],
      headers: { 'X-TipoRicevuta': receipt },
    });
  await world.sendOrdinary({ from: 'pippo@posta.example', to: MARIO });
  world.scanners.set('alfa', blind);
  await world.submit({ from: MARIO, to: ELENA, body: VIRUS });
  await world.settle();
  world.member('beta').isUnreachable = true;
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT24H');
  const samples = new Map<MessageNumber, Sample>();
  for (const { found, mailFrom } of [...(await onTheWire(world)), ...(await inMailboxes(world))])
    if (found.number !== 'ordinary' && found.number !== 'unknown')
      samples.set(found.number, { bytes: found.bytes, mailFrom });
  return samples;
}

async function onTheWire(world: World) {
  return (
    await Promise.all(MESSAGE_NUMBERS.flatMap((number) => ['alfa', 'beta'].map((key) => world.sent(key, number))))
  ).flat();
}

async function inMailboxes(world: World) {
  const local: readonly string[] = ['M1', 'M2', 'M3', 'M6', 'M8', 'M9', 'M10'];
  const found = (await world.inbox(MARIO)).filter(({ number }) => local.includes(number));
  return found.map((each) => ({ found: each, mailFrom: 'posta-certificata@gestore-alfa.example' }));
}

const ISSUED: readonly LogEvent[] = [
  'Accettazione',
  'NonAccettazione',
  'BustaTrasporto',
  'PresaInCarico',
  'RilevazioneVirus',
  'MancataConsegna',
  'MancataConsegnaVirus',
  'PreavvisoMancataConsegna',
  'Consegna',
];

test('T148 whichever of the fourteen comes in, for whomever, no notice is made in answer to a notice', async () => {
  const samples = await allFourteen();
  assert.deepEqual([...samples.keys()].sort(), [...MESSAGE_NUMBERS].sort());
  for (const [number, { bytes, mailFrom }] of samples) {
    if (number === 'M4') continue;
    const world = await openWorld();
    await world.advance('PT25H');
    for (const address of [COMUNE, 'nessuno@pec.gamma.example', 'posta-certificata@gestore-gamma.example']) {
      const [reply] = await world.transmit('gamma', { mailFrom, recipients: [address], message: bytes });
      assert.notEqual(reply!.outcome, 'deferred', `${number}: ${reply!.reply}`);
    }
    await world.advance('PT48H');
    const issued = (await world.log('gamma')).filter(({ event }) => ISSUED.includes(event));
    assert.deepEqual(issued, [], `${number} made a notice`);
    assert.deepEqual(world.wire, [], `${number} sent something`);
  }
});

test('T148 an infected notice is kept in quarantine, and nobody is written to', async () => {
  const samples = await allFourteen();
  for (const number of ['M5', 'M11', 'M14'] as const) {
    const { bytes, mailFrom } = samples.get(number)!;
    const world = await openWorld();
    await world.advance('PT25H');
    world.scanners.set('gamma', {
      description: 'all is infected',
      scan: async () => ({ infected: true, virus: 'Prova' }),
    });
    await world.transmit('gamma', { mailFrom, recipients: [COMUNE], message: bytes });
    await world.advance('PT48H');
    assert.deepEqual(world.wire, []);
    assert.deepEqual(await world.numbers(COMUNE), []);
    assert.equal((await world.member('gamma').disk.inspect.quarantined(9)).length, 1);
  }
});
