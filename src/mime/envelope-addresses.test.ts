import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { envelopeAddresses } from './envelope-addresses.ts';

/** `name|mailbox|host`, `-` for null; a route stands in front of all. */
function told(value: string): string[] {
  return envelopeAddresses(value).map(
    ({ name, route = '', mailbox, host }) => route + [name, mailbox, host].map((text) => text ?? '-').join('|'),
  );
}

test('addresses, names, comments, groups and routes are told as RFC 9051 7.5.2 says', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['a@b.example', ['-|a|b.example']],
    ['"A, \\"B\\"" <a@b.example>, Dott. X <d@x.example>', ['A, "B"|a|b.example', 'Dott. X|d|x.example']],
    ['a@b.example (Mario \\(il\\) (Rossi))', ['Mario (il) (Rossi)|a|b.example']],
    ['=?utf-8?Q?Rossi,_Mario?= <m@r.example>', ['=?utf-8?Q?Rossi,_Mario?=|m|r.example']],
    [
      'group: g1@d1.example, "q q"@d2.example;, x@y.example',
      ['-|group|-', '-|g1|d1.example', '-|q q|d2.example', '-|-|-', '-|x|y.example'],
    ],
    ['undisclosed-recipients:;', ['-|undisclosed-recipients|-', '-|-|-']],
    ['<@r1.example,@r2.example:u@h.example>', ['@r1.example,@r2.example-|u|h.example']],
    ['Anna <@ r1.example (via) , @r2.example:u@h.example>', ['@r1.example,@r2.exampleAnna|u|h.example']],
    ['user@[1.2.3.4], v@[IPv6:::1]', ['-|user|[1.2.3.4]', '-|v|[IPv6:::1]']],
    ['', []],
    [' , ,', []],
  ];
  for (const [value, expected] of cases) assert.deepEqual(told(value), expected, value);
});

test('what is no address loses nothing, and has an empty host', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['Foo', ['-|Foo|']],
    ['<>', ['-||']],
    ['foo bar <x>', ['foo bar|x|']],
    ['a@b.example; c@d.example', ['-|a|b.example', '-|c|d.example']],
    ['Foo <a@b.example, Bar <c@d.example>', ['Foo|a|b.example', 'Bar|c|d.example']],
    ['"unclosed <e@f.example>', ['"unclosed|e|f.example']],
    ['(unclosed <e@f.example>', ['(unclosed|e|f.example']],
    ['<a@b.example> Name', ['Name|a|b.example']],
    ['a@b@c.example', ['-|a@b|c.example']],
    ['group: a@b.example', ['-|group|-', '-|a|b.example', '-|-|-']],
    ['\u00e8 <\u00e0@b.example>', ['\u00e8|\u00e0|b.example']],
  ];
  for (const [value, expected] of cases) assert.deepEqual(told(value), expected, value);
});

test('names and addresses of any characters come back', () => {
  const name = fc.string({ minLength: 1, unit: 'binary-ascii' }).filter((text) => !/[\r\n\0]/.test(text));
  const local = fc.stringMatching(/^[a-z0-9.+-]{1,10}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, local)), (list) => {
      const value = list.map(([n, l]) => `"${n.replace(/["\\]/g, '\\$&')}" <${l}@x.example>`).join(', ');
      assert.deepEqual(
        envelopeAddresses(value),
        list.map(([n, l]) => ({ name: n, mailbox: l, host: 'x.example' })),
      );
    }),
  );
});

test('whatever stands there is read, groups are closed, and nothing is slow', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'<>@,;:"()[]\\ a.', '=?utf-8?q?x?=')), (list) => {
      const addresses = envelopeAddresses(list.join(''));
      const opened = addresses.filter(({ mailbox, host }) => mailbox !== null && host === null).length;
      const closed = addresses.filter(({ mailbox }) => mailbox === null).length;
      assert.equal(opened, closed);
    }),
    { numRuns: 3000 },
  );
  for (const piece of ['<', '"', '(', '[', ':', '@', '=?', '=?a?q?', '\\', '<@a', 'a:', 'a,']) {
    envelopeAddresses(piece.repeat(100_000));
  }
});
