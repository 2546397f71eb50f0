import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timelineOf } from './dossier-timeline.ts';

test('an event or kind of no known name is left out, also one that every object has', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'domani']) {
    const entry = { seq: 1, instant: 0, point: 'AP', event: name, tipo: name } as const;
    assert.deepEqual(timelineOf([entry]), []);
  }
});

test('what goes from provider to provider is not told as a receipt that reached the sender', () => {
  const told = (event: string, tipo: string) =>
    timelineOf([{ seq: 1, instant: 0, point: 'InP', event, tipo, ricezione: ['a@x.example', 'b@x.example'] }]);
  assert.equal(told('RicezioneBusta', 'posta-certificata')[0]?.what.it, 'Busta giunta al gestore del destinatario');
  const [taken] = told('RicezioneRicevuta', 'presa-in-carico');
  assert.equal(taken?.what.it, 'Il gestore del mittente ha avuto la presa in carico');
  assert.deepEqual(taken?.recipients, ['a@x.example', 'b@x.example']);
  const [delivered] = told('RicezioneRicevuta', 'avvenuta-consegna');
  assert.equal(delivered?.what.it, 'Ricevuta giunta al mittente: consegnato nella casella');
  assert.deepEqual(told('RicezioneInChiaro', 'avvenuta-consegna'), [], 'how it travelled is no receipt');
});
