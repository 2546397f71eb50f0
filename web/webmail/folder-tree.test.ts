import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Folder } from '#contract';
import { archiveOf, insideOf, isFree, nameFault, parentOf, placesFor, treeOf } from './folder-tree.ts';
import { quotaLevel } from './quota-level.ts';

const folder = (name: string, use: Folder['use'] = 'own', rights = 'lrswipkxtea'): Folder => ({
  ...{ id: name, name, use, messages: 0, unread: 0, rights },
});
const ALL = [
  folder('Trash', 'trash'),
  folder('Clienti/Rossi'),
  folder('Clienti'),
  folder('Clienti Esteri'),
  folder('Archive'),
  folder('INBOX/Bandi'),
  folder('INBOX', 'inbox'),
  folder('Gare/2026/Maggio'),
];

test('folders stand below the one they are in, the usual ones first; levels nobody sees are named', () => {
  assert.deepEqual(
    treeOf(ALL).map(({ depth, path }) => `${depth} ${path}`),
    ['0 INBOX', '1 Bandi', '0 Archive', '0 Trash', '0 Clienti', '1 Rossi', '0 Clienti Esteri', '0 Gare/2026/Maggio'],
  );
  assert.equal(treeOf(ALL).length, ALL.length);
  assert.equal(parentOf({ name: 'Clienti Esteri' }, ALL), undefined);
  assert.equal(archiveOf(ALL)?.name, 'Archive');
});

test('a folder is put neither into itself nor where the system writes; what it holds goes with it', () => {
  const places = placesFor(folder('Clienti'), ALL).map((one) => one.folder.name);
  assert.deepEqual(places, ['INBOX', 'INBOX/Bandi', 'Archive', 'Clienti Esteri', 'Gare/2026/Maggio']);
  assert.deepEqual(
    insideOf({ name: 'Clienti' }, ALL).map(({ name }) => name),
    ['Clienti/Rossi'],
  );
});

test('folders of the system are not free, nor are those of others', () => {
  assert.deepEqual(ALL.filter(isFree).length, 6);
  assert.equal(isFree(folder('Clienti', 'own', 'lrswite')), false);
});

test('a name is one level, not empty, and not longer than a file name', () => {
  assert.deepEqual(
    [' ', 'a/b', 'à'.repeat(128), ' Clienti '].map((name) => nameFault(name)),
    ['empty', 'slash', 'long', undefined],
  );
  const beside = ['Posta in arrivo', 'Contabilità'];
  assert.deepEqual(
    ['CONTABILITA\u0300', ' posta in arrivo', 'Contabilita'].map((name) => nameFault(name, beside)),
    ['taken', 'taken', undefined],
  );
});

test('a box is warned of at 80 and at 90 hundredths; full is what begins to fill the reserve', () => {
  assert.deepEqual(
    [0, 79, 80, 89, 90, 100, 101].map((used) => quotaLevel(used, 100)),
    [undefined, undefined, 80, 80, 90, 90, 100],
  );
});
