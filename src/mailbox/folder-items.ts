import type { Instant } from '#pec';
import type { MailItem } from '#ports';
import { FlagSets } from './flag-sets.ts';
import { FolderItem } from './folder-item.ts';
import { ItemRow } from './item-row.ts';
import { PackedTexts } from './packed-texts.ts';

const FIRST_ROWS = 16;
/** Sets and texts that no row names any more are kept up to this many times the rows, and this many. */
const SLACK_ROWS = 2;
const SLACK = 1024;

/** Octets a row takes in the columns. */
const ROW_BYTES = 4 + 4 * 8 + 3 * 4 + 4;

const DAY_MS = 86_400_000;
const UNKNOWN_DAY = 0;
const NO_DAY = 1;
/** 1970-01-01 as it is kept: no day that can be written comes near the two values above. */
const DAY_ZERO = 1_000_000_000;

type Column = Uint32Array | Float64Array | Int32Array;

/**
 * The items of one folder in columns, ordered by UID: under 200 octets a message, its texts included. Rows move when an item goes, so a row
 * number is good until the next change only.
 */
export class FolderItems {
  #count = 0;
  #uids = new Uint32Array(FIRST_ROWS);
  #modseqs = new Float64Array(FIRST_ROWS);
  #sizes = new Float64Array(FIRST_ROWS);
  #internalDates = new Float64Array(FIRST_ROWS);
  #savedAts = new Float64Array(FIRST_ROWS);
  #flags = new Uint32Array(FIRST_ROWS);
  #messages = new Uint32Array(FIRST_ROWS);
  #threads = new Uint32Array(FIRST_ROWS);
  #days = new Int32Array(FIRST_ROWS);
  #sets = new FlagSets();
  /** Messages that have a set, by its number. */
  #having = new Uint32Array(FIRST_ROWS);
  #knownFlags: readonly string[] | undefined;
  #texts = new PackedTexts();
  /** `#uids` as it may be given away. */
  #shownUids: Uint32Array | undefined;

  get length(): number {
    return this.#count;
  }

  /** Octets of memory. */
  get bytes(): number {
    return (
      this.#uids.length * ROW_BYTES +
      this.#texts.bytes +
      this.#sets.length * 256 +
      this.#having.length * 4 +
      this.#count * 4
    );
  }

  /** Ascending. A new array after each change of it: it may be kept. */
  uids(): Uint32Array {
    this.#shownUids ??= this.#uids.slice(0, this.#count);
    return this.#shownUids;
  }

  item(uid: number): FolderItem | undefined {
    const row = this.row(uid);
    return row < 0 ? undefined : this.at(row);
  }

  at(row: number): FolderItem {
    return new FolderItem(
      {
        uid: this.#uids[row]!,
        modseq: this.#modseqs[row]!,
        size: this.#sizes[row]!,
        internalDate: this.#internalDates[row]!,
        savedAt: this.#savedAts[row]!,
        flags: this.#sets.get(this.#flags[row]!),
      },
      this.#texts,
      this.#messages[row]!,
      this.#threads[row]!,
    );
  }

  /** Items with modseq > `since`, UID order (RFC 7162 3.1.4.1). */
  changedSince(since: number): readonly FolderItem[] {
    const changed: FolderItem[] = [];
    for (let row = 0; row < this.#count; row++) if (this.#modseqs[row]! > since) changed.push(this.at(row));
    return changed;
  }

  /** Where an item of that UID stands; none: below 0. */
  row(uid: number): number {
    const row = this.#place(uid, 0);
    return row < this.#count && this.#uids[row] === uid ? row : -1;
  }

  /** Of ascending `uids`, those that stand here and whose row passes. */
  select(uids: Uint32Array, passes: (row: number) => boolean): Uint32Array {
    const selected = new Uint32Array(uids.length);
    let length = 0;
    let row = 0;
    for (const uid of uids) {
      row = this.#uids[row] === uid ? row : this.#place(uid, row);
      if (row >= this.#count) break;
      if (this.#uids[row] !== uid) continue;
      if (passes(row)) selected[length++] = uid;
      row++;
    }
    return selected.subarray(0, length);
  }

  uid(row: number): number {
    return this.#uids[row]!;
  }

  modseq(row: number): number {
    return this.#modseqs[row]!;
  }

  size(row: number): number {
    return this.#sizes[row]!;
  }

  internalDate(row: number): Instant {
    return this.#internalDates[row]!;
  }

  savedAt(row: number): Instant {
    return this.#savedAts[row]!;
  }

  messageId(row: number): string {
    return this.#texts.get(this.#messages[row]!);
  }

  thread(row: number): string {
    return this.#texts.get(this.#threads[row]!);
  }

  /** Says of a row whether the flag is on it; good until the next change. */
  hasFlag(flag: string): (row: number) => boolean {
    const holding = this.#sets.holding(flag);
    return (row) => holding[this.#flags[row]!] === 1;
  }

  /** The flags on a row; rows that have the same have them in the same array. */
  flags(row: number): readonly string[] {
    return this.#sets.get(this.#flags[row]!);
  }

  /** Every flag and keyword on some message here, sorted. The same array until there are others. */
  knownFlags(): readonly string[] {
    this.#knownFlags ??= this.#gatherFlags();
    return this.#knownFlags;
  }

  #gatherFlags(): readonly string[] {
    const flags = new Map<string, string>();
    for (let set = 0; set < this.#sets.length; set++)
      if (this.#having[set]! > 0) for (const flag of this.#sets.get(set)) flags.set(flag.toLowerCase(), flag);
    return [...flags.values()].sort();
  }

  /** The first row without the flag; none: below 0. */
  firstWithout(flag: string): number {
    const holding = this.#sets.holding(flag);
    for (let row = 0; row < this.#count; row++) if (holding[this.#flags[row]!] === 0) return row;
    return -1;
  }

  /**
   * Looks up items one after the other, fastest in ascending order, and gives each in the same object: good until the next look or the
   * next change. For answers about a hundred thousand messages.
   */
  reader(): (uid: number) => ItemRow | undefined {
    const item = new ItemRow(this);
    let next = 0;
    return (uid) => {
      const row = this.#uids[next] === uid && next < this.#count ? next : this.row(uid);
      if (row < 0) return undefined;
      next = row + 1;
      item.row = row;
      return item;
    };
  }

  /** Day of the Date field, as its UTC midnight: `null` when it has none, undefined when nobody looked yet. */
  sentDay(row: number): Instant | null | undefined {
    const kept = this.#days[row]!;
    if (kept === UNKNOWN_DAY) return undefined;
    return kept === NO_DAY ? null : (kept - DAY_ZERO) * DAY_MS;
  }

  learnSentDay(row: number, day: Instant | null): void {
    this.#days[row] = day === null ? NO_DAY : Math.floor(day / DAY_MS) + DAY_ZERO;
  }

  /** Takes in items as they stand now, and takes out those that went. */
  apply(items: readonly MailItem[], vanished: readonly number[]): void {
    this.#remove(vanished);
    for (const item of items) this.#put(item);
    this.#tidy();
  }

  #put(item: MailItem): void {
    const { uid } = item;
    const last = this.#count === 0 ? 0 : this.#uids[this.#count - 1]!;
    const row = uid > last ? this.#count : this.#place(uid, 0);
    if (row === this.#count || this.#uids[row] !== uid) this.#insert(row, item);
    else this.#lose(this.#flags[row]!);
    this.#modseqs[row] = item.modseq;
    this.#flags[row] = this.#gain(item.flags);
    this.#savedAts[row] = item.savedAt;
  }

  /** One row more has these flags. */
  #gain(flags: readonly string[]): number {
    const set = this.#sets.number(flags);
    if (set >= this.#having.length) this.#having = longer(this.#having, set * 2);
    if (this.#having[set] === 0) this.#knownFlags = undefined;
    this.#having[set]!++;
    return set;
  }

  #lose(set: number): void {
    this.#having[set]!--;
    if (this.#having[set] === 0) this.#knownFlags = undefined;
  }

  #insert(row: number, item: MailItem): void {
    if (this.#count === this.#uids.length) this.#grow();
    if (row < this.#count) for (const column of this.#columns()) column.copyWithin(row + 1, row, this.#count);
    this.#count++;
    this.#uids[row] = item.uid;
    this.#sizes[row] = item.size;
    this.#internalDates[row] = item.internalDate;
    this.#messages[row] = this.#texts.add(item.messageId);
    this.#threads[row] = this.#texts.add(item.thread ?? '');
    this.#days[row] = UNKNOWN_DAY;
    this.#shownUids = undefined;
  }

  #remove(uids: readonly number[]): void {
    const rows = new Set<number>();
    for (const uid of uids) {
      const row = this.row(uid);
      if (row >= 0) rows.add(row);
    }
    if (rows.size === 0) return;
    for (const row of rows) this.#lose(this.#flags[row]!);
    const columns = this.#columns();
    const going = [...rows].sort((a, b) => a - b);
    let to = going[0]!;
    for (const [i, row] of going.entries()) {
      const end = going[i + 1] ?? this.#count;
      for (const column of columns) column.copyWithin(to, row + 1, end);
      to += end - row - 1;
    }
    this.#count = to;
    this.#shownUids = undefined;
  }

  /** The first row from `from` on whose UID is not below `uid`. */
  #place(uid: number, from: number): number {
    let low = from;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#uids[middle]! < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What expunged items and changed flags left behind goes when it is more than what is in use. */
  #tidy(): void {
    if (this.#texts.length > 2 * SLACK_ROWS * this.#count + SLACK) {
      const texts = new PackedTexts();
      for (let row = 0; row < this.#count; row++) {
        this.#messages[row] = texts.add(this.messageId(row));
        this.#threads[row] = texts.add(this.thread(row));
      }
      this.#texts = texts;
    }
    if (this.#sets.length > SLACK_ROWS * this.#count + SLACK) {
      const before = this.#sets;
      this.#sets = new FlagSets();
      this.#having.fill(0);
      for (let row = 0; row < this.#count; row++) this.#flags[row] = this.#gain(before.get(this.#flags[row]!));
    }
  }

  #columns(): readonly Column[] {
    return [
      this.#uids,
      this.#modseqs,
      this.#sizes,
      this.#internalDates,
      this.#savedAts,
      this.#flags,
      this.#messages,
      this.#threads,
      this.#days,
    ];
  }

  #grow(): void {
    const rows = Math.ceil(this.#uids.length * 1.5);
    this.#uids = longer(this.#uids, rows);
    this.#modseqs = longer(this.#modseqs, rows);
    this.#sizes = longer(this.#sizes, rows);
    this.#internalDates = longer(this.#internalDates, rows);
    this.#savedAts = longer(this.#savedAts, rows);
    this.#flags = longer(this.#flags, rows);
    this.#messages = longer(this.#messages, rows);
    this.#threads = longer(this.#threads, rows);
    this.#days = longer(this.#days, rows);
  }
}

function longer<C extends Column>(column: C, rows: number): C {
  const copy = new (column.constructor as new (length: number) => C)(rows);
  copy.set(column);
  return copy;
}
