import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { isoLegalTime, type ProviderRecord, providerIndexOf } from '#pec';
import { DOCUMENT } from '#provider-index';
import { acceptIndexLoss, type IndexDeskPorts, readIndex } from './index-desk.ts';
import { NOW, OPERATOR, openAdministration } from './test-administration.ts';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
const BETA: ProviderRecord = {
  ...{ name: 'Beta', mailReceipt: 'ricevute@beta.example', managedDomains: ['pec.beta.example'] },
  ...{ certificates: [], hashes: [] },
};
const HOUR = 3_600_000;
const LOSS = 'ab'.repeat(32);
const octets = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

async function openIndexDesk() {
  const { ports, store, clock } = await openAdministration();
  let asked = 0;
  const desk: IndexDeskPorts = {
    ...{ store, legalTime: ports.legalTime },
    listedProviders: () => [],
    view: () => providerIndexOf([BETA]),
    askForIndex: async () => {
      asked++;
    },
  };
  const hold = (loss: string) =>
    store.commit({
      documents: [
        {
          name: DOCUMENT.state,
          bytes: octets({
            ...{ attempts: [], problems: { first: [], total: 0 } },
            copy: { fetchedAt: NOW - HOUR, url: '', sha256: '', since: NOW, providers: 2, domains: 5 },
            held: {
              ...{ since: NOW - HOUR / 2, sha256: '', loss },
              domains: { first: ['pec.beta.example', 'pec.nessuno.example'], total: 7 },
            },
          }),
          at: NOW,
        },
      ],
    });
  return { desk, store, clock, hold, askedFor: () => asked };
}

test('what an index that is held has lost is told domain by domain, with whose it is', async () => {
  const { desk, hold } = await openIndexDesk();
  assert.equal((await readIndex(desk)).held, undefined);
  await hold(LOSS);
  assert.deepEqual((await readIndex(desk)).held, {
    ...{ since: isoLegalTime(NOW - HOUR / 2), loss: LOSS, total: 7, isAccepted: false },
    domains: [{ name: 'pec.beta.example', provider: 'Beta' }, { name: 'pec.nessuno.example' }],
  });
});

test('the loss that was looked at is accepted, with who and why, and the index is asked for; no other is', async () => {
  const { desk, store, hold, askedFor } = await openIndexDesk();
  const accept = (loss: string) => acceptIndexLoss(OPERATOR, { loss, reason: 'gestore cessato' }, desk);
  await assert.rejects(accept(LOSS), refusal('nothing-held'));
  await hold(LOSS);
  await assert.rejects(accept('cd'.repeat(32)), refusal('changed'));
  assert.deepEqual([await store.document(DOCUMENT.lossAccepted), askedFor()], [undefined, 0]);
  await accept(LOSS);
  assert.equal(askedFor(), 1);
  assert.equal((await readIndex(desk)).held?.isAccepted, true);
  const [record] = await store.searchLog({ event: 'Amministrazione', limit: 1, newestFirst: true });
  assert.equal(record!.utente, 'anna');
  assert.match(
    record!.eccezioni!.join(' '),
    /^indice-perdita-accettata .* 7 domini .*pec\.beta\.example.*gestore cessato$/,
  );
  await hold('cd'.repeat(32));
  assert.equal((await readIndex(desk)).held?.isAccepted, false, 'another loss is asked about again');
});
