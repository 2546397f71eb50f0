import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORM_FAULT, POLICY_FAULT } from './fault-texts.ts';
import { readFormFault } from './read-form-fault.ts';
import { sentenceReader } from './read-sentence.ts';

test('every sentence of M2 is read again as its own code, with the words that were put into it', () => {
  for (const [name, sentence] of Object.entries({ ...FORM_FAULT, ...POLICY_FAULT })) {
    const words = typeof sentence === 'string' ? [] : ['a.b@c.example', 'x (y)? [z]'].slice(0, sentence.length);
    const text = typeof sentence === 'string' ? sentence : sentence(...(words as [string, string]));
    assert.deepEqual(readFormFault(text), { code: name.replaceAll(/[A-Z]/g, (one) => `-${one.toLowerCase()}`), words });
  }
});

test('what nobody of ours wrote is no code, and signs of patterns are signs', () => {
  assert.equal(readFormFault('manca il campo Tot'), undefined);
  assert.equal(readFormFault('manca il campo To\nmanca il campo From'), undefined);
  const read = sentenceReader({ priceOf: (what: string) => `${what} costa $1.00 (circa)?` });
  assert.deepEqual(read('pane costa $1.00 (circa)?'), { code: 'price-of', words: ['pane'] });
  assert.equal(read('pane costa $1x00 circa'), undefined);
});
