import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { type ProviderRecord, providerIndexOf } from '#pec';
import type { KeyPlaces } from './key-rows.ts';
import { wholeStatus } from './whole-status.ts';

const NOW = Date.UTC(2026, 2, 20, 9);
const BETA: ProviderRecord = {
  ...{ name: 'Beta', mailReceipt: 'servizio@gestore-beta.example' },
  ...{ managedDomains: ['moved.example'], certificates: [], hashes: [] },
};

/** What is not there yet. */
const signing = { key: '/nowhere.key', certificate: '/nowhere.crt', chain: [], alsoPublished: [], next: undefined };
const keys = { signing, others: [] } as unknown as KeyPlaces;

test('every part is asked, and whose domain is another provider’s stands among the alarms', async () => {
  const store = openMemoryStore();
  const domain = { name: 'moved.example' } as const;
  await store.commit({ accounts: [{ kind: 'put-domain', domain }] });
  const parts = await wholeStatus({
    ...{ store: Object.assign(store, { withoutFacts: async () => ['m'] }), now: () => NOW, running: true },
    ...{
      domain: 'gestore-alfa.example',
      index: () => providerIndexOf([BETA]),
      keys,
      folders: {},
    },
  });
  assert.deepEqual(
    [...new Set(parts.map(({ about }) => about))].join(' '),
    'service queue outbox clock keys index domains search log audit availability probe keeping disk',
  );
  const told = parts.flatMap(({ about, alarms }) => alarms.map(({ code, values }) => ({ about, code, values })));
  assert.deepEqual(
    told.filter(({ about }) => about === 'domains'),
    [{ about: 'domains', code: 'domain-of-other', values: { domain: 'moved.example', holder: 'Beta' } }],
  );
});
