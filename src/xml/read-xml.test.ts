import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { XmlFault } from './fault.ts';
import { readXml } from './read-xml.ts';
import type { XmlElement } from './xml-element.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

function utf16(text: string, bigEndian = false): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), !bigEndian);
  return bytes;
}

function refuses(bytes: Uint8Array, message: RegExp): void {
  assert.throws(
    () => readXml(bytes),
    (error) => error instanceof XmlFault && message.test(error.message),
  );
}

const DATICERT = `<?xml version="1.0" encoding="UTF-8"?>
<!-- comment -->
<postacert tipo="accettazione" errore="nessuno">
  <intestazione>
    <destinatari tipo="certificato">
      ufficio@pec.beta.example
    </destinatari>
    <oggetto>Perché &lt;&amp;&gt; &#x1F600; <![CDATA[<b>&]]></oggetto>
  </intestazione>
  <dati><ricevuta tipo='completa'/></dati>
</postacert>
`;

test('a document is read as elements, attributes and trimmed text', () => {
  const { root, degraded } = readXml(utf8(DATICERT));
  assert.equal(degraded, false);
  assert.equal(root.name, 'postacert');
  assert.deepEqual(Object.fromEntries(root.attributes), { tipo: 'accettazione', errore: 'nessuno' });
  assert.equal(root.text, '');
  assert.deepEqual(
    root.children.map(({ name }) => name),
    ['intestazione', 'dati'],
  );
  const [recipient, subject] = root.children[0]!.children;
  assert.equal(recipient!.text, 'ufficio@pec.beta.example');
  assert.equal(subject!.text, 'Perché <&> 😀 <b>&');
  assert.equal(root.children[1]!.children[0]!.attributes.get('tipo'), 'completa');
});

test('prefixes are kept, text around children is joined, other nodes are passed over', () => {
  const { root } = readXml(
    utf8('<p:a xmlns:p="urn:x" p:b="1"><?pi?>\u00a0one<c/><!-- x --><?pi?><?pi x?>two<?pi?> </p:a>'),
  );
  assert.equal(root.name, 'p:a');
  assert.equal(root.attributes.get('p:b'), '1');
  assert.equal(root.text, '\u00a0onetwo');
});

test('every honest encoding is read, and a false one is marked as degraded', () => {
  const text = '<a>perché</a>';
  const cases: [Uint8Array, boolean][] = [
    [utf8(text), false],
    [utf8(`\ufeff${text}`), false],
    [utf8(`<?xml version="1.0" encoding='utf-8'?>${text}`), false],
    [latin1(`<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>${text}`), false],
    [latin1(`<?xml version="1.0" encoding="windows-1252"?>${text}`), false],
    [utf16(`\ufeff${text}`), false],
    [utf16(`\ufeff${text}`, true), false],
    [utf16(`<?xml version="1.0" encoding="UTF-16"?>${text}`), false],
    [utf16(`<?xml version="1.0" encoding="UTF-16"?>${text}`, true), false],
    [latin1(text), true],
    [latin1(`<?xml version="1.0" encoding="UTF-8"?>${text}`), true],
    [latin1(`<?xml version="1.0" encoding="x-none"?>${text}`), true],
  ];
  for (const [bytes, degraded] of cases) {
    const read = readXml(bytes);
    assert.deepEqual([read.root.text, read.degraded], ['perché', degraded]);
  }
});

test('T62 a DTD is refused before it is parsed, in every encoding and behind every disguise', () => {
  const bombs = [
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    '<?xml version="1.0"?><!-- <a> --><?pi <a> ?>\n<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;"><!ENTITY n "&m;&m;&m;&m;">]><a>&n;</a>',
    '<?xml version="1.0"?><!-- --><!DOCTYPE a [<!ATTLIST a b CDATA "x">]><a/>',
  ];
  for (const bomb of bombs) {
    for (const bytes of [
      utf8(bomb),
      utf8(`\ufeff${bomb}`),
      utf16(`\ufeff${bomb}`),
      utf16(`\ufeff${bomb}`, true),
      utf16(bomb),
      utf16(bomb, true),
    ]) {
      refuses(bytes, /DTD|root element/);
    }
  }
  refuses(utf8(`\ufeff${bombs[0]}`), /DTD/);
  refuses(utf16(bombs[0]!), /DTD/);
});

test('T62 without a DTD no entity exists, and words that look like one are text', () => {
  refuses(utf8('<a>&x;</a>'), /well-formed/);
  refuses(utf8('<a b="&x;"/>'), /well-formed/);
  assert.equal(readXml(utf8('<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE html>]]></a>')).root.text, '<!DOCTYPE html>');
});

test('what is not well-formed is refused', () => {
  const broken = [
    '',
    ' ',
    'text',
    '<a>',
    '<a><b></a></b>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a/><b/>',
    '<a>\u0001</a>',
    '<a>\0</a>',
    '<a>&</a>',
    '<a/>x',
    '<!-- open',
    '<? open',
    '<!doctype a><a/>',
    '<a/><!DOCTYPE a>',
  ];
  for (const text of broken) refuses(utf8(text), /well-formed|root element/);
  refuses(new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]), /utf-16/);
});

test('size, depth and number of elements are limited', () => {
  assert.equal(readXml(utf8(`${'<a>'.repeat(16)}${'</a>'.repeat(16)}`)).root.children.length, 1);
  refuses(utf8(`${'<a>'.repeat(17)}${'</a>'.repeat(17)}`), /levels/);
  refuses(utf8(`${'<a>'.repeat(100_000)}`), /well-formed/);
  refuses(utf8(`<a>${'<b/>'.repeat(20_000)}</a>`), /elements/);
  refuses(utf8(`<a>${' '.repeat(1024 * 1024)}</a>`), /octets/);
});

test('hostile documents do not hang the reader', () => {
  const half = 500_000;
  assert.equal(readXml(utf8(`<a>${' '.repeat(half)}x${' '.repeat(half)}</a>`)).root.text, 'x');
  refuses(utf8(`<a>${'<p:b/>'.repeat(150_000)}</a>`), /elements/);
  assert.equal(readXml(utf8(`<a>${'<?p?>'.repeat(100_000)}x</a>`)).root.text, 'x');
  for (const piece of ['<?', '<!--', '<', '&', '<a b="', '&#x41;', '<a ', ' ']) {
    try {
      readXml(utf8(piece.repeat(Math.floor(half / piece.length))));
    } catch (error) {
      assert.ok(error instanceof XmlFault);
    }
  }
});

test('any octets are read or refused with a fault', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<a',
    '/>',
    ' b="1"',
    '&lt;',
    '&#0;',
    '&#x41;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?x',
    '?>',
    'text',
    '\u00e8',
    '<!DOCTYPE a>',
    '\0',
  );
  const soup = fc.array(piece, { maxLength: 20 }).map((pieces) => utf8(pieces.join('')));
  const count = (element: XmlElement): number => element.children.reduce((sum, child) => sum + count(child), 1);
  fc.assert(
    fc.property(
      fc.oneof(
        soup,
        soup.map((bytes) => utf8(`<r>${new TextDecoder().decode(bytes)}</r>`)),
        fc.uint8Array({ maxLength: 300 }),
      ),
      (bytes) => {
        try {
          assert.ok(count(readXml(bytes).root) >= 1);
        } catch (error) {
          assert.ok(error instanceof XmlFault, String(error));
        }
      },
    ),
    { numRuns: 1500 },
  );
});
