import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBase64 } from './base64.ts';
import { decodeText } from './decode-text.ts';
import { foldText } from './fold-text.ts';
import { indexMime } from './indexer.ts';
import { messageTreeOf, type ReadOctets } from './message-tree.ts';
import { ascii, concat, latin1ToString } from './octets.ts';
import type { MimePart } from './part.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { type SearchText, searchText, textContains } from './search-text.ts';
import { decodeTransfer } from './transfer.ts';

function reader(bytes: Uint8Array, step = 13): ReadOctets {
  return async function* (start, end) {
    for (let at = start; at < end; at += step) yield bytes.slice(at, Math.min(at + step, end));
  };
}

function crlf(text: string): Uint8Array {
  return ascii(text.replace(/\r?\n/g, '\r\n'));
}

async function textOf(bytes: Uint8Array, step?: number): Promise<SearchText> {
  return searchText(messageTreeOf(bytes), reader(bytes, step));
}

async function finds(bytes: Uint8Array, term: string, where?: 'text' | 'body'): Promise<boolean> {
  const streamed = await textContains(messageTreeOf(bytes), reader(bytes), term, where);
  const { header, body } = await textOf(bytes);
  const kept = (where !== 'body' && header.includes(foldText(term))) || body.includes(foldText(term));
  assert.equal(streamed, kept, 'the kept text and the stream do not agree');
  return kept;
}

const MESSAGE = crlf(
  'Subject: =?iso-8859-1?Q?Perch=E9?=\n =?iso-8859-1?Q?_no?= folded\n\there\nX-Evil: =?utf-8?Q?a=0D=0AFrom:_mario?=\n' +
    'Content-Type: multipart/mixed; boundary=x\n\npreamble unseen\n--x\nContent-Type: text/plain; charset=utf-8\n' +
    'Content-Transfer-Encoding: quoted-printable\n\nUna par=\nola e citt=C3=A0 di pe=\nrch=CC=81e\n' +
    '--x\nContent-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: base64\n\n' +
    `${encodeBase64(Uint8Array.of(...ascii('<b class="MARK">costa 5 '), 0x80, ...ascii('</b>')))}` +
    '--x\nContent-Type: application/pdf; name="=?utf-8?B?ZmF0dHVyYSDDqC5wZGY=?="\n' +
    "Content-Disposition: attachment; filename*=utf-8''conto%20fin%C3%A0le.pdf\nContent-Transfer-Encoding: base64\n\n" +
    `${encodeBase64(ascii('hidden in the pdf'))}` +
    '--x\nContent-Type: message/rfc822\n\nSubject: attached one\n\ninner text\n' +
    '--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n' +
    `${encodeBase64(crlf('Subject: =?utf-8?Q?encoded_=C3=A8?=\nContent-Transfer-Encoding: base64\n\nZGVlcCB0ZXh0\n'))}--x--\nepilogue unseen\n`,
);

test('addresses are found as ENVELOPE tells them too, however they are written', async () => {
  const message = crlf(
    'From: <anna (comment)@ (another) alfa.example>\nTo: "Rossi \\"Il\\" Mario" <"m.rossi"@beta.example>,\n' +
      ' =?utf-8?Q?Bi=C3=A0nchi?= < b @ gamma.example >\nSubject: a (b) @ c\n\ntesto\n',
  );
  const { header } = await textOf(message);
  const [from, to, subject] = header.split('\n');
  assert.ok(from?.startsWith('from: ') && from.includes('anna@alfa.example'), from);
  for (const term of ['rossi "il" mario', 'm.rossi@beta.example', 'biànchi', 'b@gamma.example']) {
    assert.ok(to?.startsWith('to: ') && to.includes(foldText(term)), `${term}: ${to}`);
  }
  assert.equal(subject, 'subject: a (b) @ c');
  assert.ok(await finds(message, 'ANNA@alfa'));
});

test('any substring of header and text is found, letter case ignored, whatever the encoding', async () => {
  for (const term of [
    'PERCHÉ NO FOLDED HERE',
    'perche no',
    'conto finale.pdf',
    'x-evil: a from: mario',
    'subject: perch',
    'citta\u0300',
    'parola',
    'di PERCH\u0301E',
    '5 €',
    'class="mark"',
  ]) {
    assert.ok(await finds(MESSAGE, term), term);
  }
  for (const term of [
    'conto finàle.pdf',
    'fattura è',
    'attached one',
    'subject: attached',
    'inner text',
    'encoded è',
    'Deep Text',
  ]) {
    assert.ok(await finds(MESSAGE, term, 'body'), term);
  }
});

test('what no reader sees is not found, nor the header in the body', async () => {
  for (const term of ['hidden in the pdf', 'unseen', 'ZGVlc', 'perch no', 'no such thing']) {
    assert.ok(!(await finds(MESSAGE, term)), term);
  }
  assert.ok(!(await finds(MESSAGE, 'perché no', 'body')));
  assert.ok(!(await textOf(MESSAGE)).header.includes('\nfrom:'), 'an encoded word makes a field');
});

test('of XML what is said is found, and nothing of the language it is written in', async () => {
  const xml =
    '<?xml version="1.0" encoding="UTF-8"?>\n<postacert tipo="accettazione" errore="nessuno"><dati>\n' +
    '<identificativo>1.2026.3@alfa.example</identificativo><msgid>&lt;q@alfa.example&gt;</msgid><ora>10:00</ora><zona>+0100</zona>\n' +
    '<oggetto><![CDATA[gara <urgente> 7 > 5]]></oggetto></dati></postacert>';
  for (const type of ['application/xml; name="daticert.xml"', 'application/vnd.fattura+xml', 'text/plain'])
    for (const step of [1, 7, 1_000]) {
      const bytes = crlf(`Content-Type: ${type}\nContent-Transfer-Encoding: base64\n\n${encodeBase64(ascii(xml))}`);
      const { body } = await textOf(bytes, step);
      for (const said of ['1.2026.3@alfa.example', '&lt;q@alfa.example&gt;', 'gara <urgente> 7 > 5'])
        assert.ok(body.includes(said), `${type} ${step} ${said}`);
      for (const language of ['errore', 'tipo', 'utf-8', 'identificativo', '</'])
        assert.equal(body.includes(language), type === 'text/plain', `${type} ${step} ${language}`);
      assert.equal(body.includes('10:00+0100'), false, 'two values are one');
    }
});

test('at most 1,048,576 characters are kept, and the rest is found by reading on', async () => {
  const bytes = crlf(`Subject: long\n\n${'word '.repeat(300_000)}needle\n`);
  const { header, body, truncated } = await textOf(bytes, 50_000);
  assert.equal(header.length + body.length, 1024 * 1024);
  assert.equal(truncated, true);
  assert.equal((await textOf(MESSAGE)).truncated, false);
  assert.equal(await textContains(messageTreeOf(bytes), reader(bytes, 50_000), 'NEEDLE'), true);
  assert.equal(await textContains(messageTreeOf(bytes), reader(bytes, 50_000), 'needles'), false);
  const emoji = ascii(`${latin1ToString(new TextEncoder().encode(`a: b\r\n\r\n${'😀'.repeat(600_000)}`))}`);
  assert.equal((await textOf(emoji, 50_000)).body.isWellFormed(), true);
});

test('an encoded message over 1 MiB is left alone, and encoded messages in one another end at the fourth', async () => {
  const wrap = (bytes: Uint8Array): Uint8Array =>
    concat([
      ascii('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n'),
      ascii(encodeBase64(bytes)),
    ]);
  let bytes = crlf('Subject: x\n\nneedle\n');
  for (let depth = 1; depth <= 5; depth++) {
    bytes = wrap(bytes);
    assert.equal(await finds(bytes, 'needle'), depth <= 4, `depth ${depth}`);
  }
  const big = wrap(crlf(`Subject: x\n\nneedle\n${'x'.repeat(1024 * 1024)}\n`));
  assert.equal(await textContains(messageTreeOf(big), reader(big, 50_000), 'needle'), false);
});

/** A body part: what it says, and its octets. */
interface Piece {
  readonly text: string;
  readonly source: Uint8Array;
}

const CHARSETS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'utf-8': (text) => new TextEncoder().encode(text),
  'iso-8859-1': (text) => ascii(text.replace(/[^\x20-\x7e\xa0-\xff\r\n]/g, '?')),
  'windows-1252': (text) => ascii(text.replaceAll('€', '\u0080').replace(/[^\x20-\xff\r\n]/g, '?')),
  'utf-16be': (text) => Uint8Array.from([...text].flatMap((c) => [...c].flatMap(units))),
};

function units(character: string): number[] {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i)).flatMap((u) => [u >> 8, u & 255]);
}

const words = fc
  .array(
    fc.constantFrom(
      'città',
      'CITTÀ',
      'e\u0300',
      '€',
      'Σας',
      '😀',
      'foo',
      'bar',
      '=',
      ' ',
      ' ',
      '\r\n',
      '\t',
      'x'.repeat(90),
    ),
    {
      maxLength: 25,
    },
  )
  .map((list) => list.join(''));

const leaf: fc.Arbitrary<Piece> = fc
  .tuple(
    words,
    fc.constantFrom(...Object.keys(CHARSETS)),
    fc.constantFrom('base64', 'quoted-printable', '8bit'),
    fc.boolean(),
  )
  .map(([text, charset, encoding, html]) => {
    const octets = CHARSETS[charset]!(text);
    const body =
      encoding === 'base64'
        ? ascii(encodeBase64(octets))
        : encoding === '8bit'
          ? octets
          : ascii(encodeQuotedPrintable(octets));
    const head = `Content-Type: text/${html ? 'html' : 'plain'}; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
    const said = new TextDecoder(charset, { ignoreBOM: true }).decode(octets);
    return { text: encoding === '8bit' && charset === 'utf-16be' ? '' : said, source: concat([ascii(head), body]) };
  });

const { piece } = fc.letrec<{ piece: Piece; many: Piece; attached: Piece; leaf: Piece }>((tie) => ({
  leaf,
  many: fc
    .tuple(fc.array(tie('piece'), { minLength: 1, maxLength: 3 }), fc.stringMatching(/^[a-z]{12}$/))
    .map(([parts, boundary]) => ({
      text: parts[0]!.text,
      source: concat([
        ascii(`Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n`),
        ...parts.flatMap(({ source }) => [ascii(`\r\n--${boundary}\r\n`), source]),
        ascii(`\r\n--${boundary}--\r\n`),
      ]),
    })),
  attached: fc.tuple(tie('piece'), fc.constantFrom('8bit', 'base64', 'quoted-printable')).map(([inner, encoding]) => {
    const message = concat([ascii('Subject: =?utf-8?Q?citt=C3=A0?=\r\n'), inner.source]);
    const body =
      encoding === 'base64'
        ? ascii(encodeBase64(message))
        : encoding === '8bit'
          ? message
          : ascii(encodeQuotedPrintable(message));
    const head = `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
    return { text: inner.text, source: concat([ascii(head), body]) };
  }),
  piece: fc.oneof({ depthSize: 'small', maxDepth: 4 }, tie('leaf'), tie('many'), tie('attached')),
}));

/** The whole text, written the slow way, each part in one piece. */
function slowBody(bytes: Uint8Array, part: MimePart): string {
  const body = decodeTransfer(bytes.slice(part.bodyStart, part.end), part.encoding);
  if (part.children.length > 0) {
    return part.children.map((child) => slowHeader(child) + slowBody(bytes, child)).join('');
  }
  if (part.contentType.type === 'message/rfc822') {
    const inner = indexMime(body).root;
    return slowHeader(inner) + slowBody(body, inner);
  }
  return `${new TextDecoder(part.contentType.params.get('charset'), { ignoreBOM: true }).decode(body)}\n`;
}

function slowHeader({ fields }: MimePart): string {
  return fields.map(({ lower, value }) => `${lower}: ${decodeText(value)}\n`).join('');
}

test('over messages of any shape, encoding and charset the text is what a naive reading gives, and so is every search', async () => {
  await fc.assert(
    fc.asyncProperty(piece, fc.nat(), fc.integer({ min: 1, max: 40 }), async (made, from, length) => {
      const bytes = concat([ascii('Subject: =?iso-8859-1?Q?citt=E0?=\r\n'), made.source]);
      const { header, body, truncated } = await textOf(bytes);
      const { root } = indexMime(bytes);
      assert.equal(header, foldText(slowHeader(root)));
      assert.equal(body, foldText(slowBody(bytes, root)));
      assert.equal(truncated, false);
      // What was said in the first part is there, if no boundary trimmed it.
      assert.ok(body.includes(foldText(made.text).trim()), 'a text that was written is not found');
      const term = body.slice(from % (body.length + 1)).slice(0, length);
      assert.equal(await finds(bytes, term), true);
      assert.equal(await finds(bytes, `${term}\u0001`), false);
    }),
    { numRuns: 400 },
  );
});
