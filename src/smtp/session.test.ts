import assert from 'node:assert/strict';
import test from 'node:test';
import type { SmtpEnvelope, SmtpHandlers, SmtpSession } from './handlers.ts';
import { MessageBody } from './message-body.ts';
import { ServerSession, type SessionOptions, type SmtpAnswer } from './session.ts';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const login: SmtpHandlers<string>['login'] = async (user, password) =>
  password === 'segreto'
    ? { ok: true, account: user }
    : { ok: false, reply: { code: 535, enhanced: '5.7.8', text: 'wrong' } };

function open(changes: Partial<SessionOptions<string>> = {}, handlers: Partial<SmtpHandlers<string>> = {}) {
  const faults: string[] = [];
  const taken: { envelope: SmtpEnvelope; session: SmtpSession<string> }[] = [];
  const session = new ServerSession<string>({
    id: '1',
    peer: '192.0.2.1',
    heloName: 'mx.a.example',
    maxBytes: 1000,
    maxRecipients: 2,
    implicitTls: false,
    onFault: (fault) => faults.push(fault.message),
    handlers: {
      mailFrom: async () => undefined,
      recipient: async () => undefined,
      message: async (_, envelope, view) => {
        taken.push({ envelope, session: view });
        return { code: 250, enhanced: '2.0.0', text: 'taken' };
      },
      ...handlers,
    },
    ...changes,
  });
  const say = async (line: string): Promise<SmtpAnswer> => session.answer(line);
  /** Each line with the code that is expected. */
  const talk = async (script: readonly (readonly [string, number])[]) => {
    for (const [line, code] of script) assert.equal(Number((await say(line)).wire.slice(0, 3)), code, line);
  };
  const send = async (wire: string) => {
    const body = new MessageBody({ maxBytes: 1000, onRoom: () => {} });
    body.push(Buffer.from(wire, 'latin1'));
    return (await session.message(body)).wire;
  };
  return { session, say, talk, send, faults, taken };
}

test('the states of RFC 5321 4.1.4: EHLO, MAIL, RCPT, DATA, in this order and in no other', async () => {
  const { talk, send, taken } = open();
  await talk([
    ['MAIL FROM:<a@b.example>', 503],
    ['EHLO', 501],
    ['EHLO two words', 501],
    ['EHLO Pc.Example', 250],
    ['RCPT TO:<c@d.example>', 503],
    ['DATA', 503],
    ['MAIL FROM:<a@b.example>', 250],
    ['MAIL FROM:<a@b.example>', 503],
    ['DATA', 503],
    ['RCPT TO:<c@d.example>', 250],
    ['DATA now', 501],
    ['EHLO Pc.Example', 250],
    ['RCPT TO:<c@d.example>', 503],
    ['MAIL FROM:<a@b.example>', 250],
    ['RCPT TO:<c@d.example>', 250],
    ['RSET', 250],
    ['DATA', 503],
    ['mail from:<>', 250],
    ['rcpt to:<C@d.example>', 250],
    ['RCPT TO:<c@D.example>', 250],
    ['RCPT TO:<e@d.example>', 250],
    ['RCPT TO:<f@d.example>', 452],
    ['DATA', 354],
  ]);
  assert.equal(await send('x\r\n.\r\n'), '250 2.0.0 taken\r\n');
  await talk([['DATA', 503]]);
  assert.deepEqual(taken[0], {
    envelope: { mailFrom: '', recipients: ['C@d.example', 'e@d.example'] },
    session: { id: '1', peer: '192.0.2.1', helo: 'pc.example', tls: false, protocol: 'ESMTP' },
  });
});

test('HELO announces nothing, and the protocol is SMTP', async () => {
  const { say, talk, send, taken } = open();
  assert.equal((await say('HELO x')).wire, '250 mx.a.example\r\n');
  await talk([
    ['MAIL FROM:<a@b.example>', 250],
    ['RCPT TO:<c@d.example>', 250],
    ['DATA', 354],
  ]);
  await send('.\r\n');
  assert.equal(taken[0]?.session.protocol, 'SMTP');
});

test('STARTTLS forgets what was said in clear (RFC 3207 4.2), and is offered once', async () => {
  const { session, say, talk } = open();
  await talk([
    ['EHLO x', 250],
    ['MAIL FROM:<a@b.example>', 250],
    ['STARTTLS now', 501],
  ]);
  assert.deepEqual(await say('STARTTLS'), { wire: '220 2.0.0 ready for TLS\r\n', next: 'handshake' });
  session.secured();
  await talk([
    ['RCPT TO:<c@d.example>', 503],
    ['EHLO x', 250],
    ['RCPT TO:<c@d.example>', 503],
    ['STARTTLS', 503],
  ]);
  assert.doesNotMatch((await say('EHLO x')).wire, /STARTTLS|AUTH/);
});

test('AUTH PLAIN and LOGIN, with an initial response and without (RFC 4954 4)', async () => {
  const tls = { implicitTls: true };
  const scripts = [
    [['AUTH PLAIN', 334] as const, [base64('\0mario\0segreto'), 235] as const],
    [[`auth plain ${base64('mario\0mario\0segreto')}`, 235] as const],
    [['AUTH LOGIN', 334] as const, [base64('mario'), 334] as const, [base64('segreto'), 235] as const],
    [[`AUTH LOGIN ${base64('mario')}`, 334] as const, [base64('segreto'), 235] as const],
  ];
  for (const script of scripts) {
    const { talk, say } = open(tls, { login });
    await talk([['EHLO x', 250], ['MAIL FROM:<a@b.example>', 530], ...script, ['MAIL FROM:<a@b.example>', 250]]);
    await talk([['RSET', 250]]);
    assert.match((await say('AUTH PLAIN')).wire, /^503 /);
  }
  assert.equal((await open(tls, { login }).say('AUTH PLAIN')).wire.slice(0, 3), '503');
});

test('AUTH that is nonsense: unknown mechanism, bad base64, three words, another identity, nothing, a command in between', async () => {
  const { talk, faults } = open({ implicitTls: true }, { login });
  await talk([
    ['EHLO x', 250],
    ['AUTH CRAM-MD5', 504],
    ['AUTH', 504],
    ['AUTH PLAIN !!!!', 501],
    ['AUTH PLAIN AAAA AAAA', 501],
    [`AUTH PLAIN ${base64('anna\0mario\0segreto')}`, 501],
    [`AUTH PLAIN ${base64('\0mario\0segreto\0x')}`, 501],
    ['AUTH PLAIN =', 501],
    ['AUTH LOGIN =', 501],
    ['AUTH LOGIN', 334],
    ['MAIL FROM:<a@b.example>', 501],
    ['AUTH LOGIN', 334],
    ['*', 501],
    ['NOOP', 250],
  ]);
  assert.deepEqual(faults, []);
});

test('AUTH is refused in clear, during a transaction, and unknown where no logins are', async () => {
  const plain = `AUTH PLAIN ${base64('\0mario\0segreto')}`;
  await open({}, { login }).talk([
    ['EHLO x', 250],
    [plain, 538],
  ]);
  await open({ implicitTls: true }).talk([
    ['EHLO x', 250],
    [plain, 500],
  ]);
  await open({ implicitTls: true, loginOptional: true }, { login }).talk([
    ['EHLO x', 250],
    ['MAIL FROM:<a@b.example> AUTH=<>', 250],
    [plain, 503],
  ]);
});

test('faulty commands, failed logins and commands of a stranger are counted, and end the session', async () => {
  const garbage = open();
  for (let n = 1; n < 10; n++) await garbage.talk([['FNORD', 500]]);
  assert.deepEqual((await garbage.say('FNORD')).next, 'close');
  const guessing = open({ implicitTls: true }, { login });
  await guessing.talk([['EHLO x', 250]]);
  for (let n = 1; n < 10; n++) await guessing.talk([[`AUTH PLAIN ${base64('\0mario\0no')}`, 535]]);
  assert.match((await guessing.say(`AUTH PLAIN ${base64('\0mario\0no')}`)).wire, /^421 4\.7\.0 /);
  const stranger = open({ implicitTls: true }, { login });
  for (let n = 1; n < 20; n++) await stranger.talk([['NOOP', 250]]);
  assert.match((await stranger.say('NOOP')).wire, /^421 4\.7\.0 /);
});

test('a handler that rejects or throws is 451, a login 454, and the fault is told', async () => {
  const fail = () => {
    throw new Error('away');
  };
  const { talk, send, faults } = open(
    { implicitTls: true, loginOptional: true },
    { login: fail, mailFrom: async (from) => (from === '' ? fail() : undefined), message: fail },
  );
  await talk([
    ['EHLO x', 250],
    [`AUTH PLAIN ${base64('\0mario\0segreto')}`, 454],
    ['MAIL FROM:<>', 451],
    ['MAIL FROM:<a@b.example>', 250],
    ['RCPT TO:<c@d.example>', 250],
    ['DATA', 354],
  ]);
  assert.match(await send('x\r\n.\r\n'), /^451 4\.3\.0 /);
  assert.deepEqual(faults, ['away', 'away', 'away']);
});

test('a message over the limit is 552, even when the door accepts without reading', async () => {
  const { talk, send, faults } = open();
  await talk([
    ['EHLO x', 250],
    ['MAIL FROM:<a@b.example> SIZE=1001', 552],
    ['MAIL FROM:<a@b.example>', 250],
    ['RCPT TO:<c@d.example>', 250],
    ['DATA', 354],
  ]);
  assert.match(await send(`${'x'.repeat(1001)}\r\n.\r\n`), /^552 5\.3\.4 /);
  assert.deepEqual(faults, []);
});

test('DATA that is refused must be the last of its group, else the message would be read as commands', async () => {
  const { say } = open();
  for (const hello of ['NOOP', 'EHLO x']) {
    await say(hello);
    assert.equal((await say('DATA')).endsGroup, true);
  }
});

test('what is not offered is said so: EXPN, TURN, BDAT; VRFY tells nothing; QUIT ends', async () => {
  const { talk, say } = open();
  await talk([
    ['EXPN staff', 502],
    ['BDAT 10 LAST', 500],
    ['TURN', 500],
    ['XCLIENT ADDR=192.0.2.9', 500],
    ['VRFY postmaster', 252],
    ['HELP', 214],
    ['NOOP anything', 250],
    ['RSET x', 501],
    ['NO\0OP', 500],
    ['', 500],
  ]);
  assert.deepEqual(await say('QUIT'), { wire: '221 2.0.0 good-bye\r\n', next: 'close' });
  assert.equal((await say('POST / HTTP/1.1')).next, 'close');
});
