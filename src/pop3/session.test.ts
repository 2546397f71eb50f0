import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readCommand, readPlain } from './command.ts';
import type { Pop3Item, Pop3Refusal } from './maildrop.ts';
import { wholeBody } from './message-body.ts';
import { type Pop3Channel, Pop3Session } from './session.ts';

const MESSAGES = ['A: b\r\n\r\n.uno\r\ndue\r\n..\r\ntre\r\n', 'C: d\r\n\r\n'];
const PLAIN = Buffer.from('\0mario\0se greto').toString('base64');

async function* cut(text: string, size = 3): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size), 'latin1');
}

interface Change {
  readonly refusal?: Pop3Refusal;
  readonly remove?: () => Promise<void>;
  readonly channel?: Pop3Channel;
  readonly isReadOnly?: boolean;
}

function open({ refusal, remove, channel = 'secure', isReadOnly = false }: Change = {}) {
  const removed: string[] = [];
  let released = 0;
  const items: Pop3Item[] = MESSAGES.map((text, at) => ({
    uid: `u${at + 7}`,
    size: text.length,
    read: () => cut(text),
  }));
  const session = new Pop3Session(
    {
      async open(user, password) {
        if (refusal) return refusal;
        if (user !== 'mario' || password !== 'se greto') return { ok: false, code: 'AUTH', text: 'no' };
        return {
          ok: true,
          maildrop: {
            items,
            isReadOnly,
            remove: async (marked) => {
              await remove?.();
              removed.push(...marked.map((item) => item.uid));
            },
            release: () => released++,
          },
        };
      },
    },
    channel,
  );
  const say = async (line: string) => {
    const reply = await session.answer(line);
    let text = reply.line;
    for await (const piece of reply.body ?? [])
      text += typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1');
    return text;
  };
  return { session, say, removed, released: () => released };
}

async function entered(change: Change = {}) {
  const opened = open(change);
  await opened.say('USER mario');
  assert.equal(await opened.say('PASS se greto'), `+OK 2 messages (${MESSAGES.join('').length} octets)\r\n`);
  return opened;
}

const ALWAYS = [
  'TOP',
  'UIDL',
  'PIPELINING',
  'RESP-CODES',
  'AUTH-RESP-CODE',
  'EXPIRE NEVER',
  'IMPLEMENTATION Ceralacca',
];
const capabilities = (words: readonly string[]) => `+OK capability list follows\r\n${words.join('\r\n')}\r\n.\r\n`;

test('CAPA tells in each state what is possible there (RFC 2449 5, RFC 2595 4, RFC 6856 2)', async () => {
  assert.equal(await open({ channel: 'clear' }).say('CAPA'), capabilities([...ALWAYS, 'STLS']));
  const inside = capabilities([...ALWAYS, 'USER', 'SASL PLAIN', 'UTF8 USER']);
  assert.equal(await open().say('CAPA'), inside);
  assert.equal(await (await entered()).say('CAPA'), inside);
});

test('in clear nobody logs in; STLS asks for the handshake once and forgets what was said before (RFC 2595 4)', async () => {
  const { session, say } = open({ channel: 'clear' });
  for (const login of ['USER mario', 'PASS se greto', `AUTH PLAIN ${PLAIN}`, 'AUTH', 'UTF8'])
    assert.match(await say(login), /^-ERR only inside TLS/, login);
  assert.equal((await session.answer('STLS')).next, 'handshake');
  session.secured();
  assert.match(await say('PASS se greto'), /^-ERR USER first/);
  assert.match(await say('STLS'), /^-ERR TLS is on already/);
  assert.match(await say(`AUTH PLAIN ${PLAIN}`), /^\+OK/);
  for (const late of ['STLS', 'UTF8', 'USER mario', 'AUTH PLAIN']) assert.match(await say(late), /^-ERR you are/, late);
});

test('UTF8 is taken before the login (RFC 6856 2.1)', async () => {
  const { say } = open();
  assert.match(await say('UTF8'), /^\+OK/);
  assert.match(await say('UTF8 USER'), /^-ERR/);
});

test('who may only read deletes nothing', async () => {
  const { say, removed } = await entered({ isReadOnly: true });
  assert.match(await say('DELE 1'), /^-ERR you may only read/);
  assert.match(await say('RETR 1'), /^\+OK/);
  await say('QUIT');
  assert.deepEqual(removed, []);
});

test('a login by USER and PASS keeps spaces in the password; PASS alone and a wrong one stay outside', async () => {
  await entered();
  const { say } = open();
  assert.match(await say('PASS se greto'), /^-ERR /);
  await say('USER mario');
  assert.match(await say('PASS segreto'), /^-ERR \[AUTH\] /);
  assert.match(await say('STAT'), /^-ERR /);
  assert.match(await say('FNORD'), /^-ERR /);
});

test('AUTH PLAIN goes with an initial response, with a challenge, and can be cancelled (RFC 5034)', async () => {
  assert.match(await open().say(`AUTH PLAIN ${PLAIN}`), /^\+OK 2 messages/);
  const { say } = open();
  assert.equal(await say('AUTH'), '+OK mechanisms follow\r\nPLAIN\r\n.\r\n');
  assert.match(await say('AUTH CRAM-MD5'), /^-ERR /);
  assert.equal(await say('AUTH PLAIN'), '+ \r\n');
  assert.match(await say('*'), /^-ERR /);
  assert.match(await say('AUTH PLAIN =='), /^-ERR /);
  assert.equal(await say('AUTH plain'), '+ \r\n');
  assert.match(await say(PLAIN), /^\+OK 2 messages/);
});

test('who cannot come in is told why, by code (RFC 2449 8, RFC 3206)', async () => {
  for (const code of ['AUTH', 'IN-USE', 'LOGIN-DELAY', 'SYS/PERM', 'SYS/TEMP'] as const) {
    const { say } = open({ refusal: { ok: false, code, text: 'no' } });
    assert.equal(await say(`AUTH PLAIN ${PLAIN}`), `-ERR [${code}] no\r\n`);
  }
});

test('STAT, LIST, UIDL, TOP and RETR tell of the messages; dots are stuffed and nothing else', async () => {
  const { say } = await entered();
  assert.equal(await say('STAT'), '+OK 2 36\r\n');
  assert.equal(await say('LIST'), '+OK 2 messages\r\n1 28\r\n2 8\r\n.\r\n');
  assert.equal(await say('LIST 2'), '+OK 2 8\r\n');
  assert.equal(await say('UIDL'), '+OK 2 messages\r\n1 u7\r\n2 u8\r\n.\r\n');
  assert.equal(await say('UIDL 1'), '+OK 1 u7\r\n');
  assert.equal(await say('RETR 1'), '+OK 28 octets\r\nA: b\r\n\r\n..uno\r\ndue\r\n...\r\ntre\r\n.\r\n');
  assert.equal(await say('TOP 1 0'), '+OK top of message follows\r\nA: b\r\n\r\n.\r\n');
  assert.equal(await say('TOP 1 2'), '+OK top of message follows\r\nA: b\r\n\r\n..uno\r\ndue\r\n.\r\n');
  assert.equal(await say('TOP 1 99'), '+OK top of message follows\r\nA: b\r\n\r\n..uno\r\ndue\r\n...\r\ntre\r\n.\r\n');
  for (const wrong of [
    'RETR 0',
    'RETR 3',
    'RETR',
    'RETR -1',
    'RETR 1e0',
    'TOP 1',
    'TOP 1 -1',
    'LIST x',
    'DELE 99999999999',
  ]) {
    assert.match(await say(wrong), /^-ERR /, wrong);
  }
});

test('a deleted message is gone from every listing, RSET brings it back, QUIT takes it out', async () => {
  const { say, removed, released } = await entered();
  assert.match(await say('DELE 1'), /^\+OK/);
  assert.match(await say('RETR 1'), /^-ERR /);
  assert.match(await say('DELE 1'), /^-ERR /);
  assert.equal(await say('STAT'), '+OK 1 8\r\n');
  assert.equal(await say('LIST'), '+OK 1 messages\r\n2 8\r\n.\r\n');
  await say('RSET');
  assert.equal(await say('STAT'), '+OK 2 36\r\n');
  await say('DELE 2');
  assert.deepEqual(removed, []);
  assert.match(await say('QUIT'), /^\+OK/);
  assert.deepEqual([removed, released()], [['u8'], 1]);
});

test('a connection lost without QUIT deletes nothing and gives the lock back once', async () => {
  const { session, say, removed, released } = await entered();
  await say('DELE 1');
  session.end();
  session.end();
  assert.deepEqual([removed, released()], [[], 1]);
});

test('a deletion that fails is told at QUIT, and the lock is given back', async () => {
  const { say, released } = await entered({ remove: () => Promise.reject(new Error('no commit')) });
  await say('DELE 1');
  assert.match(await say('QUIT'), /^-ERR \[SYS\/TEMP\] /);
  assert.equal(released(), 1);
});

test('every message comes back octet by octet through RETR, however it is cut', async () => {
  const lines = fc.array(fc.constantFrom('.', '..', 'x', '', 'x.y', '\u00e9'), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 9 }), async (words, size) => {
      const message = words.map((word) => `${word}\r\n`).join('');
      let wire = '';
      for await (const piece of wholeBody(cut(message, size))) {
        wire += typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1');
      }
      assert.ok(`\r\n${wire}`.endsWith('\r\n.\r\n'));
      assert.equal(`\r\n${wire.slice(0, -3)}`.replace(/\r\n\.\./g, '\r\n.'), `\r\n${message}`);
    }),
  );
});

test('a command is read whatever its case; credentials only when whole', () => {
  assert.deepEqual(readCommand('pass  a b '), { keyword: 'PASS', argument: ' a b ' });
  const encode = (text: string) => Buffer.from(text).toString('base64');
  assert.deepEqual(readPlain(encode('\0p\u00e8\0x')), { user: 'p\u00e8', password: 'x' });
  assert.deepEqual(readPlain(encode('p\0p\0x')), { user: 'p', password: 'x' });
  for (const bad of ['', '!!!', encode('a\0b\0x'), encode('\0b'), encode('\0\0x'), encode('\0a\0b\0c'), '/w==']) {
    assert.equal(readPlain(bad), undefined, bad);
  }
});
