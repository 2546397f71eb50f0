import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeText, decodeTransfer, field, indexMime, latin1ToString } from '#mime';
import { buildAnomalyEnvelope } from './anomaly-envelope.ts';
import { checkStructure } from './check-received.ts';
import { ANOMALY } from './fault-texts.ts';
import { readMessage } from './read-message.ts';
import { AT, BETA, crlf, headerOf, rendered, SEED } from './test-samples.ts';

const ORDINARY = crlf(
  'Return-Path: <anna@posta.example>\nReceived: from mx.posta.example by beta;\n Sun, 1 Mar 2026 10:00:00 +0100\n' +
    'From: Anna <anna@posta.example>\nTo:  ufficio@pec.beta.example\nCc: altro@posta.example\n' +
    'Message-ID: <ord.1@posta.example>\nSubject: =?utf-8?Q?Perch=C3=A9?=\n\nCiao.\n',
);

function anomaly(received = ORDINARY, sender = 'anna@posta.example') {
  return buildAnomalyEnvelope({
    issuer: BETA,
    at: AT,
    boundarySeed: SEED,
    received: [received],
    receivedIndex: indexMime(received),
    receivedHeader: received,
    sender,
    recipients: ['ufficio@pec.beta.example'],
    error: ANOMALY.ordinary,
  });
}

test('T79 ordinary mail becomes an envelope with X-Trasporto: errore and the prefix ANOMALIA MESSAGGIO', async () => {
  const message = await readMessage(rendered(anomaly()));
  assert.equal(message.number, 'M6');
  assert.deepEqual(message.xTrasporto, ['errore']);
  assert.equal(decodeText(field(message.index.root, 'subject')!.value), 'ANOMALIA MESSAGGIO: Perché');
});

test('T80 an anomaly envelope holds text and the whole message, no daticert, and inherits Message-ID and addresses', async () => {
  const unsigned = anomaly();
  const bytes = rendered(unsigned);
  const message = await readMessage(bytes);
  assert.equal(message.daticertCount, 0);
  assert.equal(message.index.root.children[0]!.children.length, 2);
  assert.deepEqual(bytes.subarray(message.original!.start, message.original!.end), ORDINARY);
  assert.equal(unsigned.messageId, 'ord.1@posta.example');
  assert.equal(message.messageId, 'ord.1@posta.example');
  const header = headerOf(unsigned);
  assert.match(header, /^Return-Path: <anna@posta\.example>\r\nReceived: from mx\.posta\.example by beta;\r\n Sun/);
  assert.ok(header.includes('\r\nTo:  ufficio@pec.beta.example\r\nCc: altro@posta.example\r\n'));
  assert.ok(
    header.includes('\r\nFrom: "Per conto di: anna@posta.example" <posta-certificata@gestore-beta.example>\r\n'),
  );
  assert.ok(header.includes('\r\nReply-To: anna@posta.example\r\n'));
  assert.equal(header.match(/^message-id:/gim)?.length, 1);
});

test('the text tells the error and that nothing is certified', () => {
  const bytes = rendered(anomaly());
  const plain = indexMime(bytes).root.children[0]!.children[0]!.children[0]!;
  const text = latin1ToString(decodeTransfer(bytes.subarray(plain.bodyStart, plain.end), plain.encoding));
  assert.ok(text.includes('è stato ricevuto il messaggio "Perché" proveniente da "anna@posta.example"'));
  assert.ok(text.includes(`non sono stati certificati per il seguente errore: ${ANOMALY.ordinary}`));
});

test('a message without Message-ID gets one of the issuer, a bounce is shown under its From, headers may hold any octet', () => {
  const bare = anomaly(crlf('Subject: \u00e8 rotto\nFrom: mailer-daemon@posta.example\nTo: \u00ff\n\nx\n'), '');
  assert.match(bare.messageId, /@gestore-beta\.example$/);
  const header = headerOf(bare);
  assert.ok(header.includes(`\r\nMessage-ID: <${bare.messageId}>\r\n`));
  assert.ok(header.includes('"Per conto di: mailer-daemon@posta.example"'));
  assert.ok(header.startsWith('To: \u00ff\r\n'));
  assert.equal(bare.eightBit, true);
});

test('a message with no header at all can be enveloped', () => {
  assert.match(headerOf(anomaly(crlf('\nsolo testo\n'), '')), /Per conto di: "/);
});

test('of several Message-IDs the first is inherited: what we sign has one', async () => {
  const bytes = rendered(
    anomaly(crlf('From: a@posta.example\nMessage-ID: \nMessage-ID: <1@a>\nMessage-ID: <2@a>\n\nx\n')),
  );
  const message = await readMessage(bytes);
  assert.deepEqual(
    message.index.root.fields.filter(({ lower }) => lower === 'message-id').map(({ value }) => value.trim()),
    ['<1@a>'],
  );
  assert.deepEqual(checkStructure(message), []);
});
