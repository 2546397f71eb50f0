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

test('what is missing, too long, too many or no option is told in plain words, without names of types', () => {
  const SEND = 'POST /mailboxes/{mailbox}/send';
  const wrong = [
    ...faultsOf(SEND, { to: 'a@b.example', subject: 7, receiptType: 'lunga', text: 'x', html: null }),
    ...faultsOf('POST /session', { login: 'x' }),
    ...faultsOf('POST /oauth/token', undefined),
    ...faultsOf('POST /mailboxes/{mailbox}/uploads', { name: '', type: 'a/b', size: 3e9 }),
  ];
  assert.deepEqual(
    wrong.map(({ at, detail }) => `${at}: ${detail.it}`),
    [
      'body.to: Dev’essere una lista.',
      'body.subject: Dev’essere un testo.',
      'body.html: Dev’essere un testo.',
      'body.receiptType: Uno tra: completa, breve, sintetica.',
      'body.password: Manca.',
      'body: Manca.',
      'body.name: Non può essere vuoto.',
      'body.size: Al massimo 200000000.',
    ],
  );
  for (const { detail } of wrong) assert.doesNotMatch(detail.it, /number|string|object|undefined|NaN/);
});
