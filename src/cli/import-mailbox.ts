import { createHash } from 'node:crypto';
import { type AppendPorts, appendMessage, canonicalName, nameFault, openFolders, SENT, subscribe } from '#mailbox';
import type { Instant, PecMessage } from '#pec';
import type { Blobs, Mailbox, MailFolder, MailStore, StoredMessage } from '#ports';
import { CliFault } from './exit.ts';
import { verified } from './export-mailbox.ts';
import type { ImportProgress } from './import-progress.ts';
import { type ImportSource, type SourceFolder, type SourceMessage, UnreadableFolder } from './import-source.ts';
import type { Transfer } from './transfer.ts';

export interface ImportOrder {
  readonly mailbox: Mailbox;
  readonly source: ImportSource;
  readonly progress: ImportProgress;
  /** Folder of the source to folder of the mailbox, where the names differ. */
  readonly renamed: ReadonlyMap<string, string>;
}

export interface ImportPorts {
  readonly store: Pick<
    MailStore,
    'folders' | 'createFolder' | 'subscribe' | 'changes' | 'messages' | 'append' | 'setFlags' | 'vanished' | 'expunge'
  >;
  readonly blobs: Blobs;
  /** See `AppendPorts.judge`. */
  judge(message: StoredMessage, read: PecMessage): Promise<readonly string[]>;
  newMessageId(at: Instant): string;
  now(): number;
  readonly maxBytes: number;
}

/** The source could not give these octets, or gave others than it said: the next message may be good. */
class BadMessage extends Error {
  override name = 'BadMessage';
}

/**
 * Brings a mailbox in from a source, message by message, as IMAP's APPEND would: octets as they are, keywords of PEC only after the
 * signature was judged. What the progress file has is not brought again. Folders of sent mail come last: then the receipts have told
 * which identificativo each message was given, and a chain of sent message, envelope and receipts is one thread again.
 */
export async function importMailbox(order: ImportOrder, ports: ImportPorts, transfer: Transfer): Promise<void> {
  const { mailbox, source } = order;
  await openFolders(mailbox.id, ports.store, ports.now());
  const there = await ports.store.folders(mailbox.id);
  const named = (await source.folders()).map((folder) => ({ folder, name: targetOf(folder, there, order.renamed) }));
  const sorted = named.toSorted((a, b) => Number(a.name === SENT) - Number(b.name === SENT));
  for (const { folder, name } of sorted) {
    const fault = nameFault(name);
    transfer.begin(name, folder.count);
    if (fault === undefined)
      await importFolder(folder, await openFolder(name, folder, mailbox, ports), order, ports, transfer);
    else transfer.failed(`folder ${name}`, fault);
  }
}

function targetOf(
  { name, specialUse }: SourceFolder,
  there: readonly MailFolder[],
  renamed: ReadonlyMap<string, string>,
): string {
  const same = specialUse && there.find((folder) => folder.specialUse === specialUse);
  return canonicalName(renamed.get(name) ?? same?.name ?? name);
}

async function openFolder(
  name: string,
  { specialUse }: SourceFolder,
  { id, address }: Mailbox,
  { store, now }: ImportPorts,
): Promise<MailFolder> {
  const folders = await store.folders(id);
  const found = folders.find((folder) => folder.name === name);
  if (found) return found;
  const isFree = specialUse !== undefined && folders.every((folder) => folder.specialUse !== specialUse);
  const made = await store.createFolder(id, name, now(), isFree ? specialUse : undefined);
  if (made.done) {
    // Mail programs show what is subscribed.
    await subscribe(address, name, true, store);
    return made.folder;
  }
  const other = (await store.folders(id)).find((folder) => folder.name === name);
  if (other === undefined) throw new CliFault(`the folder ${name} could not be made: ${made.why}`);
  return other;
}

async function importFolder(
  source: SourceFolder,
  folder: MailFolder,
  order: ImportOrder,
  ports: ImportPorts,
  transfer: Transfer,
): Promise<void> {
  const { progress } = order;
  const isDone = (key: string) => progress.isDone(key);
  try {
    for await (const message of source.messages(isDone)) {
      if (isDone(message.key)) transfer.skipped(1);
      else if (await cameInBefore(message, folder, progress, ports)) transfer.skipped(1);
      else await importMessage(message, folder, order, ports, transfer);
    }
  } catch (fault) {
    if (!(fault instanceof UnreadableFolder)) throw fault;
    transfer.failed(`folder ${source.name}`, fault);
  }
}

/** A kill fell between the message and the word that it is there: then it is looked for. */
async function cameInBefore(
  { key, octets }: SourceMessage,
  folder: MailFolder,
  progress: ImportProgress,
  { store }: ImportPorts,
): Promise<boolean> {
  if (!progress.isDoubtful(key)) return false;
  const sum = new Sum();
  for await (const _ of sum.passing(octets()));
  const known = await progress.uidsIn(folder.name);
  const items = (await store.changes(folder.id, 0))?.items ?? [];
  const alike = items.filter(({ uid, size }) => size === sum.size && !known.has(uid));
  const messages = await store.messages(alike.map(({ messageId }) => messageId));
  const found = alike.find(({ messageId }) => messages.get(messageId)?.sha256 === sum.sha256());
  if (found === undefined) return false;
  await progress.imported({ key, folder: folder.name, uid: found.uid, size: sum.size, sha256: sum.sha256() });
  return true;
}

async function importMessage(
  message: SourceMessage,
  folder: MailFolder,
  { mailbox, progress }: ImportOrder,
  ports: ImportPorts,
  transfer: Transfer,
): Promise<void> {
  const { key, flags, internalDate } = message;
  const sum = new Sum();
  let sent: readonly [string, string] | undefined;
  const judge = async (stored: StoredMessage, read: PecMessage) => {
    sent = sentIn(read);
    return await ports.judge(stored, read);
  };
  await progress.begin(key);
  try {
    const date = internalDate === undefined ? {} : { internalDate: Math.floor(internalDate) };
    const octets = sum.passing(given(message));
    const appended = await appendMessage(
      { mailbox, folder, flags, ...date, octets },
      appendPorts({ ...ports, judge }, progress),
    );
    if (!appended.done) throw refusal(appended.why, mailbox, ports.maxBytes);
    const size = sum.size;
    await progress.imported({
      key,
      folder: folder.name,
      uid: appended.uid,
      sha256: sum.sha256(),
      size,
      ...(sent && { sent }),
    });
    transfer.moved(size);
  } catch (fault) {
    if (!(fault instanceof BadMessage)) throw fault;
    await progress.failed(key, fault.message);
    transfer.failed(`${folder.name}, ${key}`, fault);
  }
}

/** What is imported was sent long ago: no copy of it stands in Sent from just now. */
const NO_VIEWS: AppendPorts['views'] = { open: async () => undefined };

function appendPorts(ports: ImportPorts, { sentAs }: ImportProgress): AppendPorts {
  return { ...ports, views: NO_VIEWS, legalTime: { now: ports.now }, sentAs };
}

function refusal(why: string, { address, quotaBytes }: Mailbox, maxBytes: number): Error {
  if (why === 'too-large') return new BadMessage(`it has more than ${maxBytes} octets`);
  if (why === 'quota')
    return new CliFault(`${address} has no room left in its ${quotaBytes} octets: give it more and say --resume`);
  return new CliFault(`the mailbox changed meanwhile (${why}): say --resume`);
}

/** The octets of the source, its faults told apart from ours. */
async function* given({ octets, expected }: SourceMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* expected === undefined ? octets() : verified(octets(), expected);
  } catch (fault) {
    if (fault instanceof CliFault) throw fault;
    throw new BadMessage(fault instanceof Error ? fault.message : String(fault));
  }
}

/** Which identificativo the original of this PEC message was given, by the Message-ID its writer gave it (daticert `msgid`). */
function sentIn({ daticert }: PecMessage): readonly [string, string] | undefined {
  if (!daticert?.ok) return undefined;
  const { msgid = '', identificativo } = daticert.value;
  const bare = /<([^<>\s]{1,998})>/.exec(msgid)?.[1];
  return bare === undefined ? undefined : [bare, identificativo];
}

/** Counts and digests what goes by. */
class Sum {
  readonly #hash = createHash('sha256');
  #digest: string | undefined;
  size = 0;

  async *passing(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of octets) {
      this.#hash.update(piece);
      this.size += piece.length;
      yield piece;
    }
  }

  /** Once all went by. */
  sha256(): string {
    this.#digest ??= this.#hash.digest('hex');
    return this.#digest;
  }
}

const BATCH = 64;

/** Reads everything that was imported out of the mailbox again and compares. */
export async function verifyImport(
  { mailbox, progress }: Pick<ImportOrder, 'mailbox' | 'progress'>,
  { store, blobs }: Pick<ImportPorts, 'store' | 'blobs'>,
  transfer: Transfer,
): Promise<void> {
  const places = new Map<string, Map<number, string>>();
  for (const { id, name } of await store.folders(mailbox.id)) {
    const items = (await store.changes(id, 0))?.items ?? [];
    places.set(name, new Map(items.map(({ uid, messageId }) => [uid, messageId])));
  }
  for await (const batch of inBatches(progress.all())) {
    const ids = batch.map(({ folder, uid }) => places.get(folder)?.get(uid) ?? '');
    const messages = await store.messages(ids.filter((id) => id !== ''));
    for (const [at, imported] of batch.entries()) {
      try {
        const message = messages.get(ids[at]!);
        if (message === undefined) throw new Error('it is not in the mailbox any more');
        for await (const _ of verified(blobs.read(message.rope), imported));
        transfer.verified();
      } catch (fault) {
        transfer.failed(`${imported.folder} UID ${imported.uid}`, fault);
      }
    }
  }
}

async function* inBatches<T>(values: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const value of values) {
    batch.push(value);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
