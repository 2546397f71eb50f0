import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailItem } from '#ports';
import { mailStoreCases } from './mail-store-contract.ts';
import { type MailRoom, openMailRoom } from './mail-store-memory.ts';

/** How folders can be wrong: each of these must fail at least one case of the contract. */
const mutants: Readonly<Record<string, (right: MailRoom) => Partial<MailRoom>>> = {
  'forgets the parents of a new folder': (right) => ({
    folders: async (mailbox) =>
      (await right.folders(mailbox)).filter(({ uidNext, name }) => uidNext > 1 || !name.includes('/')),
  }),
  'makes a folder over another': (right) => ({
    async createFolder(mailbox, name, at, use) {
      const answer = await right.createFolder(mailbox, name, at, use);
      const folder = (await right.folders(mailbox)).find((one) => one.name === name);
      return answer.done || !folder ? answer : { done: true, folder };
    },
  }),
  'gives a name its UIDVALIDITY again': everyFolder((folder) => ({ ...folder, uidValidity: 7 })),
  'forgets what a folder is for': everyFolder(({ specialUse: _, ...folder }) => folder),
  'leaves children behind': (right) => ({
    renameFolder: async (id, name, at) => {
      const { mailbox } = (await right.folder(id)) ?? { mailbox: '' };
      const children = (await right.folders(mailbox)).filter((one) => one.id !== id && one.name.startsWith('a/'));
      const answer = await right.renameFolder(id, name, at);
      for (const child of children) await right.renameFolder(child.id, child.name, at);
      return answer;
    },
  }),
  'takes INBOX away when it is renamed': (right) => ({
    renameFolder: async (id, name, at) => {
      const answer = await right.renameFolder(id, name, at);
      if ((await right.folder(id))?.name === 'INBOX') await right.deleteFolder(id);
      return answer;
    },
  }),
  'keeps a folder that was deleted': () => ({ deleteFolder: async () => ({ done: true }) }),
  'deletes what was to go only if empty': (right) => ({ deleteFolder: (id) => right.deleteFolder(id) }),
  'forgets subscriptions': () => ({ subscriptions: async () => [] }),
  'subscribes everybody alike': (right) => ({
    subscribe: (_, name, on) => right.subscribe('all', name, on),
    subscriptions: () => right.subscriptions('all'),
  }),
  'forgets the thread': everyItem(({ thread: _, ...item }) => item),
  'keeps the date of saving in a copy': everyItem((item) => ({ ...item, savedAt: item.internalDate })),
  'leaves flags as they come': everyItem((item) => ({ ...item, flags: item.flags.toReversed() })),
  'gives items no MODSEQ of their own': everyItem((item) => ({ ...item, modseq: 1 })),
  'ignores the quota': (right) => ({
    append: (item) => right.append({ ...item, quotaBytes: Number.POSITIVE_INFINITY }),
    copy: (from, uids, to, at) => right.copy(from, uids, to, at, Number.POSITIVE_INFINITY),
  }),
  'charges every copy': (right) => ({
    async mailboxUse(mailbox) {
      const folders = await right.folders(mailbox);
      const counts = [...(await right.counts(folders.map(({ id }) => id))).values()];
      const sum = (of: 'size' | 'messages') => counts.reduce((total, one) => total + one[of], 0);
      return { usedBytes: sum('size'), messages: sum('messages') };
    },
  }),
  'copies where it should move': (right) => ({ move: (from, uids, to, at) => right.copy(from, uids, to, at, 1e9) }),
  'keeps what REPLACE replaces': (right) => ({ append: ({ replaces: _, ...item }) => right.append(item) }),
  'expunges what is not marked': (right) => ({ expunge: (id, uids) => right.expunge(id, uids, true) }),
  'expunges only what is marked': (right) => ({ expunge: (id, uids) => right.expunge(id, uids) }),
  'expunges beyond what was asked': (right) => ({ expunge: (id, _, all) => right.expunge(id, undefined, all) }),
  'forgets what vanished': (right) => ({
    vanished: async () => [],
    changes: async (id, since) => {
      const changes = await right.changes(id, since);
      return changes && { ...changes, vanished: [] };
    },
  }),
  'never saw anything vanish': (right) => ({
    async changes(id, since) {
      const changes = await right.changes(id, since);
      return changes && { ...changes, vanishedAt: 0 };
    },
  }),
  'takes every change for a vanishing': (right) => ({
    async changes(id, since) {
      const changes = await right.changes(id, since);
      return changes && { ...changes, vanishedAt: changes.folder.highestModseq };
    },
  }),
  'tells a new folder as items': (right) => ({
    onChange: (listener, watched) => right.onChange((change) => listener({ ...change, modseq: 1 }), watched),
  }),
  'tells news that are none': (right) => ({
    onChange: (listener, watched) =>
      right.onChange(async (change) => listener({ ...change, news: { items: [], vanished: [1] } }), watched),
  }),
  'tells everything again': (right) => ({ changes: (id) => right.changes(id, 0) }),
  'overwrites what others changed': (right) => ({
    setFlags: ({ unchangedSince: _, ...change }) => right.setFlags(change),
  }),
  'lets clients touch the flags of the server': (right) => ({
    setFlags: (change) => right.setFlags({ ...change, serverPrefix: '' }),
  }),
  'adds where it should replace': (right) => ({
    setFlags: (change) => right.setFlags({ ...change, mode: change.mode === 'replace' ? 'add' : change.mode }),
  }),
  'tells items that did not change': (right) => ({
    async setFlags(change) {
      const answer = await right.setFlags(change);
      return answer.done ? { ...answer, items: (await right.changes(change.folder, 0))!.items } : answer;
    },
  }),
  'counts wrongly what was seen': (right) => ({
    counts: async (ids) =>
      new Map([...(await right.counts(ids))].map(([id, one]) => [id, { ...one, unseen: one.messages }])),
  }),
  'tells nobody': () => ({ onChange: () => () => {} }),
  'goes on telling': (right) => ({
    onChange(listener, watched) {
      right.onChange(listener, watched);
      return () => {};
    },
  }),
  'loses messages': () => ({ messages: async () => new Map() }),
  'loses facts': () => ({ facts: async () => new Map() }),
  'finds a text at the beginning only': (right) => ({
    matching: (id, term) => right.matching(id, { ...term, in: term.in === 'text' ? 'body' : term.in }),
  }),
  'takes % for anything': (right) => ({
    matching: (id, term) => right.matching(id, { ...term, value: term.value.replace('%', '') }),
  }),
  'ignores the field': (right) => ({ matching: (id, { field: _, ...term }) => right.matching(id, term) }),
  'believes cut facts': (right) => ({
    unjudged: async (id, limit) => (await right.unjudged(id, 99)).filter(({ cut }) => !cut).slice(0, limit),
  }),
  'owes no facts': () => ({ withoutFacts: async () => [] }),
};

function everyFolder(change: (folder: Awaited<ReturnType<MailRoom['folders']>>[number]) => object) {
  return (right: MailRoom): Partial<MailRoom> => ({
    folders: async (...asked) => (await right.folders(...asked)).map((folder) => change(folder) as typeof folder),
    folder: async (id) => {
      const folder = await right.folder(id);
      return folder && (change(folder) as typeof folder);
    },
    async createFolder(...order) {
      const answer = await right.createFolder(...order);
      return answer.done ? { done: true, folder: change(answer.folder) as typeof answer.folder } : answer;
    },
  });
}

function everyItem(change: (item: MailItem) => MailItem) {
  return (right: MailRoom): Partial<MailRoom> => ({
    async changes(id, since) {
      const changes = await right.changes(id, since);
      return changes && { ...changes, items: changes.items.map(change) };
    },
  });
}

for (const [fault, mutate] of Object.entries(mutants)) {
  test(`the mail store contract finds folders where one ${fault}`, async () => {
    for (const [, run] of mailStoreCases) {
      const right = openMailRoom();
      const failed = await run({ room: { ...right, ...mutate(right) } }).then(
        () => false,
        () => true,
      );
      if (failed) return;
    }
    assert.fail('every case of the contract was satisfied');
  });
}

test('the mail store contract is satisfied by right folders', async () => {
  for (const [, run] of mailStoreCases) await run({ room: openMailRoom() });
});
