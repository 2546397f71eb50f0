import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createAuthority, openAuthority } from './authority.ts';
import { readCertificate } from './certificate.ts';
import { bitString, NULL, objectIdentifier, sequence } from './der.ts';
import { KEY_USAGE } from './extensions.ts';
import { signCertificate } from './issue-certificate.ts';
import { type ChainQuestion, judgeChain } from './judge-chain.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import {
  DAY,
  NOW,
  newKeys,
  PROVIDER,
  SERVICE_ADDRESS,
  serial,
  type TestNetwork,
  term,
  testNetwork,
  YEAR,
} from './test-kit.ts';
import { authorityConstraints, emailNames, extendedKeyUsage, keyUsage } from './write-extensions.ts';

let network: TestNetwork;
let keys: CryptoKeyPair;

before(async () => {
  network = await testNetwork();
  keys = await newKeys();
});

function ask(change: Partial<ChainQuestion> = {}) {
  return judgeChain({
    leaf: network.leaf,
    intermediates: [network.ca.certificate],
    roots: [network.root.certificate],
    crls: [],
    at: NOW,
    revocation: 'if-given',
    ...change,
  });
}

/** A CRL of the intermediate; `revoked` are certificates and since when. */
async function crl(revoked: readonly [Uint8Array, number][] = [], thisUpdate = NOW - DAY, nextUpdate = NOW + DAY) {
  const list = revoked.map(([der, since]) => ({ serial: parsedCertificate(der).serialOctets, since }));
  return network.ca.crl({ revoked: list, thisUpdate, nextUpdate, number: 1 });
}

/** A leaf of the intermediate with these extensions and nothing of the profile. */
function issue(...extensions: Parameters<typeof signCertificate>[0]['extensions']) {
  const issuer = parsedCertificate(network.ca.certificate).subjectName;
  const model = parsedCertificate(network.leaf);
  const { publicKeyInfo } = model.skeleton;
  return signCertificate(
    { ...term(3), issuer, subject: model.subjectName, publicKeyInfo, extensions },
    network.caKeys.privateKey,
  );
}

test('a provider certificate with its intermediate leads to the root', async () => {
  assert.deepEqual(await ask(), {
    path: 'ok',
    holdsUntil: NOW + 2 * YEAR,
    validity: 'ok',
    revocation: 'not-judged',
    nameConstraints: 'ok',
    keyUsage: 'ok',
    reasons: [],
  });
});

test('the path is a fault without the intermediate, without the root, and with bytes that are no certificate', async () => {
  const alone = await ask({ intermediates: [] });
  assert.equal(alone.path, 'fault');
  assert.match(alone.pathReason ?? '', /no certificate of the issuer C=IT, O=Autorità di prova, CN=Test CA1/);
  assert.equal((await ask({ roots: [] })).path, 'fault');
  assert.equal((await ask({ leaf: Uint8Array.of(0x30, 0) })).path, 'fault');
  assert.equal((await ask({ intermediates: [Uint8Array.of(1, 2, 3), network.ca.certificate] })).path, 'ok');
});

test('the path is a fault when one octet of the leaf is altered, although the certificate names the same issuer', async () => {
  const altered = network.leaf.slice();
  const at = altered.length - 300;
  altered[at] = altered[at]! ^ 1;
  const verdict = await ask({ leaf: altered });
  assert.equal(verdict.path, 'fault');
});

test('a CA with the same name and another key is not believed', async () => {
  const other = await createAuthority({
    ...term(9),
    publicKey: keys.publicKey,
    privateKey: keys.privateKey,
    subject: { C: 'IT', O: 'Autorità di prova', CN: 'Test CA1' },
  });
  const verdict = await ask({ intermediates: [], roots: [other.certificate] });
  assert.equal(verdict.path, 'fault');
  assert.match(verdict.pathReason ?? '', /was not signed by/);
});

test('T72 an expired leaf is a matter of its term and not of the path', async () => {
  const { notBefore, notAfter } = await readCertificate(network.leaf);
  const late = await ask({ at: notAfter + 1000 });
  assert.equal(late.validity, 'expired');
  assert.equal(late.path, 'ok');
  assert.match(late.reasons.join(), /expired on/);
  assert.equal((await ask({ at: notAfter })).validity, 'ok');
  assert.equal((await ask({ at: notAfter + 999 })).validity, 'ok');
  const { notBefore: caFrom } = await readCertificate(network.ca.certificate);
  assert.equal((await ask({ at: Math.min(notBefore, caFrom) - 1 })).validity, 'not-yet-valid');
});

test('a CA that is out of its term at the instant is a fault of the path', async () => {
  const { notAfter } = await readCertificate(network.ca.certificate);
  const verdict = await ask({ at: notAfter + DAY });
  assert.equal(verdict.path, 'fault');
  assert.match(verdict.pathReason ?? '', /the CA .*Test CA1 is valid from/);
});

test('a CA reissued with the same key: the one in force at the instant is used', async () => {
  const subject = { C: 'IT', O: 'Autorità di prova', CN: 'Test CA1' };
  const old = await network.root.issueIntermediate({
    publicKey: network.caKeys.publicKey,
    subject,
    serial: serial(),
    notBefore: NOW - 3 * YEAR,
    notAfter: NOW - DAY,
  });
  assert.equal((await ask({ intermediates: [old] })).path, 'fault');
  assert.equal((await ask({ intermediates: [old, network.ca.certificate] })).path, 'ok');
  assert.equal((await ask({ intermediates: [network.ca.certificate, old] })).path, 'ok');
});

test('T73 a certificate in a fresh CRL is revoked from the instant written there', async () => {
  const crls = [await crl([[network.leaf, NOW - 3600_000]])];
  const verdict = await ask({ crls, revocation: 'required' });
  assert.equal(verdict.revocation, 'revoked');
  assert.equal(verdict.revokedAt, NOW - 3600_000);
  assert.match(verdict.reasons.join(), /was revoked on 2026-06-01/);
  assert.equal((await ask({ crls, at: NOW - 2 * 3600_000 })).revocation, 'good');
});

test('who was revoked stays so when the list that says it is out of date, until a fresh one says good', async () => {
  const old = await crl([[network.leaf, NOW - 2 * DAY]], NOW - 2 * DAY, NOW - DAY);
  const verdict = await ask({ crls: [old] });
  assert.deepEqual([verdict.revocation, verdict.revokedAt], ['revoked', NOW - 2 * DAY]);
  assert.equal((await ask({ crls: [old], at: NOW - 3 * DAY })).revocation, 'good');
  assert.equal((await ask({ crls: [old, await crl()] })).revocation, 'good', 'a suspension was lifted');
  assert.equal((await ask({ crls: [old], revocation: 'required' })).revocation, 'unavailable');
});

test('a fresh CRL without the certificate says good', async () => {
  const verdict = await ask({ crls: [await crl()], revocation: 'required' });
  assert.equal(verdict.revocation, 'good');
  assert.deepEqual(verdict.reasons, []);
});

test('T74 without a CRL that is still valid at the instant, revocation is unavailable when demanded, else not judged', async () => {
  for (const crls of [[], [await crl([], NOW - 3 * DAY, NOW - DAY)], [Uint8Array.of(0x30, 0)]]) {
    const verdict = await ask({ crls, revocation: 'required' });
    assert.equal(verdict.revocation, 'unavailable');
    assert.match(
      verdict.reasons.join(),
      crls[0]?.length === 2 || !crls[0] ? /no CRL of/ : /out of date since 2026-05-31/,
    );
    assert.equal((await ask({ crls })).revocation, 'not-judged');
  }
});

test('a CRL counts only when the issuer signed it', async () => {
  const subject = { C: 'IT', O: 'Autorità di prova', CN: 'Test CA1' };
  const impostor = await createAuthority({
    ...term(9),
    publicKey: keys.publicKey,
    privateKey: keys.privateKey,
    subject,
  });
  const forged = await impostor.crl({ revoked: [], thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 9 });
  const verdict = await ask({
    crls: [forged],
    revocation: 'required',
    intermediates: [network.ca.certificate, impostor.certificate],
  });
  assert.equal(verdict.revocation, 'unavailable');
  assert.match(verdict.reasons.join(), /not signed by a CA of the path/);
  const ofRoot = await network.root.crl({ revoked: [], thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 1 });
  assert.equal((await ask({ crls: [ofRoot], revocation: 'required' })).revocation, 'unavailable');
});

/** The intermediate once more, its key allowed this use and no other. */
function intermediateFor(use: number): Promise<Uint8Array> {
  const root = parsedCertificate(network.root.certificate);
  const model = parsedCertificate(network.ca.certificate);
  return signCertificate(
    {
      ...term(9),
      issuer: root.subjectName,
      subject: model.subjectName,
      publicKeyInfo: model.skeleton.publicKeyInfo,
      extensions: [authorityConstraints(), keyUsage(use)],
    },
    network.rootKeys.privateKey,
  );
}

test('a CRL counts only when its signer may sign CRLs', async () => {
  const mute = await intermediateFor(KEY_USAGE.keyCertSign);
  const verdict = await ask({ intermediates: [mute], crls: [await crl()], revocation: 'required' });
  assert.equal(verdict.path, 'ok');
  assert.equal(verdict.revocation, 'unavailable');
});

test('a CRL of the root that names the intermediate revokes what is below it', async () => {
  const revoked = [{ serial: parsedCertificate(network.ca.certificate).serialOctets, since: NOW - DAY }];
  const ofRoot = await network.root.crl({ revoked, thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 2 });
  const verdict = await ask({ crls: [await crl(), ofRoot], revocation: 'required' });
  assert.equal(verdict.revocation, 'revoked');
  assert.match(verdict.reasons.join(), /Test CA1 was revoked/);
});

test('the silence of a CRL made after the end of the certificate proves nothing for an earlier instant', async () => {
  const { notAfter } = await readCertificate(network.leaf);
  const crls = [await crl([], notAfter + DAY, notAfter + 3 * DAY)];
  assert.equal((await ask({ crls, revocation: 'required' })).revocation, 'unavailable');
  const expired = await ask({ crls, revocation: 'required', at: notAfter + 2 * DAY });
  assert.deepEqual([expired.validity, expired.revocation], ['expired', 'good']);
});

test('T130 a leaf with basicConstraints CA:FALSE is tolerated, a CA that signs messages is not', async () => {
  const falseValue = { oid: OID.basicConstraints, critical: false, value: Uint8Array.of(0x30, 0) };
  const tolerated = await ask({ leaf: await issue(falseValue, emailNames(SERVICE_ADDRESS)) });
  assert.deepEqual([tolerated.path, tolerated.keyUsage], ['ok', 'ok']);
  const ca = await ask({ leaf: network.ca.certificate });
  assert.equal(ca.keyUsage, 'fault');
  const signingCa = await issue(authorityConstraints(), keyUsage(KEY_USAGE.digitalSignature, KEY_USAGE.keyCertSign));
  assert.match((await ask({ leaf: signingCa })).reasons.join(), /is a CA, not a signer of messages/);
});

test('a CA whose keyUsage has no keyCertSign signs no certificates', async () => {
  const mute = await intermediateFor(KEY_USAGE.cRLSign);
  assert.match((await ask({ intermediates: [mute] })).pathReason ?? '', /may not sign certificates/);
});

test('a certificate with two signature algorithms or one extension twice is not read', async () => {
  const { skeleton } = parsedCertificate(network.leaf);
  const sha384 = sequence(objectIdentifier(OID.sha384WithRsa), NULL);
  const signature = bitString(skeleton.signature);
  const mixed = await ask({ leaf: sequence(skeleton.tbs, sha384, signature) });
  assert.match(mixed.pathReason ?? '', /two signature algorithms/);
  const twice = await ask({ leaf: await issue(emailNames('a@x.example'), emailNames('b@x.example')) });
  assert.match(twice.pathReason ?? '', /2\.5\.29\.17: twice/);
});

test('the key must be meant for signing and for e-mail', async () => {
  const cases = [
    [keyUsage(KEY_USAGE.digitalSignature), extendedKeyUsage(OID.emailProtection), 'ok'],
    [keyUsage(KEY_USAGE.contentCommitment), extendedKeyUsage(OID.anyExtendedKeyUsage), 'ok'],
    [keyUsage(2), extendedKeyUsage(OID.emailProtection), 'fault'],
    [keyUsage(KEY_USAGE.digitalSignature), extendedKeyUsage(OID.serverAuth), 'fault'],
  ] as const;
  for (const [usage, purposes, expected] of cases) {
    assert.equal((await ask({ leaf: await issue(usage, purposes) })).keyUsage, expected);
  }
  assert.equal((await ask({ leaf: await issue() })).keyUsage, 'ok');
});

test('a certificate that is no CA signs nothing, even when it is trusted', async () => {
  const below = await signCertificate(
    {
      ...term(2),
      issuer: parsedCertificate(network.leaf).subjectName,
      subject: parsedCertificate(network.leaf).subjectName,
      publicKeyInfo: parsedCertificate(network.leaf).skeleton.publicKeyInfo,
      extensions: [emailNames('falso@gestore-alfa.example')],
    },
    network.leafKeys.privateKey,
  );
  const verdict = await ask({ leaf: below, intermediates: [network.leaf, network.ca.certificate] });
  assert.equal(verdict.path, 'fault');
  assert.match(verdict.pathReason ?? '', /is not a CA/);
  assert.equal((await ask({ leaf: below, roots: [network.leaf] })).path, 'fault');
});

test('path length is kept: below pathLen 0 there is no further CA', async () => {
  const [subKeys, leafKeys] = [await newKeys(), keys];
  const certificate = await network.ca.issueIntermediate({
    ...term(5),
    publicKey: subKeys.publicKey,
    subject: { CN: 'Sub' },
  });
  const sub = openAuthority({ certificate, privateKey: subKeys.privateKey });
  const leaf = await sub.issueProvider({
    ...term(2),
    publicKey: leafKeys.publicKey,
    providerName: PROVIDER,
    serviceAddress: SERVICE_ADDRESS,
  });
  const verdict = await ask({ leaf, intermediates: [certificate, network.ca.certificate] });
  assert.equal(verdict.path, 'fault');
  assert.match(verdict.pathReason ?? '', /longer than it allows/);
  assert.equal((await ask({ leaf, intermediates: [certificate], roots: [network.ca.certificate] })).path, 'fault');
});

test('a critical extension that is not known is a fault of the path, one that is not critical is not', async () => {
  const odd = { oid: '1.2.3.4', value: Uint8Array.of(5, 0) };
  assert.match((await ask({ leaf: await issue({ ...odd, critical: true }) })).pathReason ?? '', /1\.2\.3\.4/);
  assert.equal((await ask({ leaf: await issue({ ...odd, critical: false }) })).path, 'ok');
});

test('an intermediate may be the trusted certificate, and so may the leaf itself', async () => {
  assert.equal((await ask({ intermediates: [], roots: [network.ca.certificate] })).path, 'ok');
  const direct = await ask({ intermediates: [], roots: [network.leaf] });
  assert.deepEqual([direct.path, direct.revocation], ['ok', 'not-judged']);
});

test('certificates that sign one another in a circle end the search', async () => {
  const [a, b] = [await newKeys(), await newKeys()];
  const nameOf = async (cn: string, pair: CryptoKeyPair) =>
    createAuthority({ ...term(5), publicKey: pair.publicKey, privateKey: pair.privateKey, subject: { CN: cn } });
  const [one, two] = [await nameOf('one', a), await nameOf('two', b)];
  const oneByTwo = await two.issueIntermediate({ ...term(5), publicKey: a.publicKey, subject: { CN: 'one' } });
  const twoByOne = await one.issueIntermediate({ ...term(5), publicKey: b.publicKey, subject: { CN: 'two' } });
  const leaf = await one.issueProvider({
    ...term(2),
    publicKey: keys.publicKey,
    providerName: 'x',
    serviceAddress: 'a@b.example',
  });
  const verdict = await ask({ leaf, intermediates: [oneByTwo, twoByOne, one.certificate, two.certificate] });
  assert.equal(verdict.path, 'fault');
});

test('a repeated question gets the same answer as the first, also with fresh copies of the bytes', async () => {
  const first = await ask({ crls: [await crl()] });
  const again = await ask({
    leaf: network.leaf.slice(),
    intermediates: [network.ca.certificate.slice()],
    crls: [await crl()],
  });
  assert.deepEqual(again, first);
});
