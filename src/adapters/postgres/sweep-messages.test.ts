import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { auditMessage } from '#message-log';
import type { Step } from '#ports';
import {
  HOUR_MS,
  mailboxStep,
  sampleJob,
  sampleMailbox,
  sampleMessage,
  samplePlacement,
  sampleSeen,
  T0,
} from '#testing';
import { checkInvariants } from './check-invariants.ts';
import { connect } from './connection.ts';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

/** Ids like those of `newId`: all made before this. */
const CUT = 'b';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(() => database.empty());
after(() => database[Symbol.asyncDispose]());

const open = () => openPostgresStore({ connection: database.server, cacheBytes: 0 });

async function done(store: PostgresStore, step: Step): Promise<void> {
  assert.equal((await store.commit(step)).done, true);
}

async function there(store: PostgresStore, ids: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => store.message(id)));
  return ids.filter((_, at) => found[at] !== undefined);
}

function relay(messageId: string) {
  const job = sampleJob(`job-${messageId}`);
  return { ...job, work: { ...job.work, messageId } };
}

test('messages that nothing names are swept; each kind of name keeps its message', async () => {
  await using store = await open();
  const ids = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'b1', 'A1'];
  const slice = { blob: 'body', offset: 0, length: 5 };
  const withBlob = { ...sampleMessage('a7'), rope: [slice], size: 5 };
  await done(store, mailboxStep(sampleMailbox('mario')));
  await done(store, {
    messages: [...ids.filter((id) => id !== 'a7').map((id) => sampleMessage(id)), withBlob],
    placements: [samplePlacement('mario', 'a1')],
    jobs: [relay('a2')],
    cards: [{ kind: 'put', card: { kind: 'draft', id: 'd', owner: 'mario', value: {}, messages: ['a8'], at: T0 } }],
    seen: [sampleSeen('emesso x', 'a3')],
    dispatches: [{ facts: { identificativo: 'opec1' } as never, acceptedAt: T0, mailbox: 'mario', envelope: 'a4' }],
    quarantine: [
      { id: 'q', messageId: 'a5', at: T0, point: 'AP', virus: 'v', sender: 's@pec.alfa.example', recipients: [] },
    ],
  });
  assert.equal(await store.sweepMessages(CUT, 1), 1);
  assert.equal(await store.sweepMessages(CUT, 10), 1);
  assert.equal(await store.sweepMessages(CUT, 10), 0);
  assert.deepEqual(
    await there(store, ids),
    ['a1', 'a2', 'a3', 'a4', 'a5', 'a8', 'b1', 'A1'],
    'too young; not an id of ours',
  );
  assert.deepEqual(await store.namedBlobs(['body']), new Set(), 'its body may be swept next');
});

test('the last name gone, the message goes: expunged, or its job done', async () => {
  await using store = await open();
  await done(store, mailboxStep(sampleMailbox('mario')));
  const placements = [samplePlacement('mario', 'a1'), samplePlacement('mario', 'a1', { folder: 'Archivio' })];
  await done(store, { messages: [sampleMessage('a1'), sampleMessage('a2')], placements, jobs: [relay('a2')] });
  const folders = new Map((await store.folders('mario')).map(({ name, id }) => [name, id]));
  await store.expunge(folders.get('INBOX')!, [[1, 1]], true);
  assert.equal(await store.sweepMessages(CUT, 10), 0);
  await store.expunge(folders.get('Archivio')!, [[1, 1]], true);
  await done(store, { done: [{ jobId: 'job-a2' }] });
  assert.equal(await store.sweepMessages(CUT, 10), 2);
});

test('a card lets its messages go when it names others, or goes itself', async () => {
  await using store = await open();
  const card = { kind: 'draft', id: 'd', owner: 'mario', value: {}, at: T0 };
  const messages = [sampleMessage('a1'), sampleMessage('a2')];
  await done(store, { messages, cards: [{ kind: 'put', card: { ...card, messages: ['a1', 'a2'] } }] });
  assert.equal(await store.sweepMessages(CUT, 10), 0);
  await done(store, { cards: [{ kind: 'put', card: { ...card, messages: ['a2'] } }] });
  assert.equal(await store.sweepMessages(CUT, 10), 1);
  await done(store, { cards: [{ kind: 'remove', card }] });
  assert.equal(await store.sweepMessages(CUT, 10), 1);
});

test('a job keeps its message whatever else its work says', async () => {
  await using store = await open();
  const job = relay('a1');
  const odd = ['"messageId":"a9"@x.example', 'nul\\u0000@x.example', '\\\\"'];
  await done(store, {
    messages: [sampleMessage('a1')],
    jobs: [{ ...job, work: { ...job.work, recipients: odd } as never }],
  });
  assert.equal(await store.sweepMessages(CUT, 10), 0);
});

test('a placement under way keeps its message', async () => {
  await using store = await open();
  await done(store, mailboxStep(sampleMailbox('mario')));
  await done(store, { messages: [sampleMessage('a1')] });
  const other = await connect(database.admin, 'test');
  await other.query('BEGIN');
  await other.query("INSERT INTO placement VALUES (1, 1, 1, 1, 1, 1, true, 'mario', 'a1', '')");
  assert.equal(await store.sweepMessages(CUT, 10), 0);
  await other.query('COMMIT');
  await other.end();
  assert.equal(await store.sweepMessages(CUT, 10), 0);
});

test('a placement of a message that is being swept is refused, and its neighbours are written', async () => {
  await using store = await open();
  await done(store, mailboxStep(sampleMailbox('mario'), sampleMailbox('ada')));
  await done(store, { messages: [sampleMessage('a1')] });
  const sweeper = await connect(database.admin, 'test');
  await sweeper.query('BEGIN');
  await sweeper.query("DELETE FROM message WHERE id = 'a1'");
  const late = store.commit({ placements: [samplePlacement('mario', 'a1')] });
  const neighbour = store.commit({ messages: [sampleMessage('a2')], placements: [samplePlacement('ada', 'a2')] });
  const refused = assert.rejects(late);
  // The group has come as far as the row that is being deleted.
  const waiting = 'SELECT FROM pg_locks WHERE NOT granted';
  while ((await sweeper.query(waiting)).rowCount === 0) await new Promise(setImmediate);
  await sweeper.query('COMMIT');
  await sweeper.end();
  await refused;
  assert.equal((await neighbour).done, true);
  assert.deepEqual(await store.items('mario', 'INBOX'), []);
});

test('messages that pass from job to job to mailbox are never swept on the way', async () => {
  await using store = await open();
  await using sweeper = await open();
  await done(store, mailboxStep(sampleMailbox('mario', { quotaBytes: 1_000_000 })));
  let running = true;
  let swept = 0;
  const sweeping = (async () => {
    while (running) swept += await sweeper.sweepMessages(CUT, 100);
  })();
  const pass = async (n: number) => {
    const id = `a${n}`;
    await done(store, { messages: [sampleMessage(id), sampleMessage(`${id}x`)], jobs: [relay(id), relay(`${id}x`)] });
    const deliver = { ...relay(id), id: `deliver-${id}` };
    await done(store, { done: [{ jobId: `job-${id}` }], jobs: [deliver] });
    await done(store, { done: [{ jobId: deliver.id }], placements: [samplePlacement('mario', id)] });
    await done(store, { done: [{ jobId: `job-${id}x` }] });
  };
  await Promise.all(Array.from({ length: 200 }, (_, n) => pass(n)));
  running = false;
  await sweeping;
  swept += await sweeper.sweepMessages(CUT, 1_000);
  assert.equal(swept, 200);
  assert.equal((await store.items('mario', 'INBOX')).length, 200);
  const findings = await checkInvariants({
    connection: database.server,
    blobs: memoryBlobs(),
    now: T0 + HOUR_MS,
    audit: auditMessage,
  });
  assert.deepEqual(findings, []);
});
