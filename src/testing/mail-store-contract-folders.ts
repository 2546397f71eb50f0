import assert from 'node:assert/strict';
import type { MailCase, OpenedMailRoom } from './mail-store-contract.ts';
import type { MailRoom } from './mail-store-memory.ts';
import { MAX_MODEL_FOLDERS } from './mail-store-model.ts';
import { folderCalled, furnish, itemsIn, LATER, made, newItem, refusedFor, uidsIn } from './mail-store-samples.ts';
import { T0 } from './store-samples.ts';

const names = async (room: MailRoom, mailbox: string) => (await room.folders(mailbox)).map(({ name }) => name).sort();

/** Folders made, renamed and deleted (RFC 9051 6.3.4 to 6.3.6). */
export const folderCases: readonly MailCase[] = [
  [
    'a folder is made with the parents it lacks, once',
    async ({ room }) => {
      await furnish(room, { ugo: [], ada: [] });
      const answer = await room.createFolder('ugo', 'Pratiche/2026/Città', T0, '\\Archive');
      assert.ok(answer.done);
      const { folder } = answer;
      assert.match(folder.id, /^[1-9][0-9]*$/);
      assert.deepEqual(
        { ...folder, id: '', uidValidity: 1 },
        {
          id: '',
          mailbox: 'ugo',
          name: 'Pratiche/2026/Città',
          uidValidity: 1,
          uidNext: 1,
          highestModseq: 1,
          recentUid: 0,
          specialUse: '\\Archive',
        },
      );
      assert.deepEqual(await names(room, 'ugo'), ['INBOX', 'Pratiche', 'Pratiche/2026', 'Pratiche/2026/Città']);
      assert.deepEqual(await names(room, 'ada'), ['INBOX']);
      assert.deepEqual(await room.folder(folder.id), folder);
      assert.equal((await folderCalled(room, 'ugo', 'Pratiche')).specialUse, undefined);
      for (const name of ['Pratiche', 'Pratiche/2026/Città'])
        assert.deepEqual(await room.createFolder('ugo', name, T0), refusedFor('exists'));
    },
  ],
  [
    'folders can be asked for by their names',
    async ({ room }) => {
      await furnish(room, { ugo: [], ada: [] });
      for (const name of ['Pratiche/2026', 'Altro']) assert.ok((await room.createFolder('ugo', name, T0)).done);
      const named = async (mailbox: string, ...asked: string[]) => await room.folders(mailbox, asked);
      assert.deepEqual(await named('ugo', 'Pratiche/2026'), [await folderCalled(room, 'ugo', 'Pratiche/2026')]);
      const two = await named('ugo', 'INBOX', 'Altro', 'pratiche', 'Pratiche/', 'Nessuno', 'Altro');
      assert.deepEqual(two.map(({ name }) => name).sort(), ['Altro', 'INBOX']);
      assert.deepEqual(await named('ada', 'Altro'), []);
      assert.deepEqual(await named('ugo'), []);
    },
  ],
  [
    'who is told first of messages takes them; nobody hears of it, and the folder is the same',
    async ({ room, reopen }) => {
      const { ugo, ada } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3'], ada: ['m-4'] });
      const counts = async () => [...(await room.recentCounts([ugo!.id, ada!.id, '999999'])).values()];
      assert.deepEqual(await counts(), [3, 1]);
      let heard = 0;
      const stop = room.onChange(() => heard++);
      assert.equal(await room.claimRecent(ugo!.id, 2), 0);
      assert.equal(await room.claimRecent(ugo!.id, 2), 2, 'he is not the first');
      assert.equal(await room.claimRecent(ugo!.id, 1), 1);
      assert.deepEqual(await counts(), [1, 1]);
      assert.equal(heard, 0);
      stop();
      const taken = { ...(await room.folder(ugo!.id))!, recentUid: 2 };
      assert.deepEqual(await room.folder(ugo!.id), taken);
      assert.equal(taken.highestModseq, (await room.changes(ugo!.id, 0))!.items.at(-1)!.modseq);
      assert.equal(await room.claimRecent('999999', 5), 5, 'a folder that is gone has none');
      await room.expunge(ugo!.id, [[3, 3]], true);
      assert.deepEqual(await counts(), [0, 1]);
      await using other = await reopen?.();
      if (other) assert.equal(await other.claimRecent(ugo!.id, 3), 2);
    },
  ],
  [
    'a folder that is not there is told: undefined, empty, refused',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: ['m-1'] });
      for (const id of ['999999', '', 'x', '-1', '1e9', '99999999999999999999']) {
        assert.equal(await room.folder(id), undefined);
        assert.equal(await room.changes(id, 0), undefined);
        assert.deepEqual(await room.vanished(id, 0), []);
        assert.equal((await room.counts([id])).size, 0);
        const gone = refusedFor('no-folder');
        assert.deepEqual(await room.renameFolder(id, 'x', T0), gone);
        assert.deepEqual(await room.deleteFolder(id), gone);
        assert.deepEqual(await room.append(newItem({ ...ugo!, id }, 'm-9')), gone);
        assert.deepEqual(await room.copy(id, [[1, 9]], ugo!.id, T0, 1e9), gone);
        assert.deepEqual(await room.copy(ugo!.id, [[1, 9]], id, T0, 1e9), gone);
        assert.deepEqual(await room.move(ugo!.id, [[1, 9]], id, T0), gone);
        assert.deepEqual(await room.expunge(id, undefined), gone);
        const change = { folder: id, uids: [[1, 9]] as const, mode: 'add', flags: [], serverPrefix: '' } as const;
        assert.deepEqual(await room.setFlags(change), gone);
      }
      assert.deepEqual(await uidsIn(room, ugo!), [1]);
    },
  ],
  ['a folder born by a placement is a folder like others', bornByPlacement],
  [
    'a renamed folder takes its children along, and the parents it lacks are made',
    async ({ room }) => {
      await furnish(room, { ugo: [] });
      const folder = await made(room, 'ugo', 'a');
      const child = await made(room, 'ugo', 'a/b/c');
      await made(room, 'ugo', 'ab');
      await room.append(newItem(child, 'm-1'));
      assert.deepEqual(await room.renameFolder(folder.id, 'x/y', T0), { done: true });
      assert.deepEqual(await names(room, 'ugo'), ['INBOX', 'ab', 'x', 'x/y', 'x/y/b', 'x/y/b/c']);
      const renamed = await room.folder(child.id);
      assert.equal(renamed?.name, 'x/y/b/c');
      assert.equal(renamed.uidValidity, child.uidValidity);
      assert.deepEqual(await uidsIn(room, child), [1]);
      assert.deepEqual(await room.renameFolder(folder.id, 'x/y/y', T0), { done: true }, 'below itself');
      assert.deepEqual(await names(room, 'ugo'), ['INBOX', 'ab', 'x', 'x/y', 'x/y/y', 'x/y/y/b', 'x/y/y/b/c']);
    },
  ],
  [
    'a folder is never renamed over another, nor is a child of it',
    async ({ room }) => {
      await furnish(room, { ugo: [] });
      const folder = await made(room, 'ugo', 'a');
      for (const name of ['a/b', 'b/b', 'c']) await made(room, 'ugo', name);
      const before = await names(room, 'ugo');
      for (const name of ['a', 'b', 'c', 'INBOX'])
        assert.deepEqual(await room.renameFolder(folder.id, name, T0), refusedFor('exists'), name);
      assert.deepEqual(await names(room, 'ugo'), before);
    },
  ],
  [
    'renaming INBOX moves its messages and leaves it there, with what hangs below it (RFC 9051 6.3.6)',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2'] });
      await made(room, 'ugo', 'INBOX/sotto');
      const use = await room.mailboxUse('ugo');
      assert.deepEqual(await room.renameFolder(ugo!.id, 'INBOX/sotto', T0), refusedFor('exists'));
      assert.deepEqual(await room.renameFolder(ugo!.id, 'Vecchi/2025', LATER), { done: true });
      assert.deepEqual(await names(room, 'ugo'), ['INBOX', 'INBOX/sotto', 'Vecchi', 'Vecchi/2025']);
      assert.deepEqual(await uidsIn(room, ugo!), []);
      const items = await itemsIn(room, await folderCalled(room, 'ugo', 'Vecchi/2025'));
      assert.deepEqual(
        items.map(({ messageId, savedAt }) => [messageId, savedAt]),
        [
          ['m-1', LATER],
          ['m-2', LATER],
        ],
      );
      assert.deepEqual(await room.mailboxUse('ugo'), use);
    },
  ],
  ['a deleted folder takes its messages along and gives their octets back, its children stay', deletedFolder],
  [
    'subscriptions are kept by name for each owner, whether such a folder stands or not',
    async ({ room }) => {
      await furnish(room, { ugo: [] });
      for (const name of ['INBOX', 'Nessuna/così', 'INBOX']) await room.subscribe('ugo', name, true);
      await room.subscribe('ada', 'Sent', true);
      assert.deepEqual((await room.subscriptions('ugo')).toSorted(), ['INBOX', 'Nessuna/così']);
      await room.subscribe('ugo', 'INBOX', false);
      await room.subscribe('ugo', 'INBOX', false);
      assert.deepEqual(await room.subscriptions('ugo'), ['Nessuna/così']);
      assert.deepEqual(await room.subscriptions('ada'), ['Sent']);
      assert.deepEqual(await room.subscriptions('eva'), []);
    },
  ],
];

async function bornByPlacement({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1'] });
  const place = (folder: string, messageId: string) => ({
    mailbox: 'ugo',
    folder,
    messageId,
    size: 100,
    internalDate: T0,
    flags: ['\\seen', '$PEC-busta'],
  });
  await room.append(newItem(ugo!, 'm-2'));
  await room.commit({ placements: [place('Sent', 'm-3'), place('INBOX', 'm-4')], messages: ['m-3', 'm-4'].map(named) });
  const sent = await folderCalled(room, 'ugo', 'Sent');
  assert.equal(sent.specialUse, '\\Sent');
  assert.ok(Number(sent.id) > 0 && sent.uidValidity > 0 && sent.uidValidity < 2 ** 32);
  assert.deepEqual(await uidsIn(room, ugo!), [1, 2, 3]);
  const [item] = await itemsIn(room, sent);
  assert.deepEqual(
    { ...item, modseq: 1 },
    {
      uid: 1,
      modseq: 1,
      messageId: 'm-3',
      size: 100,
      internalDate: T0,
      savedAt: T0,
      flags: ['$PEC-busta', '\\Seen'],
    },
  );
  assert.deepEqual(await room.createFolder('ugo', 'Sent', T0), refusedFor('exists'));
}

function named(id: string) {
  return newItem({ id: '' } as never, id).message;
}

async function deletedFolder({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1'] });
  const folder = await made(room, 'ugo', 'a');
  const child = await made(room, 'ugo', 'a/b');
  await room.append(newItem(folder, 'm-2'));
  await room.append(newItem(child, 'm-3'));
  await room.copy(ugo!.id, [[1, 1]], folder.id, LATER, 1e9);
  assert.deepEqual(await room.mailboxUse('ugo'), { usedBytes: 300, messages: 3 });
  const before = await uidsIn(room, folder);
  assert.deepEqual(await room.deleteFolder(folder.id, 'if-empty'), { done: false, why: 'not-empty' });
  assert.deepEqual(await uidsIn(room, folder), before);
  assert.deepEqual(await room.deleteFolder(folder.id), { done: true });
  assert.deepEqual(await names(room, 'ugo'), ['INBOX', 'a/b']);
  assert.deepEqual(await room.mailboxUse('ugo'), { usedBytes: 200, messages: 2 }, 'm-1 stands in INBOX still');
  assert.deepEqual(await uidsIn(room, child), [1]);
  const again = await made(room, 'ugo', 'a');
  assert.notEqual(again.id, folder.id);
  assert.ok(again.uidValidity > folder.uidValidity, 'a name never gets one UIDVALIDITY twice');
  assert.deepEqual(await uidsIn(room, again), []);
  assert.deepEqual(await room.deleteFolder(again.id, 'if-empty'), { done: true });
  assert.deepEqual(await names(room, 'ugo'), ['INBOX', 'a/b']);
}

/** Too long for the quick suite: judged in the full one. */
export const fullSizeFolderCases: readonly MailCase[] = [
  [
    'a mailbox has no more than ten thousand folders',
    async ({ room }) => {
      await furnish(room, { ugo: [], ada: [] });
      const depth = 999;
      const deep = (n: number) => `${n}${'/x'.repeat(depth)}`;
      for (let n = 0; n < 9; n++) assert.ok((await room.createFolder('ugo', deep(n), T0)).done);
      assert.equal((await room.folders('ugo')).length, 9_001);
      assert.deepEqual(await room.createFolder('ugo', deep(9), T0), refusedFor('too-many'));
      assert.equal((await room.folders('ugo')).length, 9_001, 'no parent of it was made');
      assert.ok((await room.createFolder('ugo', deep(9).slice(0, -2), T0)).done);
      assert.equal((await room.folders('ugo')).length, MAX_MODEL_FOLDERS);
      assert.deepEqual(await room.createFolder('ugo', 'one more', T0), refusedFor('too-many'));
      assert.ok((await room.createFolder('ada', 'one more', T0)).done);
    },
  ],
];
