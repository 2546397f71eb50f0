import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFolderViews } from './folder-views.ts';
import { FRESH_MS } from './fresh.ts';
import { TestFolderStore } from './test-folder-store.ts';

function openTest(options?: Parameters<typeof openFolderViews>[1]) {
  const store = new TestFolderStore();
  store.make('1');
  return { store, views: openFolderViews(store, options) };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('views are one for each folder, loaded once', async () => {
  const { store, views } = openTest();
  store.add('1');
  const [one, two] = await Promise.all([views.open('1'), views.open('1')]);
  assert.equal(one!.view, two!.view);
  assert.equal(store.asked.changes, 1);
  assert.deepEqual([...one!.view.items.uids()], [1]);
  assert.equal(await views.open('2'), undefined);
});

test('views tell those who wait of each change, and of the end', async () => {
  const { store, views } = openTest();
  const { view } = (await views.open('1'))!;
  const told: number[] = [];
  const stop = view.onChange(() => told.push(view.isGone ? -1 : view.items.length));
  store.add('1');
  await turn();
  store.add('1');
  store.expunge('1', 1);
  await turn();
  assert.equal(told.at(-1), 1);
  store.drop('1');
  await turn();
  assert.equal(told.at(-1), -1);
  stop();
  assert.equal(await views.open('1'), undefined);
});

test('views take in what happened when they are asked, with one small query when nothing did', async () => {
  const { store, views } = openTest();
  const { view } = (await views.open('1'))!;
  store.add('1');
  assert.equal(view.items.length, 0, 'nobody waits: nothing is read');
  await view.refresh();
  assert.equal(view.items.length, 1);
  const before = { ...store.asked };
  await view.refresh();
  assert.deepEqual(store.asked, { ...before, folder: before.folder + 1 });
});

test('views believe what was read a moment ago, unless something is told', async () => {
  const clock = { at: 0 };
  const { store, views } = openTest({ monotonic: { now: () => clock.at } });
  const { view } = (await views.open('1'))!;
  const before = { ...store.asked };
  await view.refresh();
  await views.open('1');
  assert.deepEqual(store.asked, before, 'nothing is asked');
  store.add('1');
  await view.refresh();
  assert.equal(view.items.length, 1, 'told: read at once');
  store.addSecretly('1');
  await view.refresh();
  assert.equal(view.items.length, 1);
  clock.at += FRESH_MS;
  await view.refresh();
  assert.equal(view.items.length, 2, 'a notice that was lost is made good');
});

test('views take in what is told in full, and read what is not the next change', async () => {
  const clock = { at: 0 };
  const { store, views } = openTest({ monotonic: { now: () => clock.at } });
  store.add('1');
  const { view } = (await views.open('1'))!;
  let told = 0;
  view.onChange(() => told++);
  const before = { ...store.asked };
  store.tellsAll = true;
  store.add('1', { flags: ['x'] });
  assert.deepEqual([...view.items.uids()], [1, 2]);
  assert.deepEqual(view.items.item(2)!.flags, ['x']);
  assert.equal(view.folder.uidNext, 3);
  store.expunge('1', 1);
  assert.deepEqual([...view.items.uids()], [2]);
  assert.equal(view.vanishedAt, view.folder.highestModseq);
  assert.equal(told, 2);
  assert.deepEqual(store.asked, before, 'nothing was read');
  store.repeat('1');
  assert.deepEqual([told, store.asked], [2, before], 'what is known is no news');
  store.addSecretly('1');
  store.add('1');
  await view.catchUp();
  assert.deepEqual([...view.items.uids()], [2, 3, 4], 'something was missed: it is read');
  assert.equal(view.vanishedAt, 4);
  assert.deepEqual(store.asked, { ...before, changes: before.changes + 1 });
});

test('what is told while a view is read is in it', async () => {
  const clock = { at: 0 };
  const { store, views } = openTest({ monotonic: { now: () => clock.at } });
  const { promise: go, resolve } = Promise.withResolvers<void>();
  store.pace = () => go;
  const opening = views.open('1');
  store.add('1');
  store.pace = async () => {};
  resolve();
  assert.deepEqual([...(await opening)!.view.items.uids()], [1]);
});

test('who asks while another has it read what this process changed waits for that reading', async () => {
  const { store, views } = openTest({ monotonic: { now: () => 0 } });
  const { view } = (await views.open('1'))!;
  store.addSecretly('1');
  store.add('1');
  const { promise, resolve } = Promise.withResolvers<void>();
  store.pace = () => promise;
  const first = view.refresh();
  const second = view.refresh().then(() => view.items.length);
  resolve();
  await first;
  assert.equal(await second, 2);
});

test('which folders there are is asked once in a moment, and again when one is made, goes or changes its name', async () => {
  const clock = { at: 0 };
  const { store, views } = openTest({ monotonic: { now: () => clock.at } });
  const { lists } = views;
  const named = async (...names: readonly string[]) => (await lists.named('ugo', names)).map(({ id }) => id);
  const asked = async (look: () => Promise<unknown>) => {
    const before = store.asked.folders;
    await look();
    return store.asked.folders - before;
  };
  assert.deepEqual(await named('Folder 1', 'Folder 2'), ['1']);
  assert.equal(await asked(() => named('Folder 2')), 0, 'that there is none is known too');
  assert.equal(await asked(() => named('Folder 3')), 1);
  assert.equal(await asked(() => lists.all('ugo')), 1);
  assert.equal(await asked(async () => assert.deepEqual(await named('Folder 1', 'Folder 9'), ['1'])), 0);
  store.tellsAll = true;
  store.add('1');
  assert.equal(await asked(() => named('Folder 1')), 0, 'a message is no new folder');
  store.make('2');
  store.add('2');
  assert.deepEqual(await named('Folder 2'), ['2']);
  store.drop('1');
  assert.deepEqual(await named('Folder 1', 'Folder 2'), ['2']);
  store.make('3');
  assert.deepEqual(await named('Folder 3'), ['3'], 'not asked for since: it is');
  clock.at += FRESH_MS;
  assert.equal(await asked(() => named('Folder 2')), 1);
  store.pace = async () => {
    store.pace = async () => {};
    store.drop('3');
  };
  assert.deepEqual(await named('Folder 3'), ['3'], 'read before it went');
  assert.deepEqual(await named('Folder 3'), [], 'and not believed');
});

test('a sync holds what was committed before it, however many run', async () => {
  const { store, views } = openTest();
  const { view } = (await views.open('1'))!;
  store.pace = turn;
  const early = view.sync();
  store.add('1');
  const late = [view.sync(), view.sync(), view.refresh()];
  await early;
  assert.equal(view.items.length, 0);
  await Promise.all(late);
  assert.equal(view.items.length, 1);
});

test('what this process changed is taken in by one reading, also while others wait for news', async () => {
  const { store, views } = openTest();
  const { view } = (await views.open('1'))!;
  view.onChange(() => {});
  const before = store.asked.changes;
  store.add('1');
  await view.catchUp();
  assert.equal(view.items.length, 1);
  assert.equal(store.asked.changes, before + 1);
  assert.deepEqual(store.watched(), ['1']);
});

test('a fault of the store is met by the next who asks, and then forgotten', async () => {
  const { store, views } = openTest();
  const { view } = (await views.open('1'))!;
  store.pace = () => Promise.reject(new Error('connection lost'));
  view.onChange(() => {});
  store.add('1');
  await turn();
  await assert.rejects(view.refresh(), /connection lost/);
  await assert.rejects(async () => {
    store.make('2');
    await views.open('2');
  }, /connection lost/);
  store.pace = async () => {};
  await view.refresh();
  assert.equal(view.items.length, 1);
  assert.ok(await views.open('2'));
});

test('views in use stay in memory, of the others the last used that fit', async () => {
  const { store, views } = openTest({ maxBytes: 5_000 });
  for (const id of ['2', '3']) store.make(id);
  const pinned = (await views.open('1'))!;
  (await views.open('2'))!.close();
  (await views.open('3'))!.close();
  assert.equal((await views.open('1'))!.view, pinned.view);
  const loads = store.asked.changes;
  (await views.open('3'))!.close();
  assert.equal(store.asked.changes, loads, 'the last used is still there');
  (await views.open('2'))!.close();
  assert.equal(store.asked.changes, loads + 1, 'the one before is not');
});

test('views end with their following of the store', () => {
  const { store, views } = openTest();
  assert.equal(store.listeners, 1);
  views[Symbol.dispose]();
  assert.equal(store.listeners, 0);
});
