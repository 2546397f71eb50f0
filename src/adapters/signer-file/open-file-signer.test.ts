import assert from 'node:assert/strict';
import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import test from 'node:test';
import { selfSigned } from '#testing';
import { openFileSigner } from './open-file-signer.ts';

function holder(rsaBits?: number): { keyPem: string; certificate: Uint8Array } {
  const { key, der } = selfSigned('Gestore Alfa', [], rsaBits);
  return { keyPem: key, certificate: der };
}

const alfa = holder(2048);

test('signs with RSASSA-PKCS1-v1_5 and SHA-256, and the certificate verifies it', async () => {
  const signer = await openFileSigner({ ...alfa, chain: [] });
  const data = new TextEncoder().encode('ricevuta di accettazione');
  const signature = await signer.sign(data);
  const publicKey = new X509Certificate(alfa.certificate).publicKey;
  assert.ok(verify('sha256', data, publicKey, signature));
  assert.ok(!verify('sha256', data.subarray(1), publicKey, signature));
  assert.equal(signer.certificate, alfa.certificate);
});

test('refuses a key that is not the one of the certificate, and says whose certificate it is', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  await assert.rejects(
    openFileSigner({ ...alfa, keyPem: other.toString(), chain: [] }),
    /does not belong .*Gestore Alfa/,
  );
});

test('refuses what is not a key, a key that is not RSA, and a short key', async () => {
  await assert.rejects(openFileSigner({ ...alfa, keyPem: 'ceralacca', chain: [] }), /not a readable private key/);
  await assert.rejects(openFileSigner({ ...holder(), chain: [] }), /is ec, not RSA/);
  await assert.rejects(openFileSigner({ ...holder(1024), chain: [] }), /1024 bits/);
});

test('refuses what is not a certificate', async () => {
  await assert.rejects(openFileSigner({ ...alfa, certificate: new Uint8Array(9), chain: [] }), /not a readable X.509/);
});
