import type {
  FolderCounts,
  Mailbox,
  MailFolder,
  MailRefusal,
  MailStore,
  MessageFacts,
  Step,
  Store,
  StoredMessage,
  TextTerm,
  UidRanges,
} from '#ports';
import {
  append,
  born,
  claimRecent,
  create,
  emptyMailState,
  expunge,
  folderNamed,
  folderOf,
  type ModelFolder,
  type ModelState,
  type Outcome,
  put,
  remove,
  rename,
  setFlags,
  sorted,
  transfer,
  useOf,
  within,
} from './mail-store-model.ts';

/** What the contract of folders looks at: a MailStore, and of the Store what makes mailboxes and places in them. */
export type MailRoom = MailStore & Pick<Store, 'commit' | 'mailboxUse'> & AsyncDisposable;

/** The model as a store: right by being simple. For those who judge the contract, and wherever a test needs small folders. */
export function openMailRoom(): MailRoom {
  const room = new Memory();
  return {
    commit: async (step) => ({ done: true, uids: room.place(step) }),
    mailboxUse: async (mailbox) => useOf(room.state, mailbox),
    ...folderReads(room),
    ...folderChanges(room),
    ...itemChanges(room),
    ...factReads(room),
    async [Symbol.asyncDispose]() {},
  };
}

function folderReads(room: Memory) {
  return {
    folders: async (mailbox, names) =>
      room.state.folders
        .filter((one) => one.mailbox === mailbox && (names?.includes(one.name) ?? true))
        .map(toMailFolder),
    folder: async (id) => {
      const folder = folderOf(room.state, id);
      return folder && toMailFolder(folder);
    },
    counts: async (ids) => room.counts(ids),
    recentCounts: async (ids) => room.recentCounts(ids),
    async claimRecent(id, upTo) {
      const { state, after } = claimRecent(room.state, id, upTo);
      room.state = state;
      return after;
    },
    changes: async (id, since) => {
      const folder = folderOf(room.state, id);
      if (!folder) return undefined;
      const items = folder.items.filter((item) => item.modseq > since);
      const vanishedAt = Math.max(0, ...folder.gone.map(({ modseq }) => modseq));
      return { folder: toMailFolder(folder), items, vanished: since === 0 ? [] : goneSince(folder, since), vanishedAt };
    },
    vanished: async (id, since, ranges) => {
      const folder = folderOf(room.state, id);
      return folder ? goneSince(folder, since).filter((uid) => !ranges || within(ranges, uid)) : [];
    },
    subscriptions: async (owner) => [...(room.subscriptions.get(owner) ?? [])].sort(),
  } satisfies Partial<MailRoom>;
}

function folderChanges(room: Memory) {
  return {
    async createFolder(mailbox, name, _at, specialUse) {
      const answer = room.take(create(room.state, mailbox, name, specialUse));
      return 'done' in answer ? answer : { done: true, folder: toMailFolder(answer) };
    },
    renameFolder: async (id, name, at) => room.take(rename(room.state, id, name, at)),
    deleteFolder: async (id, only) => room.take(remove(room.state, id, only)),
    async subscribe(owner, name, on) {
      const names = room.subscriptions.get(owner) ?? new Set();
      if (on) names.add(name);
      else names.delete(name);
      room.subscriptions.set(owner, names);
    },
    onChange(listener) {
      room.listeners.add(listener);
      return () => room.listeners.delete(listener);
    },
  } satisfies Partial<MailRoom>;
}

function itemChanges(room: Memory) {
  return {
    async append({ folder, message, flags, internalDate, at, thread, quotaBytes: quota, replaces }) {
      const plain = { messageId: message.id, size: message.size, internalDate, savedAt: at, flags: sorted(flags) };
      const item = thread === undefined ? plain : { ...plain, thread };
      const answer = room.take(append(room.state, { folder, item, quota, ...(replaces ? { replaces } : {}) }));
      if (!answer.done) return answer;
      room.messages.set(message.id, message);
      return { ...answer, uidValidity: Number(folder) };
    },
    async copy(from, uids, to, at, quota) {
      const answer = room.take(transfer(room.state, { from, uids, to, at, quota, move: false }));
      return answer.done ? { ...answer, uidValidity: Number(to) } : answer;
    },
    async move(from, uids, to, at) {
      const quota = room.quotas.get(folderOf(room.state, to)?.mailbox ?? '') ?? 0;
      const answer = room.take(transfer(room.state, { from, uids, to, at, quota, move: true }));
      return answer.done ? { ...answer, uidValidity: Number(to) } : answer;
    },
    setFlags: async (change) => room.take(setFlags(room.state, change)),
    expunge: async (id, uids, whatever) => room.take(expunge(room.state, id, uids, whatever ?? false)),
  } satisfies Partial<MailRoom>;
}

function factReads(room: Memory) {
  return {
    messages: async (ids) => known(room.messages, ids),
    facts: async (ids) => known(room.facts, ids),
    summaries: async (ids) => new Map([...known(room.facts, ids)].map(([id, { summary }]) => [id, summary])),
    async putFacts(facts) {
      for (const one of facts) if (room.messages.has(one.messageId)) room.facts.set(one.messageId, one);
    },
    matching: async (id, term) =>
      room.itemsOf(id).flatMap((item) => (room.finds(item.messageId, term) ? [item.uid] : [])),
    unjudged: async (id, limit) => room.unjudged(id).slice(0, limit),
    async withoutFacts(limit) {
      const placed = new Set(room.state.folders.flatMap((folder) => folder.items.map((item) => item.messageId)));
      return [...placed].filter((messageId) => !room.facts.has(messageId)).slice(0, limit);
    },
  } satisfies Partial<MailRoom>;
}

class Memory {
  state: ModelState = emptyMailState;
  readonly quotas = new Map<string, number>();
  readonly messages = new Map<string, StoredMessage>();
  readonly facts = new Map<string, MessageFacts>();
  readonly subscriptions = new Map<string, Set<string>>();
  readonly listeners = new Set<Parameters<MailStore['onChange']>[0]>();

  /** Takes in what a change left; answers its answer. */
  take<T extends object>({ state, answer }: Outcome<T>): T | MailRefusal {
    this.become(state);
    return answer;
  }

  become(state: ModelState): void {
    const left = new Map(this.state.folders.map((folder) => [folder.id, folder]));
    this.state = state;
    const touched = new Map<string, ModelFolder>();
    for (const folder of state.folders) {
      if (left.get(folder.id) !== folder) touched.set(folder.id, folder);
      left.delete(folder.id);
    }
    for (const { id, mailbox } of [...touched.values(), ...left.values()]) {
      for (const listener of this.listeners) listener({ mailbox, folder: id });
    }
  }

  place({ accounts = [], messages = [], placements = [] }: Step): number[] {
    for (const change of accounts) if (change.kind === 'put-mailbox') this.#know(change.mailbox);
    for (const message of messages) this.messages.set(message.id, message);
    let state = this.state;
    const uids = placements.map(({ mailbox, folder, messageId, size, internalDate, flags = [], thread }) => {
      state = born(state, mailbox, folder, folder === 'Sent' ? '\\Sent' : undefined);
      const { id, uidNext } = folderNamed(state, mailbox, folder)!;
      const plain = { messageId, size, internalDate, savedAt: internalDate, flags: sorted(flags) };
      state = put(state, id, [thread === undefined ? plain : { ...plain, thread }]);
      return uidNext;
    });
    this.become(state);
    return uids;
  }

  #know({ id, quotaBytes }: Mailbox): void {
    this.quotas.set(id, quotaBytes);
  }

  itemsOf(id: string) {
    return folderOf(this.state, id)?.items ?? [];
  }

  counts(ids: readonly string[]): ReadonlyMap<string, FolderCounts> {
    const folders = ids.flatMap((id) => folderOf(this.state, id) ?? []);
    return new Map(
      folders.map(({ id, items, uidNext, modseq: highestModseq }) => {
        const unseen = items.filter(({ flags }) => !flags.includes('\\Seen')).length;
        const deleted = items.filter(({ flags }) => flags.includes('\\Deleted')).length;
        const size = items.reduce((sum, item) => sum + item.size, 0);
        return [id, { uidNext, highestModseq, messages: items.length, unseen, deleted, size }];
      }),
    );
  }

  recentCounts(ids: readonly string[]): ReadonlyMap<string, number> {
    const folders = ids.flatMap((id) => folderOf(this.state, id) ?? []);
    return new Map(folders.map(({ id, items, recentUid }) => [id, items.filter(({ uid }) => uid > recentUid).length]));
  }

  finds(messageId: string, { in: where, value, field }: TextTerm): boolean {
    const facts = this.facts.get(messageId);
    if (!facts) return false;
    const lines = facts.header.split('\n').filter((line) => field === undefined || line.startsWith(`${field}:`));
    const header = lines.some((line) => line.slice(field === undefined ? 0 : field.length + 1).includes(value));
    return (where !== 'body' && header) || (where !== 'header' && facts.body.includes(value));
  }

  unjudged(id: string) {
    return this.itemsOf(id).flatMap(({ uid, messageId }) => {
      const facts = this.facts.get(messageId);
      return !facts || facts.truncated ? [{ uid, messageId, cut: facts !== undefined }] : [];
    });
  }
}

const goneSince = ({ gone }: ModelFolder, since: number) =>
  gone.flatMap(({ modseq, uid }) => (modseq > since ? [uid] : [])).sort((a, b) => a - b);

function known<T>(map: ReadonlyMap<string, T>, ids: readonly string[]): ReadonlyMap<string, T> {
  return new Map(ids.flatMap((id) => (map.has(id) ? [[id, map.get(id)!] as const] : [])));
}

function toMailFolder({ id, mailbox, name, uidNext, modseq, recentUid, specialUse }: ModelFolder): MailFolder {
  const plain = { id, mailbox, name, uidValidity: Number(id), uidNext, highestModseq: modseq, recentUid };
  return specialUse ? { ...plain, specialUse } : plain;
}

/** Ranges of single UIDs. */
export const uidsAsRanges = (uids: readonly number[]): UidRanges => uids.map((uid) => [uid, uid] as const);
