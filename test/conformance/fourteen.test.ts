import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { readSignedData } from '#cms';
import { ascii, decodeTransfer, indexMime, latin1ToString } from '#mime';
import { NOTICE_TYPES, readMessage } from '#pec';
import { enclosed, octets, theFourteen } from './fourteen.ts';
import { type SignedFourteen, signTheFourteen } from './signed-fourteen.ts';
import { missing, opensslAuthority, opensslVerify, xmllint } from './tools.ts';

const FIXED = Date.parse('2026-03-01T09:00:00Z');
const noOpenssl = missing('openssl', 'version');
const noXmllint = missing('xmllint', '--version');

let all: SignedFourteen;
before(async () => {
  if (!noOpenssl) all = await signTheFourteen();
});
after(() => all?.authority.remove());

describe('the fourteen messages, signed by a test key', { skip: noOpenssl }, () => {
  test('T56 OpenSSL verifies every one of them, over exactly the octets we signed', () => {
    for (const [number, bytes] of all.messages) {
      assert.deepEqual(opensslVerify(all.authority, bytes), octets(all.unsigned.get(number)!.signedPart), number);
    }
  });

  test('T56 OpenSSL refuses them after one octet of the signed part was changed', () => {
    for (const [number, bytes] of all.messages) {
      const spoilt = bytes.slice();
      const at = latin1ToString(bytes).indexOf('multipart/alternative');
      spoilt[at] = 0x4d;
      assert.throws(() => opensslVerify(all.authority, spoilt), number);
    }
  });

  test('T57 T58 each signature holds the certificate of the signer, is SHA-256, and micalg says so', async () => {
    for (const [number, bytes] of all.messages) {
      const message = await readMessage(bytes);
      const cms = readSignedData(message.signed!.signature);
      assert.equal(cms.digestAlgorithm, 'sha256', number);
      assert.deepEqual(cms.signerCertificate, all.authority.certificateDer, number);
      assert.equal(message.signed!.micalg, 'sha-256', number);
    }
  });
});

test('T50 xmllint finds every daticert.xml valid against the DTD of RFC 6109 4.4', {
  skip: noXmllint || noOpenssl,
}, async (t) => {
  const authority = opensslAuthority('posta-certificata@gestore-alfa.example', 'Gestore Alfa S.p.A.');
  t.after(() => authority.remove());
  const types = new Set<string>();
  for (const [number, message] of await theFourteen(FIXED)) {
    const bytes = octets(message.assemble(ascii('not a signature')));
    const parts = indexMime(bytes).root.children[0]!.children.filter((part) => part.fileName === 'daticert.xml');
    assert.equal(parts.length, number === 'M6' ? 0 : 1, number);
    for (const part of parts) {
      const xml = decodeTransfer(bytes.subarray(part.bodyStart, part.end), part.encoding);
      assert.doesNotThrow(() => xmllint(authority.folder, xml), number);
      types.add(NOTICE_TYPES[number].tipo!);
      const spoilt = ascii(latin1ToString(xml).replace('<identificativo>', '<oggetto>x</oggetto><identificativo>'));
      assert.throws(() => xmllint(authority.folder, spoilt), number);
    }
  }
  assert.equal(types.size, 8);
});

test('T95 the completa receipt encloses the original to the last octet; the original submitted can be told from it', async () => {
  const bytes = octets((await theFourteen(FIXED)).get('M11')!.assemble(ascii('x')));
  const { original } = await readMessage(bytes);
  assert.deepEqual(bytes.subarray(original!.start, original!.end), octets(enclosed().original.rope));
});

test('the fourteen messages are those kept in golden/, octet by octet', async () => {
  for (const [number, message] of await theFourteen(FIXED)) {
    const bytes = octets(message.assemble(ascii('not a signature')));
    const file = new URL(`golden/${number}.eml`, import.meta.url);
    if (process.env.CERALACCA_WRITE_GOLDEN) writeFileSync(file, bytes);
    assert.equal(latin1ToString(bytes), latin1ToString(new Uint8Array(readFileSync(file))), number);
  }
});
