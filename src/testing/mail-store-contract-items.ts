import assert from 'node:assert/strict';
import type { FlagChange, MailFolder } from '#ports';
import type { MailCase, OpenedMailRoom } from './mail-store-contract.ts';
import type { MailRoom } from './mail-store-memory.ts';
import { furnish, itemsIn, LATER, made, newItem, refusedFor, sampleMail, uidsIn } from './mail-store-samples.ts';
import { plainMessage, T0 } from './store-samples.ts';

const use = (room: MailRoom) => room.mailboxUse('ugo');
const octets = (messages: number) => ({ usedBytes: messages * 100, messages });
const flagging = (folder: MailFolder, change: Partial<FlagChange>): FlagChange => {
  return { folder: folder.id, uids: [[1, 99]], mode: 'add', flags: [], serverPrefix: '$PEC-', ...change };
};

/** Messages that come, are copied and go, and the octets they are charged for. */
export const itemCases: readonly MailCase[] = [
  ['an appended message stands there with all that was said of it', appended],
  [
    'an appended message fills the quota to the last octet, and no more',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: ['m-1'] });
      const item = (id: string, quotaBytes: number) => room.append(newItem(ugo!, id, { quotaBytes }));
      assert.deepEqual(await item('m-2', 199), refusedFor('quota'));
      assert.equal((await room.messages(['m-2'])).size, 0, 'nothing of it is kept');
      assert.equal((await item('m-2', 200)).done, true);
      assert.equal((await item('m-2', 0)).done, true, 'once more the same message: no further octet');
      assert.deepEqual(await use(room), octets(2));
      assert.deepEqual(await uidsIn(room, ugo!), [1, 2, 3]);
    },
  ],
  ['REPLACE puts one and takes one out in one commit, its octets counted free (RFC 8508)', replaced],
  ['a copy within the mailbox is free and keeps all but UID and the date of saving', copied],
  [
    'a copy to another mailbox is charged there, each message once, whole or not at all',
    async ({ room }) => {
      const { ugo, ada } = await furnish(room, { ugo: ['m-1', 'm-2'], ada: ['m-3'] });
      await room.copy(ugo!.id, [[1, 1]], ugo!.id, LATER, 0);
      const copy = (quota: number) => room.copy(ugo!.id, [[1, 99]], ada!.id, LATER, quota);
      assert.deepEqual(await copy(299), refusedFor('quota'));
      assert.deepEqual(await uidsIn(room, ada!), [1]);
      const { uidValidity } = ada!;
      assert.deepEqual(await copy(300), { done: true, uidValidity, sources: [1, 2, 3], uids: [2, 3, 4] });
      assert.deepEqual(await room.mailboxUse('ada'), octets(3));
      assert.deepEqual(await copy(0), { done: true, uidValidity, sources: [1, 2, 3], uids: [5, 6, 7] });
      assert.deepEqual(await use(room), octets(2));
    },
  ],
  ['a moved message keeps its charge and leaves its UID behind', moved],
  [
    'a move to another mailbox charges the one and frees the other, up to the quota of that mailbox',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2'] });
      const { ada } = await furnish(room, { ada: [] }, 150);
      await room.copy(ugo!.id, [[1, 1]], ugo!.id, LATER, 0);
      assert.deepEqual(await room.move(ugo!.id, [[1, 2]], ada!.id, LATER), refusedFor('quota'));
      assert.equal((await room.move(ugo!.id, [[1, 1]], ada!.id, LATER)).done, true);
      assert.deepEqual(await uidsIn(room, ugo!), [2, 3]);
      assert.deepEqual([await use(room), await room.mailboxUse('ada')], [octets(2), octets(1)], 'a copy stayed');
      assert.equal((await room.move(ugo!.id, [[3, 3]], ada!.id, LATER)).done, true);
      assert.deepEqual([await use(room), await room.mailboxUse('ada')], [octets(1), octets(1)]);
    },
  ],
  ['octets come back when the last copy goes, whichever goes first', chargeInherited],
  [
    'expunge takes what is marked, among the UIDs given; whatever: also what is not',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3', 'm-4', 'm-5'] });
      await room.setFlags(flagging(ugo!, { uids: [[2, 4]], flags: ['\\Deleted'] }));
      assert.deepEqual(
        await room.expunge(ugo!.id, [
          [1, 1],
          [3, 3],
          [9, 9],
        ]),
        { done: true, uids: [3] },
      );
      assert.deepEqual(await room.expunge(ugo!.id, undefined), { done: true, uids: [2, 4] });
      assert.deepEqual(await room.expunge(ugo!.id, undefined), { done: true, uids: [] });
      assert.deepEqual(
        await room.expunge(
          ugo!.id,
          [
            [1, 1],
            [4, 4],
          ],
          true,
        ),
        { done: true, uids: [1] },
      );
      assert.deepEqual(await uidsIn(room, ugo!), [5]);
      assert.deepEqual(await room.expunge(ugo!.id, undefined, true), { done: true, uids: [5] });
      assert.deepEqual(await use(room), octets(0));
      assert.deepEqual(await room.append(newItem(ugo!, 'm-6')), {
        done: true,
        uidValidity: ugo!.uidValidity,
        uid: 6,
      });
      assert.equal((await room.messages(['m-1'])).size, 1, 'the message itself stays');
    },
  ],
  ['flags are added, removed and replaced, and what changed is told', flagged],
  ['flags of the server are never touched', serverFlags],
  [
    'counts follow every change',
    async ({ room }) => {
      const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3'] });
      const other = await made(room, 'ugo', 'a');
      const counted = async () => {
        const all: [id: string, counts: object][] = [];
        for (const [id, { uidNext, highestModseq, ...counts }] of await room.counts([ugo!.id, other.id])) {
          const folder = (await room.folder(id))!;
          assert.deepEqual(
            { uidNext, highestModseq },
            { uidNext: folder.uidNext, highestModseq: folder.highestModseq },
          );
          all.push([id, counts]);
        }
        return all;
      };
      const is = (messages: number, unseen: number, deleted: number) => ({
        messages,
        unseen,
        deleted,
        size: messages * 100,
      });
      const both = (here: object, there: object) => [
        [ugo!.id, here],
        [other.id, there],
      ];
      assert.deepEqual(await counted(), both(is(3, 3, 0), is(0, 0, 0)));
      await room.setFlags(flagging(ugo!, { uids: [[1, 2]], flags: ['\\Seen', '\\Deleted'] }));
      assert.deepEqual(await counted(), both(is(3, 1, 2), is(0, 0, 0)));
      await room.copy(ugo!.id, [[2, 3]], other.id, LATER, 1e9);
      assert.deepEqual(await counted(), both(is(3, 1, 2), is(2, 1, 1)));
      await room.move(ugo!.id, [[1, 1]], other.id, LATER);
      assert.deepEqual(await counted(), both(is(2, 1, 1), is(3, 1, 2)));
      await room.setFlags(flagging(other, { mode: 'replace', flags: [] }));
      await room.expunge(ugo!.id, undefined);
      assert.deepEqual(await counted(), both(is(1, 1, 0), is(3, 3, 0)));
    },
  ],
];

async function appended({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1'] });
  const rope = [new TextEncoder().encode('Subject: è\r\n'), { blob: 'b-1', offset: 7, length: 100 }];
  const message = { ...sampleMail('m-2'), rope, size: 113 };
  const change = {
    message,
    flags: ['\\seen', 'Due', '\\Flagged', 'due', '$x'],
    internalDate: T0 - 1,
    thread: '<a@b> €',
  };
  const answer = await room.append(newItem(ugo!, 'm-2', change));
  assert.deepEqual(answer, { done: true, uidValidity: ugo!.uidValidity, uid: 2 });
  const item = (await itemsIn(room, ugo!))[1]!;
  assert.ok(item.modseq > ugo!.highestModseq);
  assert.deepEqual(item, {
    uid: 2,
    modseq: item.modseq,
    messageId: 'm-2',
    size: 113,
    internalDate: T0 - 1,
    savedAt: LATER,
    flags: ['$x', 'Due', '\\Flagged', '\\Seen'],
    thread: '<a@b> €',
  });
  assert.equal((await room.folder(ugo!.id))!.uidNext, 3);
  const kept = await room.messages(['m-1', 'm-2', 'm-9']);
  assert.deepEqual([...kept.keys()].sort(), ['m-1', 'm-2']);
  assert.deepEqual(plainMessage(kept.get('m-2')), plainMessage(message));
  assert.deepEqual(plainMessage(kept.get('m-1')), plainMessage(sampleMail('m-1')));
}

async function replaced({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2'] });
  const drafts = await made(room, 'ugo', 'Drafts');
  const { uidValidity } = drafts;
  const replacing = (id: string, uid: number, quotaBytes: number, folder = ugo!) =>
    room.append(newItem(drafts, id, { replaces: { folder: folder.id, uid }, quotaBytes }));
  assert.deepEqual(await replacing('m-3', 9, 1e9), refusedFor('no-message'));
  assert.deepEqual(await replacing('m-3', 1, 1e9, { ...ugo!, id: '99999' }), refusedFor('no-message'));
  assert.deepEqual(await replacing('m-3', 1, 199), refusedFor('quota'));
  assert.deepEqual(await uidsIn(room, ugo!), [1, 2]);
  assert.deepEqual(await replacing('m-3', 1, 200), { done: true, uidValidity, uid: 1 });
  assert.deepEqual([await uidsIn(room, ugo!), await uidsIn(room, drafts)], [[2], [1]]);
  assert.deepEqual(await use(room), octets(2));
  await room.copy(ugo!.id, [[2, 2]], drafts.id, LATER, 0);
  assert.deepEqual(await replacing('m-4', 2, 200), refusedFor('quota'), 'a copy of it stays: nothing comes free');
  assert.deepEqual(await replacing('m-2', 2, 200), { done: true, uidValidity, uid: 3 }, 'by itself');
  assert.deepEqual(await use(room), octets(2));
}

async function copied({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3'] });
  const target = await made(room, 'ugo', 'a');
  await room.setFlags(flagging(ugo!, { uids: [[3, 3]], flags: ['\\Answered', 'x'] }));
  const answer = await room.copy(
    ugo!.id,
    [
      [1, 1],
      [3, 7],
    ],
    target.id,
    LATER,
    0,
  );
  assert.deepEqual(answer, { done: true, uidValidity: target.uidValidity, sources: [1, 3], uids: [1, 2] });
  const [, , third] = await itemsIn(room, ugo!);
  const [first, second] = await itemsIn(room, target);
  assert.deepEqual(second, { ...third, uid: 2, modseq: first!.modseq, savedAt: LATER });
  assert.ok(first!.modseq > target.highestModseq);
  assert.deepEqual(await use(room), octets(3));
  const none = { done: true, uidValidity: target.uidValidity, sources: [], uids: [] };
  assert.deepEqual(await room.copy(ugo!.id, [[50, 60]], target.id, LATER, 0), none);
  assert.deepEqual(await room.copy(ugo!.id, [], target.id, LATER, 0), none);
  const onto = await room.copy(ugo!.id, [[1, 2]], ugo!.id, LATER, 0);
  assert.deepEqual(onto, { done: true, uidValidity: ugo!.uidValidity, sources: [1, 2], uids: [4, 5] });
}

async function moved({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3'] });
  const target = await made(room, 'ugo', 'a');
  const [before] = await itemsIn(room, ugo!);
  const since = (await room.folder(ugo!.id))!.highestModseq;
  const answer = await room.move(
    ugo!.id,
    [
      [1, 1],
      [3, 3],
    ],
    target.id,
    LATER,
  );
  assert.deepEqual(answer, { done: true, uidValidity: target.uidValidity, sources: [1, 3], uids: [1, 2] });
  assert.deepEqual(await uidsIn(room, ugo!), [2]);
  const [first] = await itemsIn(room, target);
  assert.deepEqual(first, { ...before, modseq: first!.modseq, savedAt: LATER });
  assert.deepEqual((await room.changes(ugo!.id, since))!.vanished, [1, 3]);
  assert.deepEqual(await use(room), octets(3));
  await room.copy(target.id, [[1, 1]], ugo!.id, LATER, 0);
  await room.move(target.id, [[1, 1]], target.id, LATER);
  assert.deepEqual(await uidsIn(room, target), [2, 3], 'onto itself');
  assert.deepEqual(await use(room), octets(3));
}

async function chargeInherited({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2'] });
  const other = await made(room, 'ugo', 'a');
  const third = await made(room, 'ugo', 'b');
  await room.copy(ugo!.id, [[1, 2]], other.id, LATER, 0);
  await room.copy(other.id, [[1, 2]], third.id, LATER, 0);
  await room.expunge(ugo!.id, [[1, 1]], true);
  assert.deepEqual(await use(room), octets(2));
  await room.expunge(third.id, [[1, 1]], true);
  assert.deepEqual(await use(room), octets(2));
  await room.expunge(other.id, [[1, 1]], true);
  assert.deepEqual(await use(room), octets(1));
  await room.copy(ugo!.id, [[2, 2]], ugo!.id, LATER, 0);
  await room.expunge(ugo!.id, undefined, true);
  await room.deleteFolder(other.id);
  assert.deepEqual(await use(room), octets(1));
  await room.deleteFolder(third.id);
  assert.deepEqual(await use(room), octets(0));
}

async function flagged({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3'] });
  const change = async (given: Partial<FlagChange>) => {
    const { highestModseq } = (await room.folder(ugo!.id))!;
    const answer = await room.setFlags(flagging(ugo!, given));
    assert.ok(answer.done);
    const now = new Map((await itemsIn(room, ugo!)).map((item) => [item.uid, item]));
    for (const item of answer.items) {
      assert.ok(item.modseq > highestModseq);
      assert.deepEqual(item, now.get(item.uid), 'told as it stands');
    }
    return [answer.items.map(({ uid, flags }) => [uid, flags.join(' ')]), answer.modified];
  };
  assert.deepEqual(
    await change({
      uids: [
        [2, 3],
        [8, 9],
      ],
      flags: ['\\Seen', 'b'],
    }),
    [
      [
        [2, '\\Seen b'],
        [3, '\\Seen b'],
      ],
      [],
    ],
  );
  assert.deepEqual(await change({ uids: [[1, 2]], flags: ['\\seen', 'B', 'A'] }), [
    [
      [1, 'A B \\Seen'],
      [2, 'A \\Seen b'],
    ],
    [],
  ]);
  assert.deepEqual(await change({ mode: 'add', flags: ['b', '\\Seen'] }), [[], []], 'nothing new');
  assert.deepEqual(await change({ mode: 'remove', flags: ['a', '\\SEEN', 'none'] }), [
    [
      [1, 'B'],
      [2, 'b'],
      [3, 'b'],
    ],
    [],
  ]);
  const since = (await room.folder(ugo!.id))!.highestModseq;
  assert.deepEqual(await change({ mode: 'replace', uids: [[2, 2]], flags: ['c', '\\Draft', 'C'] }), [
    [[2, '\\Draft c']],
    [],
  ]);
  const unchangedSince = { mode: 'replace', flags: [], unchangedSince: since } as const;
  assert.deepEqual(
    await change(unchangedSince),
    [
      [
        [1, ''],
        [3, ''],
      ],
      [2],
    ],
    'who came late is told (RFC 7162 3.1.3)',
  );
  assert.deepEqual(await change({ ...unchangedSince, unchangedSince: 0 }), [[], [1, 2, 3]]);
}

async function serverFlags({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1'] });
  const after = async (given: Partial<FlagChange>) => {
    await room.setFlags(flagging(ugo!, given));
    return (await itemsIn(room, ugo!))[0]!.flags;
  };
  assert.deepEqual(await after({ flags: ['$PEC-busta', '$pec-virus', 'x'] }), ['x'], 'cannot be given');
  assert.deepEqual(
    await after({ flags: ['$PEC-busta', 'y'], serverPrefix: '' }),
    ['$PEC-busta', 'x', 'y'],
    'but by the server',
  );
  assert.deepEqual(await after({ mode: 'remove', flags: ['$PEC-busta', '$pec-Busta', 'y'] }), ['$PEC-busta', 'x']);
  assert.deepEqual(await after({ mode: 'replace', flags: ['z'] }), ['$PEC-busta', 'z']);
  assert.deepEqual(await after({ mode: 'remove', flags: ['$pec-busta'], serverPrefix: '' }), ['z']);
}
