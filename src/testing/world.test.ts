import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from './simulation.ts';
import { openWorld } from './world.ts';

test('a certified exchange goes all the way in the simulated world', async () => {
  const world = await openWorld();
  const answer = await world.submit({ from: 'mario@pec.alfa.example', to: 'ufficio@pec.beta.example' });
  assert.equal(answer.code, 250, answer.text);
  await world.settle();
  assert.deepEqual(await world.numbers('mario@pec.alfa.example'), ['M1', 'M11']);
  assert.deepEqual(await world.numbers('ufficio@pec.beta.example'), ['M4']);
  assert.deepEqual(
    (await world.service('alfa')).map(({ number }) => number),
    ['M5'],
  );
});

for (let seed = 1; seed <= 20; seed++) {
  test(`in a rough world of seed ${seed} nothing is lost, doubled or owed`, async () => {
    const found = await simulate(seed);
    assert.ok(found.length === 0, found.join('\n'));
  });
}
