import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailFolder } from '#ports';
import { type UnjudgedItem, UnjudgedItems } from './unjudged-items.ts';

const folder = (uidNext: number): MailFolder => {
  return { id: '1', mailbox: 'ugo', name: 'a', uidValidity: 1, uidNext, highestModseq: 1, recentUid: 0 };
};
const item = (uid: number, cut = false): UnjudgedItem => ({ uid, messageId: `m-${uid}`, cut });

test('what is judged is judged for good, and only what came since makes the store be asked', async () => {
  const items = new UnjudgedItems();
  let open: readonly UnjudgedItem[] = [];
  let asked = 0;
  const store = {
    async unjudged() {
      asked++;
      return open;
    },
  };
  open = [item(2), item(3, true)];
  assert.deepEqual(await items.read(folder(5), store), open);
  open = [item(3, true), item(5)];
  assert.deepEqual(await items.read(folder(5), store), open, 'one was not judged: asked again');
  assert.deepEqual(await items.read(folder(5), store), [item(3, true)], 'known by now');
  assert.equal(asked, 2);
  assert.deepEqual(await items.read(folder(6), store), open);
  open = [item(3, true), item(5, true)];
  await items.read(folder(6), store);
  assert.deepEqual(await items.read(folder(6), store), open);
  assert.equal(asked, 4);
});
