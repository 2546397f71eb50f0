import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { openLogins } from '#accounts';
import { memoryBlobs } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { openImapBackend } from '#doors/imap';
import type { ImapAccount, ImapFolder } from '#imap';
import { openFolderViews } from '#mailbox';
import type { AccountChange, Grant, Mailbox } from '#ports';
import { sampleMailbox, T0 } from '#testing';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let store: PostgresStore;
before(async () => {
  database = await openTestDatabase();
  store = await openPostgresStore({ connection: database.server });
});
after(async () => {
  await store[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const UGO = 'ugo@pec.alfa.example';
const ADA = 'ada@pec.alfa.example';
const MINUTE_MS = 60_000;
const SENT_KEYWORD = '$PEC-inviato';
let ids = 0;

const box = (id: string, change: Partial<Mailbox> = {}): AccountChange => ({
  kind: 'put-mailbox',
  mailbox: sampleMailbox(id, { passwordHash: 'x', quotaBytes: 10_000, ...change }),
});
const grant = (mailbox: string, login: string, level: Grant['level']): AccountChange => ({
  kind: 'put-grant',
  grant: { mailbox, login, level, maySend: false },
});

async function openHouse(...accounts: readonly AccountChange[]) {
  await database.empty();
  await store.commit({ accounts: [box('ugo'), ...accounts] });
  const blobs = memoryBlobs({ literalMaxBytes: 200 });
  const clock = { legal: T0, monotonic: 0 };
  const legalTime = { now: () => clock.legal };
  const monotonic = { now: () => clock.monotonic };
  const logins = openLogins({ store, legalTime, verifyPassword: async (_kept, password) => password === 'right' });
  const judged: (string | undefined)[] = [];
  const backend = openImapBackend({
    store,
    blobs,
    views: openFolderViews(store),
    legalTime,
    monotonic,
    logins,
    brake: loginBrake(monotonic, { delayMs: 0 }),
    maxMessageBytes: 5_000,
    newMessageId: (at) => `${at}-${++ids}`,
    async judge(_message, read) {
      judged.push(read.riferimento);
      return ['$PEC-nonverificata'];
    },
    onUnreadable: (fault) => {
      throw fault;
    },
  });
  async function enter(user = UGO): Promise<ImapAccount> {
    const entered = await backend('192.0.2.1').login(user, 'right');
    assert.ok(entered.ok, JSON.stringify(entered));
    return entered.account;
  }
  return { enter, backend, blobs, clock, judged };
}

/** `NO [code]`, or what was done. */
const codeOf = (result: { readonly ok: boolean; readonly code?: string }) => (result.ok ? 'OK' : result.code);

function message(text: string) {
  const octets = Buffer.from(text.replaceAll('\n', '\r\n'));
  return { size: octets.length, octets: once(octets), bytes: octets };
}

async function* once(octets: Uint8Array) {
  yield octets;
}

async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

const append = (account: ImapAccount, folder: string, text: string, flags: readonly string[] = []) =>
  account.append(folder, { flags, ...message(text) });

async function select(account: ImapAccount, name: string): Promise<ImapFolder> {
  const selected = await account.select(name, false);
  assert.ok(selected.ok, JSON.stringify(selected));
  return selected.folder;
}

const flagsIn = (folder: ImapFolder) => [...folder.uids()].map((uid) => folder.item(uid)!.flags.join(' '));

test('folders are made and subscribed at the first login; what the holder deletes later stays deleted', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  const names = async () => (await account.list()).map(({ name, attributes }) => [name, ...attributes].join(' '));
  assert.deepEqual(await names(), ['INBOX', 'Drafts \\Drafts', 'Sent \\Sent', 'Trash \\Trash']);
  assert.deepEqual(await account.subscriptions(), ['Drafts', 'INBOX', 'Sent', 'Trash']);
  assert.equal(codeOf(await account.delete('Trash')), 'OK');
  assert.deepEqual((await (await enter()).list()).length, 3);
});

test('folders are created with their parents, renamed and deleted, with a clear no where that cannot be', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  const made = await account.create('Pratiche/2026/Rossi', []);
  assert.match(made.ok ? made.mailboxId : '', /^F[0-9]+$/);
  assert.equal(codeOf(await account.create('Pratiche/2026', [])), 'ALREADYEXISTS');
  assert.equal(codeOf(await account.create('Archivio', ['\\Archive'])), 'OK');
  for (const name of ['a//b', '/a', `${'x'.repeat(256)}`, 'a\u0007', 'Other Users', 'Other Users/x@y/z'])
    assert.equal(codeOf(await account.create(name, [])), 'CANNOT', name);
  assert.equal(codeOf(await account.create('Tutto', ['\\All'])), 'USEATTR');
  assert.equal(codeOf(await account.rename('Pratiche', 'Pratiche/2026/x')), 'CANNOT');
  assert.equal(codeOf(await account.rename('Pratiche', 'Sent')), 'ALREADYEXISTS');
  assert.equal(codeOf(await account.rename('Sent', 'Posta inviata')), 'CANNOT');
  assert.equal(codeOf(await account.rename('Pratiche', 'Vecchie/Pratiche')), 'OK');
  assert.equal(codeOf(await account.delete('Vecchie/Pratiche')), 'OK');
  assert.equal(codeOf(await account.delete('Vecchie/Pratiche')), 'NONEXISTENT');
  for (const name of ['inbox', 'Sent']) assert.equal(codeOf(await account.delete(name)), 'CANNOT', name);
  assert.deepEqual(
    (await account.list()).map(({ name }) => name),
    ['INBOX', 'Archivio', 'Drafts', 'Sent', 'Trash', 'Vecchie', 'Vecchie/Pratiche/2026', 'Vecchie/Pratiche/2026/Rossi'],
  );
});

test('a name is the same in whatever form its letters come, and INBOX in any case', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  await account.create('Citta\u0300', []);
  assert.equal(codeOf(await account.create('Citt\u00e0', [])), 'ALREADYEXISTS');
  assert.equal((await select(account, 'iNbOx')).name, 'INBOX');
  assert.equal(codeOf(await account.create('Inbox/sotto', [])), 'OK');
  assert.equal((await select(account, 'INBOX/sotto')).name, 'INBOX/sotto');
});

test('INBOX that is renamed stays, and its messages go (RFC 9051 6.3.6)', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  await append(account, 'INBOX', 'Subject: x\n\n');
  assert.equal(codeOf(await account.rename('INBOX', 'Vecchia')), 'OK');
  assert.equal((await select(account, 'INBOX')).uids().length, 0);
  assert.equal((await select(account, 'Vecchia')).uids().length, 1);
});

test('STATUS tells every item', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  await append(account, 'INBOX', 'Subject: x\n\n', ['\\Seen']);
  await append(account, 'INBOX', 'Subject: xyz\n\n', ['\\Deleted']);
  const folder = await select(account, 'INBOX');
  const status = await account.status('INBOX', [
    ...(['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'HIGHESTMODSEQ'] as const),
    ...(['MAILBOXID', 'APPENDLIMIT', 'DELETED-STORAGE'] as const),
  ]);
  assert.ok(status.ok);
  assert.deepEqual(
    [...status.values.values()],
    [2, 0, 3, folder.uidValidity, 1, 1, 30, folder.highestModseq, folder.mailboxId, 5_000, 16],
  );
});

test('a message that is appended stands there with its flags, date, ids and octets', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  const folder = await select(account, 'Drafts');
  const text = 'Message-ID: <b@x>\nReferences: <a@x> <c@x>\nSubject: prova\n\nciao\n';
  const flags = ['\\seen', '$PEC-consegna', '\\Recent', '\\Nonsense', 'Lavoro'];
  const result = await account.append('Drafts', { flags, date: T0 - 5_000, ...message(text) });
  assert.deepEqual(result, { ok: true, uidValidity: folder.uidValidity, uid: 1 });
  await append(account, 'Drafts', 'Message-ID: <a@x>\n\n');
  await folder.refresh();
  const item = folder.item(1)!;
  assert.deepEqual([item.flags, item.internalDate, item.savedAt], [['Lavoro', '\\Seen'], T0 - 5_000, T0]);
  assert.match(item.emailId, /^M[A-Za-z0-9_-]+$/);
  assert.match(item.threadId!, /^T[0-9a-f]{32}$/);
  assert.equal(folder.item(2)!.threadId, item.threadId);
  const [first] = await all(folder.messages([1]));
  const octets = await all(first![1].read(0, item.size));
  assert.equal(Buffer.concat(octets).toString(), text.replaceAll('\n', '\r\n'));
  const [summary] = await all(folder.summaries([1]));
  assert.equal(summary![1].envelope.subject, 'prova');
  assert.deepEqual(await folder.search({ kind: 'text', value: 'CIAO' }, folder.uids()), [1]);
});

test('a message that is appended and calls itself PEC is judged, and belongs to what it is about', async () => {
  const { enter, judged } = await openHouse();
  const account = await enter();
  await append(account, 'Drafts', 'Message-ID: <original@x>\n\n');
  await append(account, 'Drafts', 'X-Ricevuta: accettazione\nX-Riferimento-Message-ID: <original@x>\n\n', [
    SENT_KEYWORD,
  ]);
  const folder = await select(account, 'Drafts');
  assert.deepEqual(flagsIn(folder), ['', '$PEC-nonverificata']);
  assert.equal(folder.item(1)!.threadId, folder.item(2)!.threadId);
  assert.deepEqual(judged, ['<original@x>']);
});

test('a message that is appended is refused where there is no folder, no room, or when it is too large, and leaves nothing behind', async () => {
  const { enter, blobs } = await openHouse();
  const account = await enter();
  const long = (octets: number) => `Subject: x\n\n${'x'.repeat(octets - 14)}`;
  assert.equal(codeOf(await append(account, 'Nowhere', long(100))), 'TRYCREATE');
  assert.equal(codeOf(await account.mayAppend('Nowhere', 1)), 'TRYCREATE');
  assert.equal(codeOf(await append(account, 'Drafts', long(5_001))), 'TOOBIG');
  assert.equal(codeOf(await account.mayAppend('Drafts', 5_001)), 'TOOBIG');
  assert.equal(codeOf(await append(account, 'Drafts', long(5_000))), 'OK');
  assert.equal(codeOf(await append(account, 'Drafts', long(4_999))), 'OK');
  assert.equal(codeOf(await account.mayAppend('Drafts', 1)), 'OK');
  assert.equal(codeOf(await account.mayAppend('Drafts', 2)), 'OVERQUOTA');
  assert.equal(codeOf(await append(account, 'Drafts', long(300))), 'OVERQUOTA');
  assert.equal((await all(blobs.list())).length, 2);
  const roots = await account.quotaRoots('Drafts');
  assert.deepEqual(roots.ok && roots.roots, [
    {
      name: UGO,
      resources: [
        { name: 'STORAGE', usage: 10, limit: 9 },
        { name: 'MESSAGE', usage: 2, limit: 4_294_967_295 },
      ],
    },
  ]);
  assert.equal(codeOf(await account.quota('nobody@x')), 'NONEXISTENT');
  assert.equal(codeOf(await account.setQuota(UGO, new Map([['STORAGE', 1]]))), 'NOPERM');
});

test('a message that is appended in place of another stands when that one goes (REPLACE)', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  await append(account, 'Drafts', 'Subject: first\n\n');
  const folder = await select(account, 'Drafts');
  const put = () =>
    account.append('Drafts', { flags: [], ...message('Subject: second\n\n'), replaces: { folder, uid: 1 } });
  assert.equal(codeOf(await put()), 'OK');
  await folder.refresh();
  assert.deepEqual([...folder.uids()], [2]);
  assert.equal(codeOf(await put()), 'EXPUNGEISSUED');
});

suite('a copy of what was just sent', () => {
  const text = `Message-ID: <sent@x>\nSubject: inviato\n\n${'testo '.repeat(60)}\n`;
  const sha256 = createHash('sha256').update(message(text).bytes).digest('hex');

  async function withSent() {
    const house = await openHouse();
    const account = await house.enter();
    const { bytes } = message(text);
    const sent = { id: `sent-${++ids}`, rope: [bytes], size: bytes.length, sha256 };
    const flags = ['\\Seen', SENT_KEYWORD];
    const placement = { mailbox: 'ugo', folder: 'Sent', messageId: sent.id, size: sent.size, internalDate: T0 };
    await store.commit({ messages: [sent], placements: [{ ...placement, flags, thread: 'opec1@alfa' }] });
    return { ...house, account, sent: await select(account, 'Sent') };
  }

  test('becomes the message that stands in Sent, and takes no room', async () => {
    const { account, sent, blobs } = await withSent();
    const before = await store.mailboxUse('ugo');
    assert.deepEqual(await append(account, 'Sent', text, ['\\Answered', '$PEC-consegna']), {
      ok: true,
      uidValidity: sent.uidValidity,
      uid: 1,
    });
    await sent.refresh();
    assert.deepEqual(flagsIn(sent), ['$PEC-inviato \\Answered \\Seen']);
    assert.deepEqual(await store.mailboxUse('ugo'), before);
    assert.deepEqual(await all(blobs.list()), []);
    await append(account, 'Sent', text.replace('testo', 'altro'));
    await sent.refresh();
    assert.equal(sent.uids().length, 2);
  });

  test('in another folder is the same message', async () => {
    const { account, sent } = await withSent();
    await account.create('Inviati', []);
    await append(account, 'Inviati', text);
    const other = await select(account, 'Inviati');
    const [there, here] = [other.item(1)!, sent.item(1)!];
    assert.deepEqual([there.emailId, there.threadId, there.flags], [here.emailId, here.threadId, [SENT_KEYWORD]]);
    assert.equal((await store.mailboxUse('ugo')).usedBytes, here.size);
  });

  test('after ten minutes is another message', async () => {
    const { account, sent, clock } = await withSent();
    clock.legal += 10 * MINUTE_MS + 1;
    await append(account, 'Sent', text);
    await sent.refresh();
    assert.deepEqual(flagsIn(sent), ['$PEC-inviato \\Seen', '']);
  });

  test('fits into a mailbox that is full', async () => {
    const { account, sent, clock } = await withSent();
    await store.commit({ accounts: [box('ugo', { quotaBytes: 1 })] });
    clock.monotonic += 1_000;
    const { size } = message(text);
    assert.equal(codeOf(await account.mayAppend('Sent', size + 1)), 'OVERQUOTA');
    assert.equal(codeOf(await account.mayAppend('Sent', size)), 'OK');
    assert.deepEqual(await append(account, 'Sent', text), { ok: true, uidValidity: sent.uidValidity, uid: 1 });
  });
});

suite('flags', () => {
  test('are set, taken and replaced; those of the server stay, and nobody else sets them', async () => {
    const { enter } = await openHouse();
    const account = await enter();
    await append(account, 'INBOX', 'X-Trasporto: errore\n\n', ['\\Seen']);
    const folder = await select(account, 'INBOX');
    assert.deepEqual(folder.permanentFlags, ['\\Answered', '\\Deleted', '\\Draft', '\\Flagged', '\\Seen', '\\*']);
    assert.ok(folder.knownFlags.includes('$PEC-nonverificata'));
    const set = await folder.setFlags([[1, 9]], 'replace', ['Lavoro', '\\flagged']);
    assert.ok(set.ok);
    assert.deepEqual(
      set.items.map(({ flags }) => flags),
      [['$PEC-nonverificata', 'Lavoro', '\\Flagged']],
    );
    assert.deepEqual(folder.item(1)!.flags, set.items[0]!.flags, 'the folder knows before the answer');
    for (const flag of ['$PEC-consegna', '$pec-nonverificata', '\\Recent', '\\Other', 'no atom', 'x'.repeat(65)])
      assert.equal(codeOf(await folder.setFlags([[1, 1]], 'add', [flag])), 'CANNOT', flag);
    const old = await folder.setFlags([[1, 1]], 'add', ['Tardi'], set.items[0]!.modseq - 1);
    assert.deepEqual(old.ok && [old.items.length, old.modified], [0, [1]]);
  });

  test('a folder has at most 128 keywords', async () => {
    const { enter } = await openHouse();
    const account = await enter();
    await append(account, 'INBOX', 'Subject: x\n\n');
    const folder = await select(account, 'INBOX');
    const many = Array.from({ length: 128 }, (_, n) => `k${n}`);
    assert.equal(codeOf(await folder.setFlags([[1, 1]], 'add', many)), 'OK');
    assert.equal(codeOf(await folder.setFlags([[1, 1]], 'add', ['one-more'])), 'CANNOT');
    assert.equal(codeOf(await folder.setFlags([[1, 1]], 'add', ['K5', '\\Seen'])), 'OK');
    assert.equal(codeOf(await folder.setFlags([[1, 1]], 'remove', ['unheard-of'])), 'OK');
  });
});

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
  const sample = { id: `other-${++ids}`, rope: [octets], size: octets.length, sha256: '00'.repeat(32) };
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
