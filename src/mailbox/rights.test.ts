import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_RIGHTS, rightsIn } from './rights.ts';

test('a grant on some folders opens those and no other, not even one whose own rights say otherwise', () => {
  const anna = { login: 'anna', level: 'write', folders: ['7', '8'] } as const;
  const overrides = [
    { folder: '8', login: 'anna', rights: 'lr' },
    { folder: '9', login: 'anna', rights: ALL_RIGHTS },
  ];
  const found = ['7', '8', '9', '10', ''].map((folder) => rightsIn(folder, anna, overrides));
  assert.deepEqual(found, ['lrswite', 'lr', '', '', '']);
  assert.equal(rightsIn('9', { login: 'ugo', level: 'own', folders: [] }, overrides), ALL_RIGHTS);
});
