import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { domainOf, isAddress, sameAddress } from './address.ts';
import { parseAddressList } from './address-list.ts';

test('address lists of RFC 5322 are read', () => {
  const cases: [string, [string | undefined, string][]][] = [
    [' mario@pec.alfa.example', [[undefined, 'mario@pec.alfa.example']]],
    [
      ' Mario Rossi <mario@pec.alfa.example>, b@c.example',
      [
        ['Mario Rossi', 'mario@pec.alfa.example'],
        [undefined, 'b@c.example'],
      ],
    ],
    [' <mario@pec.alfa.example>', [[undefined, 'mario@pec.alfa.example']]],
    [' "Rossi, Mario \\"il\\"" <m@a.example>', [['Rossi, Mario "il"', 'm@a.example']]],
    [
      ' "Per conto di: mario@pec.alfa.example" <posta-certificata@gestore-alfa.example>',
      [['Per conto di: mario@pec.alfa.example', 'posta-certificata@gestore-alfa.example']],
    ],
    [' Dott. Mario Rossi <m@a.example>', [['Dott. Mario Rossi', 'm@a.example']]],
    [' =?UTF-8?Q?Nicol=C3=B2?= Rossi <n@a.example>', [['Nicolò Rossi', 'n@a.example']]],
    [' "=?UTF-8?Q?Nicol=C3=B2?=" <n@a.example>', [['Nicolò', 'n@a.example']]],
    [' Nicol\u00c3\u00b2 <n@a.example>', [['Nicolò', 'n@a.example']]],
    [
      ' (c) m@a.example (note (nested \\) )) ,\r\n\tx@a.example',
      [
        [undefined, 'm@a.example'],
        [undefined, 'x@a.example'],
      ],
    ],
    [
      ' Uffici: a@a.example, B <b@b.example>;',
      [
        [undefined, 'a@a.example'],
        ['B', 'b@b.example'],
      ],
    ],
    [
      ' Uffici: a@a.example;, c@c.example',
      [
        [undefined, 'a@a.example'],
        [undefined, 'c@c.example'],
      ],
    ],
    [' undisclosed-recipients:;', []],
    [' undisclosed-recipients: (none) ; ', []],
    [' "a.b"@a.example', [[undefined, 'a.b@a.example']]],
    [' "a b"@a.example', [[undefined, '"a b"@a.example']]],
    [" o'neil+x=y@xn--r8jz45g.example", [[undefined, "o'neil+x=y@xn--r8jz45g.example"]]],
  ];
  for (const [value, expected] of cases) {
    const list = parseAddressList(value);
    assert.ok(list.ok, `${value}: ${list.ok ? '' : list.fault}`);
    assert.deepEqual(
      list.addresses,
      expected.map(([name, address]) => (name === undefined ? { address } : { name, address })),
    );
  }
});

test('T06 a syntactically bad address, such as one with a space in its domain, is a fault; the good ones beside it are read', () => {
  const bad = [
    'x@pec. domain.example',
    'x@ pec.domain.example',
    'x @pec.domain.example',
    'x@pec.domain .example',
    'x y@pec.domain.example',
    'x@pec(c).domain.example',
    '',
    'mario',
    '@a.example',
    'mario@',
    'a@b@c.example',
    'a..b@c.example',
    '.a@c.example',
    'a.@c.example',
    'a@c',
    'a@c..example',
    'a@-c.example',
    'a@c_d.example',
    'a@c.example.',
    'a@[192.0.2.1]',
    'A <@r.example:a@c.example>',
    'A <a@c.example',
    'A <a@c.example> b',
    'A <a@c.example> <b@c.example>',
    'A <>',
    'a@c.example>',
    'A, B',
    '"open <a@c.example>',
    'nicol\u00f2@c.example',
    'a@citt\u00e0.example',
    'a@c.example;',
    'a@c.example b@c.example',
    'A@B <a@c.example>',
    'a\u0001@c.example',
    `${'a'.repeat(65)}@c.example`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'b.'.repeat(130)}example`,
    '"a"."b c"@c.example',
  ];
  for (const value of bad) {
    assert.equal(parseAddressList(value).ok, false, value);
    const list = parseAddressList(` good@a.example, ${value}`);
    assert.equal(list.ok, false, value);
    assert.equal(list.addresses[0]?.address, 'good@a.example', value);
  }
});

test('lists with broken punctuation are faults', () => {
  for (const value of [
    'a@a.example,',
    ',a@a.example',
    'a@a.example,,b@b.example',
    'g: a@a.example',
    'g: h: a@a.example;;',
    ': a@a.example;',
    'g:; b@b.example',
    'a@a.example (open',
    'a@a.example )',
  ]) {
    assert.equal(parseAddressList(value).ok, false, value);
  }
});

test('the good addresses after a bad one are read', () => {
  const list = parseAddressList('Rossi, Mario <m@a.example>, x@pec. b.example, c@c.example');
  assert.equal(list.ok, false);
  assert.deepEqual(
    list.addresses.map(({ address }) => address),
    ['m@a.example', 'c@c.example'],
  );
});

test('any value is judged without a crash, and every address found is one', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '@',
    ',',
    ';',
    ':',
    '.',
    '"',
    '\\',
    '(',
    ')',
    '[',
    ' ',
    'a',
    'a.example',
    '\u00e8',
    '\u0000',
    '\r\n ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const { address } of parseAddressList(pieces.join('')).addresses) {
        if (!address.startsWith('"')) assert.ok(isAddress(address), address);
      }
    }),
    { numRuns: 2000 },
  );
});

test('hostile values do not hang the reader', () => {
  for (const piece of [',', '(', '"', '<', 'a ', 'a.', ':', 'g:;,', '\\"']) parseAddressList(piece.repeat(100_000));
});

test('T08 addresses are compared without letter case, on both sides', () => {
  assert.ok(sameAddress('Mario.Rossi@PEC.alfa.example', 'mario.rossi@pec.Alfa.EXAMPLE'));
  assert.ok(!sameAddress('mario@a.example', 'maria@a.example'));
  assert.equal(domainOf('Mario@PEC.Alfa.example'), 'pec.alfa.example');
  assert.equal(domainOf('mario'), '');
});

test('an address has a dot-atom, an at sign and a host name with a dot', () => {
  for (const good of ['a@b.example', `${'a'.repeat(64)}@b.example`, 'a.b-c_d%e!f@1.2.example'])
    assert.ok(isAddress(good), good);
  for (const bad of [
    '',
    '@',
    'a@',
    '@b.example',
    'a@b',
    'a b@b.example',
    '"a"@b.example',
    `${'a'.repeat(65)}@b.example`,
    'a@b.example\n',
    'a@b@c.example',
    `a@${'b'.repeat(63)}.${'b'.repeat(63)}.${'b'.repeat(63)}.${'b'.repeat(63)}`,
  ]) {
    assert.ok(!isAddress(bad), bad);
  }
});
