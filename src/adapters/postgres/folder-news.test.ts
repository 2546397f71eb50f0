import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { CardNews } from '#ports';
import { mailboxStep, sampleMailbox, T0 } from '#testing';
import { connect } from './connection.ts';
import { type Notice, payloads } from './folder-news.ts';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(() => database.empty());
after(() => database[Symbol.asyncDispose]());

const open = () => openPostgresStore({ connection: database.server });

async function folder(store: PostgresStore, name: string): Promise<string> {
  const answer = await store.createFolder('ugo', name, T0);
  assert.ok(answer.done);
  return answer.folder.id;
}

/** The next time that `store` tells of the folder. */
function news(store: PostgresStore, id: string, isWatched = true): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = store.onChange(
    (change) => {
      if (change.folder !== id) return;
      stop();
      resolve(change.mailbox);
    },
    isWatched ? () => [id] : undefined,
  );
  return promise;
}

/** A change of which nobody sends a notice. */
async function secretly(sql: string): Promise<void> {
  const admin = await connect(database.admin, 'test');
  await admin.query(sql);
  await admin.end();
}

test('a change whose notice was lost is told of a watched folder all the same, and so is its end', async () => {
  await using store = await open();
  await store.commit(mailboxStep(sampleMailbox('ugo')));
  const id = await folder(store, 'a');
  assert.equal(await news(store, id), 'ugo', 'once when it begins to be watched');
  const changed = news(store, id);
  await secretly(`UPDATE folder SET highest_modseq = highest_modseq + 1 WHERE id = ${id}`);
  assert.equal(await changed, 'ugo');
  const gone = news(store, id);
  await secretly(`DELETE FROM folder WHERE id = ${id}`);
  assert.equal(await gone, '');
});

test('when its connection is lost, notices are heard again soon', async () => {
  await using store = await open();
  await using other = await open();
  await store.commit(mailboxStep(sampleMailbox('ugo')));
  const id = await folder(store, 'a');
  const first = news(other, id, false);
  await store.renameFolder(id, 'b', T0);
  await first;
  await secretly(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ceralacca folder news' AND datname = current_database()",
  );
  const second = news(other, id, false);
  let heard = false;
  void second.then(() => {
    heard = true;
  });
  for (let n = 0; !heard; n++) await store.renameFolder(id, `c${n}`, T0);
});

test('where notices of cards may have been lost, who listens is told as soon as they are heard again', async () => {
  await using store = await open();
  await using other = await open();
  const heard: string[] = [];
  let { promise, resolve } = Promise.withResolvers<void>();
  const next = () => {
    ({ promise, resolve } = Promise.withResolvers<void>());
    return promise;
  };
  const tell = (what: string) => {
    heard.push(what);
    resolve();
  };
  other.onCards(
    ({ owner }) => tell(owner),
    () => tell('lost'),
  );
  const put = (n: number) =>
    store.commit({
      cards: [{ kind: 'put', card: { kind: 'k', id: `${n}`, owner: 'ugo', value: {}, at: T0 }, was: 0 }],
    });
  // The first connection is no loss.
  await put(1);
  await promise;
  assert.deepEqual(heard, ['ugo']);
  const again = next();
  await secretly(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ceralacca folder news' AND datname = current_database()",
  );
  await again;
  assert.equal(heard[1], 'lost');
});

test('a notice holds less than PostgreSQL takes, however many folders changed', () => {
  const folders = Array.from({ length: 3_000 }, (_, n): Notice => [`mailbox "è" ${n}`, `${n}`, n]);
  const texts = [...payloads(folders)];
  assert.ok(texts.every((text) => Buffer.byteLength(text) < 8_000));
  assert.deepEqual(
    texts.flatMap((text) => JSON.parse(text) as unknown[]),
    folders,
  );
  assert.deepEqual([...payloads([])], []);
});

test('changed cards are told of, here and in the other processes, by kind and owner', async () => {
  await using store = await open();
  await using other = await open();
  const heard = [store, other].map((one) => {
    const told: CardNews[] = [];
    const { promise, resolve } = Promise.withResolvers<readonly CardNews[]>();
    one.onCards((news) => {
      told.push(news);
      if (news.kind === 'last') resolve(told);
    });
    return promise;
  });
  const put = (kind: string, owner: string) => ({ kind, id: 'x', owner, value: 1, at: T0 });
  await store.commit({ cards: [{ kind: 'put', card: put('outgoing', 'ugo') }] });
  await store.commit({ cards: [{ kind: 'remove', card: put('outgoing', 'ugo') }] });
  assert.equal((await store.commit({ cards: [{ kind: 'put', card: put('draft', 'ugo'), was: 7 }] })).done, false);
  let isHeard = false;
  void Promise.all(heard).then(() => {
    isHeard = true;
  });
  for (let n = 0; !isHeard; n++) await store.commit({ cards: [{ kind: 'put', card: put('last', `o${n}`) }] });
  const [here, there] = await Promise.all(heard);
  const of = (all: readonly CardNews[]) => all.filter(({ kind }) => kind !== 'last');
  assert.deepEqual(of(here!), [
    { kind: 'outgoing', owner: 'ugo' },
    { kind: 'outgoing', owner: 'ugo' },
  ]);
  assert.ok(of(there!).every(({ kind, owner }) => kind === 'outgoing' && owner === 'ugo'));
});
