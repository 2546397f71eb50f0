import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fewAtOnce } from './few-at-once.ts';

test('however many come at once, few run at the same time, in their order, and one that fails makes room too', async () => {
  const passing = fewAtOnce(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const task = (number: number) => async () => {
    begun.push(number);
    most = Math.max(most, ++running);
    await setImmediate();
    running--;
    if (number % 3 === 0) throw new Error(`task ${number}`);
    return number;
  };
  const numbers = Array.from({ length: 20 }, (_, number) => number);
  const settled = await Promise.allSettled(numbers.map((number) => passing(task(number))));
  assert.deepEqual(
    settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
    numbers.map((number) => (number % 3 === 0 ? `task ${number}` : number)),
  );
  assert.deepEqual(begun, numbers);
  assert.equal(most, 2);
  assert.equal(await passing(task(1)), 1, 'and there is room afterwards');
});
