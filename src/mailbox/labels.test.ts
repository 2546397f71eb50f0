import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlags } from './flags.ts';
import { keywordOfLabel, knownKeyword, labelOfKeyword, shortLabel } from './labels.ts';

test('a label keeps its accents, spaces and signs in a keyword that IMAP takes', () => {
  const labels = [
    'Contabilità',
    'Größe & Menge',
    'da (ri)vedere "subito"',
    '100% {x} *',
    '$mio',
    '日本',
    'a\\b]',
    '😀 sì',
    'R&D',
  ];
  for (const label of labels) {
    const keyword = keywordOfLabel(label);
    assert.ok(checkFlags([keyword], []).ok, keyword);
    assert.ok(!keyword.startsWith('$'), keyword);
    assert.equal(labelOfKeyword(keyword), label);
  }
  assert.equal(keywordOfLabel(' Contabilita\u0300 '), 'Contabilit&AOA-');
  assert.equal(keywordOfLabel('Urgente'), 'Urgente');
});

test('a keyword that another program set is shown as it is, and is the one that is meant', () => {
  for (const keyword of ['R&D', '&&', '&AA-', 'NonJunk']) assert.equal(labelOfKeyword(keyword), keyword);
  assert.equal(knownKeyword('R&D', ['R&D']), 'R&D');
  assert.equal(knownKeyword('contabilità', ['Urgente', 'Contabilit&AOA-']), 'Contabilit&AOA-');
  assert.equal(knownKeyword('R&D', []), 'R&-D');
});

test('a label longer than a keyword is cut between characters', () => {
  assert.equal(shortLabel('Contabilità'), 'Contabilità');
  const short = shortLabel('è😀'.repeat(60));
  assert.ok(short.length > 4 && short.isWellFormed());
  assert.ok(checkFlags([keywordOfLabel(short)], []).ok);
});
