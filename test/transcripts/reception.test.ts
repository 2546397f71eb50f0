import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { openReceptionDoor, type Reception, type ReceptionDoorOptions } from '#doors/reception';
import { selfSigned } from './certificate.ts';
import { RawClient } from './raw-client.ts';

const tls = selfSigned();
const BODY = 'From: anna@posta.example\r\nTo: mario.rossi@pec.alfa.example\r\n\r\nciao\r\n';

const TRACE =
  'Return-Path: <anna@posta.example>\r\nReceived: from mx.posta.example ([127.0.0.1])\r\n' +
  '\tby mx.gestore-alfa.example with ESMTP;\r\n\tSun, 22 Nov 2026 10:00:00 +0100\r\n';

/** The octets of a message that was kept as a literal. */
const text = (message: Reception | undefined) => Buffer.from(message?.rope[0] as Uint8Array).toString('latin1');

async function openDoor(t: TestContext, changes: Partial<ReceptionDoorOptions> = {}) {
  const taken: Reception[] = [];
  const asked: string[] = [];
  const door = await openReceptionDoor({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    heloName: 'mx.gestore-alfa.example',
    postmaster: 'postmaster@gestore-alfa.example',
    maxBytes: 1_000_000,
    maxRecipients: 100,
    blobs: memoryBlobs(),
    date: () => 'Sun, 22 Nov 2026 10:00:00 +0100',
    recipient: async (mailFrom, recipient, peer) => {
      asked.push(`${mailFrom}>${recipient} ${peer.tls}`);
      if (recipient.startsWith('chiusa@')) return { code: 554, enhanced: '5.7.1', text: 'solo posta certificata' };
      return undefined;
    },
    receive: async (message) => {
      taken.push(message);
      return { code: 250, enhanced: '2.6.0', text: 'ricevuto' };
    },
    ...changes,
    limits: { closeGraceMs: 1, ...changes.limits },
  });
  t.after(() => door.close());
  const client = await RawClient.connect(door.port);
  t.after(() => client.close());
  await client.reply();
  const hello = await client.ask('EHLO mx.posta.example');
  return { client, hello, taken, asked };
}

async function deliver(client: RawClient, body: string, from = 'anna@posta.example'): Promise<string> {
  await client.ask(`MAIL FROM:<${from}>`);
  await client.ask('RCPT TO:<mario.rossi@pec.alfa.example>');
  await client.ask('DATA');
  client.send(`${body}.\r\n`);
  return client.reply();
}

test('T64 STARTTLS is announced, a clear connection is taken, and the office is told which it was', async (t) => {
  const { client, hello, taken, asked } = await openDoor(t);
  assert.match(hello, /^250[ -]STARTTLS$/m);
  assert.match(hello, /^250[ -]8BITMIME$/m);
  assert.doesNotMatch(hello, /AUTH|SMTPUTF8|CHUNKING/);
  assert.equal(await deliver(client, BODY), '250 2.6.0 ricevuto');
  await client.ask('STARTTLS');
  await client.startTls();
  await client.ask('EHLO mx.posta.example');
  assert.equal(await deliver(client, BODY), '250 2.6.0 ricevuto');
  assert.deepEqual(asked, [
    'anna@posta.example>mario.rossi@pec.alfa.example false',
    'anna@posta.example>mario.rossi@pec.alfa.example true',
  ]);
  const [clear, secure] = taken;
  assert.deepEqual([clear?.tls, secure?.tls, clear?.helo, clear?.peer], [false, true, 'mx.posta.example', '127.0.0.1']);
  assert.match(text(clear), /\r\nReceived: from mx\.posta\.example \(\[127\.0\.0\.1\]\)\r\n\tby .* with ESMTP;\r\n/);
  assert.match(text(secure), / with ESMTPS;/);
});

test('AUTH is not offered to servers, and not taken', async (t) => {
  const { client } = await openDoor(t);
  assert.match(await client.ask('AUTH PLAIN AGEAYg=='), /^500 /);
});

test('T82 a recipient may be refused at RCPT with the words of its mailbox; the others go on', async (t) => {
  const { client, taken } = await openDoor(t);
  await client.ask('MAIL FROM:<anna@posta.example>');
  assert.equal(await client.ask('RCPT TO:<chiusa@pec.alfa.example>'), '554 5.7.1 solo posta certificata');
  await client.ask('RCPT TO:<mario.rossi@pec.alfa.example>');
  await client.ask('DATA');
  client.send(`${BODY}.\r\n`);
  assert.match(await client.reply(), /^250 /);
  assert.deepEqual(taken[0]?.recipients, ['mario.rossi@pec.alfa.example']);
});

test('the null sender is taken, and postmaster without a domain is ours', async (t) => {
  const { client, taken } = await openDoor(t);
  await client.ask('MAIL FROM:<>');
  assert.match(await client.ask('RCPT TO:<Postmaster>'), /^250 /);
  await client.ask('DATA');
  client.send(`${BODY}.\r\n`);
  assert.match(await client.reply(), /^250 /);
  assert.equal(taken[0]?.mailFrom, '');
  assert.deepEqual(taken[0]?.recipients, ['postmaster@gestore-alfa.example']);
});

test('T91 a message with more than 50 Received fields is refused as a loop, one with 50 is taken', async (t) => {
  const { client, taken } = await openDoor(t);
  const hop = 'Received: from a.example by b.example; Sun, 22 Nov 2026 10:00:00 +0100\r\n';
  assert.match(await deliver(client, hop.repeat(51) + BODY), /^554 5\.4\.6 /);
  assert.match(await deliver(client, hop.repeat(50) + BODY), /^250 /);
  assert.equal(taken.length, 1);
});

test('T45 octets above 127 come in unchanged, announced with BODY=8BITMIME or not', async (t) => {
  const { client, taken } = await openDoor(t);
  const body = `${BODY}perch\xe9 \x80\xff\r\n`;
  await deliver(client, body);
  await client.ask('MAIL FROM:<anna@posta.example> BODY=8BITMIME');
  await client.ask('RCPT TO:<mario.rossi@pec.alfa.example>');
  await client.ask('DATA');
  client.send(`${body}.\r\n`);
  assert.match(await client.reply(), /^250 /);
  for (const message of taken) {
    assert.equal(text(message), `${TRACE}${body}`);
    assert.ok(message.index.eightBit);
  }
  assert.equal(taken.length, 2);
});

test('smuggling through a server that sends LF.CRLF unchanged yields one refusal', async (t) => {
  const { client, taken } = await openDoor(t);
  await client.ask('MAIL FROM:<anna@posta.example>');
  await client.ask('RCPT TO:<mario.rossi@pec.alfa.example>');
  await client.ask('DATA');
  client.send(`${BODY}\n.\r\nMAIL FROM:<capo@pec.alfa.example>\r\n.\r\n`);
  assert.match(await client.reply(), /^554 5\.6\.0 /);
  assert.match(await client.ask('RCPT TO:<mario.rossi@pec.alfa.example>'), /^503 /);
  assert.equal(taken.length, 0);
});

test('a fault of the office is 451, and a size over the cap 552', async (t) => {
  const { client } = await openDoor(t, { receive: () => Promise.reject(new Error('no commit')), maxBytes: 200 });
  assert.match(await deliver(client, BODY), /^451 4\.3\.0 /);
  assert.match(await client.ask('MAIL FROM:<anna@posta.example> SIZE=201'), /^552 5\.3\.4 /);
  assert.match(await deliver(client, BODY + 'x\r\n'.repeat(100)), /^552 5\.3\.4 /);
});

test('a message of exactly the size announced is taken, our trace fields not counted', async (t) => {
  const { client } = await openDoor(t, { maxBytes: BODY.length });
  assert.match(await deliver(client, BODY), /^250 /);
});
