import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MessageSummary, PartSummary } from './message-summary.ts';
import { messageTreeOf } from './message-tree.ts';
import { ascii, concat } from './octets.ts';
import { summarize } from './summarize.ts';

function crlf(text: string): Uint8Array {
  return ascii(text.replace(/\r?\n/g, '\r\n'));
}

async function summaryOf(bytes: Uint8Array): Promise<MessageSummary> {
  return summarize(messageTreeOf(bytes), async function* (start, end) {
    for (let at = start; at < end; at += 1000) yield bytes.slice(at, Math.min(at + 1000, end));
  });
}

test('RFC 9051 7.5.2: the envelope of the example of the RFC', async () => {
  const { envelope, sentAt, sentDay, references } = await summaryOf(
    crlf(
      'Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\nFrom: Terry Gray <gray@cac.washington.edu>\n' +
        'Subject: IMAP4rev2 WG mtg summary and minutes\nTo: imap@cac.washington.edu\n' +
        'cc: minutes@CNRI.Reston.VA.US,\n John Klensin <KLENSIN@MIT.EDU>\nReply-To:\nIn-Reply-To: <x@y.example> of today\n' +
        'Message-Id: <B27397-0100000@cac.washington.edu>\nMIME-Version: 1.0\n\n',
    ),
  );
  const terry = [{ name: 'Terry Gray', mailbox: 'gray', host: 'cac.washington.edu' }];
  assert.deepEqual(envelope, {
    date: 'Wed, 17 Jul 1996 02:23:25 -0700 (PDT)',
    subject: 'IMAP4rev2 WG mtg summary and minutes',
    from: terry,
    sender: terry,
    replyTo: terry,
    to: [{ name: null, mailbox: 'imap', host: 'cac.washington.edu' }],
    cc: [
      { name: null, mailbox: 'minutes', host: 'CNRI.Reston.VA.US' },
      { name: 'John Klensin', mailbox: 'KLENSIN', host: 'MIT.EDU' },
    ],
    bcc: [],
    inReplyTo: '<x@y.example> of today',
    messageId: '<B27397-0100000@cac.washington.edu>',
  });
  assert.equal(sentAt, Date.UTC(1996, 6, 17, 9, 23, 25));
  assert.equal(sentDay, Date.UTC(1996, 6, 17));
  assert.deepEqual(references, ['x@y.example']);
});

test('raw values stay what they are, unfolded, without NUL', async () => {
  const { envelope } = await summaryOf(
    crlf('Subject: =?utf-8?q?a?=\n  caff\u00e8\0 \nFrom: \u00e8 <\u00e8@b.example>\nDate: x\n\n'),
  );
  assert.equal(envelope.subject, '=?utf-8?q?a?=  caff\u00e8');
  assert.deepEqual(envelope.from, [{ name: '\u00e8', mailbox: '\u00e8', host: 'b.example' }]);
  assert.equal(envelope.date, 'x');
});

/** `type/subtype` of every part, those of attached messages in brackets. */
function shape(part: PartSummary): string {
  const inner = part.children.map(shape).join(' ');
  const message = part.message === undefined ? '' : `[${shape(part.message.structure)}]`;
  return `${part.type}/${part.subtype}${inner && `(${inner})`}${message}`;
}

const LEAF = 'Content-Type: text/plain; charset=utf-8\n\ntext\n';
const SIGNED = (content: string): string =>
  `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=S\n\n--S\n${content}\n--S\n` +
  'Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nAAAA\n--S--\n';

/** Six shapes that servers which write messages anew break. */
const SHAPES: readonly (readonly [name: string, content: string, shape: string])[] = [
  ['a single text part', LEAF, 'text/plain'],
  [
    'multipart/mixed that closes right before the outer boundary (PEC)',
    `Content-Type: multipart/mixed; boundary=M\n\n--M\n${LEAF}\n--M\n${LEAF}\n--M--`,
    'multipart/mixed(text/plain text/plain)',
  ],
  [
    'multipart/mixed with blank lines before the boundary',
    `Content-Type: multipart/mixed; boundary=M\n\n--M\n${LEAF}\n--M--\n\n\n`,
    'multipart/mixed(text/plain)',
  ],
  [
    'multiparts in one another, blank lines between',
    `Content-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: multipart/alternative; boundary=A\n\n--A\n${LEAF}\n--A--\n\n\n--M--\n\n`,
    'multipart/mixed(multipart/alternative(text/plain))',
  ],
  [
    'preamble and epilogue',
    `Content-Type: multipart/mixed; boundary=M\n\npreamble\n--M\n${LEAF}\n--M--\nepilogue\n`,
    'multipart/mixed(text/plain)',
  ],
  [
    'an attached message',
    `Content-Type: message/rfc822\n\nSubject: in\nContent-Type: multipart/mixed; boundary=M\n\n--M\n${LEAF}\n--M--\n`,
    'message/rfc822[multipart/mixed(text/plain)]',
  ],
];

test('the six shapes of signed messages are told whole, each part at the octets that are signed', async () => {
  for (const [name, content, expected] of SHAPES) {
    const bytes = crlf(`Subject: x\n${SIGNED(content)}`);
    const { structure, preview } = await summaryOf(bytes);
    assert.equal(shape(structure), `multipart/signed(${expected} application/pkcs7-signature)`, name);
    const [start, , end] = structure.children[0]!.at;
    assert.deepEqual(bytes.slice(start, end), crlf(content), name);
    assert.equal(preview, name === 'an attached message' ? '' : 'text', name);
  }
});

test('body fields are told as they were written, defaults where they were not', async () => {
  const bytes = crlf(
    'Content-Type: TEXT/Plain; Charset="UTF-8"; x*0*=utf-8\'\'a%20; x*1=b\nContent-Disposition: Attachment; FileName="è b.txt"\n' +
      'Content-Language: it, en\nContent-Location: http://x.example/\nContent-ID: <id@x>\nContent-Description: a\n b\n' +
      'Content-MD5: Q2h==\nContent-Transfer-Encoding: Quoted-Printable (yes)\n\none\ntwo',
  );
  const { structure } = await summaryOf(bytes);
  assert.deepEqual(structure, {
    type: 'text',
    subtype: 'plain',
    params: [
      ['charset', 'UTF-8'],
      ['x*0*', "utf-8''a%20"],
      ['x*1', 'b'],
    ],
    id: '<id@x>',
    description: 'a b',
    encoding: 'quoted-printable',
    size: 8,
    lines: 1,
    md5: 'Q2h==',
    disposition: { type: 'attachment', params: [['filename', 'è b.txt']] },
    language: ['it', 'en'],
    location: 'http://x.example/',
    children: [],
    at: [0, bytes.length - 8, bytes.length],
  });
  const { structure: bare } = await summaryOf(crlf('Content-Disposition: ;\nContent-Transfer-Encoding:\n\nx'));
  assert.deepEqual(
    [bare.type, bare.subtype, bare.params, bare.encoding],
    ['text', 'plain', [['charset', 'us-ascii']], '7bit'],
  );
  assert.deepEqual(bare.disposition, { type: 'attachment', params: [] });
});

test('an attached message that is encoded is told as octets', async () => {
  const { structure } = await summaryOf(
    crlf('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAAAA'),
  );
  assert.equal(shape(structure), 'application/octet-stream');
  assert.equal(structure.encoding, 'base64');
});

test('references are those of References, else the first of In-Reply-To; of too many the first and the last', async () => {
  const referencesOf = async (header: string): Promise<readonly string[]> =>
    (await summaryOf(crlf(`${header}\n\n`))).references;
  assert.deepEqual(await referencesOf('References: <a@b>\n <"c"@d>\nIn-Reply-To: <e@f>'), ['a@b', 'c@d']);
  assert.deepEqual(await referencesOf('References: none\nIn-Reply-To: Your <e@f> and <g@h>'), ['e@f']);
  assert.deepEqual(await referencesOf('Subject: x'), []);
  const many = Array.from({ length: 1000 }, (_, i) => `${i}@x`);
  const kept = await referencesOf(`References: ${many.map((id) => `<${id}>`).join('\n ')}`);
  assert.deepEqual([kept.length, kept[0], kept[1], kept.at(-1)], [200, '0@x', '801@x', '999@x']);
});

test('the preview is the first 200 characters of the first plain text, white space joined', async () => {
  const previewOf = async (text: string): Promise<string> => (await summaryOf(crlf(text))).preview;
  const html = 'Content-Type: text/html; charset=utf-8\n\n';
  assert.equal(await previewOf('\n\n  Hello,\n\n\tworld \n'), 'Hello, world');
  assert.equal(await previewOf('Content-Transfer-Encoding: base64\n\nQ2lhbyDDqA=='), 'Ciao è');
  const emoji = concat([
    crlf('Content-Type: text/plain; charset=utf-8\n\n'),
    new TextEncoder().encode('😀'.repeat(300)),
  ]);
  assert.equal((await summaryOf(emoji)).preview, '😀'.repeat(200));
  assert.equal(
    await previewOf(
      `${html}<!DOCTYPE html><head><title>no</title></head><header>H</header><style>p{}</style><p>Perch&eacute;<br>n&#111;<!-- x > -->` +
        '<b>!</b> 1 < 2 &amp; &lt;b&gt; &unknown;<script>no()</script>',
    ),
    'H Perché no! 1 < 2 & <b> &unknown;',
  );
  const attached = 'Content-Disposition: attachment\n\nno';
  const alternative = `Content-Type: multipart/mixed; boundary=x\n\n--x\n${attached}\n--x\n${html}<p>html</p>\n--x\n\nplain\n--x--`;
  assert.equal(await previewOf(alternative), 'plain');
  assert.equal(await previewOf('Content-Type: application/pdf\n\nx'), '');
  assert.equal(await previewOf('\nevil\u0007 \u202e x'.replace('\u202e', '')), 'evil x');
});

test('no more than 64 KiB are read for it', async () => {
  const bytes = crlf(`\n${' '.repeat(100_000)}late`);
  let read = 0;
  const { preview } = await summarize(messageTreeOf(bytes), async function* (start, end) {
    read += end - start;
    yield bytes.slice(start, end);
  });
  assert.equal(read, 64 * 1024);
  assert.equal(preview, '');
});

test('whatever a message holds, its summary is made, and survives JSON', async () => {
  const piece = fc.constantFrom(
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
    'Content-Type: text/html; charset=gb18030\r\n',
    'Content-Type: message/rfc822\r\n\r\n',
    'Content-Type: ;;;=\r\n',
    'Content-Type: te\0xt/pl\0ain; \0=\0\r\n',
    'Content-Transfer-Encoding: \0\r\n',
    'Message-ID: <\0@\0>\r\nReferences: <\0@\0>\r\n',
    'Content-Disposition: =?;x\r\n',
    'Content-Language: ,\0,\r\n',
    'Date: 99 Foo 1\r\n',
    'From: <<:;@@"(\r\n',
    'References: <"\r\n',
    '\r\n',
    '--b\r\n',
    '--b--\r\n',
    '<p &#x110000; &#0; <',
    '\u0081\u0030\0',
    '=',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
      const summary = await summaryOf(ascii(pieces.join('')));
      const json = JSON.stringify(summary);
      assert.deepEqual(JSON.parse(json), summary);
      assert.ok(!json.includes('\\u0000'));
      assert.ok(summary.preview.isWellFormed());
    }),
    { numRuns: 2000 },
  );
});
