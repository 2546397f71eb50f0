import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MailItem } from '#ports';
import type { FolderItem } from './folder-item.ts';
import { FolderItems } from './folder-items.ts';
import { PackedTexts } from './packed-texts.ts';

const sampleItem = (uid: number, change: Partial<MailItem> = {}): MailItem => ({
  uid,
  modseq: uid,
  messageId: `m-${uid}`,
  size: 100 + uid,
  internalDate: 1_000 * uid,
  savedAt: 2_000 * uid,
  flags: [],
  ...change,
});

function plain(items: FolderItems): readonly MailItem[] {
  return [...items.uids()].map((uid) => {
    const { modseq, messageId, size, internalDate, savedAt, flags, thread } = items.item(uid)!;
    const rest = { uid, modseq, messageId, size, internalDate, savedAt, flags };
    return thread === undefined ? rest : { ...rest, thread };
  });
}

/** Of each UID what an answer could tell. */
function asRead(items: { reader(): (uid: number) => Told | undefined }, uids: readonly number[]): readonly unknown[] {
  const look = items.reader();
  return uids.map((uid) => {
    const item = look(uid);
    return (
      item && [
        item.uid,
        item.modseq,
        item.size,
        item.internalDate,
        item.savedAt,
        item.flags,
        item.emailId,
        item.threadId,
      ]
    );
  });
}

type Told = Pick<FolderItem, 'uid' | 'modseq' | 'size' | 'internalDate' | 'savedAt' | 'flags' | 'emailId' | 'threadId'>;

const changes = fc.array(
  fc.record({
    items: fc.array(
      fc.record({
        uid: fc.integer({ min: 1, max: 60 }),
        flags: fc.subarray(['\\Seen', '$PEC-consegna', 'Lavoro']),
        thread: fc.option(fc.string({ unit: 'binary', minLength: 1 }), { nil: undefined }),
      }),
      { maxLength: 20 },
    ),
    vanished: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
  }),
  { maxLength: 30 },
);

test('the items of a folder stand as a plain map of them would, after any changes', () => {
  fc.assert(
    fc.property(changes, (steps) => {
      const items = new FolderItems();
      const model = new Map<number, MailItem>();
      let modseq = 0;
      for (const { items: put, vanished } of steps) {
        modseq++;
        const standing = new Map<number, MailItem>();
        for (const { uid, flags, thread } of put) {
          if (vanished.includes(uid)) continue;
          const known = model.get(uid) ?? sampleItem(uid, thread === undefined ? {} : { thread });
          standing.set(uid, { ...known, modseq, flags });
        }
        for (const uid of vanished) model.delete(uid);
        for (const [uid, item] of standing) model.set(uid, item);
        items.apply([...standing.values()], vanished);
        const expected = [...model.values()].sort((a, b) => a.uid - b.uid);
        assert.deepEqual(plain(items), expected);
        assert.deepEqual(
          items.changedSince(modseq - 1).map(({ uid }) => uid),
          expected.filter((item) => item.modseq >= modseq).map(({ uid }) => uid),
        );
        const among = Uint32Array.from([2, 3, 5, 7, 30, 59, 60, 70]);
        const seen = items.hasFlag('\\SEEN');
        assert.deepEqual(
          [...items.select(among, seen)],
          [...among].filter((uid) => model.get(uid)?.flags.includes('\\Seen')),
        );
        assert.deepEqual(items.knownFlags(), [...new Set(expected.flatMap(({ flags }) => flags))].sort());
        assert.equal(items.knownFlags(), items.knownFlags());
        const firstUnseen = expected.findIndex(({ flags }) => !flags.includes('\\Seen'));
        assert.equal(items.firstWithout('\\seen'), firstUnseen);
        assert.deepEqual(
          asRead(items, [...among, 3]),
          asRead({ reader: () => (uid) => items.item(uid) }, [...among, 3]),
        );
      }
    }),
  );
});

test('an array of UIDs that was given away is never changed', () => {
  const items = new FolderItems();
  items.apply([sampleItem(1), sampleItem(2), sampleItem(3)], []);
  const before = items.uids();
  items.apply([sampleItem(4)], [2]);
  assert.deepEqual([...before], [1, 2, 3]);
  assert.deepEqual([...items.uids()], [1, 3, 4]);
  items.apply([sampleItem(3, { flags: ['\\Seen'] })], []);
  assert.equal(items.uids(), items.uids(), 'flags alone make no new array');
});

test('an item that was asked for stays as it stood', () => {
  const items = new FolderItems();
  items.apply([sampleItem(1, { flags: ['a'], thread: 'x' })], []);
  const item = items.item(1)!;
  const crowd = Array.from({ length: 3_000 }, (_, n) => sampleItem(n + 2, { flags: [`k${n}`] }));
  items.apply(crowd, [1]);
  items.apply(
    [],
    crowd.map(({ uid }) => uid),
  );
  assert.deepEqual([item.messageId, item.thread, item.flags], ['m-1', 'x', ['a']]);
});

test('what expunged items leave behind does not pile up', () => {
  const items = new FolderItems();
  let most = 0;
  for (let round = 0; round < 300; round++) {
    const put = Array.from({ length: 50 }, (_, n) =>
      sampleItem(round * 50 + n + 1, { flags: [`${round}-${n}`], thread: 'thread '.repeat(10) }),
    );
    items.apply(
      put,
      Array.from({ length: 50 }, (_, n) => (round - 1) * 50 + n + 1),
    );
    most = Math.max(most, items.bytes);
  }
  assert.equal(items.length, 50);
  assert.ok(most < 1_000_000, `${most} octets`);
});

test('a hundred thousand take less than 20 MB', () => {
  const items = new FolderItems();
  const put = Array.from({ length: 100_000 }, (_, n) =>
    sampleItem(n + 1, {
      messageId: `0mkz8x3a1${n.toString(16).padStart(20, '0')}`,
      thread: `opec21015.20260301101500.${n}.0123456789abcdef.1.1@gestore-alfa.example`,
    }),
  );
  items.apply(put, []);
  assert.ok(items.bytes < 20_000_000, `${items.bytes} octets`);
  assert.equal(items.item(99_999)!.messageId, put[99_998]!.messageId);
});

test('packed texts give back every text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const packed = new PackedTexts();
      const numbers = texts.map((text) => packed.add(text));
      assert.deepEqual(
        numbers.map((number) => packed.get(number)),
        texts,
      );
    }),
  );
});
