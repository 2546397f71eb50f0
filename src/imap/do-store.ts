import { type Answer, EXPUNGED, NO_SUCH_NUMBER, ok, READ_ONLY, refused } from './answer.ts';
import type { ImapItem } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { type Positions, uidRanges } from './positions.ts';
import type { SelectedFolder } from './selected-folder.ts';
import { writeSequenceSet } from './sequence-set.ts';
import { enableCondstore, tellFlagNames, writeFlagNews } from './tell-news.ts';
import { responseCode } from './write-response.ts';

/** STORE (RFC 9051 6.4.6), UNCHANGEDSINCE (RFC 7162 3.1.3). */
export async function store(
  talk: Conversation,
  selected: SelectedFolder,
  command: CommandNamed<'STORE'>,
): Promise<Answer> {
  const { set, byUid, mode, flags, unchangedSince } = command;
  const { folder, known } = selected;
  if (selected.readOnly) return READ_ONLY;
  if (unchangedSince !== undefined) await enableCondstore(talk);
  const positions = selected.find(set, byUid);
  if (positions === undefined) return NO_SUCH_NUMBER;
  if (positions.length === 0) return ok('nothing to be changed');
  const quiet = command.silent ? whatIsExpected(selected, positions, command) : undefined;
  const result = await folder.setFlags(uidRanges(positions, known), mode, flags, unchangedSince);
  if (!result.ok) return refused(result);
  await tellFlagNames(talk, selected);
  const modified = new Set(result.modified);
  const gone = await tell(talk, selected, positions, { byUid, modified, quiet });
  if (modified.size > 0) {
    const told = byUid ? result.modified : result.modified.flatMap((uid) => selected.numberOf(uid) ?? []);
    return ok('those changed meanwhile were left alone', responseCode.modified(writeSequenceSet(told)));
  }
  if (!gone || byUid) return ok('changed');
  // RFC 2180 4.2: a silent client has what it wanted of all that are left, another waits for flags that cannot be told.
  return command.silent ? ok('those that still exist are changed', 'EXPUNGEISSUED') : EXPUNGED;
}

/**
 * What a silent client takes the flags to be now (RFC 9051 6.4.6): whatever comes out differently it is told. Messages whose flags
 * others changed, untold so far, are not here.
 */
function whatIsExpected(
  selected: SelectedFolder,
  positions: Positions,
  { mode, flags }: CommandNamed<'STORE'>,
): ReadonlyMap<number, string> {
  const expected = new Map<number, string>();
  const named = flags.map((flag) => flag.toLowerCase());
  for (const [from, to] of positions) {
    for (let place = from; place < to; place++) {
      const item = selected.folder.item(selected.known[place]!);
      if (item === undefined || !selected.knows(item)) continue;
      const had = item.flags.map((flag) => flag.toLowerCase());
      const others = had.filter((flag) => !named.includes(flag));
      const now = mode === 'remove' ? others : mode === 'add' ? [...others, ...named] : named;
      expected.set(item.uid, fingerprint(now));
    }
  }
  return expected;
}

const fingerprint = (flags: readonly string[]) =>
  [...new Set(flags.map((flag) => flag.toLowerCase()))].sort().join(' ');

interface Telling {
  readonly byUid: boolean;
  readonly modified: ReadonlySet<number>;
  /** Flags a silent client expects, by UID. */
  readonly quiet: ReadonlyMap<number, string> | undefined;
}

/** Tells the flags as they are now; true when some messages are gone. */
async function tell(
  talk: Conversation,
  selected: SelectedFolder,
  positions: Positions,
  { byUid, modified, quiet }: Telling,
): Promise<boolean> {
  let gone = false;
  for (const [from, to] of positions) {
    for (let place = from; place < to; place++) {
      const item = selected.folder.item(selected.known[place]!);
      if (item === undefined) gone = true;
      else if (!modified.has(item.uid)) {
        const asExpected = quiet !== undefined && quiet.get(item.uid) === fingerprint(item.flags);
        const line = asExpected
          ? modseqLine(talk, selected, item, place + 1, byUid)
          : writeFlagNews(talk, place + 1, item, byUid);
        selected.told(item);
        const full = talk.out.text(line);
        if (full !== undefined) await full;
      }
    }
  }
  return gone;
}

/** The mod-sequence is told even to the silent (RFC 7162 3.1.3), if it is a new one. */
function modseqLine(
  { enabled }: Conversation,
  selected: SelectedFolder,
  item: ImapItem,
  number: number,
  byUid: boolean,
): string {
  if (!enabled.has('CONDSTORE') || selected.knows(item)) return '';
  return `* ${number} FETCH (${byUid ? `UID ${item.uid} ` : ''}MODSEQ (${item.modseq}))\r\n`;
}
