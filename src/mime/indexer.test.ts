import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMime, indexRope, MimeIndexer } from './indexer.ts';
import { ascii, latin1ToString } from './octets.ts';
import { field, fieldsNamed, type MimePart } from './part.ts';

const crlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

/** The tree as text: type, the octets of the part, incompleteness. */
function outline(message: string): string[] {
  const lines: string[] = [];
  const visit = (part: MimePart, depth: number): void => {
    assert.ok(part.start <= part.bodyStart && part.bodyStart <= part.end);
    const body = JSON.stringify(message.slice(part.bodyStart, part.end));
    const shown = part.children.length > 0 ? '' : ` ${body}`;
    lines.push(`${'  '.repeat(depth)}${part.contentType.type}${shown}${part.complete ? '' : ' incomplete'}`);
    for (const child of part.children) {
      assert.ok(child.start >= part.bodyStart && child.end <= part.end, 'inside its parent');
      visit(child, depth + 1);
    }
  };
  visit(indexMime(ascii(message)).root, 0);
  return lines;
}

const SIGNED = crlf(`From: a@a.example
Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="out"

This is an S/MIME signed message
--out
Content-Type: multipart/mixed; boundary=in

--in
Content-Type: text/plain

testo
--in
Content-Type: message/rfc822; name="postacert.eml"

Content-Type: multipart/mixed; boundary=deep

--deep

x
--deep--
--in--
inner epilogue

--out
Content-Type: application/x-pkcs7-signature; name=smime.p7s
Content-Transfer-Encoding: BASE64 (yes)

AAAA
--out--
outer epilogue
`);

test('T59 the tree of a signed message: preamble and epilogue aside, an attached message is not entered', () => {
  assert.deepEqual(outline(SIGNED), [
    'multipart/signed',
    '  multipart/mixed',
    '    text/plain "testo"',
    '    message/rfc822 "Content-Type: multipart/mixed; boundary=deep\\r\\n\\r\\n--deep\\r\\n\\r\\nx\\r\\n--deep--"',
    '  application/x-pkcs7-signature "AAAA"',
  ]);
});

test('the signed part is exactly the octets between the boundary lines, without the CRLF before the second', () => {
  const [signed, signature] = indexMime(ascii(SIGNED)).root.children;
  const from = SIGNED.indexOf('--out\r\n') + 7;
  assert.equal(signed!.start, from);
  assert.equal(signed!.end, SIGNED.indexOf('\r\n--out\r\n', from));
  assert.ok(SIGNED.slice(signed!.start, signed!.end).endsWith('inner epilogue\r\n'));
  assert.equal(signature!.encoding, 'base64');
  assert.equal(signature!.fileName, 'smime.p7s');
});

test('LF-only files are indexed the same way, and flagged', () => {
  const unix = SIGNED.replaceAll('\r\n', '\n');
  const index = indexMime(ascii(unix));
  assert.equal(index.bareLineEnd, true);
  assert.equal(index.headerFaults.length, 0);
  assert.deepEqual(
    outline(unix).map((line) => line.trim().split(' ')[0]),
    outline(SIGNED).map((line) => line.trim().split(' ')[0]),
  );
  const [signed] = index.root.children;
  assert.ok(unix.slice(signed!.start, signed!.end).endsWith('inner epilogue\n'));
  assert.equal(unix.slice(signed!.end, signed!.end + 6), '\n--out');
});

function multipart(boundary: string, body: string): string {
  return crlf(`Content-Type: multipart/mixed; boundary="${boundary}"\n\n${body}`);
}

test('boundary lines are told from what looks like them', () => {
  const cases: [string, string, string[]][] = [
    ['b', '--b\n\none\n--b \t\n\ntwo\n--b-- \n', ['multipart/mixed', '  text/plain "one"', '  text/plain "two"']],
    [
      'b',
      '--b\n\none\n--bc\n--b-\n--b---\n --b\n-b\n--B\n--b--',
      ['multipart/mixed', '  text/plain "one\\r\\n--bc\\r\\n--b-\\r\\n--b---\\r\\n --b\\r\\n-b\\r\\n--B"'],
    ],
    ['b', '--b\n\none\n', ['multipart/mixed incomplete', '  text/plain "one\\r\\n"']],
    ['b', 'nothing', ['multipart/mixed "nothing" incomplete']],
    ['b', '--b--\n', ['multipart/mixed "--b--\\r\\n"']],
    ['b', '--b--\n--b\n\nlate\n', ['multipart/mixed "--b--\\r\\n--b\\r\\n\\r\\nlate\\r\\n"']],
    ['b', '--b\n--b\n\n\n--b--', ['multipart/mixed', '  text/plain ""', '  text/plain ""']],
    ['b', '--b\nContent-Type: a/b\n--b--', ['multipart/mixed', '  a/b ""']],
    ['b', '--b\nContent-Type: a/b\n\n--b--', ['multipart/mixed', '  a/b ""']],
    ['b', '--b\n\n\n--b--', ['multipart/mixed', '  text/plain ""']],
    ['b', '--b\n\n\n\n--b--', ['multipart/mixed', '  text/plain "\\r\\n"']],
    ["'()+_,-./:=? ", "--'()+_,-./:=?\n\none\n--'()+_,-./:=?--", ['multipart/mixed', '  text/plain "one"']],
    ['', '--\n\none\n----', ['multipart/mixed "--\\r\\n\\r\\none\\r\\n----" incomplete']],
  ];
  for (const [boundary, body, expected] of cases) assert.deepEqual(outline(multipart(boundary, body)), expected, body);
});

test('a header without a body ends at the line end that belongs to the boundary', () => {
  for (const body of ['--b\nA: 1\n--b--', '--b\nA: 1\n\n--b--']) {
    const text = multipart('b', body);
    const part = indexMime(ascii(text)).root.children[0]!;
    assert.equal(text.slice(part.start, part.end), body.includes('\n\n') ? 'A: 1\r\n' : 'A: 1');
    assert.equal(part.bodyStart, part.end);
    assert.equal(field(part, 'a')!.value, ' 1');
  }
});

test('nested boundaries may begin with one another', () => {
  for (const [outer, inner] of [
    ['ab', 'abc'],
    ['abc', 'ab'],
    ['ab', 'ab-'],
    ['ab', 'ab--'],
    ['--', '---'],
    ['a', 'a b'],
  ]) {
    const text = multipart(
      outer!,
      `--${outer}\nContent-Type: multipart/mixed; boundary="${inner}"\n\n--${inner}\n\none\n--${inner}\n\ntwo\n--${inner}--\n\n--${outer}\n\nthree\n--${outer}--\n`,
    );
    assert.deepEqual(
      outline(text),
      ['multipart/mixed', '  multipart/mixed', '    text/plain "one"', '    text/plain "two"', '  text/plain "three"'],
      `${outer} ${inner}`,
    );
  }
});

test('an outer boundary ends an inner multipart that was never closed', () => {
  const text = multipart(
    'out',
    '--out\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\none\n--out\n\ntwo\n--out--',
  );
  assert.deepEqual(outline(text), [
    'multipart/mixed',
    '  multipart/mixed incomplete',
    '    text/plain "one"',
    '  text/plain "two"',
  ]);
});

test('a closing boundary directly followed by the outer one', () => {
  const text = multipart('out', '--out\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\none\n--in--\n--out--\n');
  const inner = indexMime(ascii(text)).root.children[0]!;
  assert.ok(text.slice(inner.start, inner.end).endsWith('--in--'));
  assert.equal(inner.complete, true);
});

test('an inner boundary line directly followed by the outer one: an empty part inside its parent', () => {
  const inner = 'Content-Type: multipart/mixed; boundary=in\n\n--in\n';
  assert.deepEqual(outline(crlf(`Content-Type: multipart/mixed; boundary=out\n\n--out\n${inner}--out--\n`)), [
    'multipart/mixed',
    '  multipart/mixed incomplete',
    '    text/plain ""',
  ]);
});

test('a part of a digest is a message unless it says otherwise', () => {
  const text = multipart('b', '--b\n\nFrom: x\n--b--').replace('mixed', 'digest');
  assert.deepEqual(outline(text), ['multipart/digest', '  message/rfc822 "From: x"']);
});

test('the flags of the octets are exact', () => {
  const long = `A: 1\r\n\r\n${'x'.repeat(998)}\r\n`;
  const cases: [string, { eightBit?: true; headerEightBit?: true; longLine?: true; bareLineEnd?: true }][] = [
    ['A: 1\r\n\r\nplain\t\u007f\f\r\n', {}],
    ['A: 1\r\n\r\nperch\u00e9', { eightBit: true }],
    ['A: \u0080\r\n\r\nx', { eightBit: true, headerEightBit: true }],
    ['A: 1\r\n\r\na\nb', { bareLineEnd: true }],
    ['A: 1\r\n\r\na\rb\r\n', { bareLineEnd: true }],
    ['A: 1\r\n\r\na\r\r\n', { bareLineEnd: true }],
    ['A: 1\r\n\r\na\r', { bareLineEnd: true }],
    ['\n', { bareLineEnd: true }],
    ['A: 1\r\n\r\na\0b', { bareLineEnd: true }],
    [long, {}],
    [long.replace('x', 'xx'), { longLine: true }],
    [`A: 1\r\n\r\n${'x'.repeat(999)}`, { longLine: true }],
  ];
  for (const [message, flags] of cases) {
    const { eightBit, headerEightBit, longLine, bareLineEnd } = indexMime(ascii(message));
    assert.deepEqual(
      { eightBit, headerEightBit, longLine, bareLineEnd },
      { eightBit: false, headerEightBit: false, longLine: false, bareLineEnd: false, ...flags },
      JSON.stringify(message.slice(0, 40)),
    );
  }
});

test('beyond the limits the rest is opaque and the memory bounded', () => {
  const index = (text: string, limits: ConstructorParameters<typeof MimeIndexer>[0]): MimePart => {
    const indexer = new MimeIndexer(limits);
    indexer.push(ascii(text));
    return indexer.end().root;
  };
  const four = multipart('b', `${'--b\n\nx\n'.repeat(4)}--b--`);
  assert.deepEqual([index(four, { parts: 5 }).children.length, index(four, { parts: 5 }).complete], [4, true]);
  assert.deepEqual([index(four, { parts: 4 }).children.length, index(four, { parts: 4 }).complete], [3, false]);
  assert.equal(index(four, { parts: 4 }).children[2]!.end - index(four, { parts: 4 }).children[2]!.bodyStart, 1);

  let nested = 'x';
  for (let i = 0; i < 40; i++) nested = multipart(`b${i}`, `--b${i}\n${nested}\n--b${i}--`);
  let depth = 0;
  let part = indexMime(ascii(nested)).root;
  for (; part.children.length > 0; part = part.children[0]!) depth++;
  assert.equal(depth, 32);
  assert.equal(part.complete, false);

  const heavy = multipart('b', `--b\nA: ${'x'.repeat(100)}\nContent-Type: a/b\n\nx\n--b--`);
  assert.equal(index(heavy, { headerOctets: 90 }).children[0]!.contentType.type, 'text/plain');
  assert.deepEqual(index(heavy, { headerOctets: 90 }).children[0]!.fields, []);
  assert.equal(index(heavy, { allHeaderOctets: 150 }).children[0]!.complete, false);
});

test('a header section over its limit is cut at a line, and its body is where it is', () => {
  const message = `A: 1\r\nContent-Type: multipart/mixed; boundary=b\r\n${'X: y\r\n'.repeat(60_000)}\r\n--b\r\n\r\nx\r\n--b--`;
  const { root, headerFaults } = indexMime(ascii(message));
  assert.deepEqual(headerFaults, ['the header section is too large']);
  assert.equal(root.fields.at(-1)!.end <= 256 * 1024, true);
  assert.equal(message.slice(root.bodyStart, root.bodyStart + 3), '--b');
  assert.deepEqual([root.children.length, root.complete], [0, false]);
});

test('fields are found by name without letter case', () => {
  const { root } = indexMime(ascii('Received: 1\r\nRECEIVED: 2\r\n\r\n'));
  assert.equal(field(root, 'received')!.value, ' 1');
  assert.deepEqual(
    fieldsNamed(root, 'Received').map(({ value }) => value),
    [' 1', ' 2'],
  );
  assert.equal(field(root, 'x'), undefined);
});

test('a stream gives the same index, and its buffers may be used again', async () => {
  const reused = new Uint8Array(7);
  async function* read(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < SIGNED.length; at += reused.length) {
      const piece = ascii(SIGNED.slice(at, at + reused.length));
      reused.set(piece);
      yield reused.subarray(0, piece.length);
      reused.fill(0x2d);
    }
  }
  assert.deepEqual(await indexRope(read()), indexMime(ascii(SIGNED)));
});

test('nothing can be pushed after the end', () => {
  const indexer = new MimeIndexer();
  indexer.end();
  assert.throws(() => indexer.push(ascii('x')));
  assert.throws(() => indexer.end());
});

test('the index holds places: the octets are those of the message', () => {
  const bytes = ascii(SIGNED);
  for (const header of indexMime(bytes).root.fields) {
    assert.equal(latin1ToString(bytes.subarray(header.start, header.end)), `${header.name}:${header.value}\r\n`);
  }
});
