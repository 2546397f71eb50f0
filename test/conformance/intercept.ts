import assert from 'node:assert/strict';
import { openWorld, type World } from '#testing';
import { lastSent, lose, MARIO, UFFICIO } from './case-table.ts';
import { type Forgery, forge } from './forge.ts';

export const LETTER = { from: MARIO, to: UFFICIO } as const;

/** A world in which an envelope from Mario to the Ufficio is on the wire, and not yet anywhere else. */
export async function intercepted(letter: Parameters<World['submit']>[0] = LETTER) {
  const world = await openWorld();
  lose(world, 'M4');
  const { identificativo } = await world.submit(letter);
  await world.settle();
  world.fate = () => 'arrives';
  const { message, mailFrom, recipients, found } = await lastSent(world, 'alfa', 'M4');
  const deliver = async (bytes: Uint8Array = message, to: readonly string[] = recipients, from: string = mailFrom) => {
    const replies = await world.transmit('beta', { mailFrom: from, recipients: to, message: bytes });
    await world.settle();
    return replies;
  };
  const signedBy = { keys: 'alfa', certificate: world.directory.certificateOf('alfa') };
  const forged = (forgery: Forgery) => forge(message, { at: world.clock.now(), ...forgery });
  return { world, identificativo, message, found, deliver, forged, signedBy };
}

export async function assertAnomalyOnly(world: World, error: RegExp): Promise<void> {
  assert.deepEqual(await world.numbers(UFFICIO), ['M6']);
  assert.match((await world.log('beta', 'BustaAnomalia'))[0]!.erroreEsteso!, error);
  assert.deepEqual(await world.log('beta', 'PresaInCarico'), []);
  assert.deepEqual(await world.log('beta', 'Consegna'), []);
  assert.deepEqual(await world.sent('beta', 'M5'), []);
}
