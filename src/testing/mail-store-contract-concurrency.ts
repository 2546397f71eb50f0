import assert from 'node:assert/strict';
import type { MailCase, OpenedMailRoom } from './mail-store-contract.ts';
import type { MailRoom } from './mail-store-memory.ts';
import { furnish, itemsIn, LATER, made, newItem, sampleMail } from './mail-store-samples.ts';
import { T0 } from './store-samples.ts';

/** Many at once, in one process and in two. */
export const concurrentMailCases: readonly MailCase[] = [
  ['UIDs are unique and ascend whoever writes, and each writer is told his own', manyWriters],
  [
    'no flag is lost, however many are set at once',
    async (opened) => {
      const { ugo } = await furnish(opened.room, { ugo: ['m-1', 'm-2'] });
      const flags = Array.from({ length: 40 }, (_, n) => `f-${`${n}`.padStart(2, '0')}`);
      await inTwo(opened, flags.length, async (room, n) => {
        const change = { folder: ugo!.id, uids: [[1, 2]], mode: 'add', serverPrefix: '' } as const;
        const answer = await room.setFlags({ ...change, flags: [flags[n]!] });
        assert.deepEqual(answer.done && answer.items.map(({ uid }) => uid), [1, 2]);
      });
      for (const item of await itemsIn(opened.room, ugo!)) assert.deepEqual(item.flags, flags);
    },
  ],
  [
    'of many who change an item only if nobody else did, one does (RFC 7162 3.1.3)',
    async (opened) => {
      const { ugo } = await furnish(opened.room, { ugo: ['m-1'] });
      const { highestModseq: unchangedSince } = (await opened.room.folder(ugo!.id))!;
      let won = 0;
      await inTwo(opened, 20, async (room, n) => {
        const change = { folder: ugo!.id, uids: [[1, 1]], mode: 'replace', serverPrefix: '', unchangedSince } as const;
        const answer = await room.setFlags({ ...change, flags: [`by-${n}`] });
        assert.ok(answer.done);
        assert.equal(answer.items.length + answer.modified.length, 1);
        won += answer.items.length;
      });
      assert.equal(won, 1);
    },
  ],
  [
    'of those who are told of the same messages one is the first, of each of them',
    async (opened) => {
      const { ugo } = await furnish(opened.room, { ugo: Array.from({ length: 30 }, (_, n) => `m-${n}`) });
      const first: number[] = [];
      await inTwo(opened, 30, async (room, n) => {
        const upTo = ((n * 7) % 30) + 1;
        const after = await room.claimRecent(ugo!.id, upTo);
        for (let uid = after + 1; uid <= upTo; uid++) first.push(uid);
      });
      assert.deepEqual(
        first.sort((a, b) => a - b),
        Array.from({ length: 30 }, (_, n) => n + 1),
      );
    },
  ],
  [
    'of those who race for the last octets one gets them',
    async (opened) => {
      const { ugo } = await furnish(opened.room, { ugo: ['m-1'] });
      let won = 0;
      await inTwo(opened, 8, async (room, n) => {
        const answer = await room.append(newItem(ugo!, `new-${n}`, { quotaBytes: 200 }));
        if (answer.done) won += 1;
      });
      assert.equal(won, 1);
      assert.deepEqual(await opened.room.mailboxUse('ugo'), { usedBytes: 200, messages: 2 });
    },
  ],
  [
    'an item is moved by one alone, and no copy of it is made or lost',
    async (opened) => {
      const { ugo } = await furnish(opened.room, { ugo: Array.from({ length: 30 }, (_, n) => `m-${n}`) });
      const targets = [await made(opened.room, 'ugo', 'a'), await made(opened.room, 'ugo', 'b')];
      const sources: number[] = [];
      await inTwo(opened, 10, async (room, n) => {
        const answer = await room.move(ugo!.id, [[1 + n, 20 + n]], targets[n % 2]!.id, LATER);
        assert.ok(answer.done);
        sources.push(...answer.sources);
      });
      assert.deepEqual(
        sources.toSorted((a, b) => a - b),
        Array.from({ length: 29 }, (_, n) => n + 1),
      );
      const there = await Promise.all([ugo!, ...targets].map((folder) => itemsIn(opened.room, folder)));
      assert.equal(new Set(there.flat().map(({ messageId }) => messageId)).size, 30);
      assert.equal(there.flat().length, 30);
      assert.deepEqual(await opened.room.mailboxUse('ugo'), { usedBytes: 3_000, messages: 30 });
    },
  ],
  [
    'a folder of a name is made by one alone',
    async (opened) => {
      await furnish(opened.room, { ugo: [] });
      let won = 0;
      await inTwo(opened, 8, async (room, n) => {
        const answer = await room.createFolder('ugo', `x/y${n % 2 === 0 ? '' : '/z'}`, T0);
        if (answer.done) won += 1;
      });
      assert.ok(won === 1 || won === 2, 'x/y may be made as a parent');
      assert.equal((await opened.room.folders('ugo')).length, 4);
    },
  ],
  ['another process hears of what was changed', othersHear],
];

/** Runs them all at once, every second one through another handle. */
async function inTwo(
  { room, reopen }: OpenedMailRoom,
  count: number,
  run: (room: MailRoom, n: number) => Promise<void>,
): Promise<void> {
  await using other = await reopen?.();
  await Promise.all(Array.from({ length: count }, (_, n) => run(n % 2 === 1 && other ? other : room, n)));
}

async function manyWriters(opened: OpenedMailRoom): Promise<void> {
  const { room } = opened;
  const { ugo } = await furnish(room, { ugo: ['m-0'] }, 1e9);
  const source = await made(room, 'ugo', 'a');
  for (const id of ['c-1', 'c-2', 'c-3']) await room.append(newItem(source, id));
  const told = new Map<number, string>();
  const tell = (uid: number, messageId: string) => {
    assert.ok(!told.has(uid), `UID ${uid} was given twice`);
    told.set(uid, messageId);
  };
  await inTwo(opened, 120, async (handle, n) => {
    if (n % 3 === 0) {
      const answer = await handle.append(newItem(ugo!, `a-${n}`));
      tell(answer.done ? answer.uid : 0, `a-${n}`);
    } else if (n % 3 === 1) {
      const placement = { mailbox: 'ugo', folder: 'INBOX', messageId: `p-${n}`, size: 100, internalDate: T0 };
      const answer = await handle.commit({ messages: [sampleMail(`p-${n}`)], placements: [placement] });
      tell(answer.done ? answer.uids[0]! : 0, `p-${n}`);
    } else {
      const answer = await handle.copy(source.id, [[1, 3]], ugo!.id, LATER, 1e9);
      assert.ok(answer.done);
      assert.equal(answer.uids[2], answer.uids[0]! + 2);
      for (const [i, uid] of answer.uids.entries()) tell(uid, `c-${i + 1}`);
    }
  });
  const items = await itemsIn(room, ugo!);
  assert.equal(items.length, 1 + 40 + 40 + 120);
  for (const [n, { uid, modseq, messageId }] of items.entries()) {
    assert.equal(uid, n + 1);
    if (n > 0) assert.equal(told.get(uid), messageId);
    assert.ok(n === 0 || modseq >= items[n - 1]!.modseq, 'who came later has no smaller MODSEQ');
  }
  assert.deepEqual(await room.mailboxUse('ugo'), { usedBytes: 8_400, messages: 84 });
}

async function othersHear({ room, reopen }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1'] });
  await using other = await reopen?.();
  const listening = other ?? room;
  const { promise, resolve } = Promise.withResolvers<void>();
  listening.onChange(
    ({ folder }) => folder === ugo!.id && resolve(),
    () => [ugo!.id],
  );
  assert.equal((await room.append(newItem(ugo!, 'm-2'))).done, true);
  await promise;
  assert.equal((await itemsIn(listening, ugo!)).length, 2);
}
