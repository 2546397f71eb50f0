import assert from 'node:assert/strict';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import {
  HOUR_MS,
  mailboxStep,
  plainMessage,
  plainRope,
  sampleDispatch,
  sampleMailbox,
  sampleMessage,
  sampleRow,
  sampleSeen,
  T0,
} from './store-samples.ts';

/** What is written is read back: one case for each part of Step that is a record. */
export const recordCases: readonly StoreCase[] = [
  ['an empty step is done', async ({ store }) => assert.deepEqual(await store.commit({}), { done: true, uids: [] })],
  ['an empty store answers every question', emptyStore],
  [
    'a message is kept as exact octets and slices',
    async ({ store }) => {
      const octets = Uint8Array.from({ length: 256 }, (_, octet) => octet);
      const rope = [octets, { blob: 'b-1', offset: 7, length: 300_000 }, new Uint8Array([13, 10]), octets];
      const message = { id: 'm-1', rope, size: 300_514, sha256: 'aa'.repeat(32) };
      await store.commit({ messages: [message, { ...message, id: 'm-2', rope: [], size: 0 }] });
      assert.deepEqual(plainMessage(await store.message('m-1')), plainMessage(message));
      assert.deepEqual(plainRope((await store.message('m-2'))!.rope), []);
    },
  ],
  [
    'a message that exists already is left as it is, so that a step may be repeated',
    async ({ store }) => {
      const step = { messages: [sampleMessage('m-1')] };
      await store.commit(step);
      assert.deepEqual(await store.commit(step), { done: true, uids: [] });
      await store.commit({ messages: [sampleMessage('m-1', 'other')] });
      assert.deepEqual(plainMessage(await store.message('m-1')), plainMessage(sampleMessage('m-1')));
    },
  ],
  [
    'what the caller changes after the commit changes nothing in the store',
    async ({ store }) => {
      const row = { ...sampleRow('id-1', 'a@b.example') };
      await store.commit({ track: [row] });
      row.state = 'FAILED';
      assert.equal((await store.tracking('id-1'))[0]!.state, 'WAITING');
    },
  ],
  [
    'seen keys are found among many asked for',
    async ({ store }) => {
      const seen = [sampleSeen('k-1', 'm-1'), sampleSeen('k-2', 'm-1')];
      await store.commit({ messages: [sampleMessage('m-1')], seen });
      const found = await store.seen(['k-2', 'k-3', 'k-1', 'k-1']);
      assert.deepEqual([...found.keys()].sort(), ['k-1', 'k-2']);
      assert.deepEqual({ ...found.get('k-2') }, seen[1]);
    },
  ],
  [
    'a dispatch keeps the certified facts of the acceptance as they were',
    async ({ store }) => {
      await store.commit(mailboxStep(sampleMailbox('mario')));
      const full = sampleDispatch('id-1', 'mario', 'm-1');
      const { subject: _s, msgid: _m, ...bare } = full.facts;
      const sparse = { ...full, facts: { ...bare, identificativo: 'id-2' } };
      await store.commit({ messages: [sampleMessage('m-1')], dispatches: [full, sparse] });
      assert.deepEqual(await store.dispatch('id-1'), full);
      assert.deepEqual(await store.dispatch('id-2'), sparse);
    },
  ],
  ['tracking rows change state and fall due in order', trackingInOrder],
  [
    'the newest document of a name wins',
    async ({ store }) => {
      const document = (byte: number, at: number) => ({ name: 'index', bytes: new Uint8Array([byte, 0, 255]), at });
      const first = async () => (await store.document('index'))!.bytes[0];
      await store.commit({ documents: [document(1, T0), { ...document(9, T0), name: 'crl' }] });
      await store.commit({ documents: [document(2, T0 + 1)] });
      assert.equal(await first(), 2);
      await store.commit({ documents: [document(3, T0)] });
      assert.equal(await first(), 2, 'an older one does not replace a newer one');
      await store.commit({ documents: [document(4, T0 + 1)] });
      assert.equal(await first(), 4, 'of the same instant the later commit wins');
      const kept = await store.document('index');
      assert.deepEqual([kept!.name, [...kept!.bytes], kept!.at], ['index', [4, 0, 255], T0 + 1]);
    },
  ],
  [
    'a document that is forgotten is gone, and may come again',
    async ({ store }) => {
      const keep = (name: string) => ({ name, bytes: new Uint8Array([1]), at: T0 + 5 });
      await store.commit({ documents: [keep('one'), keep('two'), keep('three')] });
      assert.equal((await store.commit({ forget: ['one', 'two', 'none'] })).done, true);
      assert.deepEqual([await store.document('one'), await store.document('two')], [undefined, undefined]);
      assert.equal((await store.document('three'))!.name, 'three');
      await store.commit({ documents: [{ ...keep('one'), at: T0 }] });
      assert.equal((await store.document('one'))!.at, T0);
    },
  ],
  [
    'quarantined messages are listed newest first',
    async ({ store }) => {
      const infected = (id: string, at: number) =>
        ({
          id,
          messageId: 'm-1',
          at,
          point: 'InP',
          virus: 'Eicar',
          sender: 'a@b.example',
          recipients: ['x@y.example'],
        }) as const;
      const second = { ...infected('q-2', T0 + 1), identificativo: 'id-1' };
      await store.commit({ messages: [sampleMessage('m-1')], quarantine: [infected('q-1', T0), second] });
      await store.commit({ quarantine: [infected('q-3', T0 + 2)] });
      assert.deepEqual(
        (await store.quarantined(2)).map((item) => item.id),
        ['q-3', 'q-2'],
      );
      assert.deepEqual((await store.quarantined(9))[1], second);
      assert.equal(await store.countQuarantined(), 3);
      assert.deepEqual(
        (await store.quarantined(9, second)).map((item) => item.id),
        ['q-1'],
        'behind a place',
      );
    },
  ],
  [
    'a further handle sees what the first one committed',
    async ({ store, reopen }) => {
      if (!reopen) return;
      await store.commit({ messages: [sampleMessage('m-1')], track: [sampleRow('id-1', 'a@b.example')] });
      await using again = await reopen();
      assert.ok(await again.message('m-1'));
      assert.equal((await again.tracking('id-1')).length, 1);
    },
  ],
];

async function emptyStore({ store }: OpenedStore): Promise<void> {
  assert.equal(await store.message('none'), undefined);
  assert.equal((await store.seen([])).size, 0);
  assert.equal((await store.seen(['none'])).size, 0);
  assert.equal(await store.dispatch('none'), undefined);
  assert.deepEqual(await store.tracking('none'), []);
  assert.deepEqual(await store.dueTracking(T0, 10), []);
  assert.equal(await store.nextDue(), undefined);
  assert.equal(await store.openJobs(), 0);
  assert.deepEqual(await store.jobs(10), []);
  assert.equal(await store.folder('none', 'INBOX'), undefined);
  assert.deepEqual(await store.folders('none'), []);
  assert.deepEqual(await store.items('none', 'INBOX'), []);
  assert.equal(await store.document('none'), undefined);
  assert.deepEqual(await store.searchLog({ limit: 10 }), []);
  assert.deepEqual(await store.quarantined(10), []);
  assert.deepEqual(await store.domains(), []);
  assert.equal(await store.mailbox('none@pec.alfa.example'), undefined);
  assert.equal(await store.mailboxById('none'), undefined);
  assert.deepEqual(await store.mailboxes(), []);
  assert.deepEqual(await store.mailboxUse('none'), { usedBytes: 0, messages: 0 });
}

async function trackingInOrder({ store }: OpenedStore): Promise<void> {
  const rows = [
    sampleRow('id-1', 'late@b.example', { dueAt: T0 + 3 * HOUR_MS }),
    sampleRow('id-1', 'soon@b.example', { dueAt: T0 + HOUR_MS }),
    sampleRow('id-2', 'soon@b.example', { dueAt: T0 + 2 * HOUR_MS }),
  ];
  await store.commit({ track: rows });
  assert.equal((await store.tracking('id-1')).length, 2);
  assert.deepEqual(await store.dueTracking(T0, 10), []);
  assert.deepEqual(await store.dueTracking(T0 + 2 * HOUR_MS, 10), [rows[1], rows[2]]);
  assert.deepEqual(await store.dueTracking(T0 + 9 * HOUR_MS, 1), [rows[1]]);
  assert.equal(await store.nextDue(), T0 + HOUR_MS);

  const soon = { identificativo: 'id-1', recipient: 'soon@b.example' };
  await store.commit({ tracking: [{ ...soon, from: 'WAITING', to: 'TAKEN', dueAt: T0 + 4 * HOUR_MS }] });
  assert.equal(await store.nextDue(), T0 + 2 * HOUR_MS);
  await store.commit({ tracking: [{ ...soon, from: 'TAKEN', to: 'DELIVERED' }] });
  const after = (await store.tracking('id-1')).find((row) => row.recipient === soon.recipient);
  assert.deepEqual(after, { ...soon, state: 'DELIVERED' });
  assert.deepEqual(await store.dueTracking(T0 + 99 * HOUR_MS, 10), [rows[2], rows[0]]);

  await store.commit({ track: [rows[1]!] });
  const again = (await store.tracking('id-1')).find((row) => row.recipient === soon.recipient);
  assert.equal(again!.state, 'DELIVERED', 'a row that is tracked already keeps its state');
}
