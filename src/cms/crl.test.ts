import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readCrl } from './crl.ts';
import { asciiOctets, boolean, octetString, sequence, smallInteger, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import { type CertificateExtension, signCrl } from './issue-certificate.ts';
import { judgeChain } from './judge-chain.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { CRL_URL, DAY, NOW, type TestNetwork, testNetwork } from './test-kit.ts';

let network: TestNetwork;
before(async () => {
  network = await testNetwork();
});

function issuingPoint(...fields: Uint8Array[]): CertificateExtension {
  return { oid: OID.issuingDistributionPoint, critical: true, value: sequence(...fields) };
}

const point = (url: string) => tlv(0xa0, tlv(0xa0, tlv(0x86, asciiOctets(url))));
const flag = (tag: number) => tlv(tag, boolean(true).subarray(2));

/** The verdict on the leaf with one CRL of its issuer that has these extensions and no entries. */
async function revocation(...extensions: CertificateExtension[]) {
  const issuer = parsedCertificate(network.ca.certificate).subjectName;
  const list = { issuer, thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, revoked: [], extensions };
  return judgeChain({
    leaf: network.leaf,
    intermediates: [network.ca.certificate],
    roots: [network.root.certificate],
    crls: [await signCrl(list, network.caKeys.privateKey)],
    at: NOW,
    revocation: 'required',
  });
}

test('a CRL limited to user certificates, or to the distribution point of the certificate, covers the leaf', async () => {
  assert.equal((await revocation()).revocation, 'good');
  assert.equal((await revocation(issuingPoint(flag(0x81)))).revocation, 'good');
  assert.equal((await revocation(issuingPoint(point(CRL_URL)))).revocation, 'good');
});

test('a CRL for authorities, another distribution point, some reasons, attribute certificates or other issuers says nothing', async () => {
  const cases: readonly [extension: CertificateExtension, reason: RegExp][] = [
    [issuingPoint(flag(0x82)), /covers other certificates/],
    [issuingPoint(point('http://crl.autorita.example/other.crl')), /another distribution point/],
    [issuingPoint(tlv(0x83, Uint8Array.of(1, 0x40))), /only a part of the revocations/],
    [issuingPoint(flag(0x84)), /only a part of the revocations/],
    [issuingPoint(flag(0x85)), /only a part of the revocations/],
    [{ oid: '2.5.29.27', critical: true, value: smallInteger(1) }, /critical extension 2\.5\.29\.27/],
    [{ oid: '1.2.3', critical: true, value: octetString(new Uint8Array(1)) }, /critical extension 1\.2\.3/],
  ];
  for (const [extension, reason] of cases) {
    const verdict = await revocation(extension);
    assert.equal(verdict.revocation, 'unavailable');
    assert.match(verdict.reasons.join(), reason);
  }
  assert.equal(
    (await revocation({ oid: '1.2.3', critical: false, value: octetString(new Uint8Array(1)) })).revocation,
    'good',
  );
});

test('an altered CRL is not believed', async () => {
  const der = await network.ca.crl({ revoked: [], thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 1 });
  const altered = der.with(der.length - 1, der.at(-1)! ^ 1);
  const trust = { intermediates: [network.ca.certificate], roots: [network.root.certificate] };
  const verdict = await judgeChain({ leaf: network.leaf, ...trust, crls: [altered], at: NOW, revocation: 'required' });
  assert.equal(verdict.revocation, 'unavailable');
  const both = await judgeChain({
    leaf: network.leaf,
    ...trust,
    crls: [altered, der],
    at: NOW,
    revocation: 'required',
  });
  assert.equal(both.revocation, 'good');
});

test('bytes that are no CRL are a CmsFault', () => {
  assert.throws(() => readCrl(network.leaf), CmsFault);
  assert.throws(() => readCrl(new Uint8Array()), CmsFault);
});

test('a CRL tells its number, of up to twenty octets; what is no number of RFC 5280 counts as none', async () => {
  const issuer = parsedCertificate(network.ca.certificate).subjectName;
  const numberOf = async (value: Uint8Array) => {
    const extensions = [{ oid: OID.crlNumber, critical: false, value }];
    const list = { issuer, thisUpdate: NOW, nextUpdate: NOW + DAY, revoked: [], extensions };
    return readCrl(await signCrl(list, network.caKeys.privateKey)).number;
  };
  assert.equal(await numberOf(smallInteger(300)), 300n);
  assert.equal(await numberOf(tlv(0x02, new Uint8Array(20).fill(0x7f))), BigInt(`0x${'7f'.repeat(20)}`));
  assert.equal(await numberOf(tlv(0x02, new Uint8Array(21).fill(1))), undefined);
  assert.equal(await numberOf(tlv(0x02, Uint8Array.of(0x80))), undefined);
  assert.equal(await numberOf(octetString(Uint8Array.of(1))), undefined);
});
