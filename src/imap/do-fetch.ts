import type { MessageSummary } from '#mime';
import { type Answer, bad, EXPUNGED, NO_SUCH_NUMBER, no, ok } from './answer.ts';
import type { ImapItem, ImapMessage, UidRanges } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { type FetchPlan, fetchPlan, isStreamed, type ToldItem } from './fetch-plan.ts';
import { numberOf, type Positions, placesOf, uidRanges, uidSet, uidsAt } from './positions.ts';
import type { SelectedFolder } from './selected-folder.ts';
import { cannotDecode, OpenedMessage, sendOctets } from './send-octets.ts';
import { enableCondstore } from './tell-news.ts';
import { writeToldItem } from './write-item.ts';
import { writeVanished } from './write-search.ts';
import { writeFlags } from './write-string.ts';

/** Messages that are marked as \Seen in one commit, before they are sent: who leaves halfway has not seen the rest. */
const SEEN_TOGETHER = 256;

/** FETCH (RFC 9051 6.4.5), CHANGEDSINCE and VANISHED (RFC 7162 3.1.4, 3.2.6). */
export async function fetchMessages(
  talk: Conversation,
  selected: SelectedFolder,
  command: CommandNamed<'FETCH'>,
): Promise<Answer> {
  const { set, byUid, items, changedSince, vanished } = command;
  if (vanished && !(byUid && changedSince !== undefined && talk.enabled.has('QRESYNC'))) {
    return bad('VANISHED goes with UID FETCH, CHANGEDSINCE and ENABLE QRESYNC');
  }
  const plan = fetchPlan(items, byUid, changedSince !== undefined);
  if (plan.items.some(({ kind }) => kind === 'MODSEQ')) await enableCondstore(talk);
  const positions = selected.find(set, byUid);
  if (positions === undefined) return NO_SUCH_NUMBER;
  const { folder } = selected;
  if (vanished && changedSince !== undefined) {
    const within: UidRanges = set === 'saved' ? uidRanges(positions, selected.known) : uidSet(set, folder.uidNext - 1);
    await talk.out.text(writeVanished(await folder.vanishedSince(changedSince, within), true));
  }
  const fetching = new Fetching(talk, selected, plan);
  await fetching.send(changedSince === undefined ? positions : changedAmong(selected, positions, changedSince));
  if (fetching.unknownEncoding) return no('a transfer encoding is not known', 'UNKNOWN-CTE');
  return fetching.missing && !byUid ? EXPUNGED : ok('fetched');
}

function changedAmong({ folder, known }: SelectedFolder, positions: Positions, since: number): Positions {
  const uids = folder.changedSince(since).map(({ uid }) => uid);
  const inside = placesOf(uidsAt(positions, known), uids);
  return placesOf(uidsAt(inside, uids), known);
}

/** One FETCH under way. */
class Fetching {
  /** Some messages are gone. */
  missing = false;
  unknownEncoding = false;
  readonly #talk: Conversation;
  readonly #selected: SelectedFolder;
  readonly #plan: FetchPlan;
  #maySee: boolean;
  /** Of the message before: mostly those of the next, in the same array. */
  #flags: readonly string[] | undefined;
  #flagsText = '';

  constructor(talk: Conversation, selected: SelectedFolder, plan: FetchPlan) {
    this.#talk = talk;
    this.#selected = selected;
    this.#plan = plan;
    this.#maySee = plan.marksSeen && !selected.readOnly;
  }

  async send(positions: Positions): Promise<void> {
    const { known } = this.#selected;
    if (!this.#plan.messages && !this.#plan.summaries) {
      await this.#sendItems(positions, known);
      return;
    }
    const uids = uidsAt(positions, known);
    const together = this.#maySee ? SEEN_TOGETHER : uids.length;
    for (let at = 0; at < uids.length; at += together) {
      const some = together === uids.length ? uids : uids.slice(at, at + together);
      const seen = this.#maySee ? await this.#markSeen(some) : NONE;
      if (this.#plan.messages) await this.#sendMessages(some, seen);
      else await this.#sendSummaries(some);
    }
  }

  /** What is known of every message at once: no waiting but for the client. */
  async #sendItems(positions: Positions, known: Uint32Array): Promise<void> {
    const look = this.#selected.folder.reader();
    for (const [from, to] of positions) {
      for (let place = from; place < to; place++) {
        const uid = known[place]!;
        const text = this.#told(look(uid), uid, place + 1, undefined);
        const full = text === undefined ? undefined : this.#talk.out.text(`${text})\r\n`);
        if (full !== undefined) await full;
      }
    }
  }

  async #sendSummaries(uids: readonly number[]): Promise<void> {
    const { folder, known } = this.#selected;
    let sent = 0;
    for await (const [uid, summary] of folder.summaries(uids)) {
      const text = this.#told(folder.item(uid), uid, numberOf(known, uid), summary);
      if (text === undefined) continue;
      sent++;
      const full = this.#talk.out.text(`${text})\r\n`);
      if (full !== undefined) await full;
    }
    if (sent < uids.length) this.missing = true;
  }

  async #sendMessages(uids: readonly number[], seen: ReadonlySet<number>): Promise<void> {
    const { folder } = this.#selected;
    const summaries = this.#plan.summaries ? folder.summaries(uids)[Symbol.asyncIterator]() : undefined;
    let next: readonly [number, MessageSummary] | undefined;
    let sent = 0;
    try {
      for await (const [uid, message] of folder.messages(uids)) {
        // Both leave out what is gone, perhaps not at the same moment.
        while (summaries !== undefined && (next === undefined || next[0] < uid)) {
          const { done, value } = await summaries.next();
          next = done ? undefined : value;
          if (done) break;
        }
        const summary = next?.[0] === uid ? next[1] : undefined;
        if (summaries !== undefined && summary === undefined) continue;
        if (await this.#sendMessage(uid, message, summary, seen.has(uid))) sent++;
      }
    } finally {
      await summaries?.return?.();
    }
    if (sent < uids.length) this.missing = true;
  }

  /** False: it went in this moment. */
  async #sendMessage(
    uid: number,
    message: ImapMessage,
    summary: MessageSummary | undefined,
    seenNow: boolean,
  ): Promise<boolean> {
    const { out, enabled } = this.#talk;
    const { folder } = this.#selected;
    const item = folder.item(uid);
    const number = numberOf(this.#selected.known, uid);
    if (item === undefined || number === undefined) return false;
    const opened = new OpenedMessage(message);
    if (this.#plan.binary && (await cannotDecode(this.#plan.items.filter(isStreamed), opened))) {
      this.unknownEncoding = true;
      return true;
    }
    let text = `* ${number} FETCH (`;
    for (const [at, each] of this.#plan.items.entries()) {
      if (at > 0) text += ' ';
      if (!isStreamed(each)) text += this.#write(each.kind, item, summary);
      else {
        await out.text(text);
        text = '';
        await sendOctets(out, each, opened);
      }
    }
    // A flag that changed by this FETCH is told with it (RFC 9051 6.4.5).
    if (seenNow && !this.#tells('FLAGS')) text += ` ${this.#writeFlags(item)}`;
    if (seenNow && enabled.has('CONDSTORE') && !this.#tells('MODSEQ')) text += ` MODSEQ (${item.modseq})`;
    if (seenNow || this.#tells('FLAGS')) this.#selected.told(item);
    await out.text(`${text})\r\n`);
    return true;
  }

  #tells(kind: 'FLAGS' | 'MODSEQ'): boolean {
    return this.#plan.items.some((item) => item.kind === kind);
  }

  /** The line without its end; undefined when the message is gone. */
  #told(
    item: ImapItem | undefined,
    uid: number,
    shown: number | undefined,
    summary: MessageSummary | undefined,
  ): string | undefined {
    // A number and a UID stay true of what is gone (RFC 2180 4.1.1).
    if (item === undefined && shown !== undefined && this.#plan.onlyUid) return `* ${shown} FETCH (UID ${uid}`;
    if (item === undefined || shown === undefined) {
      this.missing = true;
      return undefined;
    }
    let text = '';
    for (const kind of this.#plan.told) {
      text += text === '' ? `* ${shown} FETCH (` : ' ';
      text += this.#write(kind, item, summary);
      if (kind === 'FLAGS') this.#selected.told(item);
    }
    return text;
  }

  #write(kind: ToldItem['kind'], item: ImapItem, summary: MessageSummary | undefined): string {
    if (kind === 'FLAGS') return this.#writeFlags(item);
    const { mode, backend } = this.#talk;
    return writeToldItem(kind, item, summary, mode, backend.utcOffset);
  }

  #writeFlags(item: ImapItem): string {
    const flags = this.#selected.flagsOf(item);
    if (flags !== this.#flags) {
      this.#flags = flags;
      this.#flagsText = `FLAGS ${writeFlags(flags)}`;
    }
    return this.#flagsText;
  }

  /** Who may not set flags reads without leaving a trace. */
  async #markSeen(uids: readonly number[]): Promise<ReadonlySet<number>> {
    const { folder, known } = this.#selected;
    const unseen = uids.filter((uid) => folder.item(uid)?.flags.includes('\\Seen') === false);
    if (unseen.length === 0) return NONE;
    const result = await folder.setFlags(uidRanges(placesOf(unseen, known), known), 'add', ['\\Seen']);
    if (result.ok) return new Set(unseen);
    this.#maySee = false;
    return NONE;
  }
}

const NONE: ReadonlySet<number> = new Set();
