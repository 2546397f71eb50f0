import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { readCertificate } from './certificate.ts';
import { certificateRequest, readCertificateRequest } from './certificate-request.ts';
import { CmsFault } from './fault.ts';
import { lintProviderCertificate } from './lint-provider-certificate.ts';
import { fromPem, toPem } from './pem.ts';
import { newKeys, PROVIDER, SERVICE_ADDRESS, signerOf, type TestNetwork, term, testNetwork } from './test-kit.ts';

const skip = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : false;
const subject = { C: 'IT', O: PROVIDER, CN: 'Posta Certificata Gestore Alfa' };
let network: TestNetwork;
let publicKey: Uint8Array;
let csr: Uint8Array;
before(async () => {
  network = await testNetwork();
  const keys = await newKeys();
  publicKey = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
  const { sign } = signerOf(keys, network.leaf);
  csr = await certificateRequest({ subject, emails: [SERVICE_ADDRESS], publicKey, sign });
});

test('a request is read back as it was written', async () => {
  assert.deepEqual(await readCertificateRequest(csr), {
    subject: `C=IT, O=${PROVIDER}, CN=Posta Certificata Gestore Alfa`,
    subjectParts: subject,
    emails: [SERVICE_ADDRESS],
    publicKey,
  });
});

test('T129 what an authority issues from a request keeps the profile of a provider certificate', async () => {
  const certificate = await network.ca.issueFrom(csr, term(3));
  assert.deepEqual(lintProviderCertificate(certificate, PROVIDER), []);
  const { subject: named, emailAddresses } = await readCertificate(certificate);
  assert.match(named, /CN=Posta Certificata Gestore Alfa/);
  assert.deepEqual(emailAddresses, [SERVICE_ADDRESS]);
});

test('a request for a key that is not its own, and one without address, are refused', async () => {
  const { sign } = signerOf(await newKeys(), network.leaf);
  const stolen = await certificateRequest({ subject, emails: [SERVICE_ADDRESS], publicKey, sign });
  await assert.rejects(readCertificateRequest(stolen), /not signed with the key it is for/);
  await assert.rejects(network.ca.issueFrom(stolen, term(3)), CmsFault);
  await assert.rejects(certificateRequest({ subject, emails: [], publicKey, sign }), RangeError);
});

test('openssl req -verify believes our request, and its own is read here', { skip }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cms-csr-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, encoding: 'utf8', stdio: 'pipe' });
  writeFileSync(join(dir, 'ours.pem'), toPem('CERTIFICATE REQUEST', csr));
  const verified = spawnSync('openssl', ['req', '-verify', '-in', 'ours.pem', '-noout', '-text'], { cwd: dir });
  assert.equal(verified.status, 0);
  assert.match(String(verified.stderr) + String(verified.stdout), /self-signature verify OK/);
  assert.match(String(verified.stdout), /email:posta-certificata@gestore-alfa\.example/);
  const args = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'key.pem',
    '-subj',
    '/C=IT/O=Gestore Beta/CN=PEC',
  ];
  const pem = openssl('req', '-new', '-batch', ...args, '-addext', 'subjectAltName=email:pec@beta.example');
  const read = await readCertificateRequest(fromPem(pem)[0]!.der);
  assert.equal(read.subject, 'C=IT, O=Gestore Beta, CN=PEC');
  assert.deepEqual(read.emails, ['pec@beta.example']);
});

test('nothing a request says can be altered', async () => {
  const read = await readCertificateRequest(csr);
  await fc.assert(
    fc.asyncProperty(fc.nat(csr.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      try {
        assert.deepEqual(await readCertificateRequest(csr.with(at, csr[at]! ^ flip)), read);
      } catch (fault) {
        assert.ok(fault instanceof CmsFault, String(fault));
      }
    }),
    { numRuns: 300 },
  );
});
