import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim, sampleJob, sampleMessage } from '#testing';
import { openMemoryStore } from './store.ts';

test('what was answered before the power cut is there after it', async () => {
  const store = openMemoryStore();
  await store.commit({ messages: [sampleMessage('m-1')] });
  store.crash(() => 0);
  const again = openMemoryStore({ state: store.state });
  assert.ok(await again.message('m-1'));
});

for (let survivors = 0; survivors <= 3; survivors++) {
  test(`of three commits under way the first ${survivors} survive, and none is answered`, async () => {
    const store = openMemoryStore();
    let answers = 0;
    for (const id of ['m-1', 'm-2', 'm-3']) void store.commit({ messages: [sampleMessage(id)] }).then(() => answers++);
    store.crash((waiting) => {
      assert.equal(waiting, 3);
      return survivors;
    });
    const again = openMemoryStore({ state: store.state });
    const found = await Promise.all(['m-1', 'm-2', 'm-3'].map((id) => again.message(id)));
    assert.equal(found.filter(Boolean).length, survivors);
    assert.deepEqual(
      found.map(Boolean),
      [1, 2, 3].map((n) => n <= survivors),
    );
    assert.equal(answers, 0);
  });
}

test('a dead process hands over no job, and its leases end', async () => {
  const store = openMemoryStore();
  store.handOver({
    worker: 'dead',
    leaseMs: 1_000,
    now: () => sampleJob('j').runAt,
    monotonicNow: () => 0,
    room: () => 9,
    take: () => assert.fail('a dead process took a job'),
  });
  void store.commit({ jobs: [sampleJob('j')] });
  store.crash(() => 1);
  const again = openMemoryStore({ state: store.state });
  assert.equal((await claim(again)).length, 1);
});

test('a commit whose answer was lost by the power cut may have happened', async () => {
  let open = Promise.withResolvers<void>();
  let asked = 0;
  const pace = () => {
    asked += 1;
    return asked === 2 ? open.promise : Promise.resolve();
  };
  const store = openMemoryStore({ pace });
  let answered = false;
  void store.commit({ messages: [sampleMessage('m-1')] }).then(() => {
    answered = true;
  });
  while (asked < 2) await Promise.resolve();
  store.crash(() => 0);
  open.resolve();
  open = Promise.withResolvers();
  const again = openMemoryStore({ state: store.state });
  assert.ok(await again.message('m-1'));
  assert.equal(answered, false);
});
