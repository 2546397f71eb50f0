import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import test from 'node:test';
import { encryptKey, isEncryptedKey, readSigningKey } from './encrypt-key.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const PASSPHRASE = 'una frase non breve';

test('an encrypted key is read back with its passphrase, by us and by openssl, and with no other', () => {
  const pem = encryptKey(privateKey, PASSPHRASE, random);
  assert.ok(isEncryptedKey(pem));
  assert.ok(readSigningKey(pem, PASSPHRASE).equals(privateKey));
  assert.throws(() => readSigningKey(pem, 'una frase sbagliata'), /passphrase of the signing key is wrong/);
  assert.throws(() => readSigningKey(pem, undefined), /is encrypted: give its passphrase/);
  const read = execFileSync('openssl', ['pkey', '-passin', `pass:${PASSPHRASE}`], { input: pem, encoding: 'utf8' });
  assert.equal(read.replace(/\s/g, ''), plain.replace(/\s/g, ''));
});

test('a passphrase too short is refused; a key that is not encrypted needs none', () => {
  assert.throws(() => encryptKey(privateKey, 'breve', random), /has 5 characters, at least 12/);
  assert.ok(!isEncryptedKey(plain));
  assert.ok(readSigningKey(plain, undefined).equals(privateKey));
});
