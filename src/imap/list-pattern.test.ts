import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { listPattern, matches } from './list-pattern.ts';

const finds = (pattern: string, name: string, reference = '') => matches(listPattern(reference, pattern), name);

test('* is anything, % one level, INBOX any letter case, the rest itself', () => {
  const cases: readonly [pattern: string, name: string, finds: boolean][] = [
    ['*', 'a/b', true],
    ['%', 'a', true],
    ['%', 'a/b', false],
    ['%/%', 'a/b', true],
    ['a*c', 'a/b/c', true],
    ['a%c', 'a/b/c', false],
    ['*b', 'a/b', true],
    ['%3/%4', 'x3/y4', true],
    ['inbox', 'INBOX', true],
    ['iN%', 'INBOX', true],
    ['inbox', 'inbox', true],
    ['sent', 'Sent', false],
    ['', '', true],
    ['', 'a', false],
    ['a.b', 'aXb', false],
  ];
  for (const [pattern, name, found] of cases) assert.equal(finds(pattern, name), found, `${pattern} ${name}`);
  assert.ok(finds('%', 'a/b', 'a/'));
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '%'), maxLength: 12 });

test('any pattern finds what the regular expression of the same meaning finds', () => {
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 }), (pattern, name) => {
      const meaning = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('%', '[^/]*')}$`);
      assert.equal(finds(pattern, name), meaning.test(name));
    }),
    { numRuns: 2_000 },
  );
});

test('no pattern takes for ever', () => {
  const begin = process.cpuUsage().user;
  assert.ok(!finds('*a%'.repeat(2_000), 'a'.repeat(255)));
  assert.ok(!finds(`${'%a*'.repeat(100)}b`, 'a'.repeat(255)));
  assert.ok(process.cpuUsage().user - begin < 2_000_000);
});
