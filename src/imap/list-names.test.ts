import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListOptions } from './command.ts';
import { folderTree, listNames } from './list-names.ts';

const TREE = folderTree(
  ['INBOX', 'a/b/c', 'a/x'].map((name) => ({ name, attributes: [], selectable: true })),
  ['a/x'],
);
const lines = (pattern: string, change: Partial<ListOptions> = {}) => {
  const plain = { reference: '', patterns: [pattern], select: new Set(), returns: new Set(), extended: false };
  return [...listNames(TREE, { ...plain, ...change } as ListOptions)].map(
    ({ name, attributes }) => `${name} ${attributes.join(' ')}`,
  );
};

test('a name without a folder is told while folders stand below it: by * and % alike, with the word each client knows', () => {
  const missing = ['a \\Noselect \\HasChildren', 'a/b \\Noselect \\HasChildren'];
  const standing = ['INBOX \\HasNoChildren', 'a/b/c \\HasNoChildren', 'a/x \\HasNoChildren'];
  assert.deepEqual(lines('*'), [...standing, ...missing]);
  assert.deepEqual(lines('%'), [standing[0], missing[0]]);
  assert.deepEqual(lines('a'), [missing[0]]);
  assert.deepEqual(lines('a/%'), [standing[2], missing[1]]);
  assert.deepEqual(lines('a', { extended: true }), ['a \\NonExistent \\HasChildren']);
  assert.deepEqual(lines('nope'), []);
});

test('who selects gets what he selects, and no stems beside it', () => {
  const select = new Set(['SUBSCRIBED']) as ListOptions['select'];
  assert.deepEqual(lines('*', { select, extended: true }), ['a/x \\Subscribed \\HasNoChildren']);
});
