import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POLICY_FAULT } from '#pec';
import { MERGE_FAULT, NOT_SENT, reasonIn, reasonsIn } from './told-reasons.ts';

test('reasons that were told together in one text are told apart, each with its code', () => {
  const text = `manca il campo To; l'indirizzo email a@b.example non appare nei campi To o Cc`;
  assert.deepEqual(
    reasonsIn(text).map(({ code, words }) => [code, ...words]),
    [['no-to'], ['not-shown', 'a@b.example']],
  );
  const [policy] = reasonsIn(POLICY_FAULT.domainNotAdmitted('a@b.example'));
  assert.deepEqual([policy?.code, policy?.words], ['domain-not-admitted', ['a@b.example']]);
});

test('what others wrote keeps its words and is no code', () => {
  assert.deepEqual(reasonsIn('casella in manutenzione'), [
    { code: 'other', words: [], text: 'casella in manutenzione' },
  ]);
});

test('what is kept of a file of rows, and why nothing went, is read again', () => {
  assert.deepEqual(reasonIn(MERGE_FAULT.unknownColumn('nome')).words, ['nome']);
  assert.equal(reasonIn(MERGE_FAULT.addressMissing).code, 'address-missing');
  assert.deepEqual(reasonIn(MERGE_FAULT.unevenRow('3', '2')).words, ['3', '2']);
  for (const sentence of Object.values(NOT_SENT)) assert.notEqual(reasonIn(sentence).code, 'other');
  assert.equal(reasonIn('virus: Eicar').code, 'virus');
});
