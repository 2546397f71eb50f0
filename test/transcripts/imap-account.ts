import type { Done, ImapAccount, ImapBackend, NewMessage, Plain, QuotaRoot, StatusItem, StoreMode } from '#imap';
import { MemoryFolder } from './imap-folder.ts';

const OK = { ok: true } as const;
const NONE = { ok: false, code: 'NONEXISTENT', text: 'no such folder' } as const;

/** One holder with his folders in memory: small, and honest about what IMAP asks of a server. */
export class MemoryAccount implements ImapAccount {
  readonly user: string;
  readonly folders = new Map<string, MemoryFolder>();
  readonly namespaces = {
    personal: [{ prefix: '', delimiter: '/' as const }],
    otherUsers: [{ prefix: 'Other Users/', delimiter: '/' as const }],
    shared: [],
  };
  readonly appendLimit = 1_000_000;
  sessions = 0;
  limitKib = 1_000;
  readonly #subscribed = new Set<string>();
  #folderIds = 0;

  constructor(user: string) {
    this.user = user;
    this.make('INBOX');
    this.make('Sent', ['\\Sent']);
    this.make('Trash', ['\\Trash']);
  }

  make(name: string, attributes: readonly string[] = []): MemoryFolder {
    const folder = new MemoryFolder(name, ++this.#folderIds, attributes, (other) => this.folders.get(other));
    this.folders.set(name, folder);
    return folder;
  }

  async list() {
    const names = [...this.folders.keys()].sort(
      (a, b) => Number(b === 'INBOX') - Number(a === 'INBOX') || (a < b ? -1 : 1),
    );
    return names.map((name) => ({ name, attributes: this.folders.get(name)?.attributes ?? [], selectable: true }));
  }

  async subscriptions() {
    return [...this.#subscribed].sort();
  }

  async subscribe(name: string, on: boolean): Promise<Plain> {
    if (on) this.#subscribed.add(name);
    else this.#subscribed.delete(name);
    return OK;
  }

  async select(name: string, readOnly: boolean) {
    const folder = this.folders.get(name);
    if (!folder) return NONE;
    this.sessions++;
    return { ...OK, folder, readOnly, close: () => void this.sessions-- };
  }

  async status(name: string, items: readonly StatusItem[]) {
    const folder = this.folders.get(name);
    if (!folder) return NONE;
    const having = (flag: string) => folder.items().filter(({ flags }) => flags.includes(flag));
    const all: Readonly<Record<StatusItem, number | string | undefined>> = {
      MESSAGES: folder.uids().length,
      RECENT: folder.items().filter(({ uid }) => uid > folder.recentUid).length,
      UIDNEXT: folder.uidNext,
      UIDVALIDITY: folder.uidValidity,
      UNSEEN: folder.uids().length - having('\\Seen').length,
      DELETED: having('\\Deleted').length,
      SIZE: folder.size(),
      HIGHESTMODSEQ: folder.highestModseq,
      MAILBOXID: folder.mailboxId,
      APPENDLIMIT: undefined,
      'DELETED-STORAGE': having('\\Deleted').reduce((sum, { size }) => sum + size, 0),
    };
    return { ...OK, values: new Map(items.flatMap((item) => (all[item] === undefined ? [] : [[item, all[item]]]))) };
  }

  async statuses(names: readonly string[], items: readonly StatusItem[]) {
    const told = new Map<string, ReadonlyMap<StatusItem, number | string>>();
    for (const name of names) {
      const status = await this.status(name, items);
      if (status.ok) told.set(name, status.values as ReadonlyMap<StatusItem, number | string>);
    }
    return told;
  }

  async create(name: string, use: readonly string[]): Promise<Done<{ mailboxId: string }>> {
    if (this.folders.has(name)) return { ok: false, code: 'ALREADYEXISTS', text: 'there is one already' };
    for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
      if (!this.folders.has(name.slice(0, at))) this.make(name.slice(0, at));
    }
    return { ...OK, mailboxId: this.make(name, use).mailboxId };
  }

  async delete(name: string): Promise<Plain> {
    const folder = this.folders.get(name);
    if (!folder) return NONE;
    if (name === 'INBOX') return { ok: false, code: 'CANNOT', text: 'INBOX stays' };
    this.folders.delete(name);
    folder.vanish();
    return OK;
  }

  async rename(name: string, newName: string): Promise<Plain> {
    const folder = this.folders.get(name);
    if (!folder) return NONE;
    if (this.folders.has(newName)) return { ok: false, code: 'ALREADYEXISTS', text: 'there is one already' };
    for (const [old, each] of [...this.folders]) {
      if (old !== name && !old.startsWith(`${name}/`)) continue;
      this.folders.delete(old);
      each.name = newName + old.slice(name.length);
      this.folders.set(each.name, each);
    }
    return OK;
  }

  async mayAppend(name: string, size: number): Promise<Plain> {
    if (!this.folders.has(name)) return { ok: false, code: 'TRYCREATE', text: 'no such folder' };
    return size > this.limitKib * 1_024 ? { ok: false, code: 'OVERQUOTA', text: 'the box is full' } : OK;
  }

  async append(name: string, { flags, date, octets, replaces }: NewMessage) {
    const folder = this.folders.get(name);
    if (!folder) return { ok: false, code: 'TRYCREATE', text: 'no such folder' } as const;
    const pieces: Uint8Array[] = [];
    for await (const piece of octets) pieces.push(piece.slice());
    const uid = folder.add(Buffer.concat(pieces), flags, date);
    if (replaces) this.folders.get(replaces.folder.name)?.drop(replaces.uid);
    return { ...OK, uidValidity: folder.uidValidity, uid };
  }

  async quotaRoots(name: string) {
    return this.folders.has(name) ? { ...OK, roots: [this.#root()] } : NONE;
  }

  async quota(root: string) {
    return root === this.user
      ? { ...OK, root: this.#root() }
      : ({ ok: false, code: 'NONEXISTENT', text: 'no such root' } as const);
  }

  async setQuota(): Promise<Plain> {
    return { ok: false, code: 'NOPERM', text: 'quotas are set by the provider' };
  }

  readonly acl = {
    get: async (name: string) =>
      this.#with(name, ({ acl }) => ({ entries: [[this.user, 'lrswipkxtecda'] as const, ...acl] })),
    mine: async (name: string) => this.#with(name, ({ rights }) => ({ rights })),
    listable: async (name: string) =>
      this.#with(name, () => ({ required: 'l', optional: ['r', 's', 'w', 'i', 'p', 'k', 'x', 't', 'e', 'a'] })),
    set: async (name: string, identifier: string, mode: StoreMode, rights: string) =>
      this.#with(name, ({ acl }) => {
        const had = mode === 'replace' ? '' : (acl.get(identifier) ?? '');
        const kept = [...had].filter((letter) => !rights.includes(letter)).join('');
        acl.set(identifier, mode === 'remove' ? kept : kept + rights);
        return {};
      }),
    remove: async (name: string, identifier: string) =>
      this.#with(name, ({ acl }) => {
        acl.delete(identifier);
        return {};
      }),
  };

  leave(): void {}

  #with<T extends object>(name: string, act: (folder: MemoryFolder) => T): Done<T> {
    const folder = this.folders.get(name);
    return folder ? { ...OK, ...act(folder) } : NONE;
  }

  #root(): QuotaRoot {
    const folders = [...this.folders.values()];
    const octets = folders.reduce((sum, folder) => sum + folder.size(), 0);
    const messages = folders.reduce((sum, folder) => sum + folder.uids().length, 0);
    return {
      name: this.user,
      resources: [
        { name: 'STORAGE', usage: Math.ceil(octets / 1_024), limit: this.limitKib },
        { name: 'MESSAGE', usage: messages, limit: 1_000 },
      ],
    };
  }
}

/** The password of `mario` is `segreto`; `anna` opens his box too. */
export function memoryBackend(account: MemoryAccount): ImapBackend {
  return {
    utcOffset: () => 0,
    async login(user, password) {
      if (user === 'rotto') throw new Error('the database is away');
      if (password !== 'segreto' || !['mario', 'mario*anna'].includes(user)) {
        return { ok: false, code: 'AUTHENTICATIONFAILED', text: 'user name or password is wrong' };
      }
      return { ok: true, account };
    },
  };
}
