import assert from 'node:assert/strict';
import type { FolderChange, MailFolder, UidRanges } from '#ports';
import type { MailCase, OpenedMailRoom } from './mail-store-contract.ts';
import { furnish, LATER, made, newItem } from './mail-store-samples.ts';

/** What somebody who looks again is told (RFC 7162). */
export const changeCases: readonly MailCase[] = [
  ['changes tell what is new, what is different and what went, and nothing else', changesTold],
  [
    'what vanished is told among the UIDs asked for',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: Array.from({ length: 9 }, (_, n) => `m-${n}`) });
      const { highestModseq } = (await room.folder(ugo!.id))!;
      await room.expunge(ugo!.id, [[2, 4]], true);
      const then = (await room.folder(ugo!.id))!.highestModseq;
      await room.expunge(
        ugo!.id,
        [
          [6, 6],
          [8, 9],
        ],
        true,
      );
      const told = (since: number, within?: UidRanges) => room.vanished(ugo!.id, since, within);
      assert.deepEqual(await told(highestModseq), [2, 3, 4, 6, 8, 9]);
      assert.deepEqual(await told(then), [6, 8, 9]);
      assert.deepEqual(
        await told(highestModseq, [
          [1, 3],
          [5, 6],
          [9, 50],
        ]),
        [2, 3, 6, 9],
      );
      assert.deepEqual(await told(highestModseq, []), []);
      assert.deepEqual(await told(then, [[2, 4]]), []);
    },
  ],
  ['listeners are told of every change, at once', listenersTold],
];

async function changesTold({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3', 'm-4'] });
  const after = async (change: () => Promise<unknown>) => {
    const { highestModseq } = (await room.folder(ugo!.id))!;
    await change();
    const { folder, items, vanished, vanishedAt } = (await room.changes(ugo!.id, highestModseq))!;
    assert.deepEqual(folder, await room.folder(ugo!.id));
    assert.equal(vanishedAt > highestModseq, vanished.length > 0, 'when something last vanished');
    assert.ok(vanishedAt <= folder.highestModseq);
    assert.equal((await room.changes(ugo!.id, 0))!.vanishedAt, vanishedAt);
    assert.ok(items.every(({ modseq }) => modseq > highestModseq && modseq <= folder.highestModseq));
    return [items.map(({ uid }) => uid), vanished];
  };
  const add = { folder: ugo!.id, mode: 'add', serverPrefix: '', flags: ['x'] } as const;
  assert.deepEqual(await after(async () => {}), [[], []]);
  assert.deepEqual(await after(() => room.setFlags({ ...add, uids: [[2, 3]] })), [[2, 3], []]);
  assert.deepEqual(await after(() => room.setFlags({ ...add, uids: [[1, 3]] })), [[1], []]);
  assert.deepEqual(await after(() => room.append(newItem(ugo!, 'm-5'))), [[5], []]);
  assert.deepEqual(await after(() => room.copy(ugo!.id, [[1, 2]], ugo!.id, LATER, 0)), [[6, 7], []]);
  assert.deepEqual(await after(() => room.move(ugo!.id, [[1, 1]], ugo!.id, LATER)), [[8], [1]]);
  const both = async () => {
    await room.setFlags({ ...add, uids: [[3, 5]], flags: ['y'] });
    await room.expunge(
      ugo!.id,
      [
        [4, 4],
        [6, 6],
      ],
      true,
    );
  };
  assert.deepEqual(await after(both), [
    [3, 5],
    [4, 6],
  ]);
  assert.deepEqual(await after(() => room.commit({ placements: [placement('m-1')] })), [[9], []]);
  const whole = (await room.changes(ugo!.id, 0))!;
  assert.deepEqual([whole.items.map(({ uid }) => uid), whole.vanished], [[2, 3, 5, 7, 8, 9], []]);
  await room.expunge(ugo!.id, [[9, 9]], true);
}

/** Whatever is told of items is what stands. */
async function newsTold(room: OpenedMailRoom['room'], { id }: MailFolder, changes: FolderChange[]): Promise<void> {
  const add = { folder: id, mode: 'add', flags: ['y', 'Z', '\\Seen'], serverPrefix: '' } as const;
  const appended = newItem((await room.folder(id))!, 'm-6');
  const plan = [
    () => room.append({ ...appended, flags: ['b', '\\seen', 'A'], thread: 'root' }),
    () => room.setFlags({ ...add, uids: [[2, 9]] }),
    () => room.setFlags({ ...add, uids: [[2, 9]], mode: 'replace', flags: [] }),
    () => room.expunge(id, [[2, 2]], true),
  ];
  for (const change of plan) {
    const { highestModseq } = (await room.folder(id))!;
    changes.length = 0;
    await change();
    const { folder, items, vanished } = (await room.changes(id, highestModseq))!;
    for (const { folder: where, modseq, news } of changes) {
      if (where === id && modseq !== undefined) assert.equal(modseq, folder.highestModseq);
      if (where === id && news) assert.deepEqual(news, { items, vanished });
    }
  }
}

const placement = (messageId: string) => {
  return { mailbox: 'ugo', folder: 'INBOX', messageId, size: 100, internalDate: LATER };
};

async function listenersTold({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1'], ada: ['m-2'] });
  const told: string[] = [];
  const changes: FolderChange[] = [];
  const stop = room.onChange((change) => {
    told.push(`${change.mailbox} ${change.folder}`);
    changes.push(change);
  });
  const after = async (change: () => Promise<unknown>) => {
    told.length = 0;
    await change();
    return [...new Set(told)].sort();
  };
  const is = (...folders: readonly MailFolder[]) => folders.map(({ mailbox, id }) => `${mailbox} ${id}`).sort();
  let other = ugo!;
  assert.deepEqual(await after(async () => (other = await made(room, 'ugo', 'a'))), is(other));
  assert.deepEqual(await after(() => room.append(newItem(ugo!, 'm-3'))), is(ugo!));
  assert.deepEqual(await after(() => room.copy(ugo!.id, [[1, 2]], other.id, LATER, 0)), is(other));
  assert.deepEqual(await after(() => room.move(ugo!.id, [[1, 1]], other.id, LATER)), is(ugo!, other));
  const flags = { folder: other.id, uids: [[1, 1]], mode: 'add', flags: ['x'], serverPrefix: '' } as const;
  assert.deepEqual(await after(() => room.setFlags(flags)), is(other));
  assert.deepEqual(await after(() => room.setFlags(flags)), [], 'nothing changed');
  assert.deepEqual(await after(() => room.expunge(other.id, [[1, 1]], true)), is(other));
  assert.deepEqual(await after(() => room.renameFolder(other.id, 'b', LATER)), is(other));
  assert.deepEqual(await after(() => room.commit({ placements: [placement('m-3')] })), is(ugo!));
  assert.deepEqual(await after(() => room.deleteFolder(other.id)), is(other));
  const ofFolder = changes.filter(({ folder, modseq }) => folder === other.id && modseq === undefined);
  assert.ok(ofFolder.length >= 3, 'made, renamed, deleted: told as of the folder');
  await newsTold(room, ugo!, changes);
  stop();
  assert.deepEqual(await after(() => room.append(newItem(ugo!, 'm-4'))), []);
  await room.expunge(ugo!.id, [[1, 9]], true);
}
