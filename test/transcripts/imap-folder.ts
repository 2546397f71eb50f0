import type { CopiedUids, Done, ImapFolder, ImapItem, ImapMessage, SearchKey, StoreMode, UidRanges } from '#imap';
import { type MessageSummary, messageTreeOf, summarize } from '#mime';
import { found } from './imap-search.ts';

/** 1 January 2026, and a minute more for each message. */
export const FIRST_DATE = Date.UTC(2026, 0, 1, 12);

interface Kept {
  readonly item: ImapItem;
  readonly octets: Buffer;
}

/** A folder in memory, as all its sessions see it: every change at once, in one order. */
export class MemoryFolder implements ImapFolder {
  name: string;
  readonly mailboxId: string;
  readonly uidValidity: number;
  readonly attributes: readonly string[];
  readonly acl = new Map<string, string>();
  uidNext = 1;
  highestModseq = 1;
  isGone = false;
  recentUid = 0;
  permanentFlags: readonly string[] = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft', '\\*'];
  rights = 'lrswipkxtecda';
  /** What `refresh` meets: a test may let the world fail. */
  onRefresh: () => Promise<void> = async () => {};
  /** Octets are read in pieces of this size. */
  pieceOctets = 1_000;
  readonly #kept = new Map<number, Kept>();
  readonly #vanished: { readonly uid: number; readonly modseq: number }[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #find: (name: string) => MemoryFolder | undefined;
  /** Undefined after the list changed. */
  #uids: Uint32Array | undefined;
  #keywords: readonly string[] = [];

  constructor(
    name: string,
    id: number,
    attributes: readonly string[],
    find: (name: string) => MemoryFolder | undefined,
  ) {
    this.name = name;
    this.mailboxId = `F${id}`;
    this.uidValidity = 1_000 + id;
    this.attributes = attributes;
    this.#find = find;
  }

  get knownFlags(): readonly string[] {
    return [...this.permanentFlags.filter((flag) => flag !== '\\*'), ...this.#keywords];
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  uids(): Uint32Array {
    this.#uids ??= Uint32Array.from(this.#kept.keys());
    return this.#uids;
  }

  item(uid: number): ImapItem | undefined {
    return this.#kept.get(uid)?.item;
  }

  reader(): (uid: number) => ImapItem | undefined {
    return (uid) => this.item(uid);
  }

  firstUnseen(): number | undefined {
    return this.items().find(({ flags }) => !flags.includes('\\Seen'))?.uid;
  }

  items(): readonly ImapItem[] {
    return Array.from(this.#kept.values(), ({ item }) => item);
  }

  changedSince(since: number): readonly ImapItem[] {
    return this.items().filter(({ modseq }) => modseq > since);
  }

  async vanishedSince(since: number, within?: UidRanges): Promise<readonly number[]> {
    const uids = this.#vanished.filter(
      ({ uid, modseq }) => modseq > since && (within === undefined || holds(within, uid)),
    );
    return uids.map(({ uid }) => uid).sort((a, b) => a - b);
  }

  async claimRecent(upTo: number, take: boolean): Promise<number> {
    const after = Math.min(this.recentUid, upTo);
    if (take) this.recentUid = Math.max(this.recentUid, upTo);
    return after;
  }

  refresh(): Promise<void> {
    return this.onRefresh();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async message(uid: number): Promise<ImapMessage | undefined> {
    const kept = this.#kept.get(uid);
    return kept && this.#open(kept);
  }

  async *messages(uids: readonly number[]): AsyncGenerator<readonly [number, ImapMessage]> {
    for (const uid of uids) {
      const kept = this.#kept.get(uid);
      if (kept) yield [uid, this.#open(kept)];
    }
  }

  async *summaries(uids: readonly number[]): AsyncGenerator<readonly [number, MessageSummary]> {
    for await (const [uid, message] of this.messages(uids)) {
      yield [uid, await summarize(await message.tree(), (start, end) => message.read(start, end))];
    }
  }

  async setFlags(uids: UidRanges, mode: StoreMode, flags: readonly string[], unchangedSince?: number) {
    const items: ImapItem[] = [];
    const modified: number[] = [];
    const modseq = this.highestModseq + 1;
    for (const { item, octets } of this.#within(uids)) {
      if (unchangedSince !== undefined && item.modseq > unchangedSince) {
        modified.push(item.uid);
        continue;
      }
      const now = changed(item.flags, mode, flags);
      if (now.join(' ') === item.flags.join(' ')) continue;
      const next = { ...item, flags: now, modseq };
      this.#kept.set(item.uid, { item: next, octets });
      items.push(next);
    }
    this.#learn(flags);
    if (items.length > 0) this.#changed(modseq);
    return { ok: true, items, modified } as const;
  }

  async expunge(uids?: UidRanges) {
    const gone = this.#within(uids ?? [[1, this.uidNext]]).filter(({ item }) => item.flags.includes('\\Deleted'));
    return { ok: true, uids: this.#remove(gone.map(({ item }) => item.uid)) } as const;
  }

  async copy(uids: UidRanges, to: string): Promise<Done<CopiedUids>> {
    const target = this.#find(to);
    if (!target) return { ok: false, code: 'TRYCREATE', text: 'no such folder' };
    const sources = this.#within(uids);
    const copies = sources.map(({ item, octets }) => target.add(octets, item.flags, item.internalDate));
    return { ok: true, uidValidity: target.uidValidity, sources: sources.map(({ item }) => item.uid), uids: copies };
  }

  async move(uids: UidRanges, to: string): Promise<Done<CopiedUids>> {
    const copied = await this.copy(uids, to);
    if (copied.ok) this.#remove(copied.sources);
    return copied;
  }

  async search(key: SearchKey, uids: Uint32Array): Promise<readonly number[]> {
    const kept = [...uids].flatMap((uid) => this.#kept.get(uid) ?? []);
    return kept.filter((each) => found(key, each, FIRST_DATE)).map(({ item }) => item.uid);
  }

  add(octets: Buffer, flags: readonly string[] = [], date?: number): number {
    const uid = this.uidNext++;
    const modseq = this.highestModseq + 1;
    const at = FIRST_DATE + uid * 60_000;
    const emailId = `M${this.mailboxId}-${uid}`;
    const item = {
      uid,
      modseq,
      flags: [...flags],
      size: octets.length,
      internalDate: date ?? at,
      savedAt: at,
      emailId,
    };
    this.#uids = undefined;
    this.#kept.set(uid, { item: uid % 2 === 0 ? { ...item, threadId: 'Tpari' } : item, octets });
    this.#learn(flags);
    this.#changed(modseq);
    return uid;
  }

  /** Goes without \Deleted: another session's expunge, in one step. */
  drop(...uids: readonly number[]): void {
    this.#remove(uids);
  }

  vanish(): void {
    this.isGone = true;
    this.#changed(this.highestModseq);
  }

  size(): number {
    return this.items().reduce((sum, { size }) => sum + size, 0);
  }

  #within(uids: UidRanges): readonly Kept[] {
    return [...this.#kept.values()].filter(({ item }) => holds(uids, item.uid));
  }

  #remove(uids: readonly number[]): readonly number[] {
    const modseq = this.highestModseq + 1;
    this.#uids = undefined;
    for (const uid of uids) if (this.#kept.delete(uid)) this.#vanished.push({ uid, modseq });
    if (uids.length > 0) this.#changed(modseq);
    return uids;
  }

  #learn(flags: readonly string[]): void {
    const fresh = flags.filter((flag) => !this.knownFlags.some((known) => known.toLowerCase() === flag.toLowerCase()));
    if (fresh.length > 0) this.#keywords = [...this.#keywords, ...fresh];
  }

  #changed(modseq: number): void {
    this.highestModseq = modseq;
    for (const listener of [...this.#listeners]) listener();
  }

  #open({ octets }: Kept): ImapMessage {
    const { pieceOctets } = this;
    return {
      size: octets.length,
      async *read(start, end) {
        for (let at = start; at < end; at += pieceOctets) yield octets.subarray(at, Math.min(end, at + pieceOctets));
      },
      tree: async () => messageTreeOf(octets),
    };
  }
}

const holds = (ranges: UidRanges, uid: number) => ranges.some(([first, last]) => first <= uid && uid <= last);

function changed(had: readonly string[], mode: StoreMode, flags: readonly string[]): readonly string[] {
  const named = new Set(flags.map((flag) => flag.toLowerCase()));
  if (mode === 'replace') return [...flags];
  const others = had.filter((flag) => !named.has(flag.toLowerCase()));
  if (mode === 'remove') return others;
  return [...had, ...flags.filter((flag) => !had.some((old) => old.toLowerCase() === flag.toLowerCase()))];
}
