import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isAddress } from '#mime';
import { checkMailParameters, checkRcptParameters } from './check-parameters.ts';
import { readPath } from './read-path.ts';

const code = (argument: string, verb: 'MAIL' | 'RCPT' = 'RCPT') => {
  const path = readPath(verb, argument);
  return path.ok ? 250 : path.reply.code;
};

test('a path is taken as written, with what stands behind it', () => {
  assert.deepEqual(readPath('MAIL', 'FROM:<Mario@PEC.example> SIZE=1 BODY=7BIT'), {
    ok: true,
    address: 'Mario@PEC.example',
    parameters: 'SIZE=1 BODY=7BIT',
  });
  assert.deepEqual(readPath('RCPT', 'to: <a@xn--caff-8oa.example>'), {
    ok: true,
    address: 'a@xn--caff-8oa.example',
    parameters: '',
  });
  assert.equal(code('FROM:<>', 'MAIL'), 250);
  assert.equal(code('TO:<Postmaster>'), 250);
});

test('no other form is taken: wrong keyword, no brackets, routes, literals, quoted parts, non-ASCII, two paths', () => {
  const table: readonly (readonly [string, number])[] = [
    ['FROM:<a@b.example>', 501],
    ['TO:a@b.example', 501],
    ['TO <a@b.example>', 501],
    ['TO:<>', 501],
    ['TO:<<a@b.example>>', 501],
    ['TO:<a@b.example><c@d.example>', 501],
    ['TO:<a@b.example>SIZE=1', 501],
    ['TO:<@h.example:a@b.example>', 553],
    ['TO:<a%b.example@h.example>', 553],
    ['TO:<h!a@b.example>', 553],
    ['TO:<a@[127.0.0.1]>', 553],
    ['TO:<\u00e0@b.example>', 553],
    ['TO:<"a b"@c.example>', 501],
    ['', 501],
  ];
  for (const [argument, expected] of table) assert.equal(code(argument), expected, argument);
});

test('whatever is written, a path that is taken is an address', () => {
  const words = fc.array(
    fc.constantFrom('<', '>', '@', 'a', 'b.example', '"', ' ', '\t', '%', '\u00e9', ':', '.', '['),
  );
  fc.assert(
    fc.property(words, (pieces) => {
      const path = readPath('RCPT', `TO:${pieces.join('')}`);
      assert.ok(!path.ok || isAddress(path.address));
    }),
    { numRuns: 2000 },
  );
});

test('parameters: only those announced, each once and with its value', () => {
  const rules = { maxBytes: 1000, login: false };
  const judge = (text: string, login = false) => checkMailParameters(text, { ...rules, login })?.code;
  assert.equal(judge(''), undefined);
  assert.equal(judge('SIZE=1000 body=8bitmime'), undefined);
  assert.equal(judge('  BODY=7BIT\tSIZE=0 '), undefined);
  assert.equal(judge('AUTH=<>', true), undefined);
  const table: readonly (readonly [string, number])[] = [
    ['SIZE=1001', 552],
    ['SIZE=99999999999999999999', 552],
    ['SIZE=999999999999999999999', 501],
    ['SIZE=-1', 501],
    ['SIZE', 501],
    ['SIZE=1 SIZE=1', 501],
    ['BODY=BINARYMIME', 501],
    ['BODY', 501],
    ['=1', 501],
    ['SIZE=1=2', 501],
    ['AUTH=<>', 555],
    ['SMTPUTF8', 555],
    ['RET=FULL', 555],
    ['XSIZE=1', 555],
    ['__proto__=1', 501],
  ];
  for (const [text, expected] of table) assert.equal(judge(text), expected, text);
  assert.equal(checkRcptParameters(''), undefined);
  assert.equal(checkRcptParameters('ORCPT=rfc822;a@b.example')?.code, 555);
});
