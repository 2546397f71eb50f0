import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { addSignatureTimestamp, signatureTimestamps, signCades } from './cades.ts';
import type { CmsSigner } from './compose-signed-data.ts';
import { CmsFault } from './fault.ts';
import { toPem } from './pem.ts';
import { readSignedData } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import { signingCertificates } from './signing-certificate.ts';
import {
  DAY,
  NOW,
  newKeys,
  PROVIDER,
  SERVICE_ADDRESS,
  serial,
  signContent,
  signerOf,
  type TestNetwork,
  type TestTimestamper,
  testNetwork,
  testTimestamper,
  YEAR,
} from './test-kit.ts';
import { type CadesQuestion, verifyCades } from './verify-cades.ts';

const skip = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : false;
const content = new TextEncoder().encode('2026-06-01 registro\n');
let network: TestNetwork;
let tsa: TestTimestamper;
let signer: CmsSigner;
let sha256: Uint8Array;
before(async () => {
  network = await testNetwork();
  tsa = await testTimestamper(network.root, NOW, 8);
  signer = signerOf(network.leafKeys, network.leaf, [network.ca.certificate]);
  sha256 = await digest('sha256', content);
});

const ask = (der: Uint8Array, changed: Partial<CadesQuestion> = {}) =>
  verifyCades(der, { contentDigest: sha256, roots: [network.root.certificate], at: NOW + DAY, ...changed });

async function folder(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'cms-cades-'));
  t.after(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, 'root.pem'), toPem('CERTIFICATE', network.root.certificate));
  await writeFile(join(dir, 'content'), content);
  const write = (name: string, bytes: Uint8Array) => writeFile(join(dir, name), bytes);
  const verify = (...args: string[]) => {
    const common = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-CAfile', 'root.pem', '-out', 'out'];
    const at = ['-attime', String(NOW / 1000), '-purpose', 'smimesign'];
    return promisify(execFile)('openssl', [...common, ...at, ...args], { cwd: dir });
  };
  return { dir, write, verify };
}

test('openssl cms -verify -cades believes a detached signature made from the digest alone', { skip }, async (t) => {
  const { write, verify } = await folder(t);
  await write('d.p7s', await signCades(signer, { sha256 }, { signingTime: NOW }));
  assert.match((await verify('-in', 'd.p7s', '-content', 'content')).stderr, /Verification successful/);
  // The judge of the attribute is no empty one: a signature without it is refused.
  await write('bes-less.p7s', await signContent(network, content));
  await assert.rejects(verify('-in', 'bes-less.p7s', '-content', 'content'), /verification failure|signing cert/i);
});

test('openssl takes the content out of an attached signature, time-stamped or not', { skip }, async (t) => {
  const { dir, write, verify } = await folder(t);
  for (const options of [{ signingTime: NOW }, { signingTime: NOW, stamp: (value: Uint8Array) => tsa.stamp(value) }]) {
    await write('a.p7m', await signCades(signer, { content }, options));
    await verify('-in', 'a.p7m');
    assert.deepEqual(new Uint8Array(await readFile(join(dir, 'out'))), content);
  }
});

test('a signature says which certificate made it, and holds over the digest alone', async () => {
  const der = await signCades(signer, { sha256 }, { signingTime: NOW });
  const cms = readSignedData(der);
  assert.equal(cms.encapsulated, undefined);
  assert.deepEqual(signingCertificates(cms), [{ algorithm: 'sha256', digest: await digest('sha256', network.leaf) }]);
  const verdict = await ask(der);
  assert.deepEqual(verdict.reasons, []);
  assert.equal(verdict.valid, true);
  assert.equal(verdict.signingCertificate, 'ok');
  assert.equal(verdict.existedAt, undefined);
  const altered = await ask(der, { contentDigest: new Uint8Array(32) });
  assert.equal(altered.signature, 'fault');
  assert.equal(altered.valid, false);
});

test('a time-stamp given later is the same as one given at once, and stands beside another', async () => {
  const bare = await signCades(signer, { content }, { signingTime: NOW });
  const value = readSignedData(bare).signer.signature;
  const token = await tsa.stamp(await digest('sha256', value));
  const later = addSignatureTimestamp(bare, token);
  const atOnce = await signCades(signer, { content }, { signingTime: NOW, stamp: async () => token });
  assert.deepEqual(later, atOnce);
  assert.deepEqual(signatureTimestamps(readSignedData(later)), [token]);
  const second = await tsa.stamp(await digest('sha256', value), NOW + 1000);
  assert.equal(signatureTimestamps(readSignedData(addSignatureTimestamp(later, second))).length, 2);
  assert.equal((await ask(addSignatureTimestamp(later, second), {})).existedAt, NOW);
});

test('when the certificate has ended, the time-stamp proves that the signature was there before', async () => {
  const stamp = (value: Uint8Array) => tsa.stamp(value);
  const at = NOW + 5 * YEAR;
  const stamped = await ask(await signCades(signer, { sha256 }, { signingTime: NOW, stamp }), { at });
  assert.deepEqual(stamped.reasons, []);
  assert.equal(stamped.valid, true);
  assert.equal(stamped.existedAt, NOW);
  const bare = await signCades(signer, { sha256 }, { signingTime: NOW });
  assert.match((await ask(bare, { at })).reasons.join(), /expired on 2028/);
  assert.equal((await ask(bare, { at, existedAt: NOW })).valid, true);
});

test('a time-stamp over something else, and another certificate of the same key, are found', async () => {
  const stamp = () => tsa.stamp(new Uint8Array(32));
  const wrong = await ask(await signCades(signer, { sha256 }, { signingTime: NOW, stamp }));
  assert.equal(wrong.timestamps[0]?.imprint, 'fault');
  assert.equal(wrong.valid, false);
  assert.equal(wrong.existedAt, undefined);

  const keys = await newKeys();
  const number = serial();
  const twin = (years: number) =>
    network.ca.issueProvider({
      publicKey: keys.publicKey,
      serial: number,
      notBefore: NOW - DAY,
      notAfter: NOW + years * YEAR,
      providerName: PROVIDER,
      serviceAddress: SERVICE_ADDRESS,
    });
  const [own, other] = [await twin(1), await twin(2)];
  const der = await signCades(signerOf(keys, own, []), { sha256 }, { signingTime: NOW });
  const at = der.findIndex((_, index) => own.every((octet, n) => der[index + n] === octet));
  assert.equal(own.length, other.length);
  der.set(other, at);
  const verdict = await ask(der);
  assert.equal(verdict.signature, 'ok');
  assert.equal(verdict.signingCertificate, 'fault');
});

test('a mutated signature is judged or refused, never more', async () => {
  const stamp = (value: Uint8Array) => tsa.stamp(value);
  const der = await signCades(signer, { content }, { signingTime: NOW, stamp });
  await fc.assert(
    fc.asyncProperty(fc.nat(der.length - 1), fc.nat(255), async (at, value) => {
      const mutant = der.with(at, value);
      const verdict = await verifyCades(mutant, { roots: [network.root.certificate], at: NOW + DAY });
      if (verdict.valid) assert.deepEqual(verdict.cms?.encapsulated, content);
      try {
        addSignatureTimestamp(mutant, Uint8Array.of(0x30, 0));
      } catch (fault) {
        assert.ok(fault instanceof CmsFault, String(fault));
      }
    }),
    { numRuns: 200 },
  );
});
