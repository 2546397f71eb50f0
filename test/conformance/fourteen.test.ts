import assert from 'node:assert/strict';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { prepareSigner, readSignedData, signedAttributes, signedData } from '#cms';
import { ascii, decodeTransfer, indexMime, latin1ToString } from '#mime';
import { type MessageNumber, NOTICE_TYPES, readMessage, type UnsignedMessage, verifyMessage } from '#pec';
import { enclosed, octets, theFourteen } from './fourteen.ts';
import { type Authority, missing, opensslAuthority, opensslVerify, xmllint } from './tools.ts';

const FIXED = Date.parse('2026-03-01T09:00:00Z');
const noOpenssl = missing('openssl', 'version');
const noXmllint = missing('xmllint', '--version');

function signed(message: UnsignedMessage, authority: Authority, at: number): Uint8Array {
  const digest = createHash('sha256').update(octets(message.signedPart)).digest();
  const attributes = signedAttributes(new Uint8Array(digest), at);
  const value = sign('sha256', attributes, createPrivateKey(authority.keyPem));
  const signer = prepareSigner(authority.certificateDer, []);
  return octets(message.assemble(signedData(signer, attributes, new Uint8Array(value))));
}

test('the fourteen messages, signed by a test key', { skip: noOpenssl }, async (t) => {
  const authority = opensslAuthority('posta-certificata@gestore-alfa.example', 'Gestore Alfa S.p.A.');
  t.after(() => authority.remove());
  const at = Date.now();
  const messages = new Map<MessageNumber, Uint8Array>();
  const unsigned = await theFourteen(at);
  for (const [number, message] of unsigned) messages.set(number, signed(message, authority, at));

  await t.test('T56 OpenSSL verifies every one of them, over exactly the octets we signed', () => {
    for (const [number, bytes] of messages) {
      assert.deepEqual(opensslVerify(authority, bytes), octets(unsigned.get(number)!.signedPart), number);
    }
  });

  await t.test('T56 OpenSSL refuses them after one octet of the signed part was changed', () => {
    for (const [number, bytes] of messages) {
      const spoilt = bytes.slice();
      const at = latin1ToString(bytes).indexOf('multipart/alternative');
      spoilt[at] = 0x4d;
      assert.throws(() => opensslVerify(authority, spoilt), number);
    }
  });

  await t.test(
    'T57 T58 each signature holds the certificate of the signer, is SHA-256, and micalg says so',
    async () => {
      for (const [number, bytes] of messages) {
        const message = await readMessage(bytes);
        const cms = readSignedData(message.signed!.signature);
        assert.equal(cms.digestAlgorithm, 'sha256', number);
        assert.deepEqual(cms.signerCertificate, authority.certificateDer, number);
        assert.equal(message.signed!.micalg, 'sha-256', number);
      }
    },
  );

  await t.test('T131 the e-mail address of the certificate is From of every message', async () => {
    for (const [number, bytes] of messages) {
      const verdict = await verifyMessage(bytes, { trust: [authority.rootDer], at });
      assert.equal(verdict.binding, 'ok', number);
      assert.deepEqual(verdict.form.faults, [], number);
      assert.deepEqual(verdict.form.warnings, [], number);
      assert.equal(verdict.number, number);
      assert.equal(verdict.holds, true, number);
    }
  });

  await t.test('a verdict says what fails: content, trust, time, From, index', async () => {
    const bytes = messages.get('M11')!;
    const trust = [authority.rootDer];
    const changed = (from: string, to: string) => ascii(latin1ToString(bytes).replace(from, to));
    const verdictOf = (octets: Uint8Array, more = {}) => verifyMessage(octets, { trust, at, ...more });
    const spoilt = await verdictOf(changed('multipart/alternative', 'Multipart/alternative'));
    assert.equal(spoilt.signature, 'invalid');
    assert.equal(spoilt.holds, false);
    const untrusted = await verifyMessage(bytes, { trust: [], at });
    assert.equal(untrusted.chain?.path, 'fault');
    assert.equal(untrusted.holds, false);
    const later = await verdictOf(bytes, { at: at + 366 * 86_400_000 });
    assert.equal(later.chain?.path, 'ok');
    assert.equal(later.chain?.validity, 'expired');
    assert.equal(later.holds, false);
    const forged = await verdictOf(changed('From: posta-certificata@gestore-alfa', 'From: posta-certificata@altro'));
    assert.equal(forged.binding, 'fault');
    assert.equal(forged.holds, false);
    const empty = { recordOfDomain: () => undefined, recordOfCertificate: () => undefined };
    const foreign = await verdictOf(bytes, { index: empty });
    assert.equal(foreign.inIndex, 'no');
    assert.equal(foreign.holds, false);
    const unsignedCopy = await verdictOf(changed('multipart/signed', 'multipart/mixed'));
    assert.equal(unsignedCopy.signature, 'absent');
  });

  await t.test('a file whose lines end in LF alone is judged with CRLF, and the verdict says so', async () => {
    const file = ascii(latin1ToString(messages.get('M4')!).replaceAll('\r\n', '\n'));
    const verdict = await verifyMessage(file, { trust: [authority.rootDer], at });
    assert.equal(verdict.lineEnds, 'lf-made-crlf');
    assert.equal(verdict.signature, 'valid');
  });

  await t.test('without an instant the Date of the message is taken, and the verdict says so', async () => {
    const verdict = await verifyMessage(messages.get('M1')!, { trust: [authority.rootDer] });
    assert.equal(verdict.atFrom, 'date-header');
    assert.equal(verdict.at, Math.floor(at / 1000) * 1000);
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
