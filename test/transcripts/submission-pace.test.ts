import assert from 'node:assert/strict';
import test from 'node:test';
import type { Mailbox } from '#ports';
import { holderPace } from '#provider';
import { openDoor } from './submission-door.ts';

const MAIL = 'MAIL FROM:<mario.rossi@pec.alfa.example>';
const PUT_OFF = /^450[ -]4\.7\.1 .*riprovare piu' tardi.*try again later/s;

/** A provider that grants so many messages an hour, over the door as it stands. */
function pacedDoor(t: Parameters<typeof openDoor>[0], perHour: number, answers: readonly number[]) {
  const clock = { now: 0 };
  const pace = holderPace(perHour, { now: () => clock.now });
  const mailbox = { id: 'mario' } as Mailbox;
  const left = [...answers];
  const accept = async () => ({ code: left.shift() ?? 250, enhanced: '2.0.0', text: 'ecco' });
  const door = openDoor(t, { putOff: () => pace.putOff(mailbox), accept: () => pace.pass(mailbox, accept) });
  return { door, clock };
}

test('a holder who has written all the hour grants is put off at MAIL with a temporary reply, and may write later', async (t) => {
  const { door, clock } = pacedDoor(t, 2, [451]);
  const client = await (await door).loggedIn();
  const send = async () => {
    const mail = await client.ask(MAIL);
    if (!mail.startsWith('250')) return mail;
    await client.ask('RCPT TO:<anna.bianchi@pec.beta.example>');
    await client.ask('DATA');
    return await client.ask('From: mario.rossi@pec.alfa.example\r\n\r\nciao\r\n.');
  };
  assert.match(await send(), /^451/, 'what was not accepted does not count');
  assert.match(await send(), /^250/);
  assert.match(await send(), /^250/);
  assert.match(await send(), PUT_OFF);
  clock.now = 3_600_000;
  assert.match(await send(), /^250/);
});

test('sessions that all passed MAIL in time do not pass together', async (t) => {
  const { door } = pacedDoor(t, 1, []);
  const { inData } = await door;
  const clients = [await (await door).inData(), await inData.call(await door)];
  const replies = await Promise.all(
    clients.map((client) => client.ask('From: mario.rossi@pec.alfa.example\r\n\r\nciao\r\n.')),
  );
  assert.equal(replies.filter((reply) => reply.startsWith('250')).length, 1);
  assert.equal(replies.filter((reply) => PUT_OFF.test(reply)).length, 1);
});
