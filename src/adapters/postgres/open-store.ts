import type { CardNews, Folder, LogArchive, MailFolder, MailStore, NewItem, Step, Store, StoredMessage } from '#ports';
import {
  listDomains,
  listItems,
  listMailboxes,
  mailboxReads,
  readFolderByName,
  readMailboxUse,
} from './account-reads.ts';
import { unlessBackup } from './backup-lock.ts';
import { cardReads } from './card-reads.ts';
import { openPool, type PostgresConnection } from './connection.ts';
import { matching, putFacts, readFacts, readSummaries, unjudged, withoutFacts } from './facts.ts';
import { type FilledMailbox, filledMailboxes } from './filled-mailboxes.ts';
import { FolderNews } from './folder-news.ts';
import { GroupWriter } from './group-writer.ts';
import { type HourCount, hourCounts } from './hour-counts.ts';
import { claimJobs, countJobs, listJobs, readJob, readJobQueues } from './job-claims.ts';
import { logArchive } from './log-archive.ts';
import { loginReads } from './login-reads.ts';
import { mailChanges } from './mail-changes.ts';
import {
  deletedUids,
  listMailFolders,
  putSubscription,
  readChanges,
  readCounts,
  readFolder,
  readSubscriptions,
  readVanished,
} from './mail-reads.ts';
import { MailWriter } from './mail-writer.ts';
import { findMailboxes, mailboxTotals } from './mailbox-lists.ts';
import { MessageCache } from './message-cache.ts';
import { namedBlobs } from './named-blobs.ts';
import { namedFolders } from './named-folders.ts';
import { claimRecent, recentCounts } from './recent-messages.ts';
import {
  countQuarantined,
  dispatchReads,
  documentReads,
  dueTracking,
  messageReads,
  nextDue,
  readQuarantined,
  searchLog,
  seenReads,
  trackingReads,
} from './record-reads.ts';
import { type RetainedKind, type RetainedPage, removeRetained } from './retained-rows.ts';
import type { HandOver } from './step-rows.ts';
import { sweepMessages } from './sweep-messages.ts';
import { type TrafficCounts, trafficCounts } from './traffic-counts.ts';
import { WakeUp } from './wake-up.ts';

export interface PostgresStoreOptions {
  /** The server role's: see `migrate`. */
  readonly connection: PostgresConnection;
  /** How long the first step of an idle moment waits for company; default 1, 0 allowed. */
  readonly gatherMs?: number;
  /** Steps written in one commit at most; default 256. */
  readonly maxGroupSteps?: number;
  /** Literal octets written in one commit at most; default 8 MiB. A bigger step goes alone. */
  readonly maxGroupBytes?: number;
  /** Connections for reads; default 4. */
  readonly readConnections?: number;
  /** Octets of messages just committed kept in memory; default 32 MiB, 0 keeps none. */
  readonly cacheBytes?: number;
}

export interface PostgresStore
  extends Omit<Store, 'folder' | 'folders'>,
    Omit<MailStore, 'folder' | 'folders'>,
    LogArchive {
  folder(id: string): Promise<MailFolder | undefined>;
  folder(mailbox: string, name: string): Promise<Folder | undefined>;
  folders(mailbox: string, names?: readonly string[]): Promise<readonly MailFolder[]>;
  /** Calls `listener` when jobs may wait to be claimed, here or from another process. Returns how to stop. */
  onWake(listener: () => void): () => void;
  /**
   * Calls `listener` after cards were changed, here or in another process; a notice from there may be lost when connections break: `lost` is called
   * when it is heard again. Returns how to stop.
   */
  onCards(listener: (news: CardNews) => void, lost?: () => void): () => void;
  /** Mailboxes that use at least this share of their quota, in hundredths. */
  filledMailboxes(percent: number): Promise<readonly FilledMailbox[]>;
  /** What the log holds of a period, counted there (spec 16.4). */
  trafficCounts(question: Parameters<typeof trafficCounts>[1]): Promise<TrafficCounts>;
  /** Receipts and notices issued since then, by hour. */
  hourCounts(from: number): Promise<readonly HourCount[]>;
  /** Of these blobs, those that some message names: the others may be swept (invariant 4 of ARCHITECTURE.md). */
  namedBlobs(blobs: readonly string[]): Promise<ReadonlySet<string>>;
  /** Runs `work`, which removes files; not while a backup copies them: then it answers false. */
  unlessBackup(work: () => Promise<void>): Promise<boolean>;
  /** Removes what is written down of old messages, page by page; see `retained-rows.ts`. */
  removeRetained(kind: RetainedKind, how: Parameters<typeof removeRetained>[2]): Promise<RetainedPage>;
  /** Removes up to `limit` messages with ids below `before` that nothing names; answers how many. See `sweep-messages.ts`. */
  sweepMessages(before: string, limit: number): Promise<number>;
}

type Receiver = Parameters<Store['handOver']>[0];

/**
 * The Store on PostgreSQL. Throws `UnsafeDatabase` when a commit there would not be durable or the role has too many rights.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { connection, gatherMs = 1, maxGroupSteps = 256, maxGroupBytes = 8 * 1024 * 1024 } = options;
  const cache = new MessageCache(options.cacheBytes ?? 32 * 1024 * 1024);
  const wakeUp = new WakeUp(connection);
  const pool = openPool(connection, options.readConnections ?? 4);
  const searches = openPool(connection, SEARCHES_AT_ONCE);
  const news = new FolderNews(connection, pool);
  let receiver: Receiver | undefined;
  const writer = new GroupWriter(
    connection,
    { gatherMs, maxSteps: maxGroupSteps, maxBytes: maxGroupBytes },
    {
      handOver: () => receiver && handOverNow(receiver),
      committed(steps, jobs, wakes) {
        remember(cache, steps);
        if (wakes) wakeUp.notify();
        const taker = receiver;
        if (taker && jobs.length > 0) queueMicrotask(() => taker.take(jobs));
      },
      placed: (changes) => news.tell(changes),
      carded: (steps) => news.tellCards(steps),
    },
  );
  await writer.open();
  const mailWriter = new MailWriter(connection);
  return {
    ...mailChanges({
      writer: mailWriter,
      tell: (changes) => news.tell(changes),
      readFolder: (id) => readFolder(pool, id),
      deletedUids: (folder) => deletedUids(pool, folder),
      committed: ({ message }: NewItem) => cache.add(message),
    }),
    onChange: (listener, watched) => news.listen(listener, watched),
    onCards: (listener, lost) => news.listenToCards(listener, lost),
    commit: (step) => writer.commit(step),
    handOver(given) {
      receiver = given;
    },
    onWake: (listener) => wakeUp.listen(listener),
    ...reads(pool, searches, cache),
    async [Symbol.asyncDispose]() {
      await writer[Symbol.asyncDispose]();
      await mailWriter[Symbol.asyncDispose]();
      await news[Symbol.asyncDispose]();
      await wakeUp[Symbol.asyncDispose]();
      await pool.end();
      await searches.end();
    },
  };
}

/** Who looks through the texts of a folder, or keeps new ones, takes long: who comes for one row must not stand behind him. */
const SEARCHES_AT_ONCE = 2;

function reads(pool: ReturnType<typeof openPool>, searches: typeof pool, cache: MessageCache) {
  const messages = messageReads(pool);
  const seen = seenReads(pool);
  const dispatches = dispatchReads(pool);
  const tracked = trackingReads(pool);
  const documents = documentReads(pool);
  const byId = mailboxReads(pool, 'id');
  const byAddress = mailboxReads(pool, 'address');
  return {
    message: async (id) => cache.get(id) ?? messages.one(id),
    async seen(keys) {
      const found = await seen.read(keys);
      return new Map(keys.flatMap((key) => (found.has(key) ? [[key, found.get(key)!] as const] : [])));
    },
    dispatch: (identificativo) => dispatches.one(identificativo),
    tracking: async (identificativo) => (await tracked.one(identificativo)) ?? [],
    dueTracking: (now, limit) => dueTracking(pool, now, limit),
    nextDue: () => nextDue(pool),
    claimJobs: (claim) => claimJobs(pool, claim),
    openJobs: () => countJobs(pool),
    jobs: (limit, of) => listJobs(pool, limit, of),
    job: (id) => readJob(pool, id),
    jobQueues: () => readJobQueues(pool),
    folder: (async (mailbox: string, name?: string) =>
      name === undefined
        ? readFolder(pool, mailbox)
        : readFolderByName(pool, mailbox, name)) as PostgresStore['folder'],
    folders: (mailbox, names) => (names ? namedFolders(pool, mailbox, names) : listMailFolders(pool, mailbox)),
    counts: (folders) => readCounts(pool, folders),
    recentCounts: (folders) => recentCounts(pool, folders),
    claimRecent: (folder, upTo) => claimRecent(pool, folder, upTo),
    changes: (folder, since) => readChanges(pool, folder, since),
    vanished: (folder, since, within) => readVanished(pool, folder, since, within),
    subscriptions: (owner) => readSubscriptions(pool, owner),
    subscribe: (owner, name, on) => putSubscription(pool, owner, name, on),
    messages: (ids) => readMessages(ids, cache, messages),
    facts: (ids) => readFacts(searches, ids),
    summaries: (ids) => readSummaries(pool, ids),
    putFacts: (facts) => putFacts(searches, facts),
    matching: (folder, term) => matching(searches, folder, term),
    unjudged: (folder, limit) => unjudged(searches, folder, limit),
    withoutFacts: (limit) => withoutFacts(searches, limit),
    items: (mailbox, folder) => listItems(pool, mailbox, folder),
    document: (name) => documents.one(name),
    ...cardReads(pool),
    ...logArchive(pool),
    searchLog: (query) => searchLog(pool, query),
    quarantined: (limit, after) => readQuarantined(pool, limit, after),
    countQuarantined: () => countQuarantined(pool),
    domains: () => listDomains(pool),
    mailbox: (address) => byAddress.one(address.toLowerCase()),
    mailboxById: (id) => byId.one(id),
    mailboxes: () => listMailboxes(pool),
    mailboxUse: (id) => readMailboxUse(pool, id),
    findMailboxes: (query) => findMailboxes(pool, query),
    mailboxTotals: () => mailboxTotals(pool),
    ...loginReads(pool),
    filledMailboxes: (percent) => filledMailboxes(pool, percent),
    trafficCounts: (question) => trafficCounts(pool, question),
    hourCounts: (from) => hourCounts(pool, from),
    namedBlobs: (blobs) => namedBlobs(pool, blobs),
    removeRetained: (kind, how) => removeRetained(pool, kind, how),
    unlessBackup: (work) => unlessBackup(pool, work),
    sweepMessages: (before, limit) => sweepMessages(pool, before, limit),
  } satisfies Omit<PostgresStore, Told | keyof ReturnType<typeof mailChanges> | typeof Symbol.asyncDispose>;
}

/** What is no read. */
type Told = 'commit' | 'handOver' | 'onWake' | 'onCards' | 'onChange';

async function readMessages(
  ids: readonly string[],
  cache: MessageCache,
  reads: ReturnType<typeof messageReads>,
): Promise<ReadonlyMap<string, StoredMessage>> {
  const found = new Map<string, StoredMessage>();
  const missing: string[] = [];
  for (const id of ids) {
    const message = cache.get(id);
    if (message) found.set(id, message);
    else missing.push(id);
  }
  const read = await reads.read(missing);
  for (const id of missing) {
    const message = read.get(id);
    if (message) found.set(id, message);
  }
  return found;
}

function handOverNow(receiver: Receiver): HandOver {
  const leasedAt = receiver.monotonicNow();
  const { worker, leaseMs } = receiver;
  return { worker, now: receiver.now(), leasedAt, leasedUntil: leasedAt + leaseMs, room: receiver.room() };
}

function remember(cache: MessageCache, steps: readonly Step[]): void {
  for (const { messages } of steps) for (const message of messages ?? []) cache.add(message);
}
