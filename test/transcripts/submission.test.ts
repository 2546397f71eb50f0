import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { DATE, openDoor, PLAIN } from './submission-door.ts';

const MESSAGE =
  'From: mario.rossi@pec.alfa.example\r\nTo: anna.bianchi@pec.beta.example\r\nSubject: prova\r\n\r\nciao\r\n';

test('T01 in clear AUTH is neither announced nor taken, and MAIL is refused', async (t) => {
  const client = await (await openDoor(t)).connect();
  const hello = await client.ask('EHLO pc.casa.example');
  assert.match(hello, /^250[ -]STARTTLS$/m);
  assert.doesNotMatch(hello, /AUTH/);
  assert.match(await client.ask(PLAIN), /^538 /);
  assert.match(await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>'), /^530 5\.7\.0 /);
});

test('inside TLS the door announces what it can do, and no SMTPUTF8, DSN, CHUNKING or XCLIENT', async (t) => {
  const client = await (await openDoor(t)).secure();
  const words = (await client.ask('EHLO pc.casa.example')).split('\n').map((line) => line.slice(4));
  assert.deepEqual(words, [
    'smtp.gestore-alfa.example',
    'PIPELINING',
    '8BITMIME',
    'ENHANCEDSTATUSCODES',
    'AUTH PLAIN LOGIN',
    'SIZE 100000',
  ]);
});

test('T02 without a login MAIL, RCPT and DATA are refused', async (t) => {
  const client = await (await openDoor(t)).secure();
  for (const command of [
    'MAIL FROM:<mario.rossi@pec.alfa.example>',
    'RCPT TO:<anna.bianchi@pec.beta.example>',
    'DATA',
  ]) {
    assert.match(await client.ask(command), /^530 5\.7\.0 /, command);
  }
});

test('AUTH PLAIN and LOGIN work with and without an initial response, and can be called off', async (t) => {
  const door = await openDoor(t);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  assert.match(await (await door.secure()).ask(PLAIN), /^235 2\.7\.0 /);
  const plain = await door.secure();
  assert.match(await plain.ask('AUTH PLAIN'), /^334 /);
  assert.match(await plain.ask('*'), /^501 /);
  assert.match(await plain.ask('AUTH LOGIN'), /^334 VXNlcm5hbWU6$/);
  assert.match(await plain.ask(base64('mario')), /^334 /);
  assert.match(await plain.ask(base64('segreto')), /^235 /);
  assert.match(await plain.ask(PLAIN), /^503 /);
});

test('a wrong password is 535; after too many the brake holds even a right one; a failing check is 454', async (t) => {
  const door = await openDoor(t, { brake: loginBrake({ now: () => 0 }, { failuresPerUser: 2, delayMs: 0 }) });
  const client = await door.secure();
  const wrong = `AUTH PLAIN ${Buffer.from('\0mario\0sbagliata').toString('base64')}`;
  assert.match(await client.ask(wrong), /^535 5\.7\.8 /);
  assert.match(await client.ask(wrong), /^535 5\.7\.8 /);
  assert.match(await client.ask(PLAIN), /^454 4\.7\.0 too many/);
  const broken = await openDoor(t, { login: () => Promise.reject(new Error('database away')) });
  assert.match(await (await broken.secure()).ask(PLAIN), /^454 4\.7\.0 /);
  assert.equal(broken.faults[0]?.message, 'database away');
});

test('T03 the sender must be an address of the account, in a domain of ours', async (t) => {
  const client = await (await openDoor(t)).loggedIn();
  assert.match(await client.ask('MAIL FROM:<anna.bianchi@pec.alfa.example>'), /^553 5\.7\.1 /);
  assert.match(await client.ask('MAIL FROM:<>'), /^553 5\.7\.1 /);
  assert.match(await client.ask('MAIL FROM:<mario@pec.chiuso.example>'), /^550 5\.7\.1 /);
  assert.match(await client.ask('RCPT TO:<anna.bianchi@pec.beta.example>'), /^503 /);
  assert.match(await client.ask('MAIL FROM:<Mario.Rossi@PEC.alfa.example>'), /^250 2\.1\.0 /);
});

test('the office gets the exact octets, their digest and index, the header and our trace field; 250 says its text', async (t) => {
  const door = await openDoor(t);
  const client = await door.loggedIn();
  await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example> SIZE=100 BODY=8BITMIME');
  await client.ask('RCPT TO:<anna.bianchi@xn--caff-8oa.example>');
  await client.ask('RCPT TO:<Ufficio@PEC.beta.example>');
  assert.match(await client.ask('DATA'), /^354 /);
  const body = `${MESSAGE}..\r\n.punto\r\n\u00e8\r\n`;
  client.send(`${body.replace(/^\./gm, '..')}.\r\n`);
  assert.equal(await client.reply(), '250 2.0.0 accettato opec1.20261122@gestore-alfa.example');
  const [submission] = door.taken;
  assert.ok(submission);
  assert.equal(await door.octets(submission), body);
  assert.equal(submission.size, body.length);
  assert.equal(submission.sha256, createHash('sha256').update(body, 'latin1').digest('hex'));
  assert.deepEqual(submission.recipients, ['anna.bianchi@xn--caff-8oa.example', 'Ufficio@PEC.beta.example']);
  assert.equal(submission.mailFrom, 'mario.rossi@pec.alfa.example');
  assert.deepEqual(submission.account, { name: 'mario' });
  assert.equal(Buffer.from(submission.headerBytes).toString('latin1'), MESSAGE.slice(0, MESSAGE.indexOf('ciao')));
  assert.ok(submission.index.eightBit);
  assert.equal(
    submission.receivedField,
    `Received: from [127.0.0.1] ([127.0.0.1])\r\n\tby smtp.gestore-alfa.example with ESMTPSA;\r\n\t${DATE}\r\n`,
  );
});

test('several messages on one implicit-TLS connection, each its own transaction; RSET forgets', async (t) => {
  const door = await openDoor(t, { mode: 'implicit' });
  const client = await door.connect();
  await client.ask('EHLO pc');
  await client.ask(PLAIN);
  await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
  await client.ask('RCPT TO:<perduto@pec.beta.example>');
  assert.match(await client.ask('RSET'), /^250 /);
  for (const to of ['uno@pec.beta.example', 'due@pec.beta.example']) {
    client.send(`MAIL FROM:<mario.rossi@pec.alfa.example>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
    for (const code of ['250', '250', '354']) assert.equal((await client.reply()).slice(0, 3), code);
    client.send(`${MESSAGE}.\r\n`);
    assert.match(await client.reply(), /^250 /);
  }
  assert.match(await client.ask('QUIT'), /^221 /);
  assert.deepEqual(
    door.taken.map((each) => each.recipients),
    [['uno@pec.beta.example'], ['due@pec.beta.example']],
  );
});

test('T15 a message over the cap is refused with 552 when announced, and when it comes, and nothing reaches the office', async (t) => {
  const door = await openDoor(t);
  const client = await door.loggedIn();
  assert.match(await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example> SIZE=100001'), /^552 5\.3\.4 /);
  await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
  await client.ask('RCPT TO:<anna.bianchi@pec.beta.example>');
  await client.ask('DATA');
  client.send(`${MESSAGE}${`${'x'.repeat(998)}\r\n`.repeat(101)}.\r\n`);
  assert.match(await client.reply(), /^552 5\.3\.4 /);
  assert.equal(door.taken.length, 0);
  assert.match(await client.ask('NOOP'), /^250 /);
});

test('a recipient beyond the limit is 452 4.5.3, and one named twice counts once', async (t) => {
  const client = await (await openDoor(t)).loggedIn();
  await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
  for (const user of ['uno', 'due', 'UNO', 'tre']) {
    assert.match(await client.ask(`RCPT TO:<${user}@pec.beta.example>`), /^250 2\.1\.5 /, user);
  }
  assert.match(await client.ask('RCPT TO:<quattro@pec.beta.example>'), /^452 4\.5\.3 /);
});

test('odd addresses are refused at SMTP: routes, UUCP, literals, UTF-8, quoted parts, no brackets', async (t) => {
  const client = await (await openDoor(t)).loggedIn();
  await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
  const table: readonly (readonly [string, RegExp])[] = [
    ['<@hop.example:anna@pec.beta.example>', /^553 5\.1\.3 source routes/],
    ['<@a.example,@b.example:anna@pec.beta.example>', /^553 5\.1\.3 source routes/],
    ['<anna%pec.beta.example@hop.example>', /^553 5\.1\.3 routes/],
    ['<hop!anna@pec.beta.example>', /^553 5\.1\.3 routes/],
    ['<anna@[127.0.0.1]>', /^553 5\.1\.3 address literals/],
    ['<ann\xc3\xa0@pec.beta.example>', /^553 5\.6\.7 /],
    ['<anna@p\xc3\xa8c.example>', /^553 5\.6\.7 /],
    ['<"an na"@pec.beta.example>', /^501 5\.1\.3 /],
    ['<anna@pec. beta.example>', /^501 5\.1\.3 /],
    ['<anna..b@pec.beta.example>', /^501 5\.1\.3 /],
    ['<anna@localhost>', /^501 5\.1\.3 /],
    ['<>', /^501 5\.1\.3 /],
    ['anna@pec.beta.example', /^501 5\.5\.2 /],
    ['<postmaster>', /^553 5\.1\.3 a recipient needs a domain/],
    ['<anna@pec.beta.example> NOTIFY=NEVER', /^555 5\.5\.4 /],
  ];
  for (const [path, expected] of table) assert.match(await client.ask(`RCPT TO:${path}`), expected, path);
  await client.ask('RSET');
  for (const parameter of ['SMTPUTF8', 'RET=FULL', 'REQUIRETLS', 'X=1']) {
    assert.match(await client.ask(`MAIL FROM:<mario.rossi@pec.alfa.example> ${parameter}`), /^555 5\.5\.4 /, parameter);
  }
  assert.match(await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example> BODY=BINARYMIME'), /^501 /);
});

test('an office that fails, and a full disk, are 451 4.3.0 and never 250', async (t) => {
  const office = await openDoor(t, { accept: () => Promise.reject(new Error('no commit')) });
  const client = await office.inData();
  client.send(`${MESSAGE}.\r\n`);
  assert.match(await client.reply(), /^451 4\.3\.0 /);
  assert.equal(office.faults[0]?.message, 'no commit');
  const full = await openDoor(t, {
    blobs: { ...memoryBlobs(), write: () => Promise.reject(new Error('ENOSPC: no space left')) },
  });
  const second = await full.inData();
  second.send(`${MESSAGE}.\r\n`);
  assert.match(await second.reply(), /^451 4\.3\.0 /);
  assert.match(await second.ask('NOOP'), /^250 /);
  assert.equal(full.taken.length, 0);
});

test('a text of the office that is long or not ASCII becomes short ASCII lines, each with the code', async (t) => {
  const text = `Il messaggio non \u00e8 accettato\r\n250 fatto ${'parola '.repeat(100)}`;
  const door = await openDoor(t, { accept: async () => ({ code: 554, enhanced: '5.7.1', text }) });
  const client = await door.inData();
  client.send(`${MESSAGE}.\r\n`);
  const lines = (await client.reply()).split('\n');
  assert.ok(lines.length > 1);
  for (const line of lines) assert.match(line, /^554[ -]5\.7\.1 [\x20-\x7e]{1,420}$/);
  assert.match(lines[0] ?? '', /non e accettato 250 fatto/);
});
