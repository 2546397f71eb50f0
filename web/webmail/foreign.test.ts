import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PartView } from '#contract';
import { allowsDeclaration, allowsSelector } from './clean-css.ts';
import { judgeLink } from './link-target.ts';
import { attachmentsOf, isShown, picturesByCid, pictureType } from './part-look.ts';
import { isTooMuch } from './size-of-html.ts';
import { blocksOf } from './text-pieces.ts';

test('looks of a message fetch nothing, place nothing elsewhere and move nothing', () => {
  for (const [property, value] of [
    ['color', 'red'],
    ['padding-left', '4px'],
    ['border-collapse', 'collapse'],
    ['display', 'table-cell'],
    ['margin-top', '10px'],
  ] as const)
    assert.ok(allowsDeclaration(property, value), property);
  for (const [property, value] of [
    ['position', 'fixed'],
    ['z-index', '9'],
    ['background-image', 'none'],
    ['background-color', 'url(https://x.example)'],
    ['color', 'var(--x, url(x))'],
    ['width', 'expression(alert(1))'],
    ['content', '"x"'],
    ['transform', 'none'],
    ['animation-name', 'x'],
    ['display', 'contents'],
    ['margin-top', '-300px'],
    ['font-family', '\\75rl(x)'],
    ['cursor', 'url(x)'],
    ['behavior', 'x'],
  ] as const)
    assert.ok(!allowsDeclaration(property, value), `${property}: ${value}`);
});

test('selectors ask nothing about the reader', () => {
  assert.ok(allowsSelector('table td.a > b'));
  for (const selector of ['a:visited', 'input:focus', 'p::before', ':host', 'body:has(a)', '\\61 b', 'x'.repeat(600)])
    assert.ok(!allowsSelector(selector), selector);
});

const warnings = (href: string, text: string) => {
  const target = judgeLink(href, text);
  return target.kind === 'web' ? target.warnings : target.kind;
};

test('a link is told by where it leads, not by what it says', () => {
  assert.deepEqual(warnings('https://www.comune.example/a', 'Consulti la pratica'), []);
  assert.deepEqual(warnings('https://servizi.comune.example/a', 'www.comune.example'), []);
  assert.deepEqual(warnings('https://truffa.example/', 'https://www.banca.example/login'), ['text-differs']);
  assert.deepEqual(warnings('https://banca.example.truffa.example/', 'banca.example'), ['text-differs']);
  assert.deepEqual(warnings('http://xn--bnca-0ra.example/', 'qui'), ['look-alike', 'unencrypted']);
  assert.deepEqual(warnings('https://bаnca.example/', 'qui'), ['look-alike']);
  assert.deepEqual(warnings('https://192.0.2.1/', 'qui'), ['number-address']);
  assert.deepEqual(warnings('https://banca.example@truffa.example:8443/', 'qui'), ['credentials', 'port']);
  assert.deepEqual(warnings('mailto:a@b.example', 'x'), 'mail');
  for (const href of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/api/v1/session', 'blob:x', ''])
    assert.equal(warnings(href, 'x'), 'none', href);
});

test('an address in a link is shown in ASCII, whatever alphabet it is written in', () => {
  const target = judgeLink('https://bаnca.example/', '');
  assert.ok(target.kind === 'web' && /^xn--/.test(target.host));
});

test('plain text is cut into quotations and links, and nothing of it is lost', () => {
  const [own, quoted, deeper, last] = blocksOf(
    'Vedi https://a.example/x. Ok\n> chiesto da b@c.example\n>> prima\nCiao',
  );
  assert.deepEqual(own?.pieces[1], { kind: 'link', text: 'https://a.example/x', href: 'https://a.example/x' });
  assert.deepEqual([quoted?.depth, deeper?.depth, last?.depth], [1, 2, 0]);
  assert.deepEqual(quoted?.pieces[1], { kind: 'link', text: 'b@c.example', href: 'mailto:b@c.example' });
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const unquoted = text.replaceAll('>', '');
      const again = blocksOf(unquoted)
        .map(({ pieces }) => pieces.map((piece) => piece.text).join(''))
        .join('\n');
      assert.equal(again, unquoted.replaceAll('\r\n', '\n'));
    }),
  );
});

test('a long text is cut in one go, however it is made', () => {
  assert.ok(blocksOf('a@a.example '.repeat(40_000))[0]!.pieces.length > 40_000);
  // Expressions that try again from each letter would never come back from these.
  assert.equal(blocksOf('>'.repeat(200_000)).length, 1);
  assert.equal(blocksOf(`${'a'.repeat(200_000)}@`).length, 1);
});

const part = (more: Partial<PartView>): PartView => ({
  part: '2',
  name: 'a',
  type: 'x/y',
  size: 1,
  shows: 'nothing',
  isInline: false,
  ...more,
});

test('pictures are shown under a type of ours; drawings with scripts are not pictures', () => {
  assert.equal(pictureType('image/PNG; name=x'), 'image/png');
  assert.equal(pictureType('image/svg+xml'), undefined);
  assert.equal(pictureType('text/html'), undefined);
  assert.ok(isShown(part({ shows: 'image', type: 'image/png' })));
  assert.ok(!isShown(part({ shows: 'image', type: 'image/svg+xml' })));
  assert.ok(!isShown(part({ shows: 'text', size: 40_000_000 })));
});

test('what is drawn in the text is not counted among the attachments', () => {
  const logo = part({ cid: '<logo@x>', type: 'image/png', isInline: true, shows: 'image' });
  assert.deepEqual([...picturesByCid([logo]).keys()], ['logo@x']);
  const file = part({ part: '3' });
  assert.deepEqual(attachmentsOf([{ ...logo, cid: 'logo@x' }, file], new Set(['logo@x'])), [file]);
  assert.equal(attachmentsOf([{ ...logo, cid: 'logo@x' }, file], new Set()).length, 2);
});

test('HTML that would hold up the page is told beforehand; large tables are not', () => {
  assert.ok(isTooMuch('<div><b>'.repeat(50_000)));
  assert.ok(isTooMuch('<i>'.repeat(301)));
  assert.ok(isTooMuch('x'.repeat(3_000_001)));
  assert.ok(isTooMuch('<br>'.repeat(100_001)));
  assert.ok(isTooMuch('<a '.repeat(900_000)));
  assert.ok(isTooMuch('<font\n'.repeat(10) + '<table><tbody><div>'.repeat(200)));
  assert.ok(!isTooMuch(`<table>${'<tr><td>a<br>b</td></tr>'.repeat(8_000)}</table>`));
  assert.ok(!isTooMuch('<div><p>a<p>b</div>'.repeat(9_000)));
  assert.ok(!isTooMuch('1 < 2 <<<'.repeat(100_000)));
});
