import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { appendMessage, openFolderViews } from '#mailbox';
import { sampleMailbox, T0 } from '#testing';
import {
  all,
  append,
  box,
  codeOf,
  flagsIn,
  MINUTE_MS,
  message,
  nextId,
  once,
  openHouse,
  SENT_KEYWORD,
  select,
  store,
  UGO,
} from './test-imap-house.ts';

test('folders are made and subscribed at the first login; what the holder deletes later stays deleted', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  const names = async () => (await account.list()).map(({ name, attributes }) => [name, ...attributes].join(' '));
  assert.deepEqual(await names(), ['INBOX', 'Drafts \\Drafts', 'Sent \\Sent', 'Trash \\Trash']);
  assert.deepEqual(await account.subscriptions(), ['Drafts', 'INBOX', 'Sent', 'Trash']);
  assert.equal(codeOf(await account.delete('Trash')), 'OK');
  assert.deepEqual((await (await enter()).list()).length, 3);
});

test('a usual folder is subscribed whoever made it, until the holder says otherwise, and only while it stands', async () => {
  const { enter } = await openHouse();
  for (const name of ['INBOX', 'Sent', 'Ricevute']) await store.createFolder('ugo', name, T0);
  const account = await enter();
  assert.deepEqual(await account.subscriptions(), ['Drafts', 'INBOX', 'Ricevute', 'Sent', 'Trash']);
  for (const name of ['inbox', 'Ricevute']) await account.subscribe(name, false);
  for (const name of ['Archivio', 'Altro']) await account.create(name, []);
  await account.subscribe('Archivio', true);
  await account.delete('Trash');
  const again = await enter();
  assert.deepEqual(await again.subscriptions(), ['Archivio', 'Drafts', 'Sent']);
  await again.subscribe('Ricevute', true);
  assert.deepEqual(await again.subscriptions(), ['Archivio', 'Drafts', 'Ricevute', 'Sent']);
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

test('a name whose folder was deleted is renamed with all that stands below it', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  for (const name of ['a/b/c', 'a/x', 'ab']) await account.create(name, []);
  for (const name of ['a', 'a/b']) await account.delete(name);
  assert.equal(codeOf(await account.rename('a', 'a/b/d')), 'CANNOT');
  assert.equal(codeOf(await account.rename('a', 'ab')), 'ALREADYEXISTS');
  assert.equal(codeOf(await account.rename('a/b/nope', 'z')), 'NONEXISTENT');
  const names = async () => (await account.list()).map(({ name }) => name).filter((name) => /^[abz]/.test(name));
  assert.deepEqual(await names(), ['a/b/c', 'a/x', 'ab'], 'what was refused made nothing');
  assert.equal(codeOf(await account.rename('a', 'z')), 'OK');
  assert.deepEqual(await names(), ['ab', 'z', 'z/b/c', 'z/x']);
});

test('a folder is not renamed where those below it could not be reached any more', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  const deep = (levels: number, level = 'x') => Array.from({ length: levels }, () => level).join('/');
  await account.create(`a/${deep(30)}`, []);
  assert.equal(codeOf(await account.rename('a', `b/${deep(2)}`)), 'CANNOT');
  assert.equal(codeOf(await account.rename('a', 'b/c')), 'OK');
  await account.create(`d/${'\u00e0'.repeat(120)}`, []);
  assert.equal(codeOf(await account.rename('d', deep(4, 'y'.repeat(200)))), 'CANNOT');
  assert.equal(codeOf(await account.rename('d', deep(3, 'y'.repeat(200)))), 'OK');
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
    [2, 2, 3, folder.uidValidity, 1, 1, 30, folder.highestModseq, folder.mailboxId, 5_000, 16],
  );
});

test('who may write takes what is recent, once; who only looks takes nothing (RFC 3501 2.3.2)', async () => {
  const { enter } = await openHouse();
  const account = await enter();
  for (const n of [1, 2, 3]) await append(account, 'INBOX', `Subject: ${n}\n\n`);
  const [reader, writer] = [await select(account, 'INBOX'), await select(account, 'INBOX')];
  const recent = async () => {
    const status = await account.status('INBOX', ['RECENT', 'HIGHESTMODSEQ']);
    return status.ok && [...status.values.values()];
  };
  assert.equal(await reader.claimRecent(3, false), 0);
  assert.equal(await writer.claimRecent(2, true), 0);
  assert.deepEqual(await recent(), [1, reader.highestModseq]);
  for (const other of [reader, writer, await select(account, 'INBOX')]) {
    assert.equal(await other.claimRecent(2, true), 2);
    assert.equal(await other.claimRecent(3, false), 2);
  }
  assert.equal(await reader.claimRecent(3, true), 2);
  assert.deepEqual(await recent(), [0, reader.highestModseq]);
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

test('a message that calls itself PEC is judged however long its header is, and however its lines end', async () => {
  const { blobs } = await openHouse();
  const made = await store.createFolder('ugo', 'Prove', T0);
  assert.ok(made.done);
  const claim = 'X-Ricevuta: accettazione';
  const long = `X-Lungo: ${'x'.repeat(990)}\r\n`.repeat(300);
  for (const text of [`${long}${claim}\r\n\r\n`, `${claim}\r\n${long}\r\n`, `Subject: x\n${claim}\n\nbody\n`]) {
    const order = { mailbox: sampleMailbox('ugo', { quotaBytes: 1e7 }), folder: made.folder, flags: [] };
    const judge = async () => ['$PEC-nonverificata'];
    const ports = { store, blobs, views: openFolderViews(store), legalTime: { now: () => T0 }, maxBytes: 1e6, judge };
    const newMessageId = () => `${T0}-${nextId()}`;
    await appendMessage({ ...order, octets: once(Buffer.from(text)) }, { ...ports, newMessageId });
  }
  const items = (await store.changes(made.folder.id, 0))!.items;
  assert.deepEqual(
    items.map(({ flags }) => flags),
    items.map(() => ['$PEC-nonverificata']),
  );
});

test('a message that is appended is refused where there is no folder, no room, or when it is too large, and leaves nothing behind', async () => {
  const { enter, blobs } = await openHouse();
  const account = await enter();
  const long = (octets: number) => `Subject: x\n\n${'x'.repeat(octets - 14)}`;
  assert.equal(codeOf(await append(account, 'Nowhere', long(100))), 'TRYCREATE');
  assert.equal(codeOf(await account.mayAppend('Nowhere', 1)), 'TRYCREATE');
  // Nobody is told to create what cannot be.
  for (const name of ['', 'a//b', 'Nowhere/', '\u0007'])
    assert.equal(codeOf(await account.mayAppend(name, 1)), 'CANNOT', name);
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
      resources: [{ name: 'STORAGE', usage: 10, limit: 9 }],
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

const SENT_TEXT = `Message-ID: <sent@x>\nSubject: inviato\n\n${'testo '.repeat(60)}\n`;
const sha256 = createHash('sha256').update(message(SENT_TEXT).bytes).digest('hex');

async function withSent() {
  const house = await openHouse();
  const account = await house.enter();
  const { bytes } = message(SENT_TEXT);
  const sent = { id: `sent-${nextId()}`, rope: [bytes], size: bytes.length, sha256 };
  const flags = ['\\Seen', SENT_KEYWORD];
  const placement = { mailbox: 'ugo', folder: 'Sent', messageId: sent.id, size: sent.size, internalDate: T0 };
  await store.commit({ messages: [sent], placements: [{ ...placement, flags, thread: 'opec1@alfa' }] });
  return { ...house, account, sent: await select(account, 'Sent') };
}

test('a copy of what was just sent: becomes the message that stands in Sent, and takes no room', async () => {
  const { account, sent, blobs } = await withSent();
  const before = await store.mailboxUse('ugo');
  assert.deepEqual(await append(account, 'Sent', SENT_TEXT, ['\\Answered', '$PEC-consegna']), {
    ok: true,
    uidValidity: sent.uidValidity,
    uid: 1,
  });
  await sent.refresh();
  assert.deepEqual(flagsIn(sent), ['$PEC-inviato \\Answered \\Seen']);
  assert.deepEqual(await store.mailboxUse('ugo'), before);
  assert.deepEqual(await all(blobs.list()), []);
  await append(account, 'Sent', SENT_TEXT.replace('testo', 'altro'));
  await sent.refresh();
  assert.equal(sent.uids().length, 2);
});

test('a copy of what was just sent: in another folder is the same message', async () => {
  const { account, sent } = await withSent();
  await account.create('Inviati', []);
  await append(account, 'Inviati', SENT_TEXT);
  const other = await select(account, 'Inviati');
  const [there, here] = [other.item(1)!, sent.item(1)!];
  assert.deepEqual([there.emailId, there.threadId, there.flags], [here.emailId, here.threadId, [SENT_KEYWORD]]);
  assert.equal((await store.mailboxUse('ugo')).usedBytes, here.size);
});

test('a copy of what was just sent: after ten minutes is another message', async () => {
  const { account, sent, clock } = await withSent();
  clock.legal += 10 * MINUTE_MS + 1;
  await append(account, 'Sent', SENT_TEXT);
  await sent.refresh();
  assert.deepEqual(flagsIn(sent), ['$PEC-inviato \\Seen', '']);
});

test('a copy of what was just sent: of which it takes the place by its own octets, stands under a new UID', async () => {
  const { account, sent } = await withSent();
  const replaces = { folder: sent, uid: 1 };
  const replaced = await account.append('Sent', { flags: ['\\Flagged'], ...message(SENT_TEXT), replaces });
  assert.deepEqual(replaced, { ok: true, uidValidity: sent.uidValidity, uid: 2 });
  await sent.refresh();
  assert.deepEqual([[...sent.uids()], flagsIn(sent)], [[2], ['$PEC-inviato \\Flagged']]);
});

test('a copy of what was just sent: that is deleted at that moment is a message of its own: nothing is lost', async () => {
  const { sent, blobs } = await withSent();
  const racing = {
    ...{ append: store.append, expunge: store.expunge, vanished: store.vanished, messages: store.messages },
    async setFlags(change: Parameters<typeof store.setFlags>[0]) {
      await store.expunge(change.folder, [[1, 1]], true);
      return await store.setFlags(change);
    },
  };
  const folders = await store.folders('ugo');
  const appended = await appendMessage(
    {
      ...{ mailbox: sampleMailbox('ugo'), folders, flags: [], octets: message(SENT_TEXT).octets },
      folder: folders.find(({ name }) => name === 'Sent')!,
    },
    {
      ...{ store: racing, blobs, views: openFolderViews(store), legalTime: { now: () => T0 }, maxBytes: 5_000 },
      newMessageId: (at) => `${at}-${nextId()}`,
      judge: async () => [],
    },
  );
  assert.deepEqual(appended, { done: true, uidValidity: sent.uidValidity, uid: 2 });
  await sent.refresh();
  assert.deepEqual([[...sent.uids()], flagsIn(sent)], [[2], ['']]);
  assert.equal((await all(blobs.list())).length, 1);
});

test('a copy of what was just sent: fits into a mailbox that is full', async () => {
  const { account, sent, clock } = await withSent();
  await store.commit({ accounts: [box('ugo', { quotaBytes: 1 })] });
  clock.monotonic += 1_000;
  const { size } = message(SENT_TEXT);
  assert.equal(codeOf(await account.mayAppend('Sent', size + 1)), 'OVERQUOTA');
  assert.equal(codeOf(await account.mayAppend('Sent', size)), 'OK');
  assert.deepEqual(await append(account, 'Sent', SENT_TEXT), { ok: true, uidValidity: sent.uidValidity, uid: 1 });
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
