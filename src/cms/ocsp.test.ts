import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { createAuthority, openAuthority } from './authority.ts';
import { readCertificate } from './certificate.ts';
import { CmsFault } from './fault.ts';
import { judgeChain } from './judge-chain.ts';
import { verifyOcspResponse } from './judge-ocsp.ts';
import { isOcspOf } from './ocsp-identifier.ts';
import { ocspRequest, ocspUrl, readOcspRequest } from './ocsp-request.ts';
import { readOcspResponse } from './ocsp-response.ts';
import { toPem } from './pem.ts';
import {
  DAY,
  NOW,
  newKeys,
  PROVIDER,
  SERVICE_ADDRESS,
  serial,
  signerOf,
  type TestNetwork,
  term,
  testNetwork,
  YEAR,
} from './test-kit.ts';
import { type OcspSigner, type OcspStatement, ocspRefusal, ocspResponse } from './write-ocsp.ts';

const skip = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : false;
const HOUR = 3_600_000;
let network: TestNetwork;
let responderKeys: CryptoKeyPair;
let responder: Uint8Array;
/** The CA itself, and one it certified for the purpose. */
let byCa: OcspSigner;
let delegated: OcspSigner;
before(async () => {
  network = await testNetwork();
  responderKeys = await newKeys();
  const request = { ...term(3), publicKey: responderKeys.publicKey, subject: { CN: 'Test OCSP' } };
  responder = await network.ca.issueResponder(request);
  byCa = { ...signerOf(network.caKeys, network.ca.certificate), delegated: false };
  delegated = { ...signerOf(responderKeys, responder), delegated: true };
});

interface Said {
  readonly status: OcspStatement['status'];
  readonly at: number;
  readonly certificate: Uint8Array;
  readonly nonce: Uint8Array;
  readonly nextUpdate: number;
}

async function answer(signer: OcspSigner, changed: Partial<Said> = {}): Promise<Uint8Array> {
  const { status = { kind: 'good' }, at = NOW, certificate = network.leaf, nonce, nextUpdate = at + HOUR } = changed;
  const request = readOcspRequest(await ocspRequest({ certificate, issuer: network.ca.certificate }));
  const answers = [{ certificate: request.asked[0]!.raw, status, thisUpdate: at, nextUpdate }];
  return ocspResponse(signer, { answers, producedAt: at, ...(nonce !== undefined && { nonce }) });
}

const ask = (der: Uint8Array, changed: { at?: number; nonce?: Uint8Array } = {}) =>
  verifyOcspResponse(der, { certificate: network.leaf, issuer: network.ca.certificate, at: NOW, ...changed });

function chain(ocsp: readonly Uint8Array[], changed: { crls?: readonly Uint8Array[]; at?: number } = {}) {
  const { crls = [], at = NOW } = changed;
  const intermediates = [network.ca.certificate];
  const roots = [network.root.certificate];
  return judgeChain({ leaf: network.leaf, intermediates, roots, crls, ocsp, at, revocation: 'required' });
}

test('a request names the certificate by its issuer and serial number, and is read back', async () => {
  const nonce = Uint8Array.of(1, 2, 3, 4);
  const read = readOcspRequest(await ocspRequest({ certificate: network.leaf, issuer: network.ca.certificate, nonce }));
  assert.equal(read.asked.length, 1);
  assert.equal(read.asked[0]?.serial, (await readCertificate(network.leaf)).serial);
  assert.deepEqual(read.nonce, nonce);
  assert.equal(await isOcspOf(read.asked[0]!, network.ca.certificate), true);
  assert.equal(await isOcspOf(read.asked[0]!, network.root.certificate), false);
});

test('good, revoked and unknown are told apart, by the CA or its responder', async () => {
  for (const signer of [byCa, delegated]) {
    assert.equal((await ask(await answer(signer))).state, 'good');
    const since = NOW - DAY;
    assert.deepEqual(await ask(await answer(signer, { status: { kind: 'revoked', since } })), {
      state: 'revoked',
      since,
    });
    const unknown = await ask(await answer(signer, { status: { kind: 'unknown' } }));
    assert.match(unknown.state === 'unknown' ? unknown.reason : '', /does not know/);
  }
});

test('an answer is believed in its time, with its nonce, and about its certificate only', async () => {
  const good = await answer(byCa);
  const late = await ask(good, { at: NOW + DAY });
  assert.match(late.state === 'unknown' ? late.reason : '', /out of date since 2026-06-01T13:00/);
  const afterEnd = await answer(byCa, { at: NOW + 4 * YEAR });
  const then = await ask(afterEnd);
  assert.match(then.state === 'unknown' ? then.reason : '', /younger than the end of the certificate/);
  const nonce = Uint8Array.of(7, 7);
  assert.equal((await ask(await answer(byCa, { nonce }), { nonce })).state, 'good');
  for (const der of [good, await answer(byCa, { nonce: Uint8Array.of(8) })]) {
    const wrong = await ask(der, { nonce });
    assert.match(wrong.state === 'unknown' ? wrong.reason : '', /nonce is not ours/);
  }
  const other = await ask(await answer(byCa, { certificate: responder }));
  assert.match(other.state === 'unknown' ? other.reason : '', /another certificate/);
  const refused = await ask(ocspRefusal('tryLater'));
  assert.match(refused.state === 'unknown' ? refused.reason : '', /tryLater/);
});

test('who was not certified for it by the issuer may not answer', async () => {
  const provider = { ...signerOf(network.leafKeys, network.leaf), delegated: true };
  const byProvider = await ask(await answer(provider));
  assert.match(byProvider.state === 'unknown' ? byProvider.reason : '', /who may not answer/);
  const request = { ...term(3), publicKey: responderKeys.publicKey, subject: { CN: 'Stranger' } };
  const stranger = { ...signerOf(responderKeys, await network.root.issueResponder(request)), delegated: true };
  const byStranger = await ask(await answer(stranger));
  assert.match(byStranger.state === 'unknown' ? byStranger.reason : '', /whom another CA certified/);
  // The name of the CA can be copied, its key cannot.
  const rogueKeys = await newKeys();
  const ca = { subject: { C: 'IT', O: 'Autorità di prova', CN: 'Test CA1' }, ...rogueKeys, ...term(10) };
  const namesake = await (await createAuthority(ca)).issueResponder(request);
  const byNamesake = await ask(await answer({ ...signerOf(responderKeys, namesake), delegated: true }));
  assert.match(byNamesake.state === 'unknown' ? byNamesake.reason : '', /whom the issuer did not certify/);
  const ended = { ...request, notBefore: NOW - 2 * YEAR, notAfter: NOW - YEAR, serial: serial() };
  const old = { ...signerOf(responderKeys, await network.ca.issueResponder(ended)), delegated: true };
  const byOld = await ask(await answer(old));
  assert.match(byOld.state === 'unknown' ? byOld.reason : '', /outside the term/);
  const unnamed = await ask(await answer({ ...delegated, delegated: false }));
  assert.match(unnamed.state === 'unknown' ? unnamed.reason : '', /not signed by the issuer/);
});

test('T74 an OCSP answer is enough without a list, a list without an answer, and neither means later', async () => {
  const term = { thisUpdate: NOW - DAY, number: 1 };
  const fresh = await network.ca.crl({ revoked: [], ...term, nextUpdate: NOW + DAY });
  const stale = await network.ca.crl({ revoked: [], ...term, nextUpdate: NOW - HOUR });
  assert.equal((await chain([])).revocation, 'unavailable');
  assert.equal((await chain([await answer(delegated)])).revocation, 'good');
  assert.equal((await chain([await answer(delegated)], { crls: [stale] })).revocation, 'good');
  assert.equal((await chain([ocspRefusal('tryLater')], { crls: [fresh] })).revocation, 'good');
  const old = await answer(delegated, { at: NOW - DAY });
  const late = await chain([old], { crls: [stale] });
  assert.equal(late.revocation, 'unavailable');
  assert.match(late.reasons.join(), /the OCSP answer about .* is out of date/);
  const revoked = await chain([await answer(byCa, { status: { kind: 'revoked', since: NOW - HOUR } })], {
    crls: [fresh],
  });
  assert.equal(revoked.revocation, 'revoked');
  assert.equal(revoked.revokedAt, NOW - HOUR);
});

test('an authority names its responder in what it issues, and a GET asks it in the address', async () => {
  const ocsp = 'http://ocsp.autorita.example/ocsp';
  const ca = openAuthority({
    certificate: network.ca.certificate,
    privateKey: network.caKeys.privateKey,
    ocspUrl: ocsp,
  });
  const named = { ...term(3), publicKey: network.leafKeys.publicKey, providerName: PROVIDER };
  const leaf = await ca.issueProvider({ ...named, serviceAddress: SERVICE_ADDRESS });
  assert.deepEqual((await readCertificate(leaf)).ocspUrls, [ocsp]);
  const request = await ocspRequest({ certificate: leaf, issuer: ca.certificate });
  const url = ocspUrl(`${ocsp}/`, request);
  assert.ok(url.startsWith(`${ocsp}/M`));
  assert.deepEqual(new Uint8Array(Buffer.from(decodeURIComponent(url.slice(ocsp.length + 1)), 'base64')), request);
});

test('openssl ocsp believes our answers and answers our requests', { skip }, async (t: TestContext) => {
  const dir = await mkdtemp(join(tmpdir(), 'cms-ocsp-'));
  t.after(() => rm(dir, { recursive: true }));
  const run = promisify(execFile);
  const openssl = (...args: string[]) => run('openssl', ['ocsp', ...args], { cwd: dir });
  const pem = (name: string, der: Uint8Array) => writeFile(join(dir, name), toPem('CERTIFICATE', der));
  // OpenSSL judges the time of answers by the machine's clock.
  const now = Math.floor(Date.now() / 1000) * 1000;
  const fields = { publicKey: network.leafKeys.publicKey, providerName: PROVIDER, serviceAddress: SERVICE_ADDRESS };
  const leaf = await network.ca.issueProvider({
    ...fields,
    serial: serial(),
    notBefore: now - DAY,
    notAfter: now + DAY,
  });
  const own = { publicKey: responderKeys.publicKey, subject: { CN: 'Test OCSP' }, serial: serial() };
  const certificate = await network.ca.issueResponder({ ...own, notBefore: now - DAY, notAfter: now + DAY });
  const signer = { ...signerOf(responderKeys, certificate), delegated: true };
  const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', responderKeys.privateKey));
  await Promise.all([
    pem('root.pem', network.root.certificate),
    pem('ca.pem', network.ca.certificate),
    pem('leaf.pem', leaf),
    pem('responder.pem', certificate),
    writeFile(join(dir, 'responder.key'), toPem('PRIVATE KEY', key)),
  ]);
  const about = ['-issuer', 'ca.pem', '-cert', 'leaf.pem'];

  await openssl(...about, '-reqout', 'theirs.req', '-nonce');
  const { asked, nonce } = readOcspRequest(new Uint8Array(await readFile(join(dir, 'theirs.req'))));
  assert.equal(asked[0]?.serial, (await readCertificate(leaf)).serial);
  for (const [status, expected] of [
    [{ kind: 'good' }, /leaf\.pem: good/],
    [{ kind: 'revoked', since: now - HOUR }, /leaf\.pem: revoked/],
    [{ kind: 'unknown' }, /leaf\.pem: unknown/],
  ] as const) {
    const answers = [{ certificate: asked[0]!.raw, status, thisUpdate: now, nextUpdate: now + HOUR }];
    const ours = await ocspResponse(signer, { answers, producedAt: now, ...(nonce && { nonce }) });
    await writeFile(join(dir, 'ours.resp'), ours);
    const verified = await openssl(
      '-respin',
      'ours.resp',
      '-reqin',
      'theirs.req',
      '-no_nonce',
      ...about,
      '-CAfile',
      'root.pem',
      '-verify_other',
      'ca.pem',
    );
    assert.match(verified.stderr, /Response verify OK/);
    assert.match(verified.stdout, expected);
  }

  const serialHex = (await readCertificate(leaf)).serial.toUpperCase();
  await writeFile(join(dir, 'index.txt'), `V\t491231235959Z\t\t${serialHex}\tunknown\t/CN=leaf\n`);
  await writeFile(join(dir, 'ours.req'), await ocspRequest({ certificate: leaf, issuer: network.ca.certificate }));
  const keys = ['-CA', 'ca.pem', '-rsigner', 'responder.pem', '-rkey', 'responder.key', '-ndays', '1'];
  await openssl('-index', 'index.txt', ...keys, '-reqin', 'ours.req', '-respout', 'theirs.resp');
  const theirs = new Uint8Array(await readFile(join(dir, 'theirs.resp')));
  const issuer = network.ca.certificate;
  assert.equal((await verifyOcspResponse(theirs, { certificate: leaf, issuer, at: now })).state, 'good');
});

test('a mutated request or answer is read or refused with CmsFault, and never says good of a revoked certificate', async () => {
  const revoked = await answer(delegated, { status: { kind: 'revoked', since: NOW - DAY }, nonce: serial() });
  const request = await ocspRequest({ certificate: network.leaf, issuer: network.ca.certificate, nonce: serial() });
  await fc.assert(
    fc.asyncProperty(fc.nat(5000), fc.nat(255), fc.option(fc.nat(5000)), async (at, value, cut) => {
      for (const [sample, read] of [
        [revoked, readOcspResponse],
        [request, readOcspRequest],
      ] as const) {
        const mutant = sample.slice(0, cut === null ? undefined : cut % sample.length);
        if (mutant.length > 0) mutant[at % mutant.length] = value;
        try {
          read(mutant);
        } catch (fault) {
          assert.ok(fault instanceof CmsFault, String(fault));
        }
        if (sample === revoked) assert.notEqual((await ask(mutant)).state, 'good');
      }
    }),
    { numRuns: 400 },
  );
});
