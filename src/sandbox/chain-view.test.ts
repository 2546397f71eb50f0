import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredLogRecord } from '#ports';
import { openChainView, paint } from './chain-view.ts';

const START = Date.parse('2026-03-01T10:00:00.100Z');

function record(given: Partial<StoredLogRecord>): StoredLogRecord {
  const facts = { identificativo: 'id1@gestore-alfa.example', mittente: 'a@pec.alfa.example', oggetto: 'Prova' };
  return { seq: 1, instant: START, point: 'AP', event: 'Accettazione', ...facts, ...given };
}

function view() {
  let text = '';
  const shown = openChainView(
    (more) => (text += more),
    paint(false),
    () => 0,
  );
  return { shown, text: () => text };
}

test('an exchange is told as a chain: one heading, then a line an event with legal time and milliseconds', () => {
  const { shown, text } = view();
  shown.show('Gestore Alfa', record({ destinatari: [{ address: 'b@pec.beta.example', type: 'certificato' }] }));
  shown.show(
    'Gestore Beta',
    record({ instant: START + 20, event: 'PresaInCarico', ricezione: ['b@pec.beta.example'] }),
  );
  shown.show('Gestore Beta', record({ instant: START + 45, event: 'Consegna', consegna: 'b@pec.beta.example' }));
  const lines = text().trim().split('\n');
  assert.equal(lines[0], '#1 a@pec.alfa.example «Prova»');
  assert.match(lines[1]!, /#1 11:00:00,100 +\+0 ms +accettazione +Gestore Alfa +to b@pec.beta.example/);
  assert.match(lines[2]!, /\+20 ms +presa in carico +Gestore Beta/);
  assert.match(lines[3]!, /\+45 ms +avvenuta consegna +Gestore Beta +b@pec.beta.example/);
});

test('the notice of twelve hours and that of twenty-four, one event of the log, are told apart', () => {
  const { shown, text } = view();
  for (const erroreEsteso of ['4.4.1 - Gestore Alfa - dodici ore', '5.4.1 - Gestore Alfa - ventiquattro ore'])
    shown.show(
      'Gestore Alfa',
      record({ event: 'PreavvisoMancataConsegna', consegna: 'b@pec.beta.example', erroreEsteso }),
    );
  assert.match(
    text(),
    / avviso delle 12 ore +Gestore Alfa +b@pec.beta.example: 4\.4\.1[^\n]*\n.* mancata consegna, 24 h +Gestore Alfa/,
  );
});

test('records a chain does not need are not shown', () => {
  const { shown, text } = view();
  shown.show('Gestore Alfa', record({ event: 'ChiaveUso' }));
  assert.equal(text(), '');
});

test('under load the terminal shows some lines and counts the rest', () => {
  let text = '';
  let now = 0;
  const shown = openChainView(
    (more) => (text += more),
    paint(false),
    () => now,
  );
  for (let at = 0; at < 1000; at += 1) shown.show('Gestore Alfa', record({ identificativo: `id${at}@x.example` }));
  now = 2000;
  shown.show('Gestore Alfa', record({ identificativo: 'last@x.example' }));
  assert.ok(text.split('\n').length < 100);
  assert.match(text, /and \d+ more events/);
  assert.match(text, /#1001 /);
});

test('what strangers write cannot control the terminal', () => {
  const { shown, text } = view();
  shown.show('Gestore Alfa', record({ oggetto: '\x1b[2J\u202eevil', event: 'NonAccettazione', eccezioni: ['a\x07b'] }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters looked for are the point
  assert.doesNotMatch(text(), /[\x07\x1b\u202e]/);
});
