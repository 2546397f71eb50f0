import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUNTRY, type Country } from '#sandbox';
import { startCountry } from '../e2e/country.ts';
import { residentOf } from '../e2e/memory.ts';
import { openRecords } from '../e2e/records.ts';
import { providerPid } from '../e2e/sandbox.ts';
import { shareAround } from './shared-boxes.ts';
import { stress } from './stress.ts';

const USERS = 20;
const MB = 1_048_576;

/** The country with many more residents at its first provider. */
const CROWDED: Country = {
  ...COUNTRY,
  providers: COUNTRY.providers.map((provider) =>
    provider.key !== 'alfa'
      ? provider
      : {
          ...provider,
          residents: Array.from({ length: USERS }, (_, n) => ({
            address: `utente.${n + 1}@pec.alfa.example`,
            holder: `Utente ${n + 1}`,
          })),
        },
  ),
};

test('twenty users with ten connections each hammer own and shared mailboxes for a minute', async (t) => {
  await using country = await startCountry({ country: CROWDED });
  const boxes = country.alfa.mailboxes.filter(({ address }) => address.startsWith('utente.'));
  assert.equal(boxes.length, USERS);
  const users = await shareAround(country, boxes, 'Insieme');
  const endpoint = { ...country.alfa.imaps!, root: country.root };
  const { commands, faults } = await stress({
    ...{ endpoint, users, folders: [], connections: 10 },
    ...{ milliseconds: 60_000, seed: 3 },
  });
  const { peak } = residentOf(providerPid(country.data, 'alfa')!);
  t.diagnostic(`${commands} commands, ${(peak / MB).toFixed(0)} MB at the peak`);
  assert.deepEqual(faults.slice(0, 10), []);
  assert.ok(commands > 5_000, `${commands} commands`);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});
