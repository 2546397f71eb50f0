import assert from 'node:assert/strict';
import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import test, { type TestContext } from 'node:test';
import { latin1ToString, type Rope } from '#mime';
import type { Blobs, Destination } from '#ports';
import { dkimSigner } from './dkim.ts';
import { fakePeer } from './fake-peer.ts';
import { openSmtpRelay } from './open-smtp-relay.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const DKIM = { domain: 'gestore-alfa.example', selector: 'c1', keyPem: KEY };
const MESSAGE =
  'From: posta-certificata@gestore-alfa.example\r\nTo: b@posta.example\r\nSubject: prova\r\n\r\nciao  \r\n.\r\n\r\n';

const blobs = {
  bytes: async (rope: Rope) => Buffer.concat(rope as Uint8Array[]),
  async *read(rope: Rope) {
    yield* rope as Uint8Array[];
  },
} as unknown as Blobs;

async function received(t: TestContext, destination: Destination): Promise<string> {
  const peer = await fakePeer(t, { offers: ['PIPELINING', 'SIZE 10000'] });
  const routes = new Map([['posta.example', { host: '127.0.0.1', port: peer.port }]]);
  const monotonic = { now: () => 0 };
  await using relay = openSmtpRelay({ heloName: 'mx.gestore-alfa.example', blobs, monotonic, routes, dkim: DKIM });
  const [reply] = await relay.send({
    destination,
    mailFrom: 'a@pec.alfa.example',
    recipients: ['b@posta.example'],
    message: [Buffer.from(MESSAGE)],
    size: MESSAGE.length,
    eightBit: false,
  });
  assert.equal(reply?.outcome, 'sent', reply?.reply);
  const size = /SIZE=(\d+)/.exec(peer.heard.flat().find((line) => line.startsWith('MAIL')) ?? '')?.[1];
  assert.equal(Number(size), peer.messages[0]!.length, 'SIZE counts what is sent');
  return peer.messages[0]!;
}

test('ordinary mail leaves with a DKIM signature before it and every octet as it was', async (t) => {
  const sent = await received(t, { kind: 'ordinary', domain: 'posta.example' });
  assert.ok(sent.endsWith(MESSAGE));
  const [, before, base64] = /^DKIM-Signature: (.* b=)([A-Za-z0-9+/=\s]+)\r\n$/s.exec(sent.slice(0, -MESSAGE.length))!;
  const tags = before!.replace(/\r\n/g, '').replace(/\s+/g, ' ');
  const bh = createHash('sha256').update('ciao\r\n.\r\n').digest('base64');
  assert.equal(
    tags,
    `v=1; a=rsa-sha256; c=relaxed/relaxed; d=gestore-alfa.example; s=c1; h=From: To: Subject; bh=${bh}; b=`,
  );
  const over = `from:posta-certificata@gestore-alfa.example\r\nto:b@posta.example\r\nsubject:prova\r\ndkim-signature:${tags}`;
  assert.ok(createVerify('sha256').update(over).verify(publicKey, base64!.replace(/\s/g, ''), 'base64'));
});

test('what goes to a provider is not signed with DKIM', async (t) => {
  const peer = await fakePeer(t);
  const routes = new Map([['pec.beta.example', { host: '127.0.0.1', port: peer.port }]]);
  let read = 0;
  const watched = { read: () => assert.fail(`the message was read ${++read} times`) } as unknown as Blobs;
  await using relay = openSmtpRelay({
    ...{ heloName: 'mx.gestore-alfa.example', blobs: watched, monotonic: { now: () => 0 } },
    ...{ routes, dkim: DKIM },
  });
  const [reply] = await relay.send({
    ...{
      destination: { kind: 'provider', domain: 'pec.beta.example' },
      mailFrom: '',
      recipients: ['b@pec.beta.example'],
    },
    ...{ message: [Buffer.from(MESSAGE)], size: MESSAGE.length, eightBit: false },
  });
  assert.match(reply!.reply, /STARTTLS is not offered/, 'it came as far as the host');
  assert.deepEqual(peer.messages, []);
});

test('the same message is signed alike each time, so that a repetition is the same octets', async () => {
  const sign = dkimSigner(DKIM, blobs);
  const once = await sign([Buffer.from(MESSAGE)]);
  assert.equal(latin1ToString(once!), latin1ToString((await sign([Buffer.from(MESSAGE)]))!));
});

test('a key that cannot make rsa-sha256 is refused at once, in one sentence', () => {
  const pem = (key: typeof privateKey) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
  const { privateKey: curve } = generateKeyPairSync('ed25519');
  assert.throws(() => dkimSigner({ ...DKIM, keyPem: pem(curve) }, blobs), /the DKIM key is ed25519, not RSA/);
  const { privateKey: short } = generateKeyPairSync('rsa', { modulusLength: 768 });
  assert.throws(() => dkimSigner({ ...DKIM, keyPem: pem(short) }, blobs), /768 bits/);
  assert.throws(() => dkimSigner({ ...DKIM, keyPem: 'none' }, blobs), /not a readable private key/);
});
