import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { selfSigned } from '#testing';
import { fakePeer, type PeerScript } from './fake-peer.ts';
import { submitMessage } from './submit-message.ts';

const tls = selfSigned('door.example');
const pin = new X509Certificate(tls.cert).fingerprint256.replaceAll(':', '').toLowerCase();
const message = {
  from: 'prova@pec.alfa.example',
  to: 'prova2@pec.alfa.example',
  bytes: Buffer.from('Subject: x\r\n\r\n.\r\n'),
};

async function submit(t: TestContext, script: PeerScript, change: { pin?: string; ms?: number } = {}) {
  const peer = await fakePeer(t, { tls, ...script });
  const login = { heloName: 'alfa.example', user: 'prova@pec.alfa.example', password: 'segreta' };
  const door = { host: '127.0.0.1', port: peer.port, mode: 'starttls', pin: change.pin ?? pin, ...login } as const;
  return { peer, answer: await submitMessage(door, message, change.ms ?? 5_000) };
}
const loginTaken = (command: string) => (command.startsWith('AUTH') ? '235 2.7.0 in' : undefined);

test('a message is handed in over TLS after a login, and the reply to it is told', async (t) => {
  const { peer, answer } = await submit(t, { answer: loginTaken, received: () => '250 2.6.0 <opec1@alfa.example>' });
  assert.deepEqual(answer, { outcome: 'taken', reply: '250 2.6.0 <opec1@alfa.example>' });
  const secret = Buffer.from('\0prova@pec.alfa.example\0segreta').toString('base64');
  assert.deepEqual(peer.heard[0]!.slice(2, 7), [
    'EHLO alfa.example',
    `AUTH PLAIN ${secret}`,
    `MAIL FROM:<${message.from}>`,
    `RCPT TO:<${message.to}>`,
    'DATA',
  ]);
  assert.deepEqual(peer.messages, ['Subject: x\r\n\r\n.\r\n']);
});

test('what is refused for good is told apart from what failed now', async (t) => {
  const wrong = (command: string) => (command.startsWith('AUTH') ? '535 5.7.8 wrong' : undefined);
  assert.deepEqual((await submit(t, { answer: wrong })).answer, { outcome: 'refused', reply: '535 5.7.8 wrong' });
  const late = { answer: loginTaken, received: () => '451 4.3.0 later' };
  assert.deepEqual((await submit(t, late)).answer, { outcome: 'failed', reply: '451 4.3.0 later' });
});

test('nobody there, silence, another certificate, no TLS: each is a failure in words, and nothing is said in clear', async (t) => {
  const silent = await submit(t, { answer: () => '' }, { ms: 100 });
  assert.match(silent.answer.reply, /within 100 ms/);
  const other = await submit(t, { answer: loginTaken }, { pin: 'f'.repeat(64) });
  assert.match(other.answer.reply, /not the pinned one/);
  const gone = await submit(t, { greet: () => 'hang up' });
  for (const { answer, peer } of [silent, other, gone]) {
    assert.equal(answer.outcome, 'failed');
    assert.equal(peer.messages.length, 0);
    assert.equal(
      peer.heard.flat().some((line) => line.startsWith('AUTH')),
      false,
    );
  }
  assert.equal((await submit(t, { offers: [], tls: undefined! })).answer.outcome, 'failed');
});
