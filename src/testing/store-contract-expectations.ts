import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { FailedExpectation, Step, Store } from '#ports';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import {
  claim,
  mailboxStep,
  sampleDispatch,
  sampleJob,
  sampleMailbox,
  sampleMessage,
  samplePlacement,
  sampleRecord,
  sampleRow,
  sampleSeen,
  T0,
} from './store-samples.ts';

/** Each expectation fails alone, names itself, and nothing of its step is recorded. */
export const expectationCases: readonly StoreCase[] = [
  [
    'a lease that is not ours fails the step',
    async ({ store }) => {
      await prepare(store);
      const [job] = await claim(store);
      const wrong = { kind: 'lease', jobId: job!.id, token: `${job!.token}x` } as const;
      await refused(store, { expects: [wrong] }, { kind: 'lease', jobId: job!.id });
      await refused(store, { expects: [{ ...wrong, jobId: 'none' }] }, { kind: 'lease', jobId: 'none' });
      const done = await store.commit({ expects: [{ kind: 'lease', jobId: job!.id, token: job!.token }] });
      assert.equal(done.done, true);
    },
  ],
  [
    'a free job is leased to nobody',
    async ({ store }) => {
      await prepare(store);
      const held = { kind: 'lease', jobId: 'j-0', token: 'w1/1' } as const;
      await refused(store, { expects: [held] }, { kind: 'lease', jobId: 'j-0' });
    },
  ],
  [
    'the quota counts to the last octet',
    async ({ store }) => {
      await prepare(store);
      const expects = (bytes: number) => [{ kind: 'quota', mailbox: 'ugo', bytes }] as const;
      const failed: FailedExpectation = { kind: 'quota', mailbox: 'ugo' };
      await refused(store, { expects: expects(901) }, failed);
      const placements = [samplePlacement('ugo', 'm-0', { size: 900 })];
      assert.equal((await store.commit({ expects: expects(900), placements })).done, true);
      await refused(store, { expects: expects(1) }, failed);
      assert.equal((await store.commit({ expects: expects(0) })).done, true);
      assert.deepEqual(await store.mailboxUse('ugo'), { usedBytes: 1_000, messages: 2 });
    },
  ],
  [
    'a step that may use the reserve fills the mailbox up to it, and no further',
    async ({ store }) => {
      await prepare(store);
      const expects = (bytes: number, upTo: number) => [{ kind: 'quota', mailbox: 'ugo', bytes, upTo }] as const;
      const failed: FailedExpectation = { kind: 'quota', mailbox: 'ugo' };
      await refused(store, { expects: expects(1_401, 1_500) }, failed);
      await refused(store, { expects: expects(1, 100) }, failed);
      const placements = [samplePlacement('ugo', 'm-0', { size: 1_400 })];
      assert.equal((await store.commit({ expects: expects(1_400, 1_500), placements })).done, true);
      await refused(store, { expects: [{ kind: 'quota', mailbox: 'ugo', bytes: 1 }] }, failed);
    },
  ],
  [
    'a document that is no longer what was read, or that is there or not against expectation, fails the step',
    async ({ store }) => {
      await prepare(store);
      const failed = (name: string): FailedExpectation => ({ kind: 'document', name });
      const read = { kind: 'document', name: 'd-0', sha256: hash('sha256', new Uint8Array([1])) } as const;
      const documents = [{ name: 'd-0', bytes: new Uint8Array([2]), at: T0 }];
      await refused(store, { expects: [{ ...read, sha256: undefined }] }, failed('d-0'));
      await refused(store, { expects: [{ ...read, name: 'none' }] }, failed('none'));
      const none = await store.commit({ expects: [{ ...read, name: 'none', sha256: undefined }] });
      assert.equal(none.done, true);
      const both = await Promise.all([
        store.commit({ expects: [read], documents }),
        store.commit({ expects: [read], documents }),
      ]);
      assert.deepEqual(both, [
        { done: true, uids: [] },
        { done: false, failed: failed('d-0') },
      ]);
      await refused(store, { expects: [read], documents }, failed('d-0'));
    },
  ],
  [
    'a mailbox that is unknown, suspended or revoked has no room',
    async ({ store }) => {
      await prepare(store);
      const change = { quotaBytes: 1_000 };
      await store.commit(mailboxStep(sampleMailbox('sus', { ...change, status: 'suspended' })));
      await store.commit(mailboxStep(sampleMailbox('rev', { ...change, status: 'revoked' })));
      for (const mailbox of ['sus', 'rev', 'none']) {
        await refused(store, { expects: [{ kind: 'quota', mailbox, bytes: 1 }] }, { kind: 'quota', mailbox });
      }
    },
  ],
  [
    'a key that was seen fails the step and tells the digest and the message it was seen with',
    async ({ store }) => {
      await prepare(store);
      const seen = [sampleSeen('new', 'm-x'), sampleSeen('k-0', 'm-x', 'ff'.repeat(32))];
      await refused(store, { seen }, { kind: 'seen', ...sampleSeen('k-0', 'm-0') });
      assert.equal((await store.seen(['new'])).size, 0);
    },
  ],
  [
    'a tracked recipient that is no longer in `from`, or not tracked, fails the step',
    async ({ store }) => {
      await prepare(store);
      const change = {
        identificativo: 'id-0',
        recipient: 'ugo@pec.beta.example',
        from: 'TAKEN',
        to: 'DELIVERED',
      } as const;
      const { identificativo, recipient } = change;
      await refused(store, { tracking: [change] }, { kind: 'tracking', identificativo, recipient });
      const unknown = { ...change, recipient: 'eva@pec.beta.example' };
      await refused(store, { tracking: [unknown] }, { kind: 'tracking', identificativo, recipient: unknown.recipient });
    },
  ],
  ['a step that fails leaves the steps beside it alone', neighbours],
  ['a step that contradicts itself rejects, and the steps beside it do not', contradiction],
];

/** One of everything, so that there is something to leave untouched. */
async function prepare(store: Store): Promise<void> {
  await store.commit(mailboxStep(sampleMailbox('ugo')));
  await store.commit({
    messages: [sampleMessage('m-0')],
    seen: [sampleSeen('k-0', 'm-0')],
    track: [sampleRow('id-0', 'ugo@pec.beta.example')],
    placements: [samplePlacement('ugo', 'm-0')],
    documents: [{ name: 'd-0', bytes: new Uint8Array([1]), at: T0 }],
    jobs: [sampleJob('j-0')],
  });
}

/** Every part a step can have, none of which may leave a trace. */
function everything(): Step {
  return {
    messages: [sampleMessage('m-x')],
    seen: [sampleSeen('k-x', 'm-x')],
    dispatches: [sampleDispatch('id-x', 'ugo', 'm-x')],
    track: [sampleRow('id-x', 'ugo@pec.beta.example', { dueAt: T0 - 1 })],
    tracking: [{ identificativo: 'id-0', recipient: 'ugo@pec.beta.example', from: 'WAITING', to: 'TAKEN' }],
    log: [sampleRecord()],
    placements: [samplePlacement('ugo', 'm-x', { folder: 'Other' })],
    quarantine: [{ id: 'q-x', messageId: 'm-x', at: T0, point: 'AP', virus: 'v', sender: 's', recipients: [] }],
    documents: [{ name: 'd-x', bytes: new Uint8Array([1]), at: T0 }],
    forget: ['d-0'],
    accounts: [
      { kind: 'put-domain', domain: { name: 'x.example' } },
      { kind: 'put-mailbox', mailbox: sampleMailbox('x') },
    ],
    jobs: [sampleJob('j-x', { runAt: T0 - 1 })],
    done: [{ jobId: 'j-0' }],
  };
}

async function refused(store: Store, step: Step, failed: FailedExpectation): Promise<void> {
  const before = await picture(store);
  assert.deepEqual(await store.commit({ ...everything(), ...step }), { done: false, failed });
  assert.deepEqual(await picture(store), before);
}

/** All that `everything` would change. */
async function picture(store: Store): Promise<unknown> {
  return {
    message: await store.message('m-x'),
    seen: await store.seen(['k-x']),
    dispatch: await store.dispatch('id-x'),
    tracking: [await store.tracking('id-x'), await store.tracking('id-0')],
    log: await store.searchLog({ limit: 9 }),
    folders: await store.folders('ugo'),
    items: [await store.items('ugo', 'INBOX'), await store.items('ugo', 'Other')],
    use: await store.mailboxUse('ugo'),
    quarantined: await store.quarantined(9),
    documents: [await store.document('d-x'), await store.document('d-0')],
    accounts: [await store.domains(), await store.mailboxById('x')],
    jobs: await store.jobs(9),
    due: await store.nextDue(),
  };
}

async function neighbours({ store }: OpenedStore): Promise<void> {
  await prepare(store);
  const good = (name: string): Step => ({ messages: [sampleMessage(name)], log: [sampleRecord({ messageId: name })] });
  const results = await Promise.all([
    store.commit(good('before')),
    store.commit({ ...good('bad-lease'), expects: [{ kind: 'lease', jobId: 'j-0', token: 'x' }] }),
    store.commit(good('between')),
    store.commit({ ...good('bad-seen'), seen: [sampleSeen('k-0', 'bad-seen')] }),
    store.commit({ ...good('bad-quota'), expects: [{ kind: 'quota', mailbox: 'ugo', bytes: 2_000 }] }),
    store.commit(good('after')),
  ]);
  assert.deepEqual(
    results.map((result) => result.done),
    [true, false, true, false, false, true],
  );
  for (const name of ['before', 'between', 'after']) assert.ok(await store.message(name), name);
  for (const name of ['bad-lease', 'bad-seen', 'bad-quota']) assert.equal(await store.message(name), undefined);
  const logged = (await store.searchLog({ limit: 9 })).map((record) => record.messageId);
  assert.deepEqual(logged.sort(), ['after', 'before', 'between']);
}

async function contradiction({ store }: OpenedStore): Promise<void> {
  await prepare(store);
  const good = store.commit({ messages: [sampleMessage('good')] });
  const noMessage = store.commit({ log: [sampleRecord()], placements: [samplePlacement('ugo', 'nobody-wrote-this')] });
  const noMailbox = store.commit({ log: [sampleRecord()], placements: [samplePlacement('nobody', 'm-0')] });
  const alsoGood = store.commit({ messages: [sampleMessage('also-good')] });
  await assert.rejects(noMessage);
  await assert.rejects(noMailbox);
  assert.deepEqual(await good, { done: true, uids: [] });
  assert.deepEqual(await alsoGood, { done: true, uids: [] });
  assert.ok((await store.message('good')) && (await store.message('also-good')));
  assert.deepEqual(await store.searchLog({ limit: 9 }), []);
  assert.deepEqual(await store.mailboxUse('ugo'), { usedBytes: 100, messages: 1 });
}
