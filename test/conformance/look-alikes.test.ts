import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readSignedData } from '#cms';
import { ascii, concat, indexMime, latin1ToString } from '#mime';
import {
  buildTransportEnvelope,
  checkReceived,
  inheritedHeaders,
  readMessage,
  rewriteOriginal,
  rfc5322Date,
  verifyMessage,
} from '#pec';
import { FACTS, IDENTIFICATIVO, ISSUER, octets } from './fourteen.ts';
import { lookAlike, SERVICE, SHAPES } from './look-alikes.ts';
import { type Authority, missing, opensslAuthority } from './tools.ts';

const noOpenssl = missing('openssl', 'version');

let authority: Authority;
/** Not before the certificates count. */
let at: number;
before(() => {
  if (noOpenssl) return;
  authority = opensslAuthority(SERVICE, 'Gestore Alfa S.p.A.');
  at = Date.now();
});
after(() => authority?.remove());

describe('messages in the shapes of real providers', { skip: noOpenssl }, () => {
  for (const shape of SHAPES) {
    test(`T63 T59 T60 ${shape.name}: read, found correct, and its signature verifies`, async () => {
      const bytes = lookAlike(shape, authority, rfc5322Date(at));
      const verdict = await verifyMessage(bytes, { trust: [authority.rootDer] });
      const { message } = verdict;
      assert.equal(verdict.number, 'M4');
      assert.equal(verdict.signature, 'valid', verdict.signatureReason);
      assert.equal(verdict.sha1, shape.digest === 'sha1');
      assert.deepEqual(verdict.form.faults, []);
      assert.equal(verdict.holds, true);
      const transaction = { mailFrom: FACTS.sender, recipients: ['ufficio@pec.beta.example'] };
      assert.deepEqual(checkReceived(message, transaction), []);
      assert.ok(message.daticert?.ok);
      const { value } = message.daticert;
      assert.equal(value.sender, 'mario@pec.alfa.example');
      assert.equal(value.subject, 'Perché');
      assert.equal(value.identificativo, shape.identificativo);
      assert.equal(value.msgid, shape.withoutMsgid ? undefined : '<abc.1@client.example>');
      assert.deepEqual(
        value.recipients.map(({ type }) => type),
        ['certificato', 'esterno'],
      );
      assert.equal(message.daticert.at, Date.parse('2026-03-01T09:00:00Z'));
      assert.equal(message.originalMessageId, shape.identificativo);
      // 0x80 after the first tag is an indefinite length.
      assert.equal(message.signed!.signature[1] === 0x80, shape.ber);
    });
  }

  test('T59 SHA-1 is refused where it is not accepted, and told where it is', async () => {
    const sha1 = lookAlike(SHAPES[0]!, authority, rfc5322Date(at));
    const verdict = await verifyMessage(sha1, { trust: [authority.rootDer], acceptSha1: false });
    assert.equal(verdict.signature, 'invalid');
    assert.equal(verdict.sha1, true);
  });

  test('T63 a file saved with LF alone reads and verifies too', async () => {
    for (const shape of SHAPES) {
      const file = ascii(latin1ToString(lookAlike(shape, authority, rfc5322Date(at))).replaceAll('\r\n', '\n'));
      const verdict = await verifyMessage(file, { trust: [authority.rootDer] });
      assert.equal(verdict.lineEnds, 'lf-made-crlf');
      assert.equal(verdict.holds, true, shape.name);
    }
  });

  test('the certificates of a look-alike come back as OpenSSL put them in', async () => {
    const { signed } = await readMessage(lookAlike(SHAPES[2]!, authority, rfc5322Date(at)));
    assert.deepEqual(readSignedData(signed!.signature).signerCertificate, authority.certificateDer);
  });
});

describe('originals that are certified or signed themselves', { skip: noOpenssl }, () => {
  test('T61 of a PEC message inside a PEC message the outer daticert is read', async () => {
    const inner = lookAlike(SHAPES[3]!, authority, rfc5322Date(at));
    const message = await readMessage(octets(envelopeAround(inner).assemble(ascii('x'))));
    assert.equal(message.identificativo, IDENTIFICATIVO);
    assert.equal(message.daticertCount, 1);
  });

  test('T44 an original signed by its author verifies after it was taken out of postacert.eml', async () => {
    const file = (name: string) => join(authority.folder, name);
    const content = 'Content-Type: text/plain\r\n\r\nIo sottoscritto.\r\n';
    writeFileSync(file('text'), content);
    const signing = ['-signer', authority.certificate, '-inkey', authority.key, '-md', 'sha256'];
    const smime = execFileSync('openssl', ['cms', '-sign', '-in', file('text'), ...signing, '-crlfeol']);
    const own = ascii(
      'From: mario@pec.alfa.example\r\nTo: ufficio@pec.beta.example\r\nMessage-ID: <abc.1@client.example>\r\n',
    );
    const submitted = concat([own, ascii(smime.toString('latin1').replace(/\r?\n/g, '\r\n'))]);
    const bytes = octets(envelopeAround(submitted).assemble(ascii('x')));
    const { original } = await readMessage(bytes);
    writeFileSync(file('postacert.eml'), bytes.subarray(original!.start, original!.end));
    const args = ['cms', '-verify', '-in', file('postacert.eml'), '-CAfile', authority.root, '-out', file('out')];
    execFileSync('openssl', args, { stdio: 'pipe' });
    assert.equal(readFileSync(file('out'), 'latin1'), content);
  });
});

function envelopeAround(submitted: Uint8Array) {
  const index = indexMime(submitted);
  return buildTransportEnvelope({
    issuer: ISSUER,
    facts: FACTS,
    at,
    boundarySeed: 'feedbeef',
    original: rewriteOriginal([submitted], index, submitted, IDENTIFICATIVO),
    inherited: inheritedHeaders(index, submitted),
  });
}
