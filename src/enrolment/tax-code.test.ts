import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkLetter, checkPersonalCode, isNumericCode, type Person, type TaxCodeFault } from './tax-code.ts';

const MARIO: Person = {
  familyName: 'Rossi',
  givenName: 'Mario',
  birthDate: '1980-01-01',
  sex: 'M',
  birthPlaceCode: 'H501',
};

/** Invented people; each code computed by the rules of the decree. */
const CASES: readonly (readonly [code: string, person: Person, faults: readonly TaxCodeFault[]])[] = [
  ['RSSMRA80A01H501U', MARIO, []],
  ['RSSMRA80A01H501U', { ...MARIO, familyName: 'ROSSI ' }, []],
  ['RSSMRA80A01H501X', MARIO, ['check']],
  ['RSSMRA80A01H50', MARIO, ['shape']],
  ['RSSMRA80F01H501U', MARIO, ['shape']],
  ['RSSMRA80A01H501U', { ...MARIO, birthDate: '1980-01-02' }, ['birth-date']],
  ['RSSMRA80A01H501U', { ...MARIO, birthDate: '1981-01-01' }, ['birth-date']],
  ['RSSMRA80A01H501U', { ...MARIO, sex: 'F' }, ['sex']],
  ['RSSMRA80A01H501U', { ...MARIO, birthPlaceCode: 'F205' }, ['birth-place']],
  ['RSSMRA80A01H501U', { familyName: 'Bianchi', givenName: 'Maria' }, ['family-name']],
  ['RSSMRA80A01H501U', { familyName: 'Rossi', givenName: 'Gianfranco' }, ['given-name']],
  ['RSSMRA80A41H501Y', { ...MARIO, givenName: 'Maria', sex: 'F' }, []],
  ['RSSMRA80A41H501Y', { ...MARIO, givenName: 'Maria', birthDate: '1980-01-01' }, ['sex']],
];

test('the code of a person is checked by its letter and by what is known of him', () => {
  for (const [code, person, faults] of CASES)
    assert.deepEqual(checkPersonalCode(code, person), faults, `${code} ${JSON.stringify(person)}`);
});

const names: readonly (readonly [string, string, string])[] = [
  ['Fo', 'Al', 'FOXLAX'],
  ['D’Àngelo', 'Gianfranco', 'DNGGFR'],
  ['Müller', 'Jörg', 'MLLJRG'],
  ['Aia', 'Bo', 'AIABOX'],
];

test('names of few consonants, with accents and apostrophes', () => {
  for (const [familyName, givenName, begins] of names) {
    const first = `${begins}80A01H501`;
    assert.deepEqual(checkPersonalCode(first + checkLetter(first), { familyName, givenName }), [], begins);
  }
});

test('omocodia: a code whose digits became letters is that of the same person', () => {
  for (const first of ['RSSMRA80A01H50M', 'RSSMRA80A01HRLM', 'RSSMRAULALMHRLM'])
    assert.deepEqual(checkPersonalCode(first + checkLetter(first), MARIO), [], first);
});

test('no single sign of a code can be changed without being found', () => {
  const code = 'RSSMRA80A01H501U';
  fc.assert(
    fc.property(fc.nat(15), fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'), (at, sign) => {
      const other = code.slice(0, at) + sign + code.slice(at + 1);
      assert.equal(checkPersonalCode(other, MARIO).length === 0, other === code, other);
    }),
  );
});

test('eleven digits have a check at their end', () => {
  for (const good of ['00743110157', '12345678903']) assert.ok(isNumericCode(good), good);
  for (const bad of ['12345678901', '00000000000', '1234567890', 'A2345678903', ''])
    assert.ok(!isNumericCode(bad), bad);
  fc.assert(
    fc.property(fc.nat(10), fc.nat(9), (at, digit) => {
      const other = `12345678903`.slice(0, at) + digit + `12345678903`.slice(at + 1);
      assert.equal(isNumericCode(other), other === '12345678903');
    }),
  );
});
