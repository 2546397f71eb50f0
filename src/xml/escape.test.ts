import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { element, escapeAttribute, escapeText } from './escape.ts';
import { readXml } from './read-xml.ts';

const read = (xml: string): ReturnType<typeof readXml>['root'] => readXml(new TextEncoder().encode(xml)).root;

test('T55 what is written in text and attributes is read back, markup and emoji included', () => {
  const special = fc.constantFrom(
    '&',
    '<',
    '>',
    '"',
    "'",
    ']]>',
    '\r',
    '\n',
    '\t',
    '😀',
    'è',
    '&amp;',
    ' ',
    '\ufffd',
    '\ufeff',
  );
  const text = fc.oneof(
    fc.array(special, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  );
  // The brackets keep white space at the ends from being trimmed, and a leading U+FEFF from being taken for a byte order mark.
  fc.assert(
    fc.property(text, text, (inside, attribute) => {
      const root = read(element('a', { b: `[${attribute}]` }, `[${inside}]`));
      assert.equal(root.text, `[${allowed(inside)}]`);
      assert.equal(root.attributes.get('b'), `[${allowed(attribute)}]`);
    }),
    { numRuns: 1000 },
  );
});

/** Characters that XML 1.0 forbids, found one by one. */
function allowed(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    const bad =
      (code < 0x20 && !'\t\n\r'.includes(character)) ||
      (code >= 0xd800 && code <= 0xdfff) ||
      code === 0xfffe ||
      code === 0xffff;
    return bad ? '\ufffd' : character;
  }).join('');
}

test('forbidden characters and lone surrogates become U+FFFD', () => {
  assert.equal(escapeText('a\u0000b\ud800c\uffff'), 'a\ufffdb\ufffdc\ufffd');
  assert.equal(escapeAttribute('\u0008"'), '\ufffd&quot;');
});

test('elements are written with escaped text or with children', () => {
  assert.equal(element('a', {}, ''), '<a/>');
  assert.equal(
    element('a', { b: '1"' }, [element('c', {}, '<'), element('d', {}, [])]),
    '<a b="1&quot;"><c>&lt;</c><d/></a>',
  );
});

test('a name that is none is refused', () => {
  assert.throws(() => element('a b', {}, ''), RangeError);
  assert.throws(() => element('a', { 'x="': '' }, ''), RangeError);
});
