import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ascii, concat, indexMime } from '#mime';
import { buildTransportEnvelope, inheritedHeaders, readMessage, rewriteOriginal } from '#pec';
import { FACTS, IDENTIFICATIVO, ISSUER, octets } from './fourteen.ts';
import { type Authority, missing, opensslAuthority } from './tools.ts';

const noOpenssl = missing('openssl', 'version');
const AT = Date.parse('2026-03-01T09:00:00Z');

test('T61 of a PEC message inside a PEC message the outer daticert is read', async () => {
  const inner = new Uint8Array(readFileSync(new URL('../../fixtures/providers/infocert-2018/M4.eml', import.meta.url)));
  const message = await readMessage(octets(envelopeAround(inner).assemble(ascii('x'))));
  assert.equal(message.identificativo, IDENTIFICATIVO);
  assert.equal(message.daticertCount, 1);
});

describe('originals that are signed themselves', { skip: noOpenssl }, () => {
  let authority: Authority;
  before(() => {
    authority = opensslAuthority(ISSUER.serviceAddress, ISSUER.name);
  });
  after(() => authority?.remove());

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
    at: AT,
    boundarySeed: 'feedbeef',
    original: rewriteOriginal([submitted], index, submitted, IDENTIFICATIVO),
    inherited: inheritedHeaders(index, submitted),
  });
}
