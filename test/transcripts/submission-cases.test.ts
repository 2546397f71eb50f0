import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { acceptSubmission } from '#access-point';
import { loginBrake } from '#doors/brakes';
import { openSubmissionDoor } from '#doors/submission';
import { rfc5322Date } from '#pec';
import type { Mailbox } from '#ports';
import { openWorld } from '#testing';
import { selfSigned } from './certificate.ts';
import { RawClient } from './raw-client.ts';

const tls = selfSigned();
const [MARIO, ANNA, UFFICIO] = ['mario@pec.alfa.example', 'anna@pec.alfa.example', 'ufficio@pec.beta.example'];
const loginOf = (user: string) => `AUTH PLAIN ${Buffer.from(`\0${user}\0segreto`).toString('base64')}`;

/** The submission door of provider alfa of a world, over a real socket inside TLS. */
async function openDoor(t: TestContext) {
  const world = await openWorld();
  const { process } = world.member('alfa');
  const door = await openSubmissionDoor<Mailbox, Mailbox>({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    mode: 'implicit',
    heloName: 'smtp.gestore-alfa.example',
    maxBytes: 50_000,
    maxRecipients: 50,
    blobs: process.blobs,
    brake: loginBrake(world.clock, { delayMs: 0 }),
    limits: { closeGraceMs: 1 },
    date: () => rfc5322Date(world.clock.now()),
    login: async (user, password) => {
      const mailbox = password === 'segreto' ? await process.accounts.mailbox(user) : undefined;
      return mailbox === undefined ? { ok: false } : { ok: true, account: mailbox };
    },
    senderFor: (mailbox, address) => (mailbox.address === address ? mailbox : undefined),
    isOurDomain: (domain) => process.accounts.pecDomain(domain) !== undefined,
    accept: ({ account: _, sender: mailbox, headerBytes: header, receivedField: received, ...taken }) =>
      acceptSubmission({ ...taken, mailbox, header, received }, process.accessPoint),
  });
  t.after(() => door.close());
  const client = await RawClient.connect(door.port, 'tls');
  t.after(() => client.close());
  await client.reply();
  await client.ask('EHLO pc.casa.example');
  return { world, client };
}

async function submit(client: RawClient, body: string): Promise<string> {
  await client.ask(`MAIL FROM:<${MARIO}>`);
  await client.ask(`RCPT TO:<${UFFICIO}>`);
  await client.ask('DATA');
  client.send(`From: ${MARIO}\r\nTo: ${UFFICIO}\r\nSubject: Prova\r\n\r\n${body}\r\n.\r\n`);
  return await client.reply();
}

test('C01 a message submitted over SMTP is certified, and its identificativo is in the reply', async (t) => {
  const { world, client } = await openDoor(t);
  await client.ask(loginOf(MARIO!));
  assert.match(await submit(client, 'Buongiorno.'), /^250 2\.6\.0 <[^>]+@gestore-alfa\.example>/);
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO!), ['M1', 'M11']);
});

test('C20 over the cap of SMTP: 552 to the client, and no notice', async (t) => {
  const { world, client } = await openDoor(t);
  await client.ask(loginOf(MARIO!));
  assert.match(await submit(client, `${'x'.repeat(76)}\r\n`.repeat(1_000)), /^552 5\.3\.4/);
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO!), []);
  assert.deepEqual(await world.log('alfa', 'NonAccettazione'), []);
});

test('C21 without a login, or from an address of somebody else: an error of SMTP, and nothing leaves', async (t) => {
  const { world, client } = await openDoor(t);
  assert.match(await client.ask(`MAIL FROM:<${MARIO}>`), /^530 /);
  assert.match(await client.ask(`AUTH PLAIN ${Buffer.from(`\0${MARIO}\0sbagliata`).toString('base64')}`), /^535 /);
  assert.match(await client.ask(loginOf(MARIO!)), /^235 /);
  assert.match(await client.ask(`MAIL FROM:<${ANNA}>`), /^553 5\.7\.1/);
  await world.settle();
  assert.deepEqual(world.wire, []);
  for (const address of [MARIO, ANNA]) assert.deepEqual(await world.numbers(address!), []);
});
