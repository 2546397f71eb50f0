import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allEndpoints, Refusal } from '#contract';
import { readAsked } from './read-asked.ts';

function faultsOf(name: string, body: unknown) {
  const endpoint = allEndpoints.find(({ method, path }) => `${method} ${path}` === name)!;
  try {
    readAsked(endpoint, 'body', body);
  } catch (fault) {
    if (fault instanceof Refusal) return fault.faults;
    throw fault;
  }
  return assert.fail('it was taken');
}

test('what is wrong with a field is said in three languages, and a pattern is never shown to people', () => {
  const wrong = [
    ...faultsOf('PUT /mailboxes/{mailbox}/drafts/{draft}', { to: ['Bianchi, Giulia'], subject: 'a\u0007b' }),
    ...faultsOf('POST /session/second-factor', { challenge: 'x', factor: { kind: 'totp', code: '12' } }),
  ];
  assert.deepEqual(
    wrong.map(({ detail }) => detail.de),
    ['Keine gültige Adresse.', 'Nur eine Zeile, ohne Steuerzeichen.', 'Es sind sechs Ziffern.'],
  );
  for (const { detail } of wrong) {
    assert.equal(new Set(Object.values(detail)).size, 3);
    assert.doesNotMatch(Object.values(detail).join(' '), /[\\^$]|pattern/i);
  }
});
