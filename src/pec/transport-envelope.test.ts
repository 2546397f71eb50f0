import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeText, field, indexMime, latin1ToString } from '#mime';
import { originalFacts } from './original-facts.ts';
import { readMessage } from './read-message.ts';
import { crlf, envelopeOf, FACTS, headerOf, IDENTIFICATIVO, octets, original, rendered } from './test-samples.ts';

const header = (fields = '') => headerOf(envelopeOf(original(fields)));

test('T27 Message-ID of the envelope, Message-ID inside and identificativo are one', async () => {
  const message = await readMessage(rendered(envelopeOf(original())));
  assert.equal(message.messageId, IDENTIFICATIVO);
  assert.equal(message.originalMessageId, IDENTIFICATIVO);
  assert.equal(message.identificativo, IDENTIFICATIVO);
});

test('T28 the client Message-ID stands on the envelope and, with its brackets, in msgid', async () => {
  assert.match(header(), /\r\nX-Riferimento-Message-ID: <abc\.1@client\.example>\r\n/);
  const { daticert } = await readMessage(rendered(envelopeOf(original())));
  assert.equal(daticert?.ok && daticert.value.msgid, '<abc.1@client.example>');
});

test('T29 without a client Message-ID the envelope has neither X-Riferimento-Message-ID nor msgid', async () => {
  const { msgid: _, ...facts } = FACTS;
  const bytes = crlf('From: mario@pec.alfa.example\nTo: ufficio@pec.beta.example\n\nx\n');
  const message = await readMessage(rendered(envelopeOf(bytes, facts)));
  assert.equal(message.riferimento, undefined);
  assert.ok(message.daticert?.ok && message.daticert.value.msgid === undefined);
});

test('T33 From of an envelope is "Per conto di: <sender>" and the service address', () => {
  const from = 'From: "Per conto di: mario@pec.alfa.example" <posta-certificata@gestore-alfa.example>\r\n';
  assert.ok(header().includes(`\r\n${from}`));
});

test('T34 Reply-To of the original is kept verbatim', () => {
  const replyTo = 'Reply-To: =?utf-8?Q?Segreteria_=C3=A8?=\r\n\t<segreteria@pec.alfa.example>\r\n';
  const fields = header(replyTo);
  assert.ok(fields.includes(`\r\n${replyTo}`));
  assert.equal(fields.match(/^reply-to:/gim)?.length, 1);
});

test('T35 without a Reply-To, or with an empty one, the envelope gets the address of the sender', () => {
  for (const fields of [header(), header('Reply-To:\n')]) {
    assert.deepEqual(fields.match(/^reply-to:.*$/gim), ['Reply-To: mario@pec.alfa.example']);
  }
});

test('T36 To and Cc are kept octet by octet, folding included', () => {
  const fields = header('Cc:   Ufficio\n\t<anna@posta.example>\n');
  assert.ok(fields.includes('\r\nTo: Ufficio <ufficio@pec.beta.example>,\r\n  anna@posta.example\r\n'));
  assert.ok(fields.includes('\r\nCc:   Ufficio\r\n\t<anna@posta.example>\r\n'));
});

test('T37 Received and Return-Path of the submission stand on the envelope, before everything else', () => {
  const fields = header('Return-Path: <mario@pec.alfa.example>\n');
  assert.match(fields, /^Received: from client\.example by .*;\r\n Sun, 1 Mar 2026 10:00:00 \+0100\r\nReturn-Path: </);
});

test('T38 the subject is the prefix and the original one, decoded equal, for encoded words and long ones too', () => {
  for (const subject of ['Prova', 'Perché no? 📨', 'x'.repeat(300), 'è '.repeat(150).trim()]) {
    const bytes = rendered(envelopeOf(original(), { ...FACTS, subject }));
    const value = field(indexMime(bytes).root, 'subject')!.value;
    assert.equal(decodeText(value), `POSTA CERTIFICATA: ${subject}`);
  }
});

test('T38 without a subject the prefix stands alone and there is no oggetto', async () => {
  const { subject: _, ...facts } = FACTS;
  const message = envelopeOf(original(), facts);
  assert.match(headerOf(message), /\r\nSubject: POSTA CERTIFICATA: \r\n/);
  const { daticert } = await readMessage(rendered(message));
  assert.ok(daticert?.ok && daticert.value.subject === undefined);
});

test('T39 T40 the receipt type asked for stands in header and XML; completa when none was asked for', async () => {
  for (const [asked, expected] of [
    ['', 'completa'],
    ['X-TipoRicevuta: breve\n', 'breve'],
    ['X-TipoRicevuta: sintetica\n', 'sintetica'],
  ] as const) {
    const submitted = original(asked);
    const { receiptType } = originalFacts(indexMime(submitted));
    const message = envelopeOf(submitted, { ...FACTS, receiptType });
    assert.ok(headerOf(message).includes(`\r\nX-TipoRicevuta: ${expected}\r\n`));
    const { daticert } = await readMessage(rendered(message));
    assert.equal(daticert?.ok && daticert.value.receiptType, expected);
  }
});

test('T43 postacert.eml is the rewritten original to the last octet', async () => {
  const submitted = original('X-Priority: 1\n', 'senza fine riga');
  const bytes = rendered(envelopeOf(submitted));
  const { original: range } = await readMessage(bytes);
  const expected = latin1ToString(submitted)
    .replace('<abc.1@client.example>', `<${IDENTIFICATIVO}>`)
    .replace('\r\n\r\n', '\r\nX-Riferimento-Message-ID: <abc.1@client.example>\r\n\r\n');
  assert.equal(latin1ToString(bytes.subarray(range!.start, range!.end)), expected);
});

test('T45 octets above 127 in a body are kept, and the whole is labelled 8bit', () => {
  const submitted = new Uint8Array([...original(), 0xe8, 0xff, 13, 10]);
  const message = envelopeOf(submitted);
  assert.equal(message.eightBit, true);
  const text = latin1ToString(rendered(message));
  assert.ok(text.includes('\u00e8\u00ff\r\n'));
  assert.equal(text.match(/Content-Transfer-Encoding: 8bit\r\n/g)?.length, 3);
  assert.equal(envelopeOf(original()).eightBit, false);
});

test('T46 T49 the tree is multipart/signed{multipart/mixed{text, daticert.xml, postacert.eml}, smime.p7s}', () => {
  const { root } = indexMime(rendered(envelopeOf(original())));
  const shape = (part: typeof root): unknown =>
    part.children.length > 0
      ? [part.contentType.type, ...part.children.map(shape)]
      : [part.contentType.type, part.fileName];
  assert.deepEqual(shape(root), [
    'multipart/signed',
    [
      'multipart/mixed',
      ['multipart/alternative', ['text/plain', undefined], ['text/html', undefined]],
      ['application/xml', 'daticert.xml'],
      ['message/rfc822', 'postacert.eml'],
    ],
    ['application/pkcs7-signature', 'smime.p7s'],
  ]);
  assert.equal(root.contentType.params.get('protocol'), 'application/pkcs7-signature');
  assert.equal(root.contentType.params.get('micalg'), 'sha-256');
});

test('T58 the octets to be signed are exactly those between the boundaries', async () => {
  const message = envelopeOf(original());
  const bytes = rendered(message);
  const { signed } = await readMessage(bytes);
  assert.ok(signed);
  assert.deepEqual(bytes.subarray(signed.content.start, signed.content.end), octets(message.signedPart));
  assert.equal(latin1ToString(signed.signature), 'not a signature');
});

test('an original that is itself full of boundaries does not disturb the tree', async () => {
  const inner = rendered(envelopeOf(original(), FACTS, 'another'));
  const message = await readMessage(rendered(envelopeOf(inner)));
  assert.equal(message.originalCount, 1);
  assert.equal(message.index.root.children.length, 2);
});

test('a sender or an id with line ends adds no header field', () => {
  const facts = { ...FACTS, sender: 'a@b.example\r\nBcc: x@y.example', msgid: '<a>\r\nX-Trasporto: errore' };
  const fields = headerOf(envelopeOf(original(), facts));
  assert.equal(fields.match(/^bcc:/gim), null);
  assert.equal(fields.match(/^x-trasporto:/gim)?.length, 1);
});
