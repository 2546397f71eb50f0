import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCountry } from '../e2e/country.ts';
import { openRecords } from '../e2e/records.ts';
import { shareAround } from './shared-boxes.ts';
import { stress } from './stress.ts';

test('users with several connections each hammer the same folders, and nothing wrong is said or kept', async () => {
  await using country = await startCountry();
  const users = country.alfa.mailboxes.slice(0, 4).map(({ address, password }) => ({ user: address, password }));
  const endpoint = { ...country.alfa.imaps!, root: country.root };
  const common = { endpoint, connections: 5, milliseconds: 8_000 };
  const own = await stress({ ...common, users, folders: ['Martello', 'Martello/Incudine'], seed: 1 });
  assert.deepEqual(own.faults.slice(0, 10), []);
  assert.ok(own.commands > 500, `${own.commands} commands`);

  const sharing = await shareAround(country, country.alfa.mailboxes.slice(0, 4), 'Insieme');
  const shared = await stress({ ...common, users: sharing, folders: [], seed: 2 });
  assert.deepEqual(shared.faults.slice(0, 10), []);
  assert.ok(shared.commands > 500, `${shared.commands} commands in shared folders`);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});
