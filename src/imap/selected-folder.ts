import type { ImapFolder, ImapItem, UidRanges } from './backend.ts';
import type { SequenceSet } from './command.ts';
import { byNumber, byUid, countOf, holds, numberOf, type Positions, placesOf } from './positions.ts';

/** What changed in the list of messages since the client was last told. */
export interface ListNews {
  /** The list the client had. */
  readonly before: Uint32Array;
  /** Places in it of messages that went; empty when it may not be told now. */
  readonly gone: readonly number[];
  readonly arrived: number;
}

/**
 * A folder as one client knows it: sequence numbers are places in this list and in no other (RFC 9051 2.3.1.2), and it changes only
 * when the client is told.
 */
export class SelectedFolder {
  readonly folder: ImapFolder;
  readonly readOnly: boolean;
  readonly close: () => void;
  /** What `$` stands for: UIDs, ascending (RFC 9051 6.4.4.1). Those that went since are passed over when it is used. */
  saved: readonly number[] = [];
  #known: Uint32Array;
  #compared: Uint32Array;
  #modseq: number;
  /** Flags told after `#modseq`: UID and modseq. */
  readonly #told = new Map<number, number>();
  #flags: readonly string[];
  #recent: UidRanges = [];
  #recentTold = 0;
  /** Up to this UID it is known which are recent. */
  #judged = 0;

  constructor(opened: { readonly folder: ImapFolder; readonly readOnly: boolean; close(): void }) {
    this.folder = opened.folder;
    this.readOnly = opened.readOnly;
    this.close = () => opened.close();
    this.#known = opened.folder.uids();
    this.#compared = this.#known;
    this.#modseq = opened.folder.highestModseq;
    this.#flags = opened.folder.knownFlags;
  }

  /** UIDs by sequence number, the first at 0. Replaced when it changes. */
  get known(): Uint32Array {
    return this.#known;
  }

  /** All changes of flags up to this one were told. */
  get modseq(): number {
    return this.#modseq;
  }

  numberOf(uid: number): number | undefined {
    return numberOf(this.#known, uid);
  }

  /** Undefined: a sequence number that no message has. */
  find(set: SequenceSet, byUids: boolean): Positions | undefined {
    if (set === 'saved') return placesOf(this.saved, this.#known);
    return byUids ? byUid(set, this.#known) : byNumber(set, this.#known);
  }

  /** Its flags were told: they need not be told again. */
  told({ uid, modseq }: ImapItem): void {
    if (modseq > this.#modseq) this.#told.set(uid, modseq);
  }

  /** The client knows these flags, or will not be told them again. */
  knows({ uid, modseq }: ImapItem): boolean {
    return modseq <= this.#modseq || this.#told.get(uid) === modseq;
  }

  /** Those of which no session was told before this one: `\Recent` (RFC 3501 2.3.2). UIDs that went may be among them. */
  get recent(): UidRanges {
    return this.#recent;
  }

  /** As this session sees them. */
  flagsOf({ uid, flags }: ImapItem): readonly string[] {
    return holds(this.#recent, uid) ? [...flags, '\\Recent'] : flags;
  }

  /** Learns which of those the client is told of now are recent. Who reads only leaves them so for the next. */
  async learnRecent(): Promise<void> {
    const last = this.#known.at(-1) ?? 0;
    if (last <= this.#judged) return;
    const after = Math.max(this.#judged, await this.folder.claimRecent(last, !this.readOnly));
    this.#judged = last;
    if (after >= last) return;
    const before = this.#recent.at(-1);
    this.#recent =
      before?.[1] === after ? [...this.#recent.slice(0, -1), [before[0], last]] : [...this.#recent, [after + 1, last]];
  }

  /** How many are recent; undefined when the client was told so before. */
  recentNews(): number | undefined {
    const count = countOf(byUid(this.#recent, this.#known));
    if (count === this.#recentTold) return undefined;
    this.#recentTold = count;
    return count;
  }

  /** Takes in what came and, when `mayExpunge`, what went. */
  listNews(mayExpunge: boolean): ListNews | undefined {
    const now = this.folder.uids();
    const before = this.#known;
    if (now === before || (now === this.#compared && !mayExpunge)) return undefined;
    this.#compared = now;
    const gone: number[] = [];
    let at = 0;
    for (let place = 0; place < before.length; place++) {
      while (at < now.length && now[at]! < before[place]!) at++;
      if (now[at] === before[place]) at++;
      else gone.push(place);
    }
    const arrived = now.length - at;
    if (gone.length === 0 || mayExpunge) {
      this.#known = now;
      return { before, gone, arrived };
    }
    this.#known = new Uint32Array(before.length + arrived);
    this.#known.set(before);
    this.#known.set(now.subarray(at), before.length);
    return { before, gone: [], arrived };
  }

  /** Items among `among` whose flags the client does not know; afterwards it does. */
  flagNews(among: Uint32Array): readonly ImapItem[] {
    const { highestModseq } = this.folder;
    if (highestModseq <= this.#modseq) return [];
    const items = this.folder
      .changedSince(this.#modseq)
      .filter((item) => !this.knows(item) && numberOf(among, item.uid) !== undefined);
    this.#modseq = highestModseq;
    this.#told.clear();
    return items;
  }

  /** True once after new flags came into use here. */
  newFlagNames(): boolean {
    const { knownFlags } = this.folder;
    const same = knownFlags === this.#flags || knownFlags.join(' ') === this.#flags.join(' ');
    this.#flags = knownFlags;
    return !same;
  }
}
