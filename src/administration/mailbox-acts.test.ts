import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeMailbox } from './change-mailbox.ts';
import { renewFirstLogin, setFrozen } from './mailbox-acts.ts';
import { OPERATOR, openAdministration, sampleBox } from './test-administration.ts';

const ID = 'm-ugo@pec.alfa.example';

async function openWithBox() {
  const opened = await openAdministration();
  const mailbox = sampleBox('ugo@pec.alfa.example', { passwordHash: 'old' });
  await opened.store.commit({ accounts: [{ kind: 'put-mailbox', mailbox }] });
  return opened;
}

test('a new first password ends the old one and every session, and the holder finds a letter of it', async () => {
  const { ports, store, told } = await openWithBox();
  await renewFirstLogin(OPERATOR, ID, { reason: 'smarrita', resetsSecondFactor: false }, ports);
  assert.equal((await store.mailboxById(ID))?.passwordHash, undefined);
  assert.deepEqual([told.first, told.ended], [['ugo@pec.alfa.example'], ['ugo@pec.alfa.example']]);
  assert.equal((await store.items(ID, 'INBOX')).length, 1);
});

test('what is stopped is stopped once, and goes on when it is said', async () => {
  const { ports, store } = await openWithBox();
  const freeze = (frozen: boolean) => setFrozen(OPERATOR, ID, { frozen, reason: 'abuso' }, ports);
  assert.equal((await freeze(true)).frozen?.reason, 'abuso');
  const log = (await store.searchLog({ limit: 100 })).length;
  await freeze(true);
  assert.equal((await store.searchLog({ limit: 100 })).length, log, 'nothing new to tell');
  assert.equal((await freeze(false)).frozen, undefined);
});

test('forwarding goes to ordinary addresses alone, and every change is told with what was before', async () => {
  const { ports, store } = await openWithBox();
  const forward = (to: string) =>
    changeMailbox(OPERATOR, ID, { policy: { ordinaryMail: { kind: 'forward', to }, maxRecipients: 60 } }, ports);
  for (const to of ['a@comune.example', 'a@pec.beta.example'])
    await assert.rejects(forward(to), { code: 'forward-to-certified' });
  const { policy } = await forward('Ugo@posta.example');
  assert.deepEqual(policy, { ordinaryMail: { kind: 'forward', to: 'ugo@posta.example' }, maxRecipients: 60 });
  assert.equal((await store.items(ID, 'INBOX')).length, 1, 'the holder is told');
  await changeMailbox(OPERATOR, ID, { quotaBytes: 1_000_000_000 }, ports);
  assert.equal((await store.items(ID, 'INBOX')).length, 1, 'of that alone');
  const [, last] = await store.searchLog({ event: 'Amministrazione', limit: 2, newestFirst: true });
  assert.match(last!.eccezioni!.join(' '), /posta ordinaria: accettata -> inoltrata, a ugo@posta\.example/);
});
