import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDomain, listDomains } from './domains.ts';
import { endDelegation, letIntoServiceMailbox, listMailboxDelegates } from './mailbox-delegates.ts';
import { NOW, OPERATOR, openAdministration, sampleBox } from './test-administration.ts';

const SERVICE = sampleBox('posta-certificata@gestore-alfa.example', { kind: 'service' });
const UGO = sampleBox('ugo@pec.alfa.example');
const ADA = sampleBox('ada@pec.alfa.example');

async function openWithBoxes() {
  const opened = await openAdministration();
  const accounts = [SERVICE, UGO, ADA].map((mailbox) => ({ kind: 'put-mailbox', mailbox }) as const);
  await opened.store.commit({ accounts });
  return opened;
}

test('an operator lets staff into the service mailbox, and nobody, himself neither, into anybody else’s', async () => {
  const { ports, store } = await openWithBoxes();
  const let_ = (id: string, login: string) => letIntoServiceMailbox(OPERATOR, id, { login, reason: 'turno' }, ports);
  for (const login of ['anna', ADA.address]) await assert.rejects(let_(UGO.id, login), { code: 'holder-only' });
  assert.deepEqual(await store.grants({ mailbox: UGO.id }), []);
  const given = await let_(SERVICE.id, ADA.address.toUpperCase());
  assert.deepEqual([given.login, given.level, given.maySend], [ADA.address, 'read', false]);
  for (const login of ['nobody', SERVICE.address]) await assert.rejects(let_(SERVICE.id, login), { kind: 'not-found' });
  const [last] = await store.searchLog({ event: 'Amministrazione', limit: 1, newestFirst: true });
  assert.match(last!.eccezioni!.join(' '), /delega-data.*turno/s);
});

test('who works in a mailbox is seen without what is in it, and his leave is taken at once, with a reason', async () => {
  const { ports, store } = await openWithBoxes();
  const grant = { mailbox: UGO.id, login: ADA.address, level: 'write', maySend: true } as const;
  const over = { ...grant, login: 'was@pec.alfa.example', expiresAt: NOW - 1 };
  await store.commit({ accounts: [grant, over].map((one) => ({ kind: 'put-grant', grant: one }) as const) });
  assert.deepEqual(await listMailboxDelegates(OPERATOR, UGO.id, ports), [
    { login: ADA.address, level: 'write', maySend: true, isBounded: false, needsApproval: false },
  ]);
  const end = () => endDelegation(OPERATOR, UGO.id, { login: ADA.address, reason: 'trasferita' }, ports);
  await end();
  assert.deepEqual(await listMailboxDelegates(OPERATOR, UGO.id, ports), []);
  await assert.rejects(end(), { kind: 'not-found' });
});

test('a domain is added once, never the provider’s own nor another provider’s', async () => {
  const { ports, comune } = await openWithBoxes();
  const add = (name: string) => addDomain(OPERATOR, { name, organisation: comune.id }, ports);
  assert.equal((await add('nuovo.example')).organisation, comune.id);
  assert.ok((await listDomains(OPERATOR, ports)).some(({ name }) => name === 'nuovo.example'));
  assert.ok(ports.accounts.pecDomain('nuovo.example') !== undefined);
  for (const name of ['nuovo.example', 'gestore-alfa.example'])
    await assert.rejects(add(name), { code: 'domain-taken' });
  await assert.rejects(add('pec.beta.example'), { code: 'domain-of-other' });
});
