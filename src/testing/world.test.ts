import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  await world.advance('PT48H');
  assert.deepEqual(await world.numbers('mario@pec.alfa.example'), ['M1', 'M11']);
});
