import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import Pop3Command from 'node-pop3';
import { BODIES, openDoor } from './pop3-door.ts';
import { RawClient } from './raw-client.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const literals = BODIES.map(latin1);

test('T146 a real client gets the octets of each message, digest by digest, and deletes by QUIT alone', async (t) => {
  const { door, removed } = await openDoor(t, literals);
  const options = {
    host: '127.0.0.1',
    port: door.port,
    servername: 'localhost',
    tls: true,
    tlsOptions: { rejectUnauthorized: false },
  };
  const client = new Pop3Command({ ...options, user: 'mario', password: 'segreto' });
  assert.deepEqual(await client.UIDL(), [
    ['1', '1'],
    ['2', '2'],
  ]);
  for (const [at, body] of literals.entries()) {
    const [, stream] = await client.command('RETR', `${at + 1}`);
    const chunks: Buffer[] = [];
    for await (const chunk of stream ?? []) chunks.push(chunk as Buffer);
    // This client leaves the dots to its caller and counts the last CRLF to the end mark.
    const text = `${Buffer.concat(chunks).toString('latin1')}\r\n`.replace(/^\.\./gm, '.');
    assert.equal(sha256(latin1(text)), sha256(body));
  }
  await client.command('DELE', '2');
  assert.deepEqual(removed, []);
  await client.QUIT();
  assert.deepEqual(removed, [2]);
});

test('commands sent ahead are answered in order, the last words of the server arrive, then it hangs up', async (t) => {
  const { connect: open } = await openDoor(t, literals);
  const client = await open();
  client.send('CAPA\r\nUSER mario\r\nPASS segreto\r\nSTAT\r\nRETR 1\r\nNOOP\r\nQUIT\r\n');
  const said = (await client.rest()).split('\r\n');
  const after = said.slice(said.indexOf('.') + 1);
  assert.match(after[0] ?? '', /^\+OK/);
  assert.deepEqual(after.slice(1), [
    `+OK 2 messages (${literals.reduce((sum, each) => sum + each.length, 0)} octets)`,
    `+OK 2 ${literals.reduce((sum, each) => sum + each.length, 0)}`,
    `+OK ${BODIES[0]?.length} octets`,
    'Subject: uno',
    '',
    '..punto',
    '.',
    '+OK',
    '+OK good-bye',
    '',
  ]);
});

test('a mailbox is open once at a time; it is free again after QUIT, and after a connection is lost', async (t) => {
  const { connect: open, entered } = await openDoor(t, literals);
  const first = await entered();
  const second = await open();
  second.send('USER mario\r\nPASS segreto\r\n');
  await second.line();
  assert.match(await second.line(), /^-ERR \[IN-USE\] /);
  first.send('QUIT\r\n');
  await first.rest();
  second.send('USER mario\r\nPASS segreto\r\n');
  await second.line();
  assert.match(await second.line(), /^\+OK /);
  second.close();
  for (let tries = 0; ; tries++) {
    const third = await open();
    third.send('USER mario\r\nPASS segreto\r\n');
    await third.line();
    const answer = await third.line();
    third.close();
    if (answer.startsWith('+OK')) break;
    assert.ok(tries < 20, answer);
  }
});

test('a client that reads slowly holds the message back in the store, not in memory', async (t) => {
  const big = Buffer.alloc(64 * 1024 * 1024, 'riga di prova\r\n');
  let asked = 0;
  const { door } = await openDoor(t, [], {
    open: async () => ({
      ok: true,
      name: 'box-1',
      openMaildrop: async () => ({
        items: [{ uid: 1, messageId: 'm1', size: big.length, internalDate: 0, flags: [] }],
        async *read() {
          for (let at = 0; at < big.length; at += 65_536) {
            asked += 65_536;
            yield big.subarray(at, at + 65_536);
          }
        },
        remove: async () => {},
      }),
    }),
  });
  const client = await RawClient.connect(door.port, 'tls');
  t.after(() => client.close());
  client.pause();
  client.send('USER mario\r\nPASS segreto\r\nRETR 1\r\n');
  // Nothing moves any more when the buffers between both are full.
  for (let before = -1; before !== asked; ) {
    before = asked;
    await new Promise((later) => setTimeout(later, 100));
  }
  assert.ok(asked < big.length / 2, `${asked} octets were read for a client that reads none`);
});

test('an endless line, endless errors and a message that cannot be read end the connection, without a false end', async (t) => {
  const { connect: open, entered } = await openDoor(t, literals, {});
  const long = await open();
  long.send('x'.repeat(10_000));
  assert.match(await long.rest(), /^-ERR the line is too long\r\n$/);
  const noisy = await open();
  noisy.send('FNORD\r\n'.repeat(100));
  assert.equal((await noisy.rest()).split('\r\n').length - 1, 20);
  assert.ok(await entered());
  const broken = await openDoor(t, [], {
    open: async () => ({
      ok: true,
      name: 'box-2',
      openMaildrop: async () => ({
        items: [{ uid: 1, messageId: 'm1', size: 9, internalDate: 0, flags: [] }],
        async *read() {
          yield latin1('A: b\r\n');
          throw new Error('blob is short');
        },
        remove: async () => {},
      }),
    }),
  });
  const reader = await broken.entered();
  reader.send('RETR 1\r\n');
  assert.doesNotMatch(await reader.rest(), /\r\n\.\r\n/);
  assert.equal(broken.faults[0]?.message, 'blob is short');
});

test('a wrong password is [AUTH], a check that fails [SYS/TEMP], and too many guesses are braked', async (t) => {
  const { connect: open } = await openDoor(t, literals);
  const client = await open();
  client.send('USER mario\r\nPASS x\r\n');
  await client.line();
  assert.match(await client.line(), /^-ERR \[AUTH\] /);
  const broken = await openDoor(t, [], { open: () => Promise.reject(new Error('database away')) });
  const second = await broken.connect();
  second.send('USER mario\r\nPASS x\r\n');
  await second.line();
  assert.match(await second.line(), /^-ERR \[SYS\/TEMP\] /);
  assert.equal(broken.faults[0]?.message, 'database away');
});
