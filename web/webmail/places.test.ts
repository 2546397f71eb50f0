import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chipsOf, filterOf, folderAt, isFiltered, readSearch, writePath } from './paths.ts';
import { PAGE_ROWS, pagesFor, rowAt, stalePages } from './row-pages.ts';
import { byFolder, NOTHING_CHOSEN, reached, spotKey, spotOf, toggled } from './selection.ts';

test('an address that anybody may have written becomes a sound search, or nothing', () => {
  const raw = {
    text: ' multa ',
    kind: 'certified',
    state: '<b>',
    since: '2026-11-01',
    before: 'ieri',
    unread: true,
    of: '../x',
    junk: 1,
  };
  assert.deepEqual(readSearch(raw), { text: 'multa', kind: 'certified', since: '2026-11-01', unread: 'true' });
  assert.deepEqual(readSearch({ text: { a: 1 }, everywhere: 'true', order: 'oldest', of: '12' }), {
    everywhere: 'true',
    order: 'oldest',
    of: '12',
  });
  assert.equal(readSearch({ text: 'x'.repeat(9_000) }).text?.length, 254);
});

test('the filter is the search without its place; words of the field are no chip', () => {
  const search = readSearch({ text: 'a', kind: 'anomaly', everywhere: 'true', of: '3', order: 'oldest' });
  assert.deepEqual(filterOf(search), { text: 'a', kind: 'anomaly' });
  assert.deepEqual(chipsOf(search), ['kind']);
  assert.equal(isFiltered({ everywhere: 'true' }), false);
  assert.equal(isFiltered({ text: 'a' }), true);
  assert.equal(writePath('b 1', { folder: '2', uid: 7, how: 'reply' }), '/scrivi/b%201?folder=2&uid=7&how=reply');
});

test('a folder is read from its address; what is none is none', () => {
  assert.deepEqual(folderAt('/posta/m1/7'), { mailbox: 'm1', folder: '7' });
  assert.deepEqual(folderAt('/posta/m1/7/12'), { mailbox: 'm1', folder: '7' });
  for (const path of ['/', '/posta/m1', '/posta/m1/prova/opec1@x.example', '/posta/a%2fb/7', '/posta/m1/7/12/x'])
    assert.equal(folderAt(path), undefined, path);
});

test('every row in sight is on a page that is asked for, and no page beyond the end is', () => {
  fc.assert(
    fc.property(fc.nat(200_000), fc.nat(200_000), fc.nat(40), (total, at, more) => {
      const first = Math.min(at, Math.max(0, total - 1));
      const last = Math.min(first + more, Math.max(0, total - 1));
      const pages = pagesFor(first, last, total);
      assert.ok(pages.includes(0));
      assert.ok(pages.length <= 4);
      for (let row = first; row <= last && row < total; row += 1)
        assert.ok(pages.includes(Math.floor(row / PAGE_ROWS)));
      for (const page of pages) assert.ok(page === 0 || page * PAGE_ROWS < total);
    }),
  );
});

test('a row is told by its position only when its page is there; pages of another state are stale', () => {
  const page = (state: string, ...rows: string[]) => ({ total: 250, state, rows });
  const pages = new Map([
    [0, page('1', 'a', 'b')],
    [2, page('2', 'y')],
  ]);
  assert.equal(rowAt(pages, 1), 'b');
  assert.equal(rowAt(pages, 100), undefined);
  assert.equal(rowAt(pages, 200), 'y');
  assert.deepEqual(stalePages(pages, '2'), [0]);
});

test('Shift reaches from the last choice to here, over rows that are known', () => {
  const rows = ['1/9', '1/8', undefined, '2/7'];
  const one = toggled(NOTHING_CHOSEN, '1/9', 0);
  const all = reached(one, 3, (at) => rows[at]);
  assert.deepEqual([...all.keys], ['1/9', '1/8', '2/7']);
  assert.deepEqual([...toggled(all, '1/8', 1).keys], ['1/9', '2/7']);
  assert.deepEqual(byFolder(all.keys), [
    { folder: '1', uids: [9, 8] },
    { folder: '2', uids: [7] },
  ]);
  assert.deepEqual(spotOf(spotKey({ folder: 'a.b', uid: 12 })), { folder: 'a.b', uid: 12 });
});
