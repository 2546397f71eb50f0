import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { NULL, objectIdentifier, octetString, sequence, tlv } from './der.ts';
import { KEY_USAGE } from './extensions.ts';
import { type CertificateExtension, type DistinguishedName, encodeName, signCertificate } from './issue-certificate.ts';
import { lintProviderCertificate } from './lint-provider-certificate.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { DAY, NOW, newKeys, PROVIDER, SERVICE_ADDRESS, type TestNetwork, term, testNetwork } from './test-kit.ts';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  emailNames,
  extendedKeyUsage,
  hostNames,
  keyUsage,
  subjectKeyIdentifier,
} from './write-extensions.ts';

let network: TestNetwork;
before(async () => {
  network = await testNetwork();
});

const identifier = new Uint8Array(20).fill(7);
const good: Readonly<Record<string, CertificateExtension>> = {
  keyUsage: keyUsage(KEY_USAGE.digitalSignature),
  authorityKeyIdentifier: authorityKeyIdentifier(identifier),
  subjectKeyIdentifier: subjectKeyIdentifier(identifier),
  subjectAltName: emailNames(SERVICE_ADDRESS),
};

/** Findings for a certificate that keeps the profile but for these changes; an undefined extension is left out. */
async function lint(
  change: Readonly<Record<string, CertificateExtension | undefined>> = {},
  subject: DistinguishedName = { C: 'IT', O: PROVIDER, CN: 'Posta Certificata' },
  publicKeyInfo = parsedCertificate(network.leaf).skeleton.publicKeyInfo,
) {
  const extensions = Object.values({ ...good, ...change }).filter((extension) => extension !== undefined);
  const issuer = parsedCertificate(network.ca.certificate).subjectName;
  const tbs = { ...term(3), issuer, subject: encodeName(subject), publicKeyInfo, extensions };
  return lintProviderCertificate(await signCertificate(tbs, network.caKeys.privateKey), PROVIDER);
}

/** Exactly one finding, of this rule. */
function assertOne(findings: Awaited<ReturnType<typeof lint>>, rule: string, problem: RegExp) {
  assert.deepEqual(
    findings.map((finding) => finding.rule.split(' (')[0]),
    [rule],
  );
  assert.match(findings[0]!.problem, problem);
}

test('T129 the certificate issued by the test CA keeps every line of spec 14.1', () => {
  assert.deepEqual(lintProviderCertificate(network.leaf, PROVIDER), []);
  assert.deepEqual(lintProviderCertificate(network.leaf), []);
});

test('T129 a certificate with just the profile has no finding', async () => {
  assert.deepEqual(await lint(), []);
});

test('T129 version: a certificate that is not version 3 is found', async () => {
  const { skeleton } = parsedCertificate(network.leaf);
  const algorithm = sequence(objectIdentifier(OID.sha256WithRsa), NULL);
  const content = [
    tlv(0x02, skeleton.serial),
    algorithm,
    skeleton.issuer,
    validity(),
    skeleton.subject,
    skeleton.publicKeyInfo,
  ];
  const signature = tlv(0x03, Uint8Array.of(0), skeleton.signature);
  const findings = lintProviderCertificate(sequence(sequence(...content), algorithm, signature), PROVIDER);
  assert.match(findings[0]!.rule, /^version/);
  assert.match(findings[0]!.problem, /is 1, not 3/);
});

function validity(): Uint8Array {
  const utc = (text: string) => tlv(0x17, new TextEncoder().encode(text));
  return sequence(utc('250101000000Z'), utc('270101000000Z'));
}

test('T129 subject: the name of the provider must stand in CN or O', async () => {
  assertOne(await lint({}, { C: 'IT', O: 'Altro', CN: 'Posta Certificata' }), 'subject', /neither CN nor O/);
  assert.deepEqual(await lint({}, { C: 'IT', CN: `Posta Certificata ${PROVIDER}` }), []);
});

test('T129 e-mail: an address in the subject is found', async () => {
  assertOne(await lint({}, { O: PROVIDER, emailAddress: SERVICE_ADDRESS }), 'e-mail', /posta-certificata@/);
});

test('T129 keyUsage: missing, without digitalSignature, not critical, or with keyCertSign', async () => {
  assertOne(await lint({ keyUsage: undefined }), 'keyUsage', /missing/);
  assertOne(await lint({ keyUsage: keyUsage(KEY_USAGE.contentCommitment) }), 'keyUsage', /digitalSignature is not on/);
  assertOne(await lint({ keyUsage: { ...good.keyUsage!, critical: false } }), 'keyUsage', /not critical/);
  assertOne(await lint({ keyUsage: keyUsage(KEY_USAGE.digitalSignature, KEY_USAGE.keyCertSign) }), 'keyUsage', /no CA/);
  assert.deepEqual(await lint({ keyUsage: keyUsage(KEY_USAGE.digitalSignature, KEY_USAGE.contentCommitment) }), []);
});

test('T129 authorityKeyIdentifier: missing, critical, or without keyIdentifier', async () => {
  const rule = 'authorityKeyIdentifier';
  assertOne(await lint({ [rule]: undefined }), rule, /missing/);
  assertOne(await lint({ [rule]: { ...good[rule]!, critical: true } }), rule, /critical/);
  assertOne(await lint({ [rule]: { ...good[rule]!, value: sequence() } }), rule, /keyIdentifier is not in it/);
});

test('T129 subjectKeyIdentifier: missing or critical', async () => {
  const rule = 'subjectKeyIdentifier';
  assertOne(await lint({ [rule]: undefined }), rule, /missing/);
  assertOne(await lint({ [rule]: { ...good[rule]!, critical: true } }), rule, /critical/);
});

test('T129 subjectAltName: missing, critical, or without an e-mail address', async () => {
  const rule = 'subjectAltName';
  assertOne(await lint({ [rule]: undefined }), rule, /missing/);
  assertOne(await lint({ [rule]: { ...good[rule]!, critical: true } }), rule, /critical/);
  assertOne(await lint({ [rule]: hostNames('gestore-alfa.example') }), rule, /no rfc822Name/);
});

test('T129 basicConstraints: present is found, whatever it says', async () => {
  const falseValue = { oid: OID.basicConstraints, critical: false, value: sequence() };
  assertOne(await lint({ basicConstraints: falseValue }), 'basicConstraints', /present/);
  assertOne(await lint({ basicConstraints: authorityConstraints() }), 'basicConstraints', /present/);
});

test('T129 other extensions: critical ones are found', async () => {
  const purposes = extendedKeyUsage(OID.emailProtection);
  assert.deepEqual(await lint({ purposes }), []);
  assertOne(await lint({ purposes: { ...purposes, critical: true } }), 'other extensions', /2\.5\.29\.37/);
  assertOne(
    await lint({ odd: { oid: '1.2.3', critical: true, value: octetString(identifier) } }),
    'other extensions',
    /1\.2\.3/,
  );
});

test('T129 key: RSA under 2048 bits and other kinds of key are found', async () => {
  const parameters = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  const small = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const curve = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const info = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.exportKey('spki', key));
  assertOne(await lint({}, undefined, await info(small.publicKey)), 'key', /1024 bits/);
  assertOne(await lint({}, undefined, await info(curve.publicKey)), 'key', /not RSA/);
});

test('T130 the test CA refuses a provider certificate with basicConstraints, with a critical extension or with a doubled one', async () => {
  const keys = await newKeys();
  const request = { ...term(3), publicKey: keys.publicKey, providerName: PROVIDER, serviceAddress: SERVICE_ADDRESS };
  const refused = (...extensions: CertificateExtension[]) => network.ca.issueProvider({ ...request, extensions });
  await assert.rejects(
    refused({ oid: OID.basicConstraints, critical: false, value: sequence() }),
    /no basicConstraints/,
  );
  await assert.rejects(refused({ oid: '1.2.3', critical: true, value: NULL }), /must not be critical/);
  await assert.rejects(refused(emailNames('altro@alfa.example')), /set by the profile/);
  const allowed = await refused({ oid: '1.2.3', critical: false, value: NULL });
  assert.deepEqual(lintProviderCertificate(allowed, PROVIDER), []);
});

test('the test CA refuses a serial number of zero or over 20 octets and a term that ends before it begins', async () => {
  const keys = await newKeys();
  const request = { ...term(3), publicKey: keys.publicKey, providerName: PROVIDER, serviceAddress: SERVICE_ADDRESS };
  await assert.rejects(network.ca.issueProvider({ ...request, serial: Uint8Array.of(0) }), /serial number/);
  await assert.rejects(network.ca.issueProvider({ ...request, serial: new Uint8Array(21).fill(1) }), /serial number/);
  await assert.rejects(network.ca.issueProvider({ ...request, notBefore: NOW, notAfter: NOW - DAY }), /ends after/);
});

test('bytes that are no certificate give one finding', () => {
  assert.equal(lintProviderCertificate(Uint8Array.of(1, 2, 3)).length, 1);
});
