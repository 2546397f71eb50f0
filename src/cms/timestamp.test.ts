import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { composeSignedData, sha256 } from './compose-signed-data.ts';
import { CmsFault } from './fault.ts';
import { signCertificate } from './issue-certificate.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { digest } from './signature-algorithm.ts';
import { isReferenced, signingCertificates } from './signing-certificate.ts';
import {
  DAY,
  NOW,
  serial,
  signerOf,
  type TestNetwork,
  type TestTimestamper,
  testNetwork,
  testTimestamper,
  YEAR,
} from './test-kit.ts';
import { readTimestampRequest, timestampRequest } from './timestamp-request.ts';
import { readTimestampResponse, timestampRefusal, timestampResponse } from './timestamp-response.ts';
import { readTimestampToken, writeTimestampToken } from './timestamp-token.ts';
import { verifyTimestamp } from './verify-timestamp.ts';
import { authorityKeyIdentifier, extendedKeyUsage, keyUsage } from './write-extensions.ts';

const content = new TextEncoder().encode('registro del giorno\n');
let network: TestNetwork;
let tsa: TestTimestamper;
let imprint: Uint8Array;
let token: Uint8Array;
before(async () => {
  network = await testNetwork();
  tsa = await testTimestamper(network.root);
  imprint = await digest('sha256', content);
  token = await tsa.stamp(imprint, NOW + 123);
});

const ask = (der: Uint8Array, changed: Partial<Parameters<typeof verifyTimestamp>[1]> = {}) =>
  verifyTimestamp(der, { sha256: imprint, roots: [network.root.certificate], at: NOW + DAY, ...changed });

test('a request is read back as it was written, for any digest, nonce and policy', () => {
  const nonce = fc.uint8Array({ minLength: 8, maxLength: 20 }).filter((octets) => octets[0] !== 0);
  const policy = fc.option(fc.constantFrom('1.3.76.16.1', '0.4.0.2023.1.1'), { nil: undefined });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), nonce, policy, (value, chance, asked) => {
      const named = asked === undefined ? {} : { policy: asked };
      const read = readTimestampRequest(timestampRequest({ digest: value, nonce: chance, ...named }));
      assert.deepEqual(read, { digestAlgorithm: 'sha256', digest: value, nonce: chance, certificate: true, ...named });
    }),
  );
});

test('a token is read back as it was written, milliseconds included', async () => {
  const read = readTimestampToken(token);
  assert.equal(read.at, NOW + 123);
  assert.equal(read.accuracyMs, 1000);
  assert.equal(read.digestAlgorithm, 'sha256');
  assert.deepEqual(read.digest, imprint);
  assert.deepEqual(read.nonce, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  assert.deepEqual(read.signerCertificate, tsa.certificate);
  assert.ok(await isReferenced(tsa.certificate, signingCertificates(read.cms)));
});

test('a good token proves its time and says until when it can be judged', async () => {
  const verdict = await ask(token);
  assert.deepEqual(verdict.reasons, []);
  assert.equal(verdict.valid, true);
  assert.equal(verdict.stampedAt, NOW + 123);
  assert.equal(verdict.holdsUntil, NOW - DAY + 5 * YEAR);
  assert.match(verdict.authority ?? '', /Test TSA/);
});

test('another digest, an ended certificate and a strange root are told apart', async () => {
  const other = await ask(token, { sha256: new Uint8Array(32) });
  assert.equal(other.imprint, 'fault');
  assert.equal(other.signature, 'ok');
  assert.match(other.reasons.join(), /over something else/);
  const late = await ask(token, { at: NOW + 6 * YEAR });
  assert.equal(late.chain?.validity, 'expired');
  assert.equal(late.time, 'ok');
  assert.match(late.reasons.join(), /expired on 2031-05-30/);
  const strange = await ask(token, { roots: [network.ca.certificate] });
  assert.equal(strange.chain?.path, 'fault');
  const early = await ask(token, { at: NOW - DAY / 2 });
  assert.match(early.reasons.join(), /after the instant of judging/);
  const longer = await verifyTimestamp(token, {
    digest: new Uint8Array(64),
    digestAlgorithm: 'sha512',
    roots: [network.root.certificate],
    at: NOW,
  });
  assert.match(longer.reasons.join(), /over a sha256 digest, not sha512/);
});

test('one octet altered in what it states breaks the signature', async () => {
  const at = token.findIndex((_, index) => new TextDecoder().decode(token.subarray(index, index + 8)) === '20260601');
  const verdict = await ask(token.with(at + 3, '5'.charCodeAt(0)));
  assert.equal(verdict.valid, false);
  assert.equal(verdict.signature, 'fault');
});

test('a provider, or an authority whose purpose is not critical and alone, gives no time-stamps', async () => {
  const request = readTimestampRequest(timestampRequest({ digest: imprint, nonce: serial() }));
  const stated = { request, serial: serial(), at: NOW, policy: '1.2.3', accuracyMs: 0 };
  const provider = signerOf(network.leafKeys, network.leaf, [network.ca.certificate]);
  const byProvider = await ask(await writeTimestampToken(provider, stated));
  assert.equal(byProvider.signer, 'fault');
  assert.equal(byProvider.signature, 'ok');
  assert.match(byProvider.reasons.join(), /not a time-stamp authority/);
  assert.match(byProvider.reasons.join(), /not meant for time-stamps/);

  const { skeleton, subjectName } = parsedCertificate(tsa.certificate);
  const issuer = parsedCertificate(network.root.certificate);
  const issue = (usage: Parameters<typeof signCertificate>[0]['extensions'][number]) =>
    signCertificate(
      {
        serial: serial(),
        issuer: issuer.subjectName,
        subject: subjectName,
        notBefore: skeleton.notBefore,
        notAfter: skeleton.notAfter,
        publicKeyInfo: skeleton.publicKeyInfo,
        extensions: [authorityKeyIdentifier(issuer.keyIdentifier!), keyUsage(0), usage],
      },
      network.rootKeys.privateKey,
    );
  const critical = (...purposes: string[]) => ({ ...extendedKeyUsage(...purposes), critical: true });
  for (const [usage, why] of [
    [extendedKeyUsage(OID.timeStamping), /not critical/],
    [critical(OID.timeStamping, OID.emailProtection), /not a time-stamp authority/],
    [critical(OID.anyExtendedKeyUsage), /not a time-stamp authority/],
  ] as const) {
    const verdict = await ask(await writeTimestampToken(signerOf(tsa.keys, await issue(usage)), stated));
    assert.equal(verdict.signer, 'fault');
    assert.match(verdict.reasons.join(), why);
  }
});

test('a certificate put in the place of the one that signed is found by the signed reference', async () => {
  // Same key, name and serial number: only the digest of the certificate tells them apart.
  const twin = (years: number) =>
    network.root.issueTimestamper({
      publicKey: tsa.keys.publicKey,
      subject: { CN: 'Twin TSA' },
      serial: Uint8Array.of(9, 9),
      notBefore: NOW - DAY,
      notAfter: NOW + years * YEAR,
    });
  const [signedWith, shown] = [await twin(1), await twin(9)];
  const request = {
    ...readTimestampRequest(timestampRequest({ digest: imprint, nonce: serial() })),
    certificate: false,
  };
  const stated = { request, serial: serial(), at: NOW, policy: '1.2.3', accuracyMs: 0 };
  const bare = await writeTimestampToken(signerOf(tsa.keys, signedWith), stated);
  assert.match((await ask(bare)).reasons.join(), /is not at hand/);
  assert.equal((await ask(bare, { extraCertificates: [signedWith] })).valid, true);
  const verdict = await ask(bare, { extraCertificates: [shown] });
  assert.equal(verdict.signature, 'ok');
  assert.equal(verdict.signingCertificate, 'fault');
  assert.equal(verdict.valid, false);
});

test('a revoked authority proves nothing', async () => {
  const revoked = [{ serial: parsedCertificate(tsa.certificate).serialOctets, since: NOW }];
  const crl = await network.root.crl({ revoked, thisUpdate: NOW, nextUpdate: NOW + 9 * DAY, number: 1 });
  const verdict = await ask(token, { crls: [crl] });
  assert.equal(verdict.chain?.revocation, 'revoked');
  assert.equal(verdict.valid, false);
  assert.equal((await ask(token, { revocation: 'required' })).chain?.revocation, 'unavailable');
});

test('a token dated outside the term of its certificate, or without the signed reference, is refused', async () => {
  const verdict = await ask(await tsa.stamp(imprint, NOW - 2 * DAY));
  assert.equal(verdict.time, 'fault');
  assert.match(verdict.reasons.join(), /did not hold/);
  const other = await composeSignedData(signerOf(tsa.keys, tsa.certificate), {
    contentType: OID.data,
    content,
    sha256: await sha256(content),
    signingTime: NOW,
  });
  assert.match((await ask(other)).reasons.join(), /not a time-stamp token/);
});

test('a response grants with its token, or says why not', () => {
  assert.deepEqual(readTimestampResponse(timestampResponse(token)), { granted: true, token });
  assert.deepEqual(readTimestampResponse(timestampRefusal('unacceptedPolicy', 'politica sconosciuta')), {
    granted: false,
    status: 2,
    text: 'politica sconosciuta',
    failure: 'unacceptedPolicy',
  });
});

test('mutated requests, responses and tokens are read or refused with CmsFault, never anything else', () => {
  const request = timestampRequest({ digest: imprint, nonce: serial(), policy: '1.2.3' });
  const samples = [request, timestampResponse(token), timestampRefusal('badAlg', 'no'), token];
  const mutations = fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), mutations, fc.option(fc.nat(5000)), (sample, changes, cut) => {
      const mutant = sample.slice(0, cut === null ? undefined : cut % sample.length);
      for (const [at, value] of changes) if (mutant.length > 0) mutant[at % mutant.length] = value;
      for (const read of [readTimestampRequest, readTimestampResponse, (der: Uint8Array) => readTimestampToken(der)]) {
        try {
          read(mutant);
        } catch (fault) {
          assert.ok(fault instanceof CmsFault, String(fault));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a mutated token is never believed for another digest, and judging never throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const verdict = await ask(token.with(at, token[at]! ^ flip));
      if (verdict.valid) assert.equal(verdict.stampedAt, NOW + 123);
    }),
    { numRuns: 150 },
  );
});
