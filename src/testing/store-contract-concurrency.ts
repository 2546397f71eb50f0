import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Step } from '#ports';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import { apply, emptyModel, type Model, observe, permutations } from './store-model.ts';
import {
  claim,
  mailboxStep,
  sampleJob,
  sampleMailbox,
  sampleMessage,
  samplePlacement,
  sampleRecord,
  sampleRow,
  sampleSeen,
} from './store-samples.ts';

/** Steps that meet: for every interleaving there is an order of single steps that explains what was answered and kept. */
export const concurrencyCases: readonly StoreCase[] = [
  [
    'two steps race for the last octets of a mailbox and one wins',
    async ({ store, reopen }) => {
      await store.commit(mailboxStep(sampleMailbox('ugo')));
      await store.commit({ messages: [sampleMessage('m-1')] });
      await using other = await reopen?.();
      const step: Step = {
        expects: [{ kind: 'quota', mailbox: 'ugo', bytes: 600 }],
        placements: [samplePlacement('ugo', 'm-1', { size: 600 })],
      };
      const results = await Promise.all([store.commit(step), (other ?? store).commit(step), store.commit(step)]);
      assert.equal(results.filter((result) => result.done).length, 1);
      assert.deepEqual(await store.mailboxUse('ugo'), { usedBytes: 600, messages: 1 });
    },
  ],
  [
    'of many steps with the same key one is recorded, and the others are told which',
    async ({ store, reopen }) => {
      await using other = await reopen?.();
      const commit = (n: number) =>
        (n % 2 === 1 && other ? other : store).commit({
          messages: [sampleMessage(`m-${n}`)],
          seen: [sampleSeen('key', `m-${n}`, `${n}`.padStart(64, '0'))],
          log: [sampleRecord({ messageId: `m-${n}` })],
        });
      const results = await Promise.all(Array.from({ length: 20 }, (_, n) => commit(n)));
      const winners = results.flatMap((result, n) => (result.done ? [n] : []));
      assert.equal(winners.length, 1);
      const won = sampleSeen('key', `m-${winners[0]}`, `${winners[0]}`.padStart(64, '0'));
      for (const result of results) if (!result.done) assert.deepEqual(result.failed, { kind: 'seen', ...won });
      assert.equal((await store.searchLog({ limit: 99 })).length, 1);
    },
  ],
  [
    'of two changes of one tracked recipient one is made',
    async ({ store }) => {
      await store.commit({ track: [sampleRow('id-1', 'a@b.example')] });
      const change = { identificativo: 'id-1', recipient: 'a@b.example', from: 'WAITING' } as const;
      const results = await Promise.all([
        store.commit({ tracking: [{ ...change, to: 'DELIVERED' }] }),
        store.commit({ tracking: [{ ...change, to: 'WARNED' }] }),
      ]);
      assert.equal(results.filter((result) => result.done).length, 1);
    },
  ],
  ['any interleaving of steps is explained by some order of single steps', interleavings],
];

const BOXES = ['box-0', 'box-1'];
const JOBS = ['job-0', 'job-1', 'job-2'];
const STATES = ['WAITING', 'TAKEN', 'DELIVERED'] as const;

/** A step over few names, so that steps collide. `holder` says whose token a lease expects: as many as attempts were made. */
const anyStep = fc.record(
  {
    seen: fc.uniqueArray(fc.constantFrom('k-0', 'k-1', 'k-2', 'k-3'), { maxLength: 2 }),
    quota: fc.record({ box: fc.constantFrom(...BOXES), bytes: fc.integer({ min: 1, max: 600 }) }),
    place: fc.array(fc.constantFrom(...BOXES), { maxLength: 2 }),
    tracking: fc.record({ from: fc.constantFrom(...STATES), to: fc.constantFrom(...STATES) }),
    lease: fc.record({ job: fc.constantFrom(...JOBS), finish: fc.boolean() }),
    born: fc.constantFrom(...JOBS),
    log: fc.boolean(),
  },
  { requiredKeys: [] },
);
type AnyStep = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

function toStep(drawn: AnyStep, tokens: ReadonlyMap<string, string>): Step {
  const bytes = drawn.quota?.bytes ?? 10;
  const row = { identificativo: 'id', recipient: 'r@b.example' };
  const lease = drawn.lease && {
    kind: 'lease' as const,
    jobId: drawn.lease.job,
    token: tokens.get(drawn.lease.job) ?? 'none',
  };
  return {
    expects: [
      ...(lease ? [lease] : []),
      ...(drawn.quota ? [{ kind: 'quota' as const, mailbox: drawn.quota.box, bytes }] : []),
    ],
    seen: (drawn.seen ?? []).map((key) => sampleSeen(key, 'm')),
    placements: (drawn.quota ? [drawn.quota.box] : (drawn.place ?? [])).map((box) =>
      samplePlacement(box, 'm', { size: bytes }),
    ),
    tracking: drawn.tracking ? [{ ...row, ...drawn.tracking }] : [],
    jobs: drawn.born ? [sampleJob(drawn.born)] : [],
    done: drawn.lease?.finish ? [{ jobId: drawn.lease.job }] : [],
    log: drawn.log ? [sampleRecord({ identificativo: 'log' })] : [],
  };
}

async function interleavings(opened: OpenedStore): Promise<void> {
  const batches = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(batches, (plan) => explain(opened, plan, `r${run++}-`)),
    { numRuns: 25 },
  );
}

/** One plan on names of its own (`prefix`): the store is opened once for all runs. */
async function explain({ store }: OpenedStore, plan: readonly AnyStep[][], prefix: string): Promise<void> {
  const name = (step: Step): Step => JSON.parse(JSON.stringify(step, renamer(prefix)));
  const start: Step = {
    ...mailboxStep(...BOXES.map((box) => sampleMailbox(box, { quotaBytes: 1_500 }))),
    messages: [sampleMessage('m')],
    track: [sampleRow('id', 'r@b.example')],
  };
  const { messages, ...named } = start;
  await store.commit({ messages: messages! });
  await store.commit(name(named));
  let models: readonly Model[] = [apply(emptyModel, start).model];
  for (const batch of plan) {
    const jobs = await claim(store, { monotonicNow: 0 });
    const tokens = new Map(jobs.map((job) => [job.id.replace(prefix, ''), job.token]));
    models = models.map((model) => ({ ...model, leases: { ...model.leases, ...Object.fromEntries(tokens) } }));
    const known = new Map(Object.entries(models[0]!.leases));
    const steps = batch.map((drawn) => toStep(drawn, known));
    const results = await Promise.all(steps.map((step) => store.commit(name(step))));
    const seen = await observe(store, prefix);
    models = models.flatMap((model) =>
      explained(
        model,
        steps,
        results.map((result) => result.done),
      ),
    );
    models = models.filter((model) => seen === observeModel(model));
    assert.ok(models.length > 0, `no order of these steps explains what the store answered: ${JSON.stringify(steps)}`);
  }
}

const observeModel = (model: Model) => JSON.stringify({ ...model, leases: undefined });

/** The models that some order of `steps` with just these answers leads to. */
function explained(model: Model, steps: readonly Step[], done: readonly boolean[]): readonly Model[] {
  const found = new Map<string, Model>();
  for (const order of permutations(steps.length)) {
    let now: Model | undefined = model;
    for (const i of order) {
      const next: { done: boolean; model: Model } | undefined = now && apply(now, steps[i]!);
      now = next && next.done === done[i] ? next.model : undefined;
    }
    if (now) found.set(JSON.stringify(now), now);
  }
  return [...found.values()];
}

const RENAMED = new Set(['mailbox', 'jobId', 'id', 'key', 'identificativo', 'address']);

function renamer(prefix: string) {
  return (field: string, value: unknown) => (RENAMED.has(field) && typeof value === 'string' ? prefix + value : value);
}
