import assert from 'node:assert/strict';
import test from 'node:test';
import type { EnvelopeAddress, MessageEnvelope, PartSummary } from '#mime';
import { UTF8 } from './wire-kit.ts';
import { REV1 } from './wire-mode.ts';
import { writeBodyStructure } from './write-body-structure.ts';
import { writeEnvelope } from './write-envelope.ts';

const NOBODY: MessageEnvelope = { from: [], sender: [], replyTo: [], to: [], cc: [], bcc: [] };
const address = (name: string | null, mailbox: string | null, host: string | null): EnvelopeAddress => ({
  name,
  mailbox,
  host,
});
const NO_ENVELOPE = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

test('ENVELOPE as in the example of RFC 9051 8', () => {
  const terry = address('Terry Gray', 'gray', 'cac.washington.example');
  const envelope: MessageEnvelope = {
    date: 'Wed, 17 Jul 1996 02:23:25 -0700 (PDT)',
    subject: 'IMAP4rev2 WG mtg summary and minutes',
    from: [terry],
    sender: [terry],
    replyTo: [],
    to: [address(null, 'imap', 'cac.washington.example')],
    cc: [address(null, 'minutes', 'CNRI.Reston.VA.EXAMPLE'), address('John Klensin', 'KLENSIN', 'MIT.EXAMPLE')],
    bcc: [],
    messageId: '<B27397-0100000@cac.washington.example>',
  };
  const gray = '(("Terry Gray" NIL "gray" "cac.washington.example"))';
  assert.equal(
    writeEnvelope(envelope, REV1),
    '("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" ' +
      `${gray} ${gray} ${gray} ((NIL NIL "imap" "cac.washington.example")) ` +
      '((NIL NIL "minutes" "CNRI.Reston.VA.EXAMPLE")("John Klensin" NIL "KLENSIN" "MIT.EXAMPLE")) NIL NIL ' +
      '"<B27397-0100000@cac.washington.example>")',
  );
});

test('an address tells its source route', () => {
  const from = [{ ...address('Anna', 'a', 'b.example'), route: '@r.example,@s.example' }];
  assert.match(
    writeEnvelope({ ...NOBODY, from }, REV1),
    /^\(NIL NIL \(\("Anna" "@r\.example,@s\.example" "a" "b\.example"\)\)/,
  );
});

test('an envelope tells groups, empty fields, and raw octets as they are', () => {
  assert.equal(writeEnvelope(NOBODY, REV1), NO_ENVELOPE);
  const group = [address(null, 'amici', null), address(null, 'a', 'b.example'), address(null, null, null)];
  const told = writeEnvelope({ ...NOBODY, subject: 'perch\xe9 "no"', inReplyTo: '', to: group }, UTF8);
  assert.equal(
    told,
    '(NIL {11}\r\nperch\xe9 "no" NIL NIL NIL ((NIL NIL "amici" NIL)(NIL NIL "a" "b.example")(NIL NIL NIL NIL)) NIL NIL "" NIL)',
  );
  assert.match(writeEnvelope({ ...NOBODY, subject: '\xc3\xa9' }, UTF8), /^\(NIL "\xc3\xa9" /);
  assert.match(writeEnvelope({ ...NOBODY, subject: '\xc3\xa9' }, REV1), /^\(NIL \{2\}\r\n\xc3\xa9 /);
});

const part = (type: string, subtype: string, more: Partial<PartSummary> = {}): PartSummary => ({
  ...{ type, subtype, params: [], encoding: '7bit', size: 0, lines: 0, children: [], at: [0, 0, 0] },
  ...more,
});
const text = part('text', 'plain', { params: [['charset', 'us-ascii']], size: 1152, lines: 23 });

test('BODY and BODYSTRUCTURE of a text, and of a file beside it (RFC 9051 7.5.2)', () => {
  const told = '"text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1152 23';
  assert.equal(writeBodyStructure(text, REV1, false), `(${told})`);
  assert.equal(writeBodyStructure(text, REV1, true), `(${told} NIL NIL NIL NIL)`);
  const file = part('application', 'pdf', {
    ...{
      id: '<960723163407.20117h@cac.washington.example>',
      description: 'Compiler diff',
      encoding: 'base64',
      size: 4554,
    },
    ...{ md5: 'Q2hlY2s=', language: ['it', 'en'], location: 'a.html' },
    disposition: { type: 'attachment', params: [['filename', 'perché "1".pdf']] },
  });
  const mixed = part('multipart', 'mixed', { params: [['boundary', 'x']], children: [text, file] });
  const plain = '"application" "pdf" NIL "<960723163407.20117h@cac.washington.example>" "Compiler diff" "base64" 4554';
  assert.equal(writeBodyStructure(mixed, REV1, false), `((${told})(${plain}) "mixed")`);
  assert.equal(
    writeBodyStructure(mixed, UTF8, true),
    `((${told} NIL NIL NIL NIL)(${plain} "Q2hlY2s=" ("attachment" ("filename" "perch\xc3\xa9 \\"1\\".pdf")) ("it" "en") "a.html") ` +
      '"mixed" ("boundary" "x") NIL NIL NIL)',
  );
});

test('a message inside tells its envelope and structure', () => {
  const inside = { envelope: NOBODY, structure: text };
  const inner = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1152 23)';
  const message = part('message', 'rfc822', { size: 3000, lines: 60, message: inside });
  assert.equal(
    writeBodyStructure(message, REV1, false),
    `("message" "rfc822" NIL NIL NIL "7bit" 3000 ${NO_ENVELOPE} ${inner} 60)`,
  );
  const report = part('message', 'delivery-status', { size: 9, lines: 1 });
  assert.equal(writeBodyStructure(report, REV1, false), '("message" "delivery-status" NIL NIL NIL "7bit" 9)');
});

test('a multipart without parts is told as a text: the grammar has no other form for it', () => {
  const empty = part('multipart', 'mixed', { size: 5, lines: 1 });
  assert.equal(writeBodyStructure(empty, REV1, false), '("text" "plain" NIL NIL NIL "7bit" 5 1)');
});
