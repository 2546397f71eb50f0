import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { asSource } from './bytes.ts';
import { NULL, objectIdentifier, octetString, sequence, setOf, smallInteger, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { readSignedData } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import { NOW, PROVIDER, SERVICE_ADDRESS, type TestNetwork, term, testNetwork } from './test-kit.ts';
import { parseDer } from './tlv.ts';
import { verifySignature } from './verify-signature.ts';
import { prepareSigner, signedAttributes, signedData } from './write-signed-data.ts';

const content = new TextEncoder().encode('contenuto');
let network: TestNetwork;
let contentDigest: Uint8Array;
before(async () => {
  network = await testNetwork();
  contentDigest = await digest('sha256', content);
});

/** RSASSA-PKCS1-v1_5 by the provider's key with any digest. */
async function sign(data: Uint8Array, hash = 'SHA-256'): Promise<Uint8Array> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', network.leafKeys.privateKey);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'RSASSA-PKCS1-v1_5', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, asSource(data)));
}

/** A SignedData written piece by piece, with these attributes as they are to be transferred. */
function assemble(attributes: Uint8Array, signature: Uint8Array, algorithm: string = OID.rsaEncryption): Uint8Array {
  const { issuerName, serialOctets } = parsedCertificate(network.leaf);
  const sha256 = sequence(objectIdentifier(OID.sha256));
  const info = sequence(
    smallInteger(1),
    sequence(issuerName, tlv(0x02, serialOctets)),
    sha256,
    attributes,
    sequence(objectIdentifier(algorithm), NULL),
    octetString(signature),
  );
  const data = sequence(
    smallInteger(1),
    setOf([sha256]),
    sequence(objectIdentifier(OID.data)),
    setOf([network.leaf], 0xa0),
    setOf([info]),
  );
  return sequence(objectIdentifier(OID.signedData), tlv(0xa0, data));
}

const members = (attributes: Uint8Array) =>
  Array.from(parseDer(attributes, 'attributes').inside().rest('attribute'), (element) => element.raw);

test('signed attributes that came with indefinite lengths are judged by their DER', async () => {
  const attributes = signedAttributes(contentDigest, NOW);
  const signature = await sign(attributes);
  const indefinite = (tag: number, ...inside: Uint8Array[]) =>
    Uint8Array.from([tag, 0x80, ...inside.flatMap((piece) => [...piece]), 0, 0]);
  const inner = members(attributes).map((attribute) =>
    indefinite(0x30, ...Array.from(parseDer(attribute, 'attribute').inside().rest('part'), (part) => part.raw)),
  );
  for (const transferred of [
    attributes.with(0, 0xa0),
    indefinite(0xa0, ...members(attributes)),
    indefinite(0xa0, ...inner),
    tlv(0xa0, ...inner),
  ]) {
    const verdict = await verifySignature(readSignedData(assemble(transferred, signature)), contentDigest);
    assert.deepEqual(verdict, { valid: true });
  }
});

test('an attribute that stands twice is refused, although the signature over it holds', async () => {
  const [type, , messageDigest] = members(signedAttributes(contentDigest, NOW));
  const twice = setOf([type!, messageDigest!, messageDigest!]);
  const signature = await sign(twice);
  assert.throws(() => readSignedData(assemble(twice.with(0, 0xa0), signature)), CmsFault);
});

test('a message digest with two values is refused', async () => {
  const [type] = members(signedAttributes(contentDigest, NOW));
  const values = setOf([octetString(contentDigest), octetString(new Uint8Array(32))]);
  const attributes = setOf([type!, sequence(objectIdentifier(OID.messageDigest), values)]);
  const signature = await sign(attributes);
  assert.throws(() => readSignedData(assemble(attributes.with(0, 0xa0), signature)), CmsFault);
});

test('a signature algorithm with another digest than the digest algorithm is not valid', async () => {
  const attributes = signedAttributes(contentDigest, NOW);
  const verdictOf = (signature: Uint8Array, algorithm: string) =>
    verifySignature(readSignedData(assemble(attributes.with(0, 0xa0), signature, algorithm)), contentDigest);
  const mixed = await verdictOf(await sign(attributes, 'SHA-384'), OID.sha384WithRsa);
  assert.match(mixed.valid ? '' : mixed.reason, /two digest algorithms/);
  assert.deepEqual(await verdictOf(await sign(attributes), OID.sha256WithRsa), { valid: true });
});

test('the signer is found by serial number among certificates of the same issuer', async () => {
  const request = { ...term(2), publicKey: network.caKeys.publicKey, providerName: PROVIDER };
  const other = await network.ca.issueProvider({ ...request, serviceAddress: SERVICE_ADDRESS });
  const attributes = signedAttributes(contentDigest, NOW);
  const signature = await sign(attributes);
  for (const chain of [[other], [other, network.ca.certificate]]) {
    const cms = readSignedData(signedData(prepareSigner(network.leaf, chain), attributes, signature));
    assert.deepEqual(cms.signerCertificate, network.leaf);
    assert.deepEqual(await verifySignature({ ...cms, certificates: [other] }, contentDigest), { valid: true });
  }
  const byOther = readSignedData(signedData(prepareSigner(other, [network.leaf]), attributes, signature));
  assert.deepEqual(byOther.signerCertificate, other);
  assert.equal((await verifySignature(byOther, contentDigest)).valid, false);
});
