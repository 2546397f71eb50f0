import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { indexMime, isSlice, latin1ToString, ropeLength } from '#mime';
import { originalFacts } from './original-facts.ts';
import { rewriteOriginal } from './rewrite-original.ts';
import { crlf, IDENTIFICATIVO, octets, original } from './test-samples.ts';

const rewritten = (bytes: Uint8Array) =>
  latin1ToString(octets(rewriteOriginal([bytes], indexMime(bytes), bytes, IDENTIFICATIVO).rope));

test('T43 only the Message-ID line changes and X-Riferimento-Message-ID is appended to the header', () => {
  const before = latin1ToString(original());
  const expected = before
    .replace('Message-ID: <abc.1@client.example>', `Message-ID: <${IDENTIFICATIVO}>`)
    .replace('\r\n\r\n', '\r\nX-Riferimento-Message-ID: <abc.1@client.example>\r\n\r\n');
  assert.equal(rewritten(original()), expected);
});

test('T43 every octet of any body survives, and of any other header field', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.stringMatching(/^[!-~ ]{0,60}$/), (body, value) => {
      const head = `X-Mio: ${value}\r\nMESSAGE-ID:\r\n <a@b.example>\r\nTo: x@y.example\r\n\r\n`;
      const bytes = new Uint8Array([...crlf(head), ...body]);
      const expected =
        `X-Mio: ${value}\r\nMessage-ID: <${IDENTIFICATIVO}>\r\nTo: x@y.example\r\n` +
        `X-Riferimento-Message-ID: <a@b.example>\r\n\r\n${latin1ToString(body)}`;
      assert.equal(rewritten(bytes), expected);
    }),
  );
});

test('T43 the body stays a slice of the blob it came from', () => {
  const bytes = original();
  const rope = [{ blob: 'b', offset: 10, length: bytes.length }];
  const parts = rewriteOriginal(rope, indexMime(bytes), bytes, IDENTIFICATIVO);
  assert.equal(parts.rope.length, 2);
  const body = parts.rope[1]!;
  assert.ok(isSlice(body));
  assert.equal(body.offset + body.length, 10 + bytes.length);
  assert.equal(ropeLength(parts.rope), ropeLength([octets([parts.rope[0]!])]) + body.length);
});

test('T28 the client Message-ID stands in X-Riferimento-Message-ID of the inner message', () => {
  assert.match(rewritten(original()), /\r\nX-Riferimento-Message-ID: <abc\.1@client\.example>\r\n\r\n/);
});

test('T29 without a client Message-ID one is added and there is no X-Riferimento-Message-ID', () => {
  const bytes = crlf('From: a@b.example\nTo: c@d.example\n\nTesto.\n');
  assert.equal(
    rewritten(bytes),
    `From: a@b.example\r\nTo: c@d.example\r\nMessage-ID: <${IDENTIFICATIVO}>\r\n\r\nTesto.\r\n`,
  );
  assert.equal(originalFacts(indexMime(bytes)).msgid, undefined);
});

test('a message that is all header, and one with an empty Message-ID, get theirs too', () => {
  assert.equal(
    rewritten(crlf('From: a@b.example\n\n')),
    `From: a@b.example\r\nMessage-ID: <${IDENTIFICATIVO}>\r\n\r\n`,
  );
  assert.equal(rewritten(crlf('Message-ID:\n\nx\n')), `Message-ID: <${IDENTIFICATIVO}>\r\n\r\nx\r\n`);
});

test('T39 T40 T41 the receipt type asked for is read from any spelling of the header; unknown values count as completa', () => {
  const type = (fields: string) => originalFacts(indexMime(original(fields))).receiptType;
  assert.equal(type(''), 'completa');
  assert.equal(type('X-TipoRicevuta: breve\n'), 'breve');
  assert.equal(type('X-Tiporicevuta: SINTETICA\n'), 'sintetica');
  assert.equal(type('X-TipoRicevuta: complet\n'), 'completa');
});

test('a line end hidden in an encoded word of the subject becomes a blank', () => {
  const bytes = crlf('Subject: =?utf-8?Q?uno=0D=0ABcc:_due?=\nFrom: a@b.example\n\nx\n');
  assert.equal(originalFacts(indexMime(bytes)).subject, 'uno Bcc: due');
});

test('Reply-To gives risposte its addresses; an empty one counts as none', () => {
  const replyTo = (value: string) => originalFacts(indexMime(crlf(`Reply-To: ${value}\n\nx\n`))).replyTo;
  assert.equal(replyTo('Ufficio <a@b.example>, c@d.example'), 'a@b.example, c@d.example');
  assert.equal(replyTo(''), undefined);
});
