import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { suite, test } from 'node:test';
import { type SignatureAlgorithm, verifyWithKey } from '#cms';
import { verifyInProcess } from './verify-in-process.ts';

const DATA = Buffer.from('signed attributes');
const PKCS1: SignatureAlgorithm = { scheme: 'RSASSA-PKCS1-v1_5', digest: 'sha256' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }));

interface Case {
  readonly what: string;
  readonly key: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly holds: boolean;
  /** Answered at once, on this thread. */
  readonly atOnce: boolean;
}

function cases(): readonly Case[] {
  const own = { key: spki(rsa.publicKey), algorithm: PKCS1, atOnce: true };
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const odd = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pss = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const good = sign('sha256', DATA, rsa.privateKey);
  return [
    { ...own, what: 'a good value', signature: good, holds: true },
    {
      ...own,
      what: 'SHA-512',
      algorithm: { ...PKCS1, digest: 'sha512' },
      signature: sign('sha512', DATA, rsa.privateKey),
      holds: true,
    },
    {
      ...own,
      what: 'another digest than was signed',
      algorithm: { ...PKCS1, digest: 'sha384' },
      signature: good,
      holds: false,
    },
    { ...own, what: 'another key', signature: sign('sha256', DATA, other.privateKey), holds: false },
    {
      ...own,
      what: 'an altered value',
      signature: good.map((octet, at) => (at === 9 ? octet ^ 1 : octet)),
      holds: false,
    },
    { ...own, what: 'a short value', signature: good.subarray(1), holds: false },
    { ...own, what: 'no value', signature: new Uint8Array(0), holds: false },
    { ...own, what: 'a PSS value for PKCS #1', signature: sign('sha256', DATA, pss), holds: false },
    {
      what: 'PSS',
      key: spki(rsa.publicKey),
      algorithm: { scheme: 'RSA-PSS', digest: 'sha256', saltLength: 32 },
      signature: sign('sha256', DATA, pss),
      holds: true,
      atOnce: false,
    },
    {
      what: 'ECDSA',
      key: spki(curve.publicKey),
      algorithm: { scheme: 'ECDSA', digest: 'sha256' },
      signature: sign('sha256', DATA, curve.privateKey),
      holds: true,
      atOnce: false,
    },
    {
      what: 'an RSA signature said of a curve',
      key: spki(curve.publicKey),
      algorithm: PKCS1,
      signature: good,
      holds: false,
      atOnce: false,
    },
    {
      what: 'an odd exponent',
      key: spki(odd.publicKey),
      algorithm: PKCS1,
      signature: sign('sha256', DATA, odd.privateKey),
      holds: true,
      atOnce: false,
    },
    { what: 'no key', key: DATA, algorithm: PKCS1, signature: good, holds: false, atOnce: false },
  ];
}

suite('signature values are checked as WebCrypto checks them', () => {
  for (const { what, key, algorithm, signature, holds, atOnce } of cases()) {
    test(what, async () => {
      for (const time of ['first', 'again']) {
        const answer = verifyInProcess(key, algorithm, signature, DATA);
        assert.equal(answer instanceof Promise, !atOnce, time);
        assert.equal(await answer, holds, time);
      }
      assert.equal(await verifyWithKey(key, algorithm, signature, DATA), holds);
    });
  }
});
