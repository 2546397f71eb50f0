import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  concat,
  decodeText,
  decodeTransfer,
  field,
  indexMime,
  type MimePart,
  parseAddressList,
  type RopePiece,
} from '#mime';
import { checkForm, GUARANTEED_LIMITS, originalFacts } from '#pec';
import { T0 } from '#testing';
import { cleanHtml } from './clean-html.ts';
import { type Composition, composeLetter, type ReadyPart } from './compose-letter.ts';
import { fileName } from './header-fields.ts';
import { plainAlternative } from './plain-alternative.ts';

const base: Composition = {
  from: { name: 'Mario Rossi', address: 'mario.rossi@pec.alfa.example' },
  to: ['ada@pec.beta.example'],
  cc: [],
  subject: 'Istanza',
  receiptType: 'completa',
  text: 'Buongiorno\n',
  parts: [],
  at: T0,
  messageId: 'seed@pec.alfa.example',
  seed: 'seed',
};
const octetsOf = (letter: Composition) => concat(composeLetter(letter) as Uint8Array[]);
const textOf = (letter: Composition) => Buffer.from(octetsOf(letter)).toString('latin1');
const part = (change: Partial<ReadyPart>): ReadyPart => {
  return { name: 'a.bin', type: 'application/x-a', encoding: 'base64', rope: [Buffer.from('AAAA\r\n')], ...change };
};

test('a plain letter, octet by octet', () => {
  assert.equal(
    textOf(base),
    'Date: Sun, 01 Mar 2026 10:00:00 +0100\r\n' +
      'From: "Mario Rossi"\r\n <mario.rossi@pec.alfa.example>\r\n' +
      'To: ada@pec.beta.example\r\n' +
      'Subject: Istanza\r\n' +
      'Message-ID: <seed@pec.alfa.example>\r\n' +
      'X-TipoRicevuta: completa\r\n' +
      'MIME-Version: 1.0\r\n' +
      'Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\nBuongiorno\r\n',
  );
});

test('a letter with everything, octet by octet', () => {
  const letter: Composition = {
    ...base,
    from: { name: 'Comune di Forlì, Protocollo', address: 'mario.rossi@pec.alfa.example' },
    to: ['ada@pec.beta.example', 'ufficio.protocollo.generale@pec.comune-dal-nome-lungo.example'],
    cc: ['eva@posta.example'],
    replyTo: 'risposte@pec.alfa.example',
    subject: 'Città',
    receiptType: 'breve',
    inReplyTo: '<m1@x.example>',
    references: ['m0@x.example', '<m1@x.example>', 'no id\r\nX: y'],
    text: 'perché\nFrom qui\n',
    html: '<p>perché <img src="cid:i@x"></p>\n',
    parts: [
      part({ name: 'logo.png', type: 'image/png', cid: 'i@x' }),
      part({ name: 'città.pdf', type: 'application/pdf' }),
      {
        name: 'busta.eml',
        type: 'message/rfc822',
        encoding: '8bit',
        rope: [Buffer.from('Subject: x\r\n\r\n\xe0\r\n', 'latin1')],
      },
    ],
  };
  assert.equal(
    textOf(letter),
    'Date: Sun, 01 Mar 2026 10:00:00 +0100\r\n' +
      'From: =?UTF-8?B?Q29tdW5lIGRpIEZvcmzDrCwgUHJvdG9jb2xsbw==?=\r\n <mario.rossi@pec.alfa.example>\r\n' +
      'To: ada@pec.beta.example,\r\n ufficio.protocollo.generale@pec.comune-dal-nome-lungo.example\r\n' +
      'Cc: eva@posta.example\r\n' +
      'Reply-To: risposte@pec.alfa.example\r\n' +
      'Subject: =?UTF-8?B?Q2l0dMOg?=\r\n' +
      'Message-ID: <seed@pec.alfa.example>\r\n' +
      'In-Reply-To: <m1@x.example>\r\n' +
      'References: <m0@x.example> <m1@x.example>\r\n' +
      'X-TipoRicevuta: breve\r\n' +
      'MIME-Version: 1.0\r\n' +
      'Content-Type: multipart/mixed; boundary="----=_x_seed"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' +
      '------=_x_seed\r\n' +
      'Content-Type: multipart/alternative; boundary="----=_a_seed"\r\n\r\n' +
      '------=_a_seed\r\n' +
      'Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
      'perch=C3=A9\r\n=46rom qui\r\n' +
      '------=_a_seed\r\n' +
      'Content-Type: multipart/related; boundary="----=_r_seed";\r\n type="text/html"\r\n\r\n' +
      '------=_r_seed\r\n' +
      'Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
      '<p>perch=C3=A9 <img src=3D"cid:i@x"></p>\r\n' +
      '------=_r_seed\r\n' +
      'Content-Type: image/png;\r\n name="logo.png"\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <i@x>\r\n' +
      'Content-Disposition: inline;\r\n filename="logo.png"\r\n\r\nAAAA\r\n\r\n' +
      '------=_r_seed--\r\n' +
      '------=_a_seed--\r\n' +
      '------=_x_seed\r\n' +
      'Content-Type: application/pdf;\r\n name="=?UTF-8?B?Y2l0dMOgLnBkZg==?="\r\nContent-Transfer-Encoding: base64\r\n' +
      "Content-Disposition: attachment;\r\n filename*=UTF-8''citt%C3%A0.pdf\r\n\r\nAAAA\r\n\r\n" +
      '------=_x_seed\r\n' +
      'Content-Type: message/rfc822;\r\n name="busta.eml"\r\nContent-Transfer-Encoding: 8bit\r\n' +
      'Content-Disposition: attachment;\r\n filename="busta.eml"\r\n\r\nSubject: x\r\n\r\n\xe0\r\n\r\n' +
      '------=_x_seed--\r\n',
  );
});

const leavesOf = (one: MimePart): readonly MimePart[] =>
  one.children.length > 0 ? one.children.flatMap(leavesOf) : [one];

test('whatever is written, our own reader reads it back, and the access point finds no fault', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 120 });
  const address = fc.stringMatching(/^[a-z][a-z0-9]{0,20}@[a-z]{1,20}\.example$/);
  fc.assert(
    fc.property(
      words,
      words,
      words,
      fc.array(address, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      words,
      (holder, subject, text, to, isHtml, name) => {
        const letter: Composition = {
          ...base,
          from: { ...base.from, name: holder },
          ...{ to, subject, text },
          ...(isHtml && { html: cleanHtml(text, 'seed').html }),
          parts: [part({ name: fileName(name) })],
        };
        const octets = octetsOf(letter);
        const index = indexMime(octets);
        const { from, to: read } = originalFacts(index);
        assert.deepEqual(
          checkForm({ index, mailFrom: base.from.address, recipients: to, size: 1, limits: GUARANTEED_LIMITS }),
          [],
        );
        assert.ok(!index.eightBit && !index.bareLineEnd && !index.longLine);
        const clean = (shown: string) =>
          shown
            .toWellFormed()
            .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
            .trim();
        assert.equal(decodeText(field(index.root, 'subject')?.value ?? '').trim(), clean(subject));
        assert.deepEqual(
          from.addresses.map((one) => one.address),
          [base.from.address],
        );
        assert.deepEqual(
          read.addresses.map((one) => one.address),
          to,
        );
        const leaves = leavesOf(index.root);
        assert.equal(leaves.at(-1)!.fileName, fileName(name));
        const plain = decodeTransfer(octets.subarray(leaves[0]!.bodyStart, leaves[0]!.end), leaves[0]!.encoding);
        const written = text
          .toWellFormed()
          .replace(/\r\n?|\u2028|\u2029/g, '\n')
          .replace(/[^\P{Cc}\n\t]/gu, '');
        // The C1 controls stay: they are letters of no header.
        assert.equal(
          new TextDecoder()
            .decode(plain)
            .replace(/\r\n/g, '\n')
            .replace(/[\u0080-\u009f]/g, '')
            .trimEnd(),
          written.replace(/[\u0080-\u009f]/g, '').trimEnd(),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('nobody puts a field in: not by a name, a subject, an id, a file name or a type', () => {
  const evil = 'x\r\nBcc: y@z.example\r\n\r\n<p>';
  const text = textOf({
    ...base,
    from: { ...base.from, name: evil },
    subject: evil,
    inReplyTo: evil,
    references: [evil, `<a@b.example>\r\nBcc: y@z.example`],
    parts: [part({ name: fileName(evil), type: evil, charset: evil })],
  });
  assert.doesNotMatch(text, /^Bcc/im);
  assert.equal(indexMime(Buffer.from(text, 'latin1')).root.children.length, 2);
  for (const address of [
    'a@b.example\r\nBcc: y@z.example',
    'a@b.example, y@z.example',
    '"a b"@c.example',
    'à@b.example',
  ]) {
    assert.throws(() => composeLetter({ ...base, to: [address] }), RangeError);
    assert.throws(() => composeLetter({ ...base, replyTo: address }), RangeError);
  }
});

test('what is attached is named, never copied, and a message goes as it is', () => {
  const slice: RopePiece = { blob: 'b', offset: 10, length: 1_000_000_000 };
  const rope = composeLetter({ ...base, parts: [part({ rope: [slice] })] });
  assert.equal(rope[1], slice);
  assert.equal(rope.length, 3);
});

test('names of files keep their extension and are nobody’s path', () => {
  assert.equal(fileName('../../etc/passwd'), '.._.._etc_passwd');
  assert.equal(fileName('C:\\x\\fattura.pdf'), 'C__x_fattura.pdf');
  assert.equal(fileName('fattura\u202Efdp.exe'), 'fatturafdp.exe');
  assert.equal(fileName('..'), 'allegato');
  assert.ok(fileName(`${'è'.repeat(300)}.pdf`).endsWith('è.pdf'));
  assert.ok(Buffer.byteLength(fileName(`${'è'.repeat(300)}.pdf`)) <= 200);
});

const HOSTILE: readonly (readonly [name: string, html: string, never: RegExp])[] = [
  ['script', '<script>alert(1)</script><p>a</p>', /script|alert/],
  ['handler', '<p onclick="x()">a</p><img src=x onerror=x()>', /onclick|onerror/],
  ['remote picture', '<img src="https://t.example/p.gif"><img src="//t.example/p">', /t\.example/],
  ['background', '<p style="background:url(https://t.example/x);color:red">a</p>', /url|t\.example/],
  ['style sheet', '<style>@import "https://t.example"</style><link rel=stylesheet href=//t.example>', /t\.example/],
  ['form', '<form action="https://t.example"><input name=a><button>b</button></form>', /form|input|button/],
  ['frame', '<iframe src="https://t.example"></iframe><object data=x></object><embed src=x>', /iframe|object|embed/],
  ['link', '<a href="javascript:x()">a</a><a href="data:text/html,x">b</a>', /javascript|data:/],
  ['drawing', '<svg onload=x()><script>x</script></svg><math><mi>x</mi></math>', /svg|onload|math/],
  [
    'picture that is a page',
    '<img src="data:text/html;base64,AAAA"><img src="data:image/svg+xml;base64,AAAA">',
    /data:/,
  ],
  [
    'base',
    '<base href="https://t.example/"><meta http-equiv=refresh content="0;url=https://t.example">',
    /t\.example|refresh/,
  ],
];
for (const [name, html, never] of HOSTILE) {
  test(`what is sent holds nothing that runs or phones home: ${name}`, () => {
    const clean = cleanHtml(html, 'seed');
    assert.doesNotMatch(clean.html, never);
    assert.deepEqual(clean.images, []);
  });
}

test('pictures that were pasted become parts', () => {
  const { html, images } = cleanHtml('<p>a<img alt="x" src="data:image/png;base64,iVBORw0KGgo="></p>', 'seed');
  assert.match(html, /<img alt="x" src="cid:i1\.seed@writing" \/>/);
  assert.deepEqual([images[0]!.name, images[0]!.cid], ['image1.png', 'i1.seed@writing']);
});

test('beside HTML stands a text that says the same', () => {
  const html = cleanHtml(
    '<h1>Titolo</h1><p>Uno <b>due</b> <a href="https://x.example/a?b=1&amp;c=2">qui</a></p><ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><blockquote><p>citato</p></blockquote><p>fine &amp; basta<br>riga</p>',
    'seed',
  ).html;
  assert.equal(
    plainAlternative(html),
    'Titolo\n\nUno due qui <https://x.example/a?b=1&c=2>\n\n- a\n- b\n\n  1. c\n\n> citato\n\nfine & basta\nriga\n',
  );
  const nasty = `${'<'.repeat(20_000)}${'<p'.repeat(20_000)}${'&'.repeat(20_000)}`;
  const before = performance.now();
  plainAlternative(cleanHtml(nasty, 'seed').html);
  assert.ok(performance.now() - before < 2_000);
});

test('addresses are folded and read back', () => {
  const to = Array.from({ length: 60 }, (_, at) => `persona.numero${at}@pec.beta.example`);
  const text = textOf({ ...base, to });
  const index = indexMime(Buffer.from(text, 'latin1'));
  assert.deepEqual(
    parseAddressList(field(index.root, 'to')!.value).addresses.map(({ address }) => address),
    to,
  );
  assert.ok(text.split('\r\n').every((line) => line.length <= 78));
});
