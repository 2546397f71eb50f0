import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import type { Domain } from '#ports';
import { sampleMailbox } from '#testing';
import { openAccounts } from './accounts.ts';

async function openWith(domain: Omit<Domain, 'name'>, listed: readonly string[] = []) {
  const store = openMemoryStore();
  const clock = memoryClock(0);
  await store.commit({ accounts: [{ kind: 'put-domain', domain: { name: 'pec.alfa.example', ...domain } }] });
  const accounts = await openAccounts({
    ...{ store, monotonic: clock },
    providerDomain: 'gestore-alfa.example',
    serviceAddress: 'posta-certificata@gestore-alfa.example',
    listed: { refresh: async () => {}, holdsNow: (address) => listed.includes(address) },
  });
  return { accounts, store, clock };
}

const BOX = sampleMailbox('ugo', {
  policy: { maxRecipients: 80, maxBytesTimesRecipients: 40_000_000, submissionsPerHour: 10 },
});

test('of what is set for a mailbox and for its domain the stricter holds', async () => {
  const { accounts } = await openWith({
    policy: {
      maxRecipients: 60,
      maxBytesTimesRecipients: 50_000_000,
      submissionsPerHour: 20,
      secondFactor: 'required',
    },
  });
  assert.deepEqual(accounts.sendingLimits(BOX), {
    maxRecipients: 60,
    maxBytesTimesRecipients: 40_000_000,
    submissionsPerHour: 10,
  });
  const { accounts: free } = await openWith({});
  assert.deepEqual(free.sendingLimits(BOX), {
    maxRecipients: 80,
    maxBytesTimesRecipients: 40_000_000,
    submissionsPerHour: 10,
  });
  assert.deepEqual(free.sendingLimits(sampleMailbox('ada')), {});
});

test('what a domain says of ordinary mail holds for all its mailboxes', async () => {
  const refusing = { kind: 'refuse', text: 'solo PEC' } as const;
  const { accounts } = await openWith({ ordinaryMail: refusing });
  assert.deepEqual(accounts.ordinaryMail(BOX), refusing);
  const { accounts: each } = await openWith({});
  assert.deepEqual(each.ordinaryMail(BOX), { kind: 'accept' });
});

test('a closed channel admits domains, whole addresses, and with `ipa` whoever the IPA lists', async () => {
  const allowOnly = ['comune.example', 'anna@pec.beta.example', 'ipa'];
  const { accounts } = await openWith({ closedChannel: { allowOnly } }, ['protocollo@ente.example']);
  const admitted = (address: string) => accounts.isAdmitted('PEC.alfa.example', address);
  for (const good of ['chiunque@Comune.example', 'ANNA@pec.beta.example', 'Protocollo@ente.example'])
    assert.ok(admitted(good), good);
  for (const bad of ['ugo@pec.beta.example', 'altro@ente.example', 'ipa']) assert.ok(!admitted(bad), bad);
  const { accounts: without } = await openWith({ closedChannel: { allowOnly: ['comune.example'] } }, [
    'a@ente.example',
  ]);
  assert.ok(!without.isAdmitted('pec.alfa.example', 'a@ente.example'));
});
