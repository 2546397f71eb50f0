import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Store } from '#ports';
import { openSpool } from './run-jobs.ts';
import type { SpoolPorts } from './spool.ts';

type Claim = Parameters<Store['claimJobs']>[0];

/** A spool over a store that only hears what it is asked, with time in the hand of the test. */
function openHearing(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const claims: Claim[] = [];
  const faults: unknown[] = [];
  const world = { now: 1_000_000, fault: undefined as Error | undefined };
  const store = {
    handOver() {},
    async claimJobs(claim: Claim) {
      claims.push(claim);
      if (world.fault) throw world.fault;
      return [];
    },
  };
  const spool = openSpool(
    {
      store,
      worker: 'w',
      leaseMs: 900_000,
      legalTime: { now: () => world.now },
      monotonic: { now: () => world.now },
      reportClaim: (error: unknown) => void faults.push(error),
    } as unknown as SpoolPorts,
    { concurrency: 4 },
  );
  /** The claims of the next poll. */
  const poll = async (ms: number) => {
    const before = claims.length;
    world.now += ms;
    t.mock.timers.tick(ms);
    for (let turns = 0; turns < 20; turns++) await Promise.resolve();
    return claims.slice(before);
  };
  t.after(() => spool.stop());
  return { spool, world, faults, poll };
}

test('after a claim that failed what was mislaid is asked for too, for a minute, and then no more', async (t) => {
  const { spool, world, faults, poll } = openHearing(t);
  spool.start();
  assert.deepEqual(
    (await poll(0)).map(({ mislaid }) => mislaid),
    [undefined],
  );
  world.fault = new Error('the database is gone');
  await poll(1_000);
  assert.equal(faults.length, 1);
  world.fault = undefined;
  const [next] = await poll(1_000);
  assert.deepEqual(next!.mislaid, { leasedBefore: next!.monotonicNow - 10_000, inHand: [] });
  world.now += 60_000;
  assert.deepEqual(
    (await poll(1_000)).map(({ mislaid }) => mislaid),
    [undefined],
  );
});

test('however often it is woken, a spool polls once each second', async (t) => {
  const { spool, world, faults, poll } = openHearing(t);
  spool.start();
  for (let woken = 0; woken < 5; woken++) {
    // The poll begins, and is woken before its claim is answered.
    t.mock.timers.tick(0);
    spool.wake();
  }
  await poll(0);
  await poll(0);
  world.fault = new Error('the database is gone');
  for (let seconds = 1; seconds <= 3; seconds++) {
    await poll(1_000);
    assert.equal(faults.length, seconds, 'each poll that fails is told once');
  }
});
