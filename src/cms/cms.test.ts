import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { compareBytes } from './bytes.ts';
import { BytesCache } from './bytes-cache.ts';
import { readCertificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import { objectIdentifier, octetString, sequence, setOf, smallInteger, time, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import { fromPem, toPem } from './pem.ts';
import { readSignedData } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import { DAY, NOW, PROVIDER, SERVICE_ADDRESS, signContent, type TestNetwork, testNetwork } from './test-kit.ts';
import { parseBer, parseDer } from './tlv.ts';
import { oidText, readTime } from './values.ts';
import { verifyContent, verifySignature } from './verify-signature.ts';
import { prepareSigner, signedAttributes, signedData } from './write-signed-data.ts';

const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nprova\r\n');
let network: TestNetwork;
let signature: Uint8Array;
before(async () => {
  network = await testNetwork();
  signature = await signContent(network, content);
});

test('what signedData writes, readSignedData reads and verifySignature accepts', async () => {
  const cms = readSignedData(signature);
  assert.equal(cms.digestAlgorithm, 'sha256');
  assert.equal(cms.signingTime, NOW);
  assert.equal(cms.encapsulated, undefined);
  assert.equal(cms.certificates.length, 2);
  assert.deepEqual(cms.signerCertificate, network.leaf);
  assert.deepEqual(await verifySignature(cms, await digest('sha256', content)), { valid: true });
});

test('T58 the signed attributes are a SET OF in DER order for any digest and instant', () => {
  const instant = fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2200, 0) });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), instant, (value, at) => {
      const set = parseDer(signedAttributes(value, at), 'attributes');
      const attributes = Array.from(set.inside().rest('attribute'), (element) => element.raw);
      assert.deepEqual(setOf(attributes), set.raw);
      assert.deepEqual(attributes, attributes.toSorted(compareBytes));
      assert.equal(attributes.length, 3);
    }),
  );
  assert.throws(() => signedAttributes(new Uint8Array(20), NOW), RangeError);
});

test('T120 a signature with the content inside verifies, and fails with one octet altered', async () => {
  const inside = await signContent(network, content, true);
  const cms = readSignedData(inside);
  assert.deepEqual(cms.encapsulated, content);
  assert.deepEqual(await verifyContent(cms), { valid: true });
  const at = inside.findIndex(
    (_, index) => inside[index] === content[0] && inside[index + 1] === content[1] && inside[index + 2] === content[2],
  );
  const altered = inside.with(at + 5, inside[at + 5]! ^ 1);
  assert.equal((await verifyContent(readSignedData(altered))).valid, false);
});

test('a signature of any length of content is framed rightly', async () => {
  const signer = prepareSigner(network.leaf, [network.ca.certificate]);
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 200_000]) {
    const body = new Uint8Array(length).fill(0x41);
    const attributes = signedAttributes(await digest('sha256', body), NOW);
    assert.deepEqual(readSignedData(signedData(signer, attributes, new Uint8Array(256), body)).encapsulated, body);
  }
});

test('altered attributes, signature value or content type are not valid', async () => {
  const right = await digest('sha256', content);
  const cms = readSignedData(signature);
  const { signer } = cms;
  const attributes = signer.attributes!;
  const altered = [
    { ...cms, signer: { ...signer, attributes: attributes.with(30, attributes[30]! ^ 1) } },
    { ...cms, signer: { ...signer, signature: signer.signature.with(9, signer.signature[9]! ^ 1) } },
    { ...cms, signer: { ...signer, signature: new Uint8Array(3) } },
    { ...cms, signer: { ...signer, attributeContentType: '1.2.3' } },
    { ...cms, signerCertificate: network.ca.certificate },
    { ...cms, digestAlgorithm: 'sha1' },
    { ...cms, digestAlgorithm: '1.2.840.113549.2.5' },
    { ...cms, signer: { ...signer, signatureAlgorithm: sequence(objectIdentifier('1.2.840.113549.1.1.4')) } },
  ];
  for (const one of altered) assert.equal((await verifySignature(one, right)).valid, false);
  const { messageDigest, ...without } = signer;
  assert.equal(messageDigest?.length, 32);
  assert.equal((await verifySignature({ ...cms, signer: without }, right)).valid, false);
});

test('every truncation and every altered octet is a CmsFault, an invalid signature, or lies in what is not signed', async () => {
  const right = await digest('sha256', content);
  for (let length = 0; length < signature.length; length += 7) {
    assert.throws(() => readSignedData(signature.subarray(0, length)), CmsFault);
  }
  assert.throws(() => readSignedData(Uint8Array.from([...signature, 0])), CmsFault);
  let accepted = 0;
  for (let at = 0; at < signature.length; at += 5) {
    try {
      if ((await verifySignature(readSignedData(signature.with(at, signature[at]! ^ 0x01)), right)).valid) accepted++;
    } catch (fault) {
      assert.ok(fault instanceof CmsFault);
    }
  }
  // The chain certificates and the leaf outside its key are judged by judgeChain.
  assert.ok(accepted < signature.length / 5);
});

test('arbitrary bytes are read or refused with CmsFault, never anything else', () => {
  const nested = fc.array(fc.constantFrom(0x30, 0x80, 0x31, 0xa0, 0x24, 0x00, 0x02, 0x01, 0x06, 0x81, 0xff), {
    maxLength: 300,
  });
  const given = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    nested.map((octets) => Uint8Array.from(octets)),
  );
  fc.assert(
    fc.property(given, (bytes) => {
      for (const read of [readSignedData, readCrl, (der: Uint8Array) => parseBer(der, 'x')]) {
        try {
          read(bytes);
        } catch (fault) {
          assert.ok(fault instanceof CmsFault, String(fault));
        }
      }
    }),
  );
});

test('indefinite lengths nested without end are refused at once', () => {
  const deep = new Uint8Array(1024 * 1024);
  for (let i = 0; i < deep.length; i += 2) deep.set([0x30, 0x80], i);
  assert.throws(() => readSignedData(deep), /nested too deep/);
  assert.throws(() => readSignedData(new Uint8Array(1024 * 1024 + 1)), /larger than/);
  assert.throws(() => parseDer(Uint8Array.of(0x30, 0x80, 0, 0), 'x'), /indefinite length/);
});

test('two signers, or none, are refused', () => {
  const outer = parseDer(signature, 'x').inside();
  const type = outer.next('type').raw;
  const parts = Array.from(outer.next('content').inside().next('SignedData').inside().rest('part'), (part) => part.raw);
  const withSigners = (signers: Uint8Array) => sequence(type, tlv(0xa0, sequence(...parts.slice(0, -1), signers)));
  const info = parseDer(parts.at(-1)!, 'signers').inside().next('signer').raw;
  assert.doesNotThrow(() => readSignedData(withSigners(setOf([info]))));
  assert.throws(() => readSignedData(withSigners(setOf([info, info]))), /more than one signer/);
  assert.throws(() => readSignedData(withSigners(setOf([]))), CmsFault);
});

test('a certificate is described for the rest of the house', async () => {
  const { createHash } = await import('node:crypto');
  const certificate = await readCertificate(network.leaf);
  assert.equal(certificate.sha1, createHash('sha1').update(network.leaf).digest('hex'));
  assert.equal(certificate.sha256, createHash('sha256').update(network.leaf).digest('hex'));
  assert.equal(certificate.subject, `C=IT, O=${PROVIDER}, CN=Posta Certificata`);
  assert.equal(certificate.issuer, 'C=IT, O=Autorità di prova, CN=Test CA1');
  assert.deepEqual(certificate.emailAddresses, [SERVICE_ADDRESS]);
  assert.equal(certificate.isCa, false);
  assert.deepEqual(certificate.crlUrls, ['http://crl.autorita.example/ca.crl']);
  assert.deepEqual(certificate.ocspUrls, []);
  assert.equal(await readCertificate(network.leaf.slice()), certificate);
  await assert.rejects(readCertificate(network.leaf.slice(1)), CmsFault);
});

test('T75 two certificates are the same only octet by octet', async () => {
  const cache = new BytesCache<string>(4);
  cache.set(network.leaf, 'leaf');
  assert.equal(cache.get(network.leaf.slice()), 'leaf');
  assert.equal(cache.get(network.leaf.with(40, network.leaf[40]! ^ 1)), undefined);
});

test('the cache of certificates forgets the oldest', () => {
  const cache = new BytesCache<number>(3);
  for (let i = 0; i < 10; i++) cache.set(Uint8Array.of(i), i);
  assert.deepEqual(
    Array.from({ length: 10 }, (_, i) => cache.get(Uint8Array.of(i))).filter((value) => value !== undefined),
    [7, 8, 9],
  );
});

test('T122 the sample certificates of RFC 6109 are read', async () => {
  const pem = await readFile(new URL('../../fixtures/rfc6109/certificates.pem', import.meta.url), 'utf8');
  const [one, two] = await Promise.all(fromPem(pem).map(({ der }) => readCertificate(der)));
  assert.equal(one!.sha1, '7e7aef1059ae0f454f2643a95f69ec3556009239');
  assert.equal(two!.sha1, 'e00fdd9d88be0e2cc766b893315caf93d5701a6a');
  assert.match(one!.subject, /emailAddress=posta-certificata@anpocert.it/);
  assert.equal(two!.notBefore, Date.UTC(2002, 11, 9, 17, 32, 16));
});

test('a CRL is read with its serial numbers and instants', async () => {
  const revoked = [
    { serial: Uint8Array.of(0x10, 0x01), since: NOW - DAY },
    { serial: Uint8Array.of(0xff), since: NOW - 2 * DAY },
  ];
  const der = await network.ca.crl({ revoked, thisUpdate: NOW, nextUpdate: NOW + DAY, number: 300 });
  const list = readCrl(der);
  assert.deepEqual(
    [...list.revoked],
    [
      ['1001', NOW - DAY],
      ['ff', NOW - 2 * DAY],
    ],
  );
  assert.deepEqual([list.thisUpdate, list.nextUpdate], [NOW, NOW + DAY]);
  assert.equal(list.unusable, undefined);
});

test('times are UTCTime to 2049 and GeneralizedTime from 2050, and read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1901, 0) / 1000, max: Date.UTC(2242, 0) / 1000 }), (seconds) => {
      const element = parseDer(time(seconds * 1000), 'time');
      const year = new Date(seconds * 1000).getUTCFullYear();
      assert.equal(element.tag, year >= 1950 && year < 2050 ? 0x17 : 0x18);
      assert.equal(readTime(element), seconds * 1000);
    }),
  );
  for (const text of ['2602300000Z', '261301000000Z', '260101250000Z', '260101000000+0100', '']) {
    assert.throws(() => readTime(parseDer(tlv(0x17, new TextEncoder().encode(text)), 'time')), CmsFault, text);
  }
});

test('object identifiers and integers are written as DER and read back', () => {
  const arcs = fc.tuple(
    fc.constantFrom('0', '1', '2'),
    fc.integer({ min: 0, max: 39 }),
    fc.array(fc.nat(), { maxLength: 8 }),
  );
  fc.assert(
    fc.property(arcs, ([first, second, rest]) => {
      const dotted = [first, second, ...rest].join('.');
      assert.equal(oidText(parseDer(objectIdentifier(dotted), 'oid').content), dotted);
    }),
  );
  assert.deepEqual(smallInteger(0), Uint8Array.of(2, 1, 0));
  assert.deepEqual(smallInteger(128), Uint8Array.of(2, 2, 0, 128));
  assert.deepEqual(octetString(new Uint8Array(200)).subarray(0, 3), Uint8Array.of(4, 0x81, 200));
});

test('PEM is written and read back, several blocks in one text', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 3 }), (ders) => {
      const text = ders.map((der) => `comment\n${toPem('X509 CRL', der)}`).join('\n');
      assert.deepEqual(
        fromPem(text).map(({ der }) => der),
        ders,
      );
    }),
  );
  assert.match(
    toPem('X509 CRL', new Uint8Array(60)),
    /^-----BEGIN X509 CRL-----\n[A-Za-z0-9+/=]{64}\n[A-Za-z0-9+/=]+\n-----END X509 CRL-----\n$/,
  );
  assert.throws(() => fromPem('-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----'), CmsFault);
});
