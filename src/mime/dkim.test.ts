import assert from 'node:assert/strict';
import { createHash, createVerify, generateKeyPairSync, sign } from 'node:crypto';
import test from 'node:test';
import { buildDkim, relaxedField } from './dkim.ts';
import { HeaderAndBody } from './header-and-body.ts';
import { ascii, concat, latin1ToString } from './octets.ts';

const SIGNER = { domain: 'gestore-alfa.example', selector: 'c1' };
const DIGEST = createHash('sha256').update('').digest();

function build(header: string) {
  const unsigned = buildDkim(ascii(header), DIGEST, SIGNER);
  assert.ok(unsigned);
  return { signed: latin1ToString(unsigned.signed), field: latin1ToString(unsigned.field(new Uint8Array(256))) };
}

test('the example of RFC 6376 3.4.5 gives the fields printed there', () => {
  assert.equal(relaxedField('a', ' X'), 'a:X');
  assert.equal(relaxedField('b', ' Y\t\r\n\tZ  '), 'b:Y Z');
});

test('what stands in the header is signed, in one order, and nothing that does not', () => {
  const { signed, field } = build(
    'Received: from x\r\nX-Trasporto: posta-certificata\r\nSubject:  POSTA\r\n  CERTIFICATA: a \r\nFROM: "Per conto di: a" <b@c.example>\r\nTo: d@e.example\r\n',
  );
  assert.match(
    signed,
    /^from:"Per conto di: a" <b@c\.example>\r\nto:d@e\.example\r\nsubject:POSTA CERTIFICATA: a\r\ndkim-signature:v=1; /,
  );
  assert.match(signed, / h=FROM: To: Subject; bh=47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=; b=$/);
  assert.match(field, /^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed;\r\n d=gestore-alfa\.example; s=c1;/);
  for (const line of field.split('\r\n')) assert.ok(line.length <= 78, line);
  assert.ok(field.endsWith('\r\n') && !field.includes('\r\n\r\n'));
});

test('of a field that stands twice the lowest is signed first', () => {
  assert.match(
    build('From: a@b.example\r\nTo: one\r\nTo: two\r\n').signed,
    /^from:a@b\.example\r\nto:two\r\nto:one\r\n/,
  );
});

test('a header without From is not signed at all', () => {
  assert.equal(buildDkim(ascii('To: a@b.example\r\n'), DIGEST, SIGNER), undefined);
});

test('the signature put into the field is over the field without it', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const unsigned = buildDkim(ascii('From: a@b.example\r\n'), DIGEST, SIGNER)!;
  const field = latin1ToString(unsigned.field(sign('sha256', unsigned.signed, privateKey)));
  const [, before, base64] = /^DKIM-Signature:(.*\r\n b=)(.*)\r\n$/s.exec(field)!;
  const over = `from:a@b.example\r\n${relaxedField('dkim-signature', before!)}`;
  assert.ok(createVerify('sha256').update(over).verify(publicKey, base64!.replace(/\s/g, ''), 'base64'));
});

test('header and body are parted wherever the pieces are cut, and a header without end is bounded', () => {
  const message = 'From: a@b.example\r\nX: \r\r\n\r\n\r\nbody\r\n';
  for (let size = 1; size <= message.length; size++) {
    const body: Uint8Array[] = [];
    const parts = new HeaderAndBody(1_000, (piece) => body.push(piece));
    for (let at = 0; at < message.length; at += size) parts.push(ascii(message.slice(at, at + size)));
    assert.equal(latin1ToString(parts.header()!), 'From: a@b.example\r\nX: \r\r\n');
    assert.equal(latin1ToString(concat(body)), '\r\nbody\r\n');
  }
  const endless = new HeaderAndBody(1_000, () => assert.fail('there is no body'));
  for (let i = 0; i < 100; i++) endless.push(ascii(`X-${i}: much of it\r\n`));
  assert.equal(endless.header(), undefined);
});
