import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ImapFolder, ImapItem } from './backend.ts';
import { SelectedFolder } from './selected-folder.ts';

/** As much of a folder as its list of messages needs. */
class Messages {
  readonly items = new Map<number, ImapItem>();
  highestModseq = 1;
  knownFlags: readonly string[] = [];
  #next = 1;
  #uids = new Uint32Array();

  uids(): Uint32Array {
    return this.#uids;
  }

  item(uid: number): ImapItem | undefined {
    return this.items.get(uid);
  }

  changedSince(since: number): readonly ImapItem[] {
    return [...this.items.values()].filter(({ modseq }) => modseq > since);
  }

  add(): void {
    this.#put(this.#next++, []);
  }

  flag(place: number, flag: string): void {
    const uid = this.#uids[place];
    if (uid !== undefined) this.#put(uid, [flag]);
  }

  drop(place: number): void {
    const uid = this.#uids[place];
    if (uid === undefined) return;
    this.highestModseq++;
    this.items.delete(uid);
    this.#uids = Uint32Array.from(this.items.keys());
  }

  #put(uid: number, flags: readonly string[]): void {
    const modseq = ++this.highestModseq;
    this.items.set(uid, { uid, modseq, flags, size: 1, internalDate: 0, savedAt: 0, emailId: 'M1' });
    this.#uids = Uint32Array.from(this.items.keys());
  }
}

const open = (messages: Messages) =>
  new SelectedFolder({ folder: messages as unknown as ImapFolder, readOnly: false, close() {} });

type Act = readonly ['add' | 'flag' | 'drop' | 'hear' | 'hear all', number];
const acts = fc.array(
  fc.tuple(
    fc.constantFrom<Act[0]>('add', 'flag', 'drop', 'hear', 'hear all'),
    fc.nat({ max: 12 }),
  ) as fc.Arbitrary<Act>,
  { maxLength: 60 },
);

/** What a client knows that does nothing but take in what it is told. */
class Client {
  readonly uids: number[] = [];
  readonly flags = new Map<number, string>();

  hear(selected: SelectedFolder, mayExpunge: boolean): void {
    const news = selected.listNews(mayExpunge);
    for (const place of (news?.gone ?? []).toReversed()) this.uids.splice(place, 1);
    const arrived = selected.known.subarray(selected.known.length - (news?.arrived ?? 0));
    for (const uid of arrived) {
      this.uids.push(uid);
      const item = selected.folder.item(uid);
      if (item) this.flags.set(uid, item.flags.join(' '));
    }
    for (const item of selected.flagNews(news?.before ?? selected.known)) {
      this.flags.set(item.uid, item.flags.join(' '));
    }
    assert.deepEqual([...selected.known], this.uids);
  }
}

test('who takes in what he is told knows the folder as it is, whenever numbers had to stay', () => {
  fc.assert(
    fc.property(acts, (steps) => {
      const messages = new Messages();
      const client = new Client();
      const selected = open(messages);
      for (const [act, number] of steps) {
        if (act === 'add') messages.add();
        else if (act === 'flag') messages.flag(number, `f${messages.highestModseq}`);
        else if (act === 'drop') messages.drop(number);
        else client.hear(selected, act === 'hear all');
      }
      client.hear(selected, true);
      assert.deepEqual(client.uids, [...messages.uids()]);
      for (const { uid, flags } of messages.items.values()) assert.equal(client.flags.get(uid), flags.join(' '));
      assert.equal(selected.listNews(true), undefined);
      assert.deepEqual(selected.flagNews(selected.known), []);
    }),
    { numRuns: 500 },
  );
});

test('what is gone keeps its number until it may be told', () => {
  const messages = new Messages();
  for (let n = 0; n < 3; n++) messages.add();
  const selected = open(messages);
  messages.drop(0);
  messages.add();
  assert.deepEqual(selected.listNews(false), { before: Uint32Array.of(1, 2, 3), gone: [], arrived: 1 });
  assert.deepEqual([selected.numberOf(1), selected.numberOf(4)], [1, 4]);
  assert.deepEqual(selected.listNews(true)?.gone, [0]);
  assert.deepEqual([selected.numberOf(1), selected.numberOf(4)], [undefined, 3]);
});

test('a change that was told with an answer is not told again, a later one is', () => {
  const messages = new Messages();
  for (let n = 0; n < 2; n++) messages.add();
  const selected = open(messages);
  messages.flag(0, 'own');
  selected.told(messages.item(1)!);
  messages.flag(1, 'theirs');
  assert.deepEqual(
    selected.flagNews(selected.known).map(({ uid }) => uid),
    [2],
  );
  messages.flag(0, 'later');
  assert.deepEqual(
    selected.flagNews(selected.known).map(({ uid }) => uid),
    [1],
  );
});
