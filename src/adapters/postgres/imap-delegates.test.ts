import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountChange } from '#ports';
import { T0 } from '#testing';
import { openPostgresStore } from './open-store.ts';
import {
  ADA,
  all,
  append,
  box,
  codeOf,
  database,
  flagsIn,
  grant,
  message,
  nextId,
  openHouse,
  select,
  store,
  UGO,
} from './test-imap-house.ts';

const users: readonly AccountChange[] = ['anna', 'bruno', 'carla', 'dario'].map((login) => ({
  kind: 'put-user',
  user: { login, name: login, status: 'active' },
}));
const house = () =>
  openHouse(
    ...users,
    box('ada'),
    grant('ugo', 'anna', 'read'),
    grant('ugo', 'bruno', 'write'),
    grant('ugo', 'carla', 'manage'),
    grant('ada', UGO, 'write'),
  );
const OF_UGO = `Other Users/${UGO}`;

test('mailboxes of others stand under Other Users, or are the account when named at login', async () => {
  const { enter } = await house();
  const names = async (user: string) => (await (await enter(user)).list()).map(({ name }) => name);
  await enter(UGO);
  assert.deepEqual((await names('anna')).slice(0, 2), [`${OF_UGO}/INBOX`, `${OF_UGO}/Drafts`]);
  assert.deepEqual((await names(`${UGO}*anna`))[0], 'INBOX');
  assert.deepEqual(
    (await names(UGO)).filter((name) => name.startsWith('Other')),
    [`Other Users/${ADA}/INBOX`, ...['Drafts', 'Sent', 'Trash'].map((name) => `Other Users/${ADA}/${name}`)],
  );
  assert.equal(codeOf(await (await enter('dario')).select(`${OF_UGO}/INBOX`, false)), 'NONEXISTENT');
});

test('in the mailbox of another a reader reads, a writer writes, who manages makes folders', async () => {
  const { enter } = await house();
  const [ugo, anna, bruno, carla] = await Promise.all([UGO, 'anna', 'bruno', 'carla'].map(enter));
  await append(ugo!, 'INBOX', 'Subject: x\n\n');
  const opened = await anna!.select(`${OF_UGO}/INBOX`, false);
  assert.ok(opened.ok && opened.readOnly);
  const { folder } = opened;
  assert.deepEqual([folder.rights, folder.permanentFlags], ['lr', []]);
  const refused = [
    await folder.setFlags([[1, 1]], 'add', ['\\Seen']),
    await folder.expunge(),
    await folder.move([[1, 1]], `${OF_UGO}/Trash`),
    await folder.copy([[1, 1]], `${OF_UGO}/Trash`),
    await append(anna!, `${OF_UGO}/INBOX`, 'Subject: y\n\n'),
    await anna!.create(`${OF_UGO}/Nuova`, []),
    await anna!.delete(`${OF_UGO}/Drafts`),
    await anna!.acl.get(`${OF_UGO}/INBOX`),
    await bruno!.create(`${OF_UGO}/Nuova`, []),
    await bruno!.rename(`${OF_UGO}/Drafts`, `${OF_UGO}/Bozze`),
  ];
  assert.deepEqual(
    refused.map(codeOf),
    refused.map(() => 'NOPERM'),
  );
  assert.equal(codeOf(await carla!.create(`${OF_UGO}/Nuova`, [])), 'OK');
  assert.equal(codeOf(await append(bruno!, `${OF_UGO}/Nuova`, 'Subject: y\n\n', ['\\Seen'])), 'OK');
  const shared = await select(bruno!, `${OF_UGO}/INBOX`);
  assert.equal(codeOf(await shared.move([[1, 1]], `${OF_UGO}/Nuova`)), 'OK');
  assert.equal((await select(ugo!, 'Nuova')).uids().length, 2);
});

test('copies from one mailbox to another are charged to the other', async () => {
  const { enter } = await house();
  const ugo = await enter();
  await enter(ADA);
  await append(ugo, 'INBOX', `Subject: x\n\n${'x'.repeat(3_000)}`);
  const folder = await select(ugo, 'INBOX');
  const copied = await folder.copy([[1, 1]], `Other Users/${ADA}/INBOX`);
  assert.ok(copied.ok);
  assert.deepEqual([copied.sources, copied.uids], [[1], [1]]);
  assert.equal((await store.mailboxUse('ada')).usedBytes, folder.item(1)!.size);
  assert.equal(codeOf(await folder.copy([[1, 1]], `Other Users/${ADA}/Nowhere`)), 'TRYCREATE');
  assert.equal(codeOf(await ugo.rename('Drafts', `Other Users/${ADA}/Bozze`)), 'CANNOT');
});

test('rights on one folder are given, taken and told; the holder has all (RFC 4314)', async () => {
  const { enter } = await house();
  const [ugo, anna] = [await enter(), await enter('anna')];
  const { acl } = ugo;
  const told = async () => {
    const result = await acl.get('Drafts');
    return result.ok ? result.entries.map((entry) => entry.join(' ')) : result.text;
  };
  const full = 'lrswipkxteacd';
  const others = [`bruno lrswited`, `carla ${full}`];
  assert.deepEqual(await told(), [`${UGO} ${full}`, 'anna lr', ...others]);
  assert.equal(codeOf(await acl.set('Drafts', 'Anna', 'add', 'sd')), 'OK');
  assert.equal(codeOf(await acl.set('Drafts', 'anna', 'remove', 'e')), 'OK');
  assert.deepEqual(await told(), [`${UGO} ${full}`, 'anna lrstd', ...others]);
  assert.deepEqual(await anna.acl.mine(`${OF_UGO}/Drafts`), { ok: true, rights: 'lrstd' });
  assert.deepEqual(await anna.acl.mine(`${OF_UGO}/INBOX`), { ok: true, rights: 'lr' });
  assert.equal(codeOf(await acl.remove('Drafts', 'anna')), 'OK');
  assert.deepEqual(await told(), [`${UGO} ${full}`, ...others]);
  assert.equal(codeOf(await anna.select(`${OF_UGO}/Drafts`, true)), 'NONEXISTENT');
  assert.ok(!(await anna.list()).some(({ name }) => name.endsWith('Drafts')));
  for (const [who, rights] of [
    ['dario', 'lr'],
    [UGO, 'lr'],
    ['anna', 'lz'],
  ] as const)
    assert.equal(codeOf(await acl.set('Drafts', who, 'replace', rights)), 'CANNOT', `${who} ${rights}`);
  const listed = await acl.listable('Drafts', 'anna');
  assert.deepEqual(listed.ok && [listed.required, listed.optional.join('')], ['', full]);
});

test('flags nobody gave the right to set stay as they are', async () => {
  const { enter } = await house();
  const [ugo, anna] = [await enter(), await enter('anna')];
  await append(ugo, 'INBOX', 'Subject: x\n\n', ['\\Flagged', '\\Answered']);
  await ugo.acl.set('INBOX', 'anna', 'add', 's');
  const folder = await select(anna, `${OF_UGO}/INBOX`);
  assert.deepEqual(folder.permanentFlags, ['\\Seen']);
  assert.equal(codeOf(await folder.setFlags([[1, 1]], 'replace', ['\\Seen', '\\Deleted'])), 'OK');
  assert.deepEqual(flagsIn(folder), ['\\Answered \\Flagged \\Seen']);
  assert.equal(codeOf(await folder.setFlags([[1, 1]], 'replace', [])), 'OK');
  assert.deepEqual(flagsIn(folder), ['\\Answered \\Flagged']);
  assert.equal(codeOf(await folder.setFlags([[1, 1]], 'add', ['\\Deleted'])), 'NOPERM');
});

test('what is taken from somebody is gone for him within a second, also while it is selected', async () => {
  const { enter, clock } = await house();
  const anna = await enter('anna');
  const folder = await select(anna, `${OF_UGO}/INBOX`);
  await store.commit({ accounts: [{ kind: 'remove-grant', mailbox: 'ugo', login: 'anna' }] });
  clock.monotonic += 1_000;
  await folder.refresh();
  assert.equal(folder.isGone, true);
  assert.equal(codeOf(await folder.setFlags([[1, 1]], 'add', ['\\Seen'])), 'NONEXISTENT');
  assert.deepEqual(await anna.list(), []);
});

test('what another process does is seen, and told to those who wait', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  const folder = await select(account, 'INBOX');
  const told = new Promise<void>((resolve) => folder.onChange(resolve));
  await using other = await openPostgresStore({ connection: database.server });
  const octets = Buffer.from('Subject: x\r\n\r\n');
  const sample = { id: `other-${nextId()}`, rope: [octets], size: octets.length, sha256: '00'.repeat(32) };
  const placement = { mailbox: 'ugo', folder: 'INBOX', messageId: sample.id, size: sample.size, internalDate: T0 };
  await other.commit({ messages: [sample], placements: [placement] });
  await told;
  assert.deepEqual([...folder.uids()], [1]);
  await other.expunge((await other.folders('ugo')).find(({ name }) => name === 'INBOX')!.id, [[1, 1]], true);
  await folder.refresh();
  assert.deepEqual([...folder.uids()], []);
  assert.deepEqual(await folder.vanishedSince(1), [1]);
});

test('a login that fails is told why, and braked', async () => {
  const { backend } = await openHouse({ kind: 'put-user', user: { login: 'anna', name: 'Anna', status: 'active' } });
  const { login } = backend('192.0.2.7');
  assert.equal(codeOf(await login(`${UGO}*anna`, 'right')), 'AUTHORIZATIONFAILED');
  for (let tries = 0; tries < 9; tries++) assert.equal(codeOf(await login(UGO, 'wrong')), 'AUTHENTICATIONFAILED');
  await login(UGO, 'wrong');
  assert.equal(codeOf(await login(UGO, 'right')), 'UNAVAILABLE');
});

test('what is made below a folder has its rights, and whoever sees neither cannot learn its name (RFC 4314 3)', async () => {
  const { enter } = await house();
  const [ugo, anna, carla] = [await enter(), await enter('anna'), await enter('carla')];
  await ugo.create('Riservato', []);
  for (const who of ['anna', 'carla']) assert.equal(codeOf(await ugo.acl.remove('Riservato', who)), 'OK');
  await ugo.acl.set('Riservato', 'bruno', 'replace', 'lr');
  assert.equal(codeOf(await ugo.create('Riservato/Cause/2026', [])), 'OK');
  await append(ugo, 'Riservato/Cause/2026', 'Subject: x\n\n');
  for (const account of [anna, carla]) {
    assert.ok(!(await account.list()).some(({ name }) => name.includes('Riservato')));
    for (const name of ['Riservato', 'Riservato/Cause', 'Riservato/Cause/2026'])
      assert.equal(codeOf(await account.select(`${OF_UGO}/${name}`, true)), 'NONEXISTENT', name);
  }
  const rights = await (await enter('bruno')).acl.mine(`${OF_UGO}/Riservato/Cause/2026`);
  assert.deepEqual(rights, { ok: true, rights: 'lr' });
  const asked = ['Riservato', 'Riservato/Cause', 'Riservato/Nuova'];
  for (const account of [anna, carla])
    for (const name of asked) assert.equal(codeOf(await account.create(`${OF_UGO}/${name}`, [])), 'NOPERM', name);
  assert.equal(codeOf(await carla.rename(`${OF_UGO}/Drafts`, `${OF_UGO}/Riservato/Cause`)), 'NOPERM');
});

test('what was sent from one mailbox was not sent from the one it is copied or moved into', async () => {
  const { enter } = await house();
  const ugo = await enter();
  await enter(ADA);
  const octets = Buffer.from('Subject: x\r\n\r\n');
  const sample = { id: `sent-${nextId()}`, rope: [octets], size: octets.length, sha256: '00'.repeat(32) };
  const placement = { mailbox: 'ugo', folder: 'Sent', messageId: sample.id, size: sample.size, internalDate: T0 };
  const flags = ['$PEC-inviato', '$PEC-busta', '\\Seen'];
  await store.commit({ messages: [sample], placements: [{ ...placement, flags }] });
  const sent = await select(ugo, 'Sent');
  const ofAda = `Other Users/${ADA}/Sent`;
  for (const to of ['Drafts', ofAda]) assert.equal(codeOf(await sent.copy([[1, 1]], to)), 'OK');
  assert.equal(codeOf(await sent.move([[1, 1]], ofAda)), 'OK');
  assert.deepEqual(flagsIn(await select(ugo, 'Drafts')), ['$PEC-busta $PEC-inviato \\Seen']);
  assert.deepEqual(flagsIn(await select(ugo, ofAda)), ['$PEC-busta \\Seen', '$PEC-busta \\Seen']);
});

test('a session that stays open reads and replaces nothing any more once the right was taken', async () => {
  const { enter, clock } = await house();
  await append(await enter(), 'INBOX', 'Subject: riservato\n\n');
  const bruno = await enter('bruno');
  const folder = await select(bruno, `${OF_UGO}/INBOX`);
  assert.equal((await all(folder.messages([1]))).length, 1);
  await store.commit({
    accounts: [{ kind: 'remove-grant', mailbox: 'ugo', login: 'bruno' }, grant('ada', 'bruno', 'write')],
  });
  clock.monotonic += 1_000;
  assert.deepEqual([await all(folder.messages([1])), await all(folder.summaries([1]))], [[], []]);
  assert.deepEqual(await folder.search({ kind: 'text', value: 'riservato' }, Uint32Array.of(1)), []);
  assert.equal(await folder.message(1), undefined);
  await enter(ADA);
  const replaces = { folder, uid: 1 };
  const put = { flags: [], ...message('Subject: y\n\n'), replaces };
  assert.equal(codeOf(await bruno.append(`Other Users/${ADA}/INBOX`, put)), 'NONEXISTENT');
});
