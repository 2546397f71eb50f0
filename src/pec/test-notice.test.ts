import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1ToString } from '#mime';
import { buildNotification, type CertifiedFacts } from './index.ts';

const issuer = {
  name: 'Gestore Alfa',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
const facts: CertifiedFacts = {
  sender: 'mario@pec.alfa.example',
  recipients: [{ address: 'ufficio@pec.beta.example', type: 'certificato' }],
  replyTo: 'mario@pec.alfa.example',
  identificativo: '1.2@gestore-alfa.example',
  receiptType: 'completa',
};

function receiptOf(isTest: boolean): string {
  const common = { facts, at: Date.UTC(2026, 10, 22), boundarySeed: 'a1' };
  const message = buildNotification({ ...common, issuer: { ...issuer, isTest }, notification: { number: 'M1' } });
  return message
    .assemble(new Uint8Array(1))
    .map((piece) => (piece instanceof Uint8Array ? latin1ToString(piece) : ''))
    .join('');
}

test('a message of a test country says to people and to programs that it is one; a real one does not', () => {
  assert.match(receiptOf(true), /^X-Ceralacca-Sandbox: test message, no legal value\r$/m);
  assert.equal(receiptOf(true).match(/MESSAGGIO DI PROVA/g)?.length, 2);
  assert.doesNotMatch(receiptOf(false), /Sandbox|PROVA/);
});
