import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { type TestContext, test } from 'node:test';
import { loginBrake } from '#doors/brakes';
import { MaildropLocks } from '#doors/pop3';
import { BODIES, openDoor } from './pop3-door.ts';
import { RawClient } from './raw-client.ts';

const PLAIN = Buffer.from('\0mario\0segreto').toString('base64');
const literals = BODIES.map((body) => Buffer.from(body, 'latin1'));

/** Says the `C:` lines of a transcript and compares every line the server says with the `S:` lines, `/…/` as patterns. */
async function follow(client: RawClient, transcript: string): Promise<void> {
  for (const line of transcript.trim().split('\n')) {
    const [, side, words = ''] = /^\s*([CS]): ?(.*)$/.exec(line) ?? [];
    if (side === 'C') client.send(`${words}\r\n`);
    else if (side === undefined) throw new Error(`neither C: nor S: ${line}`);
    else {
      const said = await client.line();
      const pattern = /^\/(.*)\/$/.exec(words)?.[1];
      if (pattern === undefined) assert.equal(said, words);
      else assert.match(said, new RegExp(`^${pattern}`));
    }
  }
}

async function inside(t: TestContext, changes: Parameters<typeof openDoor>[2] = {}) {
  const opened = await openDoor(t, literals, changes);
  return { ...opened, client: await opened.connect() };
}

test('STLS (RFC 2595): capabilities fit the state; nobody logs in before TLS; after it the session is a new one', async (t) => {
  const { connect } = await openDoor(t, literals, { mode: 'starttls' });
  const client = await connect();
  await follow(
    client,
    `
    C: CAPA
    S: /\\+OK /
    S: TOP
    S: UIDL
    S: PIPELINING
    S: RESP-CODES
    S: AUTH-RESP-CODE
    S: EXPIRE NEVER
    S: IMPLEMENTATION Ceralacca
    S: STLS
    S: .
    C: USER mario
    S: /-ERR only inside TLS/
    C: PASS segreto
    S: /-ERR only inside TLS/
    C: AUTH PLAIN ${PLAIN}
    S: /-ERR only inside TLS/
    C: UTF8
    S: /-ERR only inside TLS/
    C: STAT
    S: /-ERR log in first/
    C: STLS
    S: /\\+OK /
    `,
  );
  await client.startTls();
  await follow(
    client,
    `
    C: CAPA
    S: /\\+OK /
    S: TOP
    S: UIDL
    S: PIPELINING
    S: RESP-CODES
    S: AUTH-RESP-CODE
    S: EXPIRE NEVER
    S: IMPLEMENTATION Ceralacca
    S: USER
    S: SASL PLAIN
    S: UTF8 USER
    S: .
    C: STLS
    S: /-ERR TLS is on/
    C: AUTH PLAIN ${PLAIN}
    S: /\\+OK 2 messages/
    C: STLS
    S: /-ERR you are logged in/
    C: QUIT
    S: /\\+OK/
    `,
  );
});

test('what is sent in clear behind STLS is dropped, never taken for said inside TLS', async (t) => {
  const { connect } = await openDoor(t, literals, { mode: 'starttls' });
  const client = await connect();
  client.send('STLS\r\nUSER mario\r\nPASS segreto\r\nDELE 1\r\n');
  assert.match(await client.line(), /^\+OK/);
  await client.startTls();
  await follow(client, 'C: STAT\nS: /-ERR log in first/\nC: PASS segreto\nS: /-ERR USER first/');
});

test('a handshake that is none ends that connection alone', async (t) => {
  const { connect, faults } = await openDoor(t, literals, { mode: 'starttls' });
  const client = await connect();
  client.send('STLS\r\n');
  await client.line();
  client.send('this is no ClientHello\r\n');
  // TLS may say a last alert.
  await client.rest();
  const other = await connect();
  await follow(other, 'C: QUIT\nS: /\\+OK/');
  assert.deepEqual(faults, []);
});

test('one mailbox is open once, whichever door was used', async (t) => {
  const locks = new MaildropLocks();
  const clear = await openDoor(t, literals, { mode: 'starttls', locks });
  const implicit = await openDoor(t, literals, { locks });
  await implicit.entered();
  const client = await clear.connect();
  client.send('STLS\r\n');
  await client.line();
  await client.startTls();
  await follow(client, `C: AUTH PLAIN ${PLAIN}\nS: /-ERR \\[IN-USE\\]/`);
});

test('one peer that takes too many connections is told so', async (t) => {
  const { connect, door } = await openDoor(t, literals, { mode: 'starttls', limits: { maxConnectionsPerPeer: 1 } });
  await connect();
  const crowd = await RawClient.connect(door.port);
  t.after(() => crowd.close());
  assert.match(await crowd.rest(), /^-ERR \[SYS\/TEMP\] too many connections/);
});

test('AUTHORIZATION: what is wrong is told, and the session goes on', async (t) => {
  const { client } = await inside(t);
  await follow(
    client,
    `
    C: NOOP
    S: /-ERR log in first/
    C: RETR 1
    S: /-ERR log in first/
    C: UIDL
    S: /-ERR log in first/
    C: APOP mario c4c9334bac560ecc979e58001b3e22fb
    S: /-ERR unknown/
    C: PASS segreto
    S: /-ERR USER first/
    C: USER
    S: /-ERR/
    C: USER mario
    S: /\\+OK/
    C: PASS sbagliata
    S: /-ERR \\[AUTH\\]/
    C: PASS segreto
    S: /-ERR USER first/
    C: AUTH
    S: /\\+OK/
    S: PLAIN
    S: .
    C: AUTH SCRAM-SHA-1
    S: /-ERR \\[AUTH\\]/
    C: AUTH PLAIN
    S: + 
    C: *
    S: /-ERR \\[AUTH\\] cancelled/
    C: AUTH PLAIN
    S: + 
    C: !!!
    S: /-ERR \\[AUTH\\] malformed/
    C: UTF8
    S: /\\+OK/
    C: auth plain ${PLAIN}
    S: /\\+OK 2 messages/
    `.replaceAll('S: + \n', 'S: /\\+ $/\n'),
  );
});

test('TRANSACTION: every command, and every way to name no message', async (t) => {
  const { entered, removed } = await openDoor(t, literals);
  const client = await entered();
  const [first, second] = literals.map(({ length }) => length) as [number, number];
  await follow(
    client,
    `
    C: NOOP
    S: /\\+OK/
    C: STAT
    S: +OK 2 ${first + second}
    C: LIST
    S: /\\+OK/
    S: 1 ${first}
    S: 2 ${second}
    S: .
    C: LIST 2
    S: +OK 2 ${second}
    C: UIDL
    S: /\\+OK/
    S: 1 1
    S: 2 2
    S: .
    C: UIDL 1
    S: +OK 1 1
    C: TOP 1 0
    S: /\\+OK/
    S: Subject: uno
    S:
    S: .
    C: top 1 5
    S: /\\+OK/
    S: Subject: uno
    S:
    S: ..punto
    S: .
    C: TOP 1
    S: /-ERR/
    C: TOP 9 1
    S: /-ERR no such message/
    C: RETR 0
    S: /-ERR no such message/
    C: RETR 3
    S: /-ERR no such message/
    C: DELE 1
    S: /\\+OK/
    C: DELE 1
    S: /-ERR no such message/
    C: RETR 1
    S: /-ERR no such message/
    C: STAT
    S: +OK 1 ${second}
    C: UIDL
    S: /\\+OK/
    S: 2 2
    S: .
    C: RSET
    S: /\\+OK 2 messages/
    C: DELE 2
    S: /\\+OK/
    C: FNORD
    S: /-ERR unknown/
    `,
  );
  assert.deepEqual(removed, [], 'nothing goes before QUIT');
  await follow(client, 'C: QUIT\nS: /\\+OK/');
  assert.equal(await client.rest(), '');
  assert.deepEqual(removed, [2]);
});

test('a connection lost after DELE deletes nothing', async (t) => {
  const { entered, removed } = await openDoor(t, literals);
  const client = await entered();
  await follow(client, 'C: DELE 1\nS: /\\+OK/');
  client.close();
  const again = await entered().catch(() => entered());
  await follow(again, 'C: LIST 1\nS: /\\+OK 1 /');
  assert.deepEqual(removed, []);
});

test('the octets of UTF-8 names and passwords go through; so do those of the messages', async (t) => {
  const asked: (readonly [string, string])[] = [];
  const { client } = await inside(t, {
    open: async (user, password) => {
      asked.push([user, password]);
      return { ok: false };
    },
  });
  const wire = (text: string) => Buffer.from(text).toString('latin1');
  client.send(wire('UTF8\r\nUSER niccolò@pec.example\r\nPASS più segreto\r\n'));
  for (const expected of [/^\+OK/, /^\+OK/, /^-ERR \[AUTH\]/]) assert.match(await client.line(), expected);
  client.send(`AUTH PLAIN ${Buffer.from('\0niccolò\0è').toString('base64')}\r\n`);
  await client.line();
  assert.deepEqual(asked, [
    ['niccolò@pec.example', 'più segreto'],
    ['niccolò', 'è'],
  ]);
});

test('refusals carry the code that tells a program what to do', async (t) => {
  const table = [
    [
      { ok: false, isKnown: true, text: 'this application password was revoked' },
      '-ERR [AUTH] this application password was revoked',
    ],
    [{ ok: false, isKnown: true, code: 'SYS/PERM', text: 'closed' }, '-ERR [SYS/PERM] closed'],
    [{ ok: false }, '-ERR [AUTH] user name or password is wrong'],
  ] as const;
  for (const [entry, words] of table) {
    const { client } = await inside(t, { open: async () => entry });
    client.send(`AUTH PLAIN ${PLAIN}\r\n`);
    assert.equal(await client.line(), words);
  }
});

test('too many wrong passwords: [LOGIN-DELAY], and the right one is not looked at; other doors hear of it', async (t) => {
  const brake = loginBrake({ now: () => 0 }, { failuresPerUser: 2, delayMs: 0 });
  const { client } = await inside(t, { brake });
  for (let time = 0; time < 2; time++) {
    await follow(client, 'C: USER mario\nS: /\\+OK/\nC: PASS sbagliata\nS: /-ERR \\[AUTH\\]/');
  }
  await follow(client, `C: AUTH PLAIN ${PLAIN}\nS: /-ERR \\[LOGIN-DELAY\\]/`);
  const other = await inside(t, { brake });
  await follow(other.client, `C: AUTH PLAIN ${PLAIN}\nS: /-ERR \\[LOGIN-DELAY\\]/`);
});

test('a delegate who may only read is told so at DELE', async (t) => {
  const { client } = await inside(t, {
    open: async () => ({
      ok: true,
      name: 'box-1',
      isReadOnly: true,
      openMaildrop: async () => ({
        items: [{ uid: 1, messageId: 'm', size: 4, internalDate: 0, flags: [] }],
        async *read() {
          yield Buffer.from('a\r\n');
        },
        remove: () => Promise.reject(new Error('never')),
      }),
    }),
  });
  await follow(client, `C: AUTH PLAIN ${PLAIN}\nS: /\\+OK 1/\nC: DELE 1\nS: /-ERR you may only read/`);
  await follow(client, 'C: QUIT\nS: /\\+OK/');
});

test('a maildrop that cannot be opened is free again for the next', async (t) => {
  let broken = true;
  const { client, faults } = await inside(t, {
    open: async () => ({
      ok: true,
      name: 'box-1',
      openMaildrop: async () => {
        if (broken) throw new Error('database away');
        return { items: [], async *read() {}, remove: async () => {} };
      },
    }),
  });
  await follow(client, `C: AUTH PLAIN ${PLAIN}\nS: /-ERR \\[SYS/TEMP\\]/`);
  broken = false;
  await follow(client, `C: AUTH PLAIN ${PLAIN}\nS: /\\+OK 0 messages/`);
  assert.deepEqual(
    faults.map(({ message }) => message),
    ['database away'],
  );
});

test('a thousand commands sent ahead are answered one by one', async (t) => {
  const { entered } = await openDoor(t, literals);
  const client = await entered();
  client.send('NOOP\r\nUIDL 1\r\n'.repeat(500));
  for (let time = 0; time < 500; time++) await follow(client, 'S: +OK\nS: +OK 1 1');
});

test('who hangs up in the middle of the handshake disturbs nobody', async (t) => {
  const { door, entered, faults } = await openDoor(t, literals);
  const socket = connectTcp(door.port, '127.0.0.1');
  socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]));
  await new Promise<void>((sent) => socket.end(() => sent()));
  await entered();
  assert.deepEqual(faults, []);
});
