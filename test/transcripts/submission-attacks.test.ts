import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { RawClient } from './raw-client.ts';
import { openDoor, PLAIN } from './submission-door.ts';

const HEAD = 'From: mario.rossi@pec.alfa.example\r\nTo: anna.bianchi@pec.beta.example\r\n\r\nciao';
const SECOND =
  'MAIL FROM:<mario.rossi@pec.alfa.example>\r\nRCPT TO:<vittima@pec.beta.example>\r\nDATA\r\nFrom: papa@vaticano.example\r\n\r\nfalso\r\n.\r\n';

/** Sequences some server takes for the end of DATA and another does not: the root of SMTP smuggling (CVE-2023-51764 and kin). */
const SMUGGLING: Readonly<Record<string, string>> = {
  'LF.LF': '\n.\n',
  'LF.CRLF': '\n.\r\n',
  'CRLF.LF': '\r\n.\n',
  'CR.CR': '\r.\r',
  'CRLF.CR': '\r\n.\r',
  'CR.CRLF': '\r.\r\n',
  'LF.CR': '\n.\r',
  'CRLF.CRCRLF': '\r\n.\r\r\n',
  'CRLF.NULCRLF': '\r\n.\0\r\n',
  'CRLFNUL.CRLF': '\r\n\0.\r\n',
};

for (const [name, sequence] of Object.entries(SMUGGLING)) {
  test(`smuggling by ${name} yields one refusal, 554 5.6.0, and no second message`, async (t) => {
    const door = await openDoor(t);
    const client = await door.inData();
    client.send(`${HEAD}${sequence}${SECOND}`);
    assert.match(await client.reply(), /^554 5\.6\.0 /);
    assert.match(await client.ask('NOOP'), /^250 /);
    assert.equal(door.taken.length, 0);
  });
}

test('a bare CR, a bare LF and a NUL anywhere in a message are refused', async (t) => {
  const door = await openDoor(t);
  const client = await door.loggedIn();
  for (const octet of ['\r', '\n', '\0']) {
    for (const text of [`Sub${octet}ject: x\r\n\r\n`, `${HEAD} a${octet}b\r\n`, `${octet}${HEAD}\r\n`]) {
      await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
      await client.ask('RCPT TO:<anna.bianchi@pec.beta.example>');
      await client.ask('DATA');
      client.send(`${text}.\r\n`);
      assert.match(await client.reply(), /^554 5\.6\.0 /, JSON.stringify(text));
    }
  }
  assert.equal(door.taken.length, 0);
});

test('the end of DATA and stuffed dots are read alike however the octets are cut', async (t) => {
  const door = await openDoor(t);
  const client = await door.loggedIn();
  const wire = 'A: b\r\n\r\n..\r\n...\r\n..x\r\n.\r\n';
  for (let cut = 1; cut < wire.length; cut++) {
    await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
    await client.ask('RCPT TO:<anna.bianchi@pec.beta.example>');
    await client.ask('DATA');
    // Each write is a TLS record of its own, and is read as a chunk of its own.
    client.send(wire.slice(0, cut));
    client.send(wire.slice(cut));
    assert.match(await client.reply(), /^250 /, `cut at ${cut}`);
  }
  for (const submission of door.taken) assert.equal(await door.octets(submission), 'A: b\r\n\r\n.\r\n..\r\n.x\r\n');
  assert.equal(door.taken.length, wire.length - 1);
});

test('STARTTLS injection: what was sent in clear behind STARTTLS is thrown away', async (t) => {
  const client = await (await openDoor(t)).connect();
  await client.ask('EHLO pc');
  client.send('STARTTLS\r\nEHLO injected.example\r\nNOOP\r\n');
  assert.match(await client.reply(), /^220 /);
  await client.startTls();
  // Had they been kept, the first answer would be theirs; the identity of before TLS is forgotten too.
  assert.match(await client.ask(PLAIN), /^503 /);
});

test('early talker: who speaks before the greeting is sent away', async (t) => {
  const { door } = await openDoor(t);
  const client = await RawClient.connect(door.port);
  t.after(() => client.close());
  client.send('EHLO spam.example\r\nMAIL FROM:<a@b.example>\r\n');
  assert.match(await client.reply(), /^421 /);
  await client.rest();
});

test('a web page that posts to the port is sent away', async (t) => {
  const client = await (await openDoor(t)).connect();
  client.send('POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO pc\r\n');
  assert.match(await client.reply(), /^421 /);
  await client.rest();
});

test('a command line without end, and endless garbage, close the connection', async (t) => {
  const door = await openDoor(t);
  const long = await door.connect();
  long.send(`EHLO ${'a'.repeat(20_000)}`);
  assert.match(await long.reply(), /^421 /);
  const noisy = await door.connect();
  noisy.send('FNORD\r\n'.repeat(500));
  assert.match(await noisy.rest(), /421 [^\r]*too many[^\r]*\r\n$/);
});

test('a header section without end is refused', async (t) => {
  const door = await openDoor(t, { maxBytes: 1_000_000 });
  const client = await door.inData();
  client.send(`${'X-Fill: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(6000)}\r\n.\r\n`);
  assert.match(await client.reply(), /^554 5\.6\.0 the header section/);
  assert.equal(door.taken.length, 0);
});

test('a peer that goes on sending long after its message was too large is dropped', async (t) => {
  const door = await openDoor(t, { maxBytes: 1000 });
  const client = await door.inData();
  const line = `${'x'.repeat(998)}\r\n`;
  for (let sent = 0; sent < 4000; sent++) client.send(line);
  assert.match(await client.rest(), /^421 |^$/);
  assert.equal(door.taken.length, 0);
});

test('a connection cut in the middle of DATA leaves nothing', async (t) => {
  let ended: (fault: Error) => void = () => {};
  const fault = new Promise<Error>((resolve) => {
    ended = resolve;
  });
  const door = await openDoor(t, { onFault: ended });
  const client = await door.inData();
  client.send(HEAD);
  client.close();
  await fault;
  assert.equal(door.taken.length, 0);
});

test('silence, a command that never ends and a DATA that never ends are timed out with 421', async (t) => {
  const silent = await (await openDoor(t, { limits: { idleMs: 200 } })).connect();
  assert.match(await silent.reply(), /^421 /);
  const slow = await (await openDoor(t, { limits: { commandMs: 300 } })).connect();
  slow.send('EHL');
  assert.match(await slow.reply(), /^421 4\.4\.2 /);
  const door = await openDoor(t, { limits: { dataMs: 50 } });
  const endless = await door.inData();
  endless.send(HEAD);
  assert.match(await endless.reply(), /^421 4\.4\.2 /);
  assert.equal(door.taken.length, 0);
});

test('an office that takes long is waited for, whatever the limits of the client are', async (t) => {
  let decide: () => void = () => {};
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const door = await openDoor(t, {
    limits: { dataMs: 40, idleMs: 250 },
    accept: async () => {
      setTimeout(decide, 400);
      await decided;
      return { code: 250, enhanced: '2.0.0', text: 'tardi' };
    },
  });
  const client = await door.inData();
  client.send(`${HEAD}\r\n.\r\n`);
  assert.equal(await client.reply(), '250 2.0.0 tardi');
});

test('one address cannot hold all connections; a connection that leaves makes room', async (t) => {
  const { door, connect: open } = await openDoor(t, { limits: { maxConnectionsPerPeer: 1 } });
  const first = await open();
  const second = await RawClient.connect(door.port);
  t.after(() => second.close());
  assert.match(await second.reply(), /^421 4\.7\.0 /);
  await first.ask('QUIT');
  await first.rest();
  for (let tries = 0; ; tries++) {
    const third = await RawClient.connect(door.port);
    const greeting = await third.reply();
    third.close();
    if (greeting.startsWith('220')) break;
    assert.ok(tries < 20, greeting);
  }
});

test('a TLS handshake of noise does not disturb the door', async (t) => {
  const { door, connect: open } = await openDoor(t, { mode: 'implicit' });
  const noise = connect(door.port, '127.0.0.1');
  noise.on('error', () => {});
  noise.write('EHLO clear.example\r\n');
  await new Promise((closed) => noise.on('close', closed));
  const client = await open();
  assert.match(await client.ask('EHLO pc'), /AUTH PLAIN LOGIN/);
});
