import assert from 'node:assert/strict';
import test from 'node:test';
import { parseAddressList } from '#mime';
import { deliveryReceipt } from './delivery-receipt.ts';

const TO = 'uno@pec.beta.example';
const CC = 'due@pec.beta.example';
const decide = (type: 'completa' | 'breve' | 'sintetica', recipient: string, to = TO, cc = CC) =>
  deliveryReceipt(type, parseAddressList(to), parseAddressList(cc), recipient);

test('T95 completa for a recipient in To encloses the original', () => {
  assert.deepEqual(decide('completa', TO), { number: 'M11', withOriginal: 'full' });
  assert.deepEqual(decide('completa', 'Uno@PEC.beta.example'), { number: 'M11', withOriginal: 'full' });
});

test('T96 completa for a recipient in Cc alone encloses nothing', () => {
  assert.deepEqual(decide('completa', CC), { number: 'M11', withOriginal: 'none' });
});

test('T97 a recipient in both, in neither, or with fields that cannot be read counts as primary', () => {
  assert.equal(decide('completa', TO, TO, TO).withOriginal, 'full');
  assert.equal(decide('completa', 'tre@pec.beta.example').withOriginal, 'full');
  assert.equal(decide('completa', CC, 'uno@@x').withOriginal, 'full');
  assert.equal(decide('completa', CC, TO, `${CC}, guasto@`).withOriginal, 'full');
});

test('T102 breve encloses the reduced copy for To and nothing for Cc', () => {
  assert.deepEqual(decide('breve', TO), { number: 'M12', withOriginal: 'breve' });
  assert.deepEqual(decide('breve', CC), { number: 'M12', withOriginal: 'none' });
});

test('T103 sintetica encloses nothing, for To and Cc alike', () => {
  for (const recipient of [TO, CC, 'tre@pec.beta.example']) {
    assert.deepEqual(decide('sintetica', recipient), { number: 'M13', withOriginal: 'none' });
  }
});
