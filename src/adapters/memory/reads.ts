import type { Folder, Quarantined, SeenKey, Store, TrackingRow } from '#ports';
import { cardReads } from './cards.ts';
import { memoryJobs } from './job-reads.ts';
import { mailboxLists } from './mailbox-lists.ts';
import { searchLog } from './search-log.ts';
import type { FolderState, MemoryState } from './state.ts';

type Reads = Omit<Store, 'commit' | 'handOver' | typeof Symbol.asyncDispose>;

/** Everything that is only looked up. Each read lets time pass first (`pace`), as a real one does. */
export function memoryReads(state: MemoryState, pace: () => Promise<void>): Reads {
  const after = async <T>(read: () => T): Promise<T> => {
    await pace();
    return read();
  };
  const box = (id: string) => state.mailboxes.get(id);
  return {
    ...cardReads(state, after),
    ...mailboxLists(state, after),
    ...memoryJobs(state, after),
    message: (id) => after(() => state.messages.get(id)),
    seen: (keys) => after(() => seenAmong(state, keys)),
    dispatch: (identificativo) => after(() => state.dispatches.get(identificativo)),
    tracking: (identificativo) => after(() => [...(state.tracking.get(identificativo)?.values() ?? [])]),
    dueTracking: (now, limit) => after(() => due(state, now).slice(0, limit)),
    nextDue: () => after(() => nextDue(state)),
    folder: (mailbox, name) => after(() => asFolder(name, box(mailbox)?.folders.get(name))),
    folders: (mailbox) =>
      after(() => [...(box(mailbox)?.folders ?? [])].map(([name, folder]) => asFolder(name, folder)!)),
    items: (mailbox, folder) => after(() => [...(box(mailbox)?.folders.get(folder)?.items.values() ?? [])]),
    document: (name) => after(() => state.documents.get(name)),
    searchLog: (query) => after(() => searchLog(state.log, query)),
    quarantined: (limit, place) =>
      after(() =>
        [...state.quarantine.values()]
          .filter((one) => place === undefined || byAt(one, place) < 0)
          .sort((a, b) => byAt(b, a))
          .slice(0, limit),
      ),
    countQuarantined: () => after(() => state.quarantine.size),
    domains: () => after(() => [...state.domains.values()]),
    mailbox: (address) =>
      after(() => {
        const wanted = address.toLowerCase();
        for (const { mailbox } of state.mailboxes.values())
          if (mailbox.address.toLowerCase() === wanted) return mailbox;
        return undefined;
      }),
    mailboxById: (id) => after(() => box(id)?.mailbox),
    mailboxes: () => after(() => [...state.mailboxes.values()].map(({ mailbox }) => mailbox)),
    mailboxUse: (id) => after(() => ({ usedBytes: box(id)?.usedBytes ?? 0, messages: box(id)?.messages ?? 0 })),
    user: (login) => after(() => state.users.get(login.toLowerCase())),
    users: () => after(() => inOrder(state.users, 'login')),
    grants: (of) =>
      after(() =>
        inOrder(state.grants, 'mailbox', 'login').filter((grant) =>
          'mailbox' in of ? grant.mailbox === of.mailbox : grant.login === of.login.toLowerCase(),
        ),
      ),
    folderRights: (folders) =>
      after(() => inOrder(state.folderRights, 'folder', 'login').filter(({ folder }) => folders.includes(folder))),
    appPasswords: (login) =>
      after(() => inOrder(state.appPasswords, 'id').filter((kept) => kept.login === login.toLowerCase())),
  };
}

/** The values ordered by these fields, octet by octet as a database with collation "C" does. */
function inOrder<T, K extends keyof T>(kept: ReadonlyMap<string, T>, ...by: readonly K[]): readonly T[] {
  const key = (value: T) => by.map((field) => value[field]).join('\0');
  return [...kept.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function seenAmong(state: MemoryState, keys: readonly string[]): ReadonlyMap<string, SeenKey> {
  const found = new Map<string, SeenKey>();
  for (const key of keys) {
    const seen = state.seen.get(key);
    if (seen) found.set(key, seen);
  }
  return found;
}

function due(state: MemoryState, now: number): readonly TrackingRow[] {
  const rows = [...state.tracking.values()].flatMap((recipients) => [...recipients.values()]);
  return rows.filter((row) => row.dueAt !== undefined && row.dueAt <= now).sort((a, b) => a.dueAt! - b.dueAt!);
}

function nextDue(state: MemoryState): number | undefined {
  let earliest = Number.POSITIVE_INFINITY;
  for (const job of state.jobs.values()) earliest = Math.min(earliest, job.runAt);
  for (const rows of state.tracking.values()) {
    for (const { dueAt } of rows.values()) if (dueAt !== undefined) earliest = Math.min(earliest, dueAt);
  }
  for (const { dueAt } of state.cards.values()) if (dueAt !== undefined) earliest = Math.min(earliest, dueAt);
  return earliest === Number.POSITIVE_INFINITY ? undefined : earliest;
}

function asFolder(name: string, folder: FolderState | undefined): Folder | undefined {
  return folder && { name, uidValidity: folder.uidValidity, uidNext: folder.uidNext };
}

function byAt(a: Pick<Quarantined, 'at' | 'id'>, b: Pick<Quarantined, 'at' | 'id'>): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
