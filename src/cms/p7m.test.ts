import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asSource } from './bytes.ts';
import { openP7m, signedP7m } from './p7m.ts';
import { readSignedData } from './read-signed-data.ts';
import { NOW, signContent, testNetwork } from './test-kit.ts';
import { prepareSigner } from './write-signed-data.ts';

const ldif = new TextEncoder().encode('version: 1\n\ndn: o=postacert\n');

test('T120 a signed LDIF is opened, and refused when one octet of it is altered', async () => {
  const network = await testNetwork();
  const sign = async (attributes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', network.leafKeys.privateKey, asSource(attributes)));
  const p7m = await signedP7m(prepareSigner(network.leaf, []), ldif, NOW, sign);
  const { content, cms } = await openP7m(p7m);
  assert.deepEqual(content, ldif);
  assert.equal(cms.signingTime, NOW);
  const at = new TextDecoder('latin1').decode(p7m).indexOf('o=postacert');
  await assert.rejects(openP7m(p7m.with(at, 0x70)), /p7m: the content was altered/);
});

test('a detached signature is no p7m', async () => {
  const network = await testNetwork();
  await assert.rejects(openP7m(await signContent(network, ldif)), /the content is not inside/);
});

test('octets handed in stay as they are, in a Buffer of Node too', async () => {
  const network = await testNetwork();
  const given = Buffer.from(await signContent(network, ldif));
  const before = given.toString('hex');
  readSignedData(given);
  assert.equal(given.toString('hex'), before);
});
