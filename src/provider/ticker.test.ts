import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { openTicker } from './ticker.ts';

const settled = () => new Promise((done) => setImmediate(done));

test('work is done each second, and later after a fault', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  let done = 0;
  const ticker = openTicker(
    async () => {
      done += 1;
      if (done === 2) throw new Error('the disk is full');
    },
    { afterFaultMs: 60_000 },
  );
  ticker.start();
  const pass = async (ms: number) => {
    mock.timers.tick(ms);
    await settled();
    return done;
  };
  assert.deepEqual(
    [await pass(999), await pass(1), await pass(1_000), await pass(59_999), await pass(1)],
    [0, 1, 2, 2, 3],
  );
  await ticker.stop();
  assert.equal(await pass(120_000), 3);
});

test('nothing is done twice at once, and stop waits for what is at work', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = 0;
  const ticker = openTicker(() => {
    begun += 1;
    return promise;
  });
  const both = Promise.all([ticker.runDue(), ticker.runDue()]);
  let isStopped = false;
  const stopped = ticker.stop().then(() => {
    isStopped = true;
  });
  await settled();
  assert.deepEqual([begun, isStopped], [1, false]);
  resolve();
  await Promise.all([both, stopped]);
});

test('who asks hears of the fault', async () => {
  await assert.rejects(openTicker(() => Promise.reject(new Error('no room'))).runDue(), /no room/);
});
