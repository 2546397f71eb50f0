import type {
  CopiedUids,
  Done,
  ImapFolder,
  ImapItem,
  ImapMessage,
  ImapRefusal,
  SearchKey,
  StoreMode,
  UidRanges,
} from '#imap';
import {
  isServersKeyword,
  mailboxId,
  type OpenedView,
  openMessage,
  readMessages,
  readSummaries,
  SYSTEM_FLAGS,
  searchFolder,
  type Wanted,
} from '#mailbox';
import type { MessageSummary } from '#mime';
import type { AccountBoxes, StandingPlace } from './account-boxes.ts';
import { copyMessages, moveMessages } from './account-copies.ts';
import { rightFor, storeFlags } from './account-flags.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { lacking, NO_MAILBOX, toldBy } from './account-refusals.ts';

/** A folder that a session has selected: the shared view of it, with the rights of one user. */
export class AccountFolder implements ImapFolder {
  readonly name: string;
  readonly #opened: OpenedView;
  readonly #boxes: AccountBoxes;
  readonly #ports: ImapAccountPorts;
  #rights: string;

  constructor(place: StandingPlace, opened: OpenedView, boxes: AccountBoxes, ports: ImapAccountPorts) {
    this.name = place.shown;
    this.#opened = opened;
    this.#boxes = boxes;
    this.#ports = ports;
    this.#rights = place.rights;
  }

  get #view() {
    return this.#opened.view;
  }

  get folderId(): string {
    return this.#view.folder.id;
  }

  get mailboxId(): string {
    return mailboxId(this.folderId);
  }

  get uidValidity(): number {
    return this.#view.folder.uidValidity;
  }

  get uidNext(): number {
    return this.#view.folder.uidNext;
  }

  get highestModseq(): number {
    return this.#view.folder.highestModseq;
  }

  get isGone(): boolean {
    return this.#view.isGone || !this.#rights.includes('r');
  }

  get permanentFlags(): readonly string[] {
    const rights = this.#rights;
    const system = SYSTEM_FLAGS.filter((flag) => rights.includes(rightFor(flag)));
    if (!rights.includes('w')) return system;
    const keywords = this.#view.items.knownFlags().filter((flag) => !flag.startsWith('\\') && !isServersKeyword(flag));
    return [...system, ...keywords, '\\*'];
  }

  get knownFlags(): readonly string[] {
    return [...new Set([...SYSTEM_FLAGS, ...this.#view.items.knownFlags()])];
  }

  get rights(): string {
    return this.#rights;
  }

  uids(): Uint32Array {
    return this.#view.items.uids();
  }

  item(uid: number): ImapItem | undefined {
    return this.#view.items.item(uid);
  }

  reader(): (uid: number) => ImapItem | undefined {
    return this.#view.items.reader();
  }

  firstUnseen(): number | undefined {
    const { items } = this.#view;
    const row = items.firstWithout('\\Seen');
    return row < 0 ? undefined : items.uid(row);
  }

  changedSince(since: number): readonly ImapItem[] {
    return this.#view.items.changedSince(since);
  }

  async vanishedSince(since: number, within?: UidRanges): Promise<readonly number[]> {
    if (this.#view.vanishedAt <= since) return [];
    return await this.#ports.store.vanished(this.folderId, since, within);
  }

  async claimRecent(upTo: number, take: boolean): Promise<number> {
    const { recentUid } = this.#view.folder;
    if (recentUid >= upTo) return upTo;
    if (!take) return recentUid;
    const after = await this.#ports.store.claimRecent(this.folderId, upTo);
    this.#view.claimed(upTo);
    return after;
  }

  async refresh(): Promise<void> {
    const [rights] = await Promise.all([this.#boxes.rightsOn(this.#view.folder), this.#view.refresh()]);
    this.#rights = rights;
  }

  onChange(listener: () => void): () => void {
    return this.#view.onChange(listener);
  }

  async message(uid: number): Promise<ImapMessage | undefined> {
    const id = (await this.lacking('r')) ? undefined : this.#view.items.item(uid)?.messageId;
    const message = id === undefined ? undefined : (await this.#ports.store.messages([id])).get(id);
    return message && openMessage(message, this.#ports.blobs);
  }

  async *messages(uids: readonly number[]): AsyncGenerator<readonly [uid: number, message: ImapMessage]> {
    if (await this.lacking('r')) return;
    yield* readMessages(this.#wanted(uids), this.#ports);
  }

  async *summaries(uids: readonly number[]): AsyncGenerator<readonly [uid: number, summary: MessageSummary]> {
    if (await this.lacking('r')) return;
    const { store, blobs, onUnreadable } = this.#ports;
    const wanted = Array.from(this.#wanted(uids), ([uid, id]) => [uid, id] as const);
    yield* readSummaries(wanted, { store, blobs, onFault: onUnreadable });
  }

  *#wanted(uids: readonly number[]): Generator<Wanted<number>> {
    for (const uid of uids) {
      const item = this.#view.items.item(uid);
      if (item) yield [uid, item.messageId, item.size];
    }
  }

  async setFlags(
    uids: UidRanges,
    mode: StoreMode,
    flags: readonly string[],
    unchangedSince?: number,
  ): Promise<Done<{ readonly items: readonly ImapItem[]; readonly modified: readonly number[] }>> {
    const refusal = await this.lacking('');
    if (refusal) return refusal;
    const { items } = this.#view;
    const order = { folder: this.folderId, uids, mode, flags, ...(unchangedSince !== undefined && { unchangedSince }) };
    const stored = await storeFlags(order, this.#rights, items.knownFlags(), this.#ports.store);
    if (!stored.ok) return stored;
    await this.#view.catchUp();
    return { ok: true, modified: stored.modified, items: stored.changed.flatMap((uid) => items.item(uid) ?? []) };
  }

  async expunge(uids?: UidRanges): Promise<Done<{ readonly uids: readonly number[] }>> {
    const refusal = await this.lacking('e');
    if (refusal) return refusal;
    const gone = await this.#ports.store.expunge(this.folderId, uids);
    if (!gone.done) return toldBy(gone);
    if (gone.uids.length > 0) await this.#view.catchUp();
    return { ok: true, uids: gone.uids };
  }

  async copy(uids: UidRanges, to: string): Promise<Done<CopiedUids>> {
    return (await this.lacking('r')) ?? (await copyMessages(this.folderId, uids, to, this.#boxes, this.#ports));
  }

  async move(uids: UidRanges, to: string): Promise<Done<CopiedUids>> {
    const refusal = await this.lacking('rte');
    if (refusal) return refusal;
    const moved = await moveMessages(this.folderId, uids, to, this.#boxes, this.#ports);
    if (moved.ok && moved.uids.length > 0) await this.#view.catchUp();
    return moved;
  }

  async search(key: SearchKey, uids: Uint32Array): Promise<readonly number[]> {
    if (await this.lacking('r')) return [];
    const { store, blobs, legalTime, onUnreadable } = this.#ports;
    return await searchFolder(this.#view, key, uids, { store, blobs, legalTime, onFault: onUnreadable });
  }

  /** Asked before messages are read or changed: rights may have been taken since the folder was selected. */
  async lacking(needed: string): Promise<ImapRefusal | undefined> {
    this.#rights = await this.#boxes.rightsOn(this.#view.folder);
    return this.isGone ? NO_MAILBOX : lacking(this.#rights, needed);
  }
}
