import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { openLogins } from '#accounts';
import { memoryBlobs, openMemoryStore } from '#adapters/memory';
import type { AccountChange, Grant, MailFolder, MailStore } from '#ports';
import { sampleMailbox, T0 } from '#testing';
import { openDoorLogins } from './door-logins.ts';

const UGO = 'ugo@pec.alfa.example';
const INBOX: MailFolder = {
  id: '7',
  mailbox: 'ugo',
  name: 'INBOX',
  uidValidity: 7,
  uidNext: 9,
  highestModseq: 1,
  recentUid: 8,
};

const user: AccountChange = { kind: 'put-user', user: { login: 'anna', name: 'Anna', status: 'active' } };
const grant = (level: Grant['level']): AccountChange => ({
  kind: 'put-grant',
  grant: { mailbox: 'ugo', login: 'anna', level, maySend: false },
});
const scoped = (folders: readonly string[]): AccountChange => ({
  kind: 'put-grant',
  grant: { mailbox: 'ugo', login: 'anna', level: 'manage', maySend: true, needsApproval: true, folders },
});
const onInbox = (rights: string): AccountChange => ({
  kind: 'put-folder-rights',
  rights: { folder: INBOX.id, login: 'anna', rights },
});

/** A mailbox with one message, and what POP3 does there for `anna`. */
async function house(...accounts: readonly AccountChange[]) {
  const memory = openMemoryStore();
  const message = { id: 'm1', rope: [Uint8Array.of(10)], size: 1, sha256: '0'.repeat(64) };
  const placement = { mailbox: 'ugo', folder: 'INBOX', messageId: 'm1', size: 1, internalDate: T0 };
  await memory.commit({ accounts: [{ kind: 'put-mailbox', mailbox: sampleMailbox('ugo') }, user, ...accounts] });
  await memory.commit({ messages: [message], placements: [placement] });
  const expunged: unknown[] = [];
  const folders: Pick<MailStore, 'folders' | 'expunge'> = {
    folders: async () => [INBOX],
    async expunge(...asked) {
      expunged.push(asked);
      return { done: true, uids: [1] };
    },
  };
  const { pop3, submission, senderFor } = openDoorLogins({
    logins: openLogins({ store: memory, legalTime: { now: () => T0 }, verifyPassword: async () => true }),
    store: { ...memory, ...folders } as typeof memory & MailStore,
    blobs: memoryBlobs(),
    log: pino({ level: 'silent' }),
  });
  const enter = (name = `${UGO}*anna`) => pop3(name, 'x', '192.0.2.1');
  return { memory, expunged, enter, submit: () => submission('anna', 'x', '192.0.2.1'), senderFor };
}

test('a grant on some folders opens the INBOX only when it is among them', async () => {
  assert.equal((await (await house(scoped(['7']))).enter()).ok, true);
  assert.equal((await (await house(scoped(['8']))).enter()).ok, false);
});

test('whose messages wait for approval hands in none with a mail program', async () => {
  for (const [change, expected] of [
    [scoped(['7']), undefined],
    [{ kind: 'put-grant', grant: { mailbox: 'ugo', login: 'anna', level: 'read', maySend: true } }, 'ugo'],
  ] as const) {
    const { submit, senderFor } = await house(change);
    const entry = await submit();
    assert.ok(entry.ok);
    assert.equal((await senderFor(entry.account, UGO))?.id, expected);
  }
  const { memory, submit, senderFor } = await house({
    kind: 'put-grant',
    grant: { mailbox: 'ugo', login: 'anna', level: 'read', maySend: true },
  });
  const value = { undoSeconds: 0, receiptType: 'breve', writesHtml: true, fourEyes: true };
  await memory.commit({
    cards: [{ kind: 'put', card: { kind: 'mailbox-settings', id: 'ugo', owner: 'ugo', value, at: T0 } }],
  });
  const entry = await submit();
  assert.ok(entry.ok);
  assert.equal(await senderFor(entry.account, UGO), undefined, 'the mailbox asks four eyes of all delegates');
});

test('POP3 heeds the rights on the INBOX as IMAP does, whatever the grant says', async () => {
  for (const [level, rights, expected] of [
    ['read', undefined, 'reads'],
    ['write', undefined, 'deletes'],
    ['manage', '', 'SYS/PERM'],
    ['manage', 'l', 'SYS/PERM'],
    ['write', 'lrst', 'reads'],
    ['read', 'lrte', 'deletes'],
  ] as const) {
    const { enter } = await house(grant(level), ...(rights === undefined ? [] : [onInbox(rights)]));
    const entry = await enter();
    const found = entry.ok ? (entry.isReadOnly ? 'reads' : 'deletes') : entry.code;
    assert.equal(found, expected, `${level} ${rights}`);
  }
  const own = await (await house(onInbox(''))).enter(UGO);
  assert.equal(own.ok && own.isReadOnly, false);
});

test('what was marked for deletion stays when the right to delete was taken meanwhile', async () => {
  const { memory, expunged, enter } = await house(grant('write'));
  const [first, second] = [await enter(), await enter()];
  assert.ok(first.ok && second.ok);
  const [one, two] = [await first.openMaildrop(), await second.openMaildrop()];
  await one.remove(one.items);
  assert.deepEqual(expunged, [['7', [[1, 1]], true]]);
  for (const change of [onInbox('lr'), { kind: 'remove-grant', mailbox: 'ugo', login: 'anna' } as const]) {
    await memory.commit({ accounts: [change] });
    await assert.rejects(two.remove(two.items), /not open to you/);
  }
  assert.equal(expunged.length, 1);
});
