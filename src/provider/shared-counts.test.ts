import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import { mailboxStep, sampleMailbox, sampleRecord, T0 } from '#testing';
import { BurstBrake } from './burst-brake.ts';
import { holderPace } from './holder-pace.ts';
import { SharedCounts } from './shared-counts.ts';

const MINUTE_MS = 60_000;
const UGO = sampleMailbox('ugo');
const taken = async () => ({ code: 250, enhanced: '2.6.0', text: 'ok' });

/** Several processes of one provider. */
async function house(processes: number) {
  const clock = memoryClock(T0);
  const store = openMemoryStore();
  let commits = 0;
  const counted: Pick<typeof store, 'card' | 'commit'> = {
    card: store.card,
    commit(step) {
      commits++;
      return store.commit(step);
    },
  };
  await store.commit(mailboxStep(UGO));
  const faults: unknown[] = [];
  const open = (kind: string) =>
    Array.from(
      { length: processes },
      (_, n) =>
        new SharedCounts(kind, {
          ...{ store: counted, legalTime: clock, worker: `w${n}` },
          report: (fault) => void faults.push(fault),
        }),
    );
  return { clock, store, open, commits: () => commits, faults };
}

test('what a mailbox may hand in within an hour it may in all processes together, and at little cost', async () => {
  const { clock, open, commits } = await house(4);
  const paces = open('pace-count').map((shared) => holderPace(160, clock, undefined, shared));
  let accepted = 0;
  for (let n = 0; n < 400; n++) {
    if ((await paces[n % 4]!.pass(UGO, taken)).code === 250) accepted++;
    clock.advance(1_000);
  }
  assert.ok(accepted >= 160 - 4 * 10 && accepted <= 160 + 4 * 10, `${accepted} of 160`);
  assert.ok(commits() <= 400 / 10, `${commits()} commits`);
  assert.equal(paces[0]!.putOff(UGO)?.code, 450);
  clock.advance(65 * MINUTE_MS);
  assert.equal(paces[0]!.putOff(UGO), undefined, 'an hour later nothing of that counts');
  assert.equal((await paces[0]!.pass(UGO, taken)).code, 250);
});

test('a process that starts again knows what it let through before; what came to nothing does not count', async () => {
  const { clock, open } = await house(2);
  const [before, after] = open('pace-count').map((shared) => holderPace(4, clock, undefined, shared));
  const busy = async () => ({ code: 451, enhanced: '4.3.0', text: 'later' });
  for (let n = 0; n < 10; n++) assert.equal((await before!.pass(UGO, busy)).code, 451);
  for (let n = 0; n < 4; n++) assert.equal((await before!.pass(UGO, taken)).code, 250);
  assert.equal((await after!.pass(UGO, taken)).code, 450);
});

test('a burst over two processes is one burst; who is let go on by either is let go on by both', async () => {
  const { clock, store, open } = await house(2);
  const told: number[] = [];
  const brakes = open('burst-count').map(
    (shared) =>
      new BurstBrake({
        ...{ store, legalTime: clock, shared, limits: { perHour: 60, perNightHour: 60 }, exempt: [] },
        async freeze({ id }, count) {
          told.push(count);
          const frozen = { since: clock.now(), by: 'brake' } as const;
          await store.commit({ accounts: [{ kind: 'change-mailbox', id, change: { frozen } }] });
        },
      }),
  );
  let passed = 0;
  for (let n = 0; n < 200 && told.length === 0; n++) {
    if (await brakes[n % 2]!.take(UGO)) passed++;
    clock.advance(1_000);
  }
  assert.ok(passed >= 54 && passed <= 66, `${passed} of 60`);
  await store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { frozen: null } }] });
  for (let n = 0; n < 100; n++) assert.ok(await brakes[n % 2]!.take(UGO), `the ${n}th after it was let go on`);
  assert.equal(told.length, 1);
});

test('who is used to much costs little more than who writes by hand', async () => {
  const { clock, store, open, commits } = await house(1);
  const [shared] = open('burst-count');
  const busy = Array.from({ length: 1_000 }, (_, n) =>
    sampleRecord({ instant: T0 - 3 * 86_400_000 + n * 1_000, mittente: UGO.address }),
  );
  await store.commit({ log: busy });
  const limits = { perHour: 60, perNightHour: 60 };
  const freeze = async () => assert.fail('it is no burst');
  const brake = new BurstBrake({ store, legalTime: clock, shared: shared!, limits, exempt: [], freeze });
  const before = commits();
  for (let n = 0; n < 2_000; n++) {
    assert.ok(await brake.take(UGO));
    clock.advance(1_000);
  }
  assert.ok(commits() - before <= 100, `${commits() - before} commits`);
});

test('a brake that cannot ask the others goes on by itself', async () => {
  const { clock, faults } = await house(1);
  const away = async () => {
    throw new Error('the database is away');
  };
  const report = (fault: unknown) => void faults.push(fault);
  const shared = new SharedCounts('pace-count', {
    store: { card: away, commit: away },
    ...{ legalTime: clock, worker: 'w', report },
  });
  const pace = holderPace(2, clock, undefined, shared);
  const codes: number[] = [];
  for (let n = 0; n < 3; n++) codes.push((await pace.pass(UGO, taken)).code);
  assert.deepEqual([codes, faults.length > 0], [[250, 250, 450], true]);
});
