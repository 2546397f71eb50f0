import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeAttribute, escapeText } from './escape.ts';
import { XmlFault } from './fault.ts';
import { readPlainXml } from './read-plain-xml.ts';
import { readAnyXml } from './read-xml.ts';
import type { XmlElement } from './xml-element.ts';

const PLAIN = `<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="accettazione" errore='nessuno'>
  <dati><ora>12:00:00</ora ><ricevuta tipo="&lt;completa&gt;"/></dati>
  perch\u00e9 &amp; come
</postacert>
`;

function general(text: string): XmlElement | 'refused' {
  try {
    return readAnyXml(text);
  } catch (fault) {
    if (fault instanceof XmlFault) return 'refused';
    throw fault;
  }
}

test('a plain document is read as the general parser reads it', () => {
  const read = readPlainXml(PLAIN);
  assert.deepEqual(read, general(PLAIN));
  assert.equal(read?.children[0]?.children[1]?.attributes.get('tipo'), '<completa>');
  assert.equal(read.text, 'perch\u00e9 & come');
});

test('what is richer or faulty is left to the general parser', () => {
  for (const text of [
    '<a><!-- x --></a>',
    '<a><![CDATA[x]]></a>',
    '<!DOCTYPE a><a/>',
    '<a>&#65;</a>',
    '<a>&x;</a>',
    '<a>&</a>',
    '<p:a xmlns:p="urn:x"/>',
    '<a xmlns="urn:x"/>',
    '<a b="1" b="2"/>',
    '<a b="1"c="2"/>',
    '<a b="x<y"/>',
    '<a b="x\ty"/>',
    '<a>x\r\ny</a>',
    '<a>]]></a>',
    '<a>\u0001</a>',
    '<a>\uffff</a>',
    '<a b="\ufeffx"/>',
    '<a>\ufeffx</a>',
    '<?pi?><a/>',
    '<a><?pi?></a>',
    '<a/><b/>',
    '<a/>x',
    'x<a/>',
    '<a></b>',
    '<a>',
    '<a',
    '',
    '<1a/>',
    `${'<a>'.repeat(17)}${'</a>'.repeat(17)}`,
  ])
    assert.equal(readPlainXml(text), undefined, text);
});

const NAME = fc.constantFrom('a', 'dati', 'x-1', '_b.c');
const TEXT = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '&', '<', '>', '"', "'", '\u00e9', '\u{1f600}', ']'),
  maxLength: 12,
});

const ELEMENT: fc.Arbitrary<string> = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      NAME,
      fc.option(fc.tuple(NAME, TEXT)),
      fc.array(fc.oneof(TEXT.map(escapeText), tie('element')), { maxLength: 4 }),
    )
    .map(([name, attribute, inside]) => {
      const open = attribute ? `${name} ${attribute[0]}="${escapeAttribute(attribute[1])}"` : name;
      return inside.length === 0 ? `<${open}/>` : `<${open}>${inside.join('')}</${name}>`;
    }),
})).element;

test('whatever it reads, well-formed or damaged, the general parser reads alike', () => {
  let read = 0;
  const damage = fc.tuple(
    fc.nat(400),
    fc.constantFrom('', '<', '>', '/', '&', '"', ' ', '=', 'a', '\r', '\0', '\ufeff', ']]>', '</a>'),
  );
  fc.assert(
    fc.property(ELEMENT, fc.option(damage), fc.nat(2), (whole, damaged, cut) => {
      const at = damaged ? Math.min(damaged[0], whole.length) : 0;
      const text = (damaged ? whole.slice(0, at) + damaged[1] + whole.slice(at + cut) : whole).toWellFormed();
      const plain = readPlainXml(text);
      if (plain === undefined) return;
      read++;
      assert.deepEqual(plain, general(text));
    }),
    { numRuns: 3000 },
  );
  assert.ok(read > 200, `only ${read} documents were plain`);
});
