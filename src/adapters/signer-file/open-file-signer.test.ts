import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { openFileSigner } from './open-file-signer.ts';

function selfSigned(newKey: readonly string[]): { keyPem: string; certificate: Uint8Array } {
  const dir = mkdtempSync(join(tmpdir(), 'ceralacca-signer-'));
  try {
    const files = ['-keyout', join(dir, 'k.pem'), '-out', join(dir, 'c.der'), '-outform', 'DER'];
    const subject = ['-subj', '/O=Gestore Alfa/CN=Gestore Alfa', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', '-nodes', ...newKey, ...files, ...subject], { stdio: 'pipe' });
    return { keyPem: readFileSync(join(dir, 'k.pem'), 'utf8'), certificate: readFileSync(join(dir, 'c.der')) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const alfa = selfSigned(['-newkey', 'rsa:2048']);

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
  const curve = selfSigned(['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
  await assert.rejects(openFileSigner({ ...curve, chain: [] }), /is ec, not RSA/);
  await assert.rejects(openFileSigner({ ...selfSigned(['-newkey', 'rsa:1024']), chain: [] }), /1024 bits/);
});

test('refuses what is not a certificate', async () => {
  await assert.rejects(openFileSigner({ ...alfa, certificate: new Uint8Array(9), chain: [] }), /not a readable X.509/);
});
