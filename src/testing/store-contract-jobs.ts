import assert from 'node:assert/strict';
import type { Job, Store, Work } from '#ports';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import { claim, HOUR_MS, sampleJob, sampleMessage, sampleRecord, T0 } from './store-samples.ts';

const ids = (jobs: readonly Job[]) => jobs.map((job) => job.id).sort();

/** Jobs: taken by one worker at a time, counted, given back, ended with their effects (invariant 2 of ARCHITECTURE.md). */
export const jobCases: readonly StoreCase[] = [
  [
    'a job is claimed whole, when its instant has come, oldest first',
    async ({ store }) => {
      const late = sampleJob('late', { runAt: T0 + 1 });
      const old = sampleJob('old', { runAt: T0 - 2, queue: 'local', work: receive() });
      await store.commit({ jobs: [late, sampleJob('now'), old, sampleJob('mid', { runAt: T0 - 1 })] });
      const taken = await claim(store, { limit: 2 });
      assert.deepEqual(
        taken.map((job) => job.id),
        ['old', 'mid'],
      );
      const { token, ...rest } = taken[0]!;
      assert.deepEqual(rest, { ...old, attempts: 1 });
      assert.ok(token.length > 0);
      assert.deepEqual(ids(await claim(store)), ['now']);
      assert.deepEqual(ids(await claim(store, { now: T0 + 1 })), ['late']);
    },
  ],
  [
    'a job that exists already is left as it is',
    async ({ store }) => {
      await store.commit({ jobs: [sampleJob('j')] });
      const [job] = await claim(store);
      assert.deepEqual(await store.commit({ jobs: [sampleJob('j', { queue: 'other' })] }), { done: true, uids: [] });
      assert.deepEqual(await claim(store), []);
      const lease = { kind: 'lease', jobId: 'j', token: job!.token } as const;
      assert.equal((await store.commit({ expects: [lease], done: [{ jobId: 'j' }] })).done, true);
    },
  ],
  ['two workers never hold the same job', twoWorkers],
  [
    'a lease ends by monotonic time, whatever the legal clock says',
    async ({ store }) => {
      await store.commit({ jobs: [sampleJob('j')] });
      const [first] = await claim(store, { monotonicNow: 5_000, leaseMs: 1_000 });
      assert.deepEqual(await claim(store, { worker: 'w2', monotonicNow: 5_999, now: T0 + 1_000 * HOUR_MS }), []);
      const [second] = await claim(store, { worker: 'w2', monotonicNow: 6_000 });
      assert.deepEqual([first!.attempts, second!.attempts], [1, 2], 'a crashed attempt counts too');
      assert.notEqual(second!.token, first!.token);
    },
  ],
  [
    'leases of dead workers are over at once; those of the living, and of the claiming one, hold',
    async ({ store }) => {
      await store.commit({ jobs: ['a', 'b', 'c'].map((id) => sampleJob(id)) });
      for (const worker of ['1.old', '1.new', '10.other']) await claim(store, { worker, limit: 1 });
      assert.deepEqual(ids(await claim(store, { worker: '1.new' })), []);
      assert.deepEqual(ids(await claim(store, { worker: '1.new', dead: '1.' })), ['a']);
    },
  ],
  [
    'leases that the claiming worker has lost sight of are over when it says so: those begun before, on jobs it has not in hand',
    async ({ store }) => {
      await store.commit({ jobs: ['a', 'b', 'c', 'd'].map((id) => sampleJob(id)) });
      const leaseMs = 100_000;
      for (const monotonicNow of [1_000, 1_000, 3_000])
        await claim(store, { worker: '1.own', limit: 1, monotonicNow, leaseMs });
      await claim(store, { worker: '1.other', limit: 1, monotonicNow: 1_000, leaseMs });
      const mislaid = { leasedBefore: 2_000, inHand: ['b'] };
      const now = { worker: '1.own', monotonicNow: 4_000, leaseMs };
      assert.deepEqual(ids(await claim(store, now)), []);
      assert.deepEqual(ids(await claim(store, { ...now, mislaid })), ['a']);
      assert.deepEqual(ids(await claim(store, { ...now, mislaid })), [], 'its lease is of now');
    },
  ],
  ['a late worker with its old token can do nothing', lateWorker],
  [
    'who expects that nobody holds a job is right only while it waits',
    async ({ store }) => {
      await store.commit({ jobs: [sampleJob('j')] });
      const free = { expects: [{ kind: 'lease', jobId: 'j', token: '' }] } as const;
      assert.equal((await store.commit(free)).done, true);
      const [job] = await claim(store);
      assert.deepEqual(await store.commit(free), { done: false, failed: { kind: 'lease', jobId: 'j' } });
      await store.commit({ retry: [{ jobId: 'j', runAt: T0, error: 'later' }] });
      assert.equal((await store.commit(free)).done, true);
      const ended = { kind: 'lease', jobId: job!.id, token: job!.token } as const;
      assert.equal((await store.commit({ expects: [ended] })).done, false);
      await store.commit({ done: [{ jobId: 'j' }] });
      assert.equal((await store.commit(free)).done, false);
    },
  ],
  [
    'an ended lease that nobody took over still holds',
    async ({ store }) => {
      await store.commit({ jobs: [sampleJob('j')] });
      const [job] = await claim(store);
      await claim(store, { monotonicNow: 500, worker: 'w2' });
      const lease = { kind: 'lease', jobId: 'j', token: job!.token } as const;
      assert.deepEqual(await store.commit({ expects: [lease], done: [{ jobId: 'j' }] }), { done: true, uids: [] });
      assert.equal(await store.openJobs(), 0);
    },
  ],
  ['a job put back waits for its new instant with the recipients still owed', putBack],
  [
    'a job ends in the commit of its effects, and its successor is born there',
    async ({ store }) => {
      await store.commit({ jobs: [sampleJob('j-1')] });
      const [job] = await claim(store);
      await store.commit({
        expects: [{ kind: 'lease', jobId: 'j-1', token: job!.token }],
        messages: [sampleMessage('m-1')],
        done: [{ jobId: 'j-1' }],
        jobs: [sampleJob('j-2')],
      });
      assert.deepEqual(ids(await store.jobs(10)), ['j-2']);
      assert.deepEqual(ids(await claim(store, { monotonicNow: 10_000 })), ['j-2']);
    },
  ],
  [
    'open jobs are shown in parts, by queue, one by one; what waits in a queue is counted',
    async ({ store }) => {
      const of = (id: string, queue: string, later = 0) =>
        sampleJob(id, { queue, runAt: T0 + later, expiresAt: T0 + HOUR_MS + later });
      await store.commit({ jobs: [of('c', 'x', 5), of('b', 'y', 1), of('a', 'x'), of('d', 'x', 9)] });
      assert.deepEqual(ids(await store.jobs(2)), ['a', 'b']);
      assert.deepEqual(ids(await store.jobs(2, { after: { runAt: T0 + 1, id: 'b' } })), ['c', 'd']);
      assert.deepEqual(ids(await store.jobs(9, { after: { runAt: T0 + 1, id: 'aa' } })), ['b', 'c', 'd'], 'it went');
      assert.deepEqual(ids(await store.jobs(1, { queue: 'x', after: { runAt: T0, id: 'a' } })), ['c']);
      assert.deepEqual([(await store.job('b'))?.queue, await store.job('none')], ['y', undefined]);
      const [job] = await claim(store, { now: T0, limit: 1 });
      const retry = { jobId: job!.id, runAt: T0 + 7, error: '451' };
      await store.commit({ expects: [{ kind: 'lease', jobId: job!.id, token: job!.token }], retry: [retry] });
      assert.deepEqual(await store.jobQueues(), [
        { queue: 'x', jobs: 3, expiresAt: T0 + HOUR_MS, runAt: T0 + 5, lastError: '451' },
        { queue: 'y', jobs: 1, expiresAt: T0 + HOUR_MS + 1, runAt: T0 + 1 },
      ]);
    },
  ],
  [
    'open jobs are counted and shown, the leased ones too',
    async ({ store }) => {
      await store.commit({ jobs: [sampleJob('a', { runAt: T0 - 2 }), sampleJob('b', { runAt: T0 + HOUR_MS })] });
      assert.equal(await store.nextDue(), T0 - 2);
      const [job] = await claim(store);
      assert.equal(await store.openJobs(), 2);
      assert.deepEqual(
        (await store.jobs(10)).map((open) => [open.id, open.attempts]),
        [
          ['a', 1],
          ['b', 0],
        ],
      );
      assert.deepEqual((await store.jobs(1)).length, 1);
      assert.equal(await store.nextDue(), T0 - 2, 'a job under way is not finished');
      await store.commit({ expects: [{ kind: 'lease', jobId: 'a', token: job!.token }], done: [{ jobId: 'a' }] });
      assert.equal(await store.openJobs(), 1);
      assert.equal(await store.nextDue(), T0 + HOUR_MS);
    },
  ],
];

export const handOverCases: readonly StoreCase[] = [
  ['jobs born here are handed over in memory, leased, as far as there is room', handedOver],
  [
    'a job that was handed over is taken by another worker only when its lease ended',
    async ({ store }) => {
      const receiver = receive200(store, { room: 1 });
      await store.commit({ jobs: [sampleJob('j')] });
      const [job] = await receiver.taken(1);
      assert.deepEqual(await claim(store, { worker: 'w2', monotonicNow: 1_199 }), []);
      const [again] = await claim(store, { worker: 'w2', monotonicNow: 1_200 });
      assert.equal(again!.attempts, 2);
      const late = await store.commit({ expects: [{ kind: 'lease', jobId: 'j', token: job!.token }] });
      assert.deepEqual(late, { done: false, failed: { kind: 'lease', jobId: 'j' } });
    },
  ],
  [
    'nothing is handed over of a step that failed',
    async ({ store }) => {
      const receiver = receive200(store, { room: 9 });
      const failing = { expects: [{ kind: 'lease', jobId: 'none', token: 'x' }], jobs: [sampleJob('never')] } as const;
      await Promise.all([store.commit(failing), store.commit({ jobs: [sampleJob('j')] })]);
      assert.deepEqual(ids(await receiver.taken(1)), ['j']);
      assert.equal(await store.openJobs(), 1);
    },
  ],
];

function receive(): Work {
  return { kind: 'receive', messageId: 'm-1', mailFrom: '', recipients: ['ugo@pec.alfa.example'] };
}

async function twoWorkers({ store, reopen }: OpenedStore): Promise<void> {
  await store.commit({ jobs: Array.from({ length: 60 }, (_, n) => sampleJob(`j-${n}`)) });
  await using other = await reopen?.();
  const rounds = Array.from({ length: 8 }, (_, n) =>
    claim(n % 2 === 1 && other ? other : store, { worker: `w${n}`, limit: 10 }),
  );
  const taken = (await Promise.all(rounds)).flat();
  const rest = await claim(store, { worker: 'w-last' });
  const all = [...taken, ...rest];
  assert.equal(new Set(all.map((job) => job.id)).size, 60, 'every job once');
  assert.equal(all.length, 60, 'no job twice');
  assert.equal(new Set(all.map((job) => `${job.id} ${job.token}`)).size, 60);
}

async function lateWorker({ store }: OpenedStore): Promise<void> {
  await store.commit({ jobs: [sampleJob('j')] });
  const [late] = await claim(store, { worker: 'late', monotonicNow: 0 });
  const [now] = await claim(store, { worker: 'now', monotonicNow: 1_000 });
  const finish = (job: Job) =>
    store.commit({
      expects: [{ kind: 'lease', jobId: 'j', token: job.token }],
      log: [sampleRecord({ messageId: job.token })],
      done: [{ jobId: 'j' }],
    });
  const [lateResult, nowResult] = await Promise.all([finish(late!), finish(now!)]);
  assert.deepEqual(lateResult, { done: false, failed: { kind: 'lease', jobId: 'j' } });
  assert.deepEqual(nowResult, { done: true, uids: [] });
  assert.deepEqual(await finish(now!), { done: false, failed: { kind: 'lease', jobId: 'j' } }, 'once only');
  assert.deepEqual(
    (await store.searchLog({ limit: 9 })).map((record) => record.messageId),
    [now!.token],
  );
}

async function putBack({ store }: OpenedStore): Promise<void> {
  const born = sampleJob('j');
  await store.commit({ jobs: [born] });
  const [job] = await claim(store);
  assert.ok(job!.work.kind === 'relay');
  const fewer: Work = { ...job!.work, recipients: ['ada@pec.beta.example'] };
  const lease = { kind: 'lease', jobId: 'j', token: job!.token } as const;
  const retry = [{ jobId: 'j', runAt: T0 + HOUR_MS, error: '451 4.3.0 later', work: fewer }];
  assert.deepEqual(await store.commit({ expects: [lease], retry }), { done: true, uids: [] });
  assert.equal(await store.nextDue(), T0 + HOUR_MS);
  assert.deepEqual(await claim(store, { monotonicNow: 1e6 }), [], 'its lease is over, its instant has not come');
  assert.deepEqual(await store.commit({ expects: [lease] }), { done: false, failed: { kind: 'lease', jobId: 'j' } });

  const [again] = await claim(store, { now: T0 + HOUR_MS, monotonicNow: 1 });
  assert.notEqual(again!.token, job!.token, 'a put-back job has a new token though its first lease never ended');
  const { token, ...rest } = again!;
  const expected = { ...born, runAt: T0 + HOUR_MS, work: fewer, attempts: 2, lastError: '451 4.3.0 later' };
  assert.deepEqual(rest, expected);
  const same = { jobId: 'j', runAt: T0 + 2 * HOUR_MS, error: 'again' };
  await store.commit({ expects: [{ kind: 'lease', jobId: 'j', token }], retry: [same] });
  const [third] = await claim(store, { now: T0 + 2 * HOUR_MS });
  assert.deepEqual([third!.work, third!.attempts, third!.lastError], [fewer, 3, 'again']);
}

/** A receiver on the process's own clocks: legal T0, monotonic 200, leases of one second. */
function receive200(store: Store, options: { room: number }) {
  const jobs: Job[] = [];
  let arrived = Promise.withResolvers<void>();
  store.handOver({
    worker: 'here',
    leaseMs: 1_000,
    now: () => T0,
    monotonicNow: () => 200,
    room: () => options.room - jobs.length,
    take: (more) => {
      jobs.push(...more);
      arrived.resolve();
      arrived = Promise.withResolvers();
    },
  });
  const taken = async (count: number) => {
    while (jobs.length < count) await arrived.promise;
    return jobs;
  };
  return { taken };
}

async function handedOver({ store }: OpenedStore): Promise<void> {
  const receiver = receive200(store, { room: 2 });
  const later = sampleJob('later', { runAt: T0 + 1 });
  const born = sampleJob('a');
  await store.commit({ jobs: [later, born] });
  await store.commit({ jobs: [sampleJob('b'), sampleJob('c'), sampleJob('d')] });
  const taken = await receiver.taken(2);
  assert.equal(taken.length, 2);
  const { token, ...rest } = taken[0]!;
  assert.deepEqual(rest, { ...born, attempts: 1 });
  const free = await claim(store, { worker: 'w2', now: T0 + 1, monotonicNow: 300 });
  assert.deepEqual(ids([...taken, ...free]), ['a', 'b', 'c', 'd', 'later']);
  const result = await store.commit({ expects: [{ kind: 'lease', jobId: 'a', token }], done: [{ jobId: 'a' }] });
  assert.deepEqual(result, { done: true, uids: [] });
  assert.equal(await store.openJobs(), 4);
}
