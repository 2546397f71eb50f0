import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { guardAddress, HIDDEN_CLASSES, SHOWN_CLASSES } from './guard-address.ts';

const ADDRESSES = [
  'protocollo@pec.comune.esempio.example',
  'a@b.example',
  'ufficio.tributi+2026@comune.esempio.example',
  'sindaco@comune.esempio.example',
];

/** What programs that gather addresses look for, over the source, its text and its decoded text. */
const HARVESTERS: readonly (readonly [string, RegExp])[] = [
  ['plain', /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+/],
  ['loose', /[^\s<>"',;:()[\]]+@[^\s<>"',;:()[\]]+/],
  ['mailto', /mailto:/i],
  ['spelled', /[\w.-]+\s*(\[at\]|\(at\)|\{at\}|\sat\s|&#64;|&#x40;|%40|\[chiocciola\]|\schiocciola\s)\s*[\w-]+/i],
  ['spaced', /[\w.+-]+\s+@\s+[\w-]+/],
  ['reversed', /[a-z]{2,}(\.[\w-]+)*\.[\w-]+@[\w.+-]+[a-z]/],
];

const stripTags = (text: string) => text.replace(/<[^>]*>/g, '');
const spaceTags = (text: string) => text.replace(/<[^>]*>/g, ' ');
const decode = (text: string) =>
  text
    .replace(/&#x([\da-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
const scriptless = (text: string) => text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '');
const READINGS = [
  (text: string) => text,
  decode,
  stripTags,
  spaceTags,
  (text: string) => decode(stripTags(text)),
  (text: string) => decode(spaceTags(text)),
  (text: string) => decode(decode(stripTags(scriptless(text)))),
];

const hidden = new RegExp(`<span class="(${HIDDEN_CLASSES.join('|')})"[^>]*>[^<]*</span>`, 'g');
const seen = (text: string) => decode(stripTags(text.replace(hidden, '')));

suite('an address on a public page', () => {
  test('is found by no harvester, in whichever way it reads the page', () => {
    for (const address of ADDRESSES) {
      const { text } = guardAddress(address);
      for (const read of READINGS)
        for (const [name, pattern] of HARVESTERS) assert.doesNotMatch(read(text), pattern, `${name}: ${read(text)}`);
    }
  });

  test('the harvesters of this test do find what is not guarded', () => {
    const plain = `<a href="mailto:${ADDRESSES[0]}">${ADDRESSES[0]}</a>`;
    const spelled = '<p>protocollo [at] comune.example, protocollo&#64;comune.example</p>';
    const found = (text: string) =>
      HARVESTERS.filter(([, pattern]) => READINGS.some((read) => pattern.test(read(text))));
    assert.ok(found(plain).length >= 3);
    assert.ok(found(spelled).some(([name]) => name === 'spelled'));
    assert.ok(found('<b>protocollo</b>@<i>comune.example</i>').some(([name]) => name === 'plain'));
  });

  test('is read in full once what is not shown is left out, whatever the address', () => {
    const local = fc.stringMatching(/^[a-z0-9.!#$&'*+=?^_{|}~-]{1,40}$/);
    const domain = fc.stringMatching(/^[a-z0-9-]{1,20}(\.[a-z0-9-]{1,20}){1,3}$/);
    fc.assert(
      fc.property(local, domain, (mine, theirs) => {
        const address = `${mine}@${theirs}`;
        const { text } = guardAddress(address);
        assert.equal(seen(text), address);
        assert.equal(guardAddress(address).text, text);
        assert.doesNotMatch(decode(stripTags(text)), /[\w-]@|@[\w-]/);
      }),
    );
  });

  test('the style sheet takes away what is hidden and nothing else', () => {
    const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
    const rule = /([^{}]+)\{\s*display:\s*none !important;\s*\}/.exec(style.replace(/\/\*[\s\S]*?\*\//g, ''));
    const named = rule![1]!.split(',').map((selector) => selector.trim());
    assert.deepEqual(named.sort(), [...HIDDEN_CLASSES.map((name) => `.addr .${name}`), '.without-style'].sort());
    for (const name of SHOWN_CLASSES) assert.doesNotMatch(style, new RegExp(`\\.${name}\\b`));
  });
});
