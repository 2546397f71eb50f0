import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCountry } from '../e2e/country.ts';
import { openRecords } from '../e2e/records.ts';
import { stress } from './stress.ts';

test('users with several connections each hammer the same folders, and nothing wrong is said or kept', async () => {
  await using country = await startCountry();
  const users = country.alfa.mailboxes.slice(0, 4).map(({ address, password }) => ({ user: address, password }));
  const { commands, faults } = await stress({
    endpoint: { ...country.alfa.imaps!, root: country.root },
    users,
    connections: 5,
    folders: ['Martello', 'Martello/Incudine'],
    milliseconds: 8_000,
    seed: 1,
  });
  assert.deepEqual(faults.slice(0, 10), []);
  assert.ok(commands > 500, `${commands} commands`);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});
