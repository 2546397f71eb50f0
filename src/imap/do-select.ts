import { type Answer, bad, ok, refused } from './answer.ts';
import type { ImapAccount } from './backend.ts';
import type { SelectOptions } from './command.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { holds, numberOf, uidSet } from './positions.ts';
import { SelectedFolder } from './selected-folder.ts';
import { permanentFlags, writeFlagNews } from './tell-news.ts';
import { writeList } from './write-list.ts';
import { responseCode, writeStatusLine, writeUntagged } from './write-response.ts';
import { writeVanished } from './write-search.ts';
import { writeFlags } from './write-string.ts';

const ALL = [[1, Number.POSITIVE_INFINITY]] as const;

/** SELECT and EXAMINE (RFC 9051 6.3.2). When it fails, nothing is selected. */
export async function select(
  talk: Conversation,
  account: ImapAccount,
  { name, mailbox, options }: CommandNamed<'SELECT'>,
): Promise<Answer> {
  if (options.qresync !== undefined && !talk.enabled.has('QRESYNC')) return bad('first ENABLE QRESYNC');
  const before = talk.selected !== undefined;
  leaveFolder(talk);
  if (before) await talk.out.text(writeStatusLine('*', 'OK', 'the folder before is closed', 'CLOSED'));
  if (options.condstore) talk.enabled.add('CONDSTORE');
  const opened = await account.select(mailbox, name === 'EXAMINE');
  if (!opened.ok) return refused(opened);
  const selected = new SelectedFolder(opened);
  talk.selected = selected;
  await describe(talk, selected);
  if (options.qresync !== undefined) await resynchronize(talk, selected, options.qresync);
  return selected.readOnly ? ok('open for reading', 'READ-ONLY') : ok('open', 'READ-WRITE');
}

/** Whatever is selected is no more; nothing is expunged. */
export function leaveFolder(talk: Conversation): void {
  talk.selected?.close();
  talk.selected = undefined;
}

async function describe(talk: Conversation, selected: SelectedFolder): Promise<void> {
  const { out, mode } = talk;
  const { folder, known } = selected;
  const told = (code: string, text: string) => out.text(writeStatusLine('*', 'OK', text, code));
  await out.text(writeUntagged('FLAGS', writeFlags(folder.knownFlags)));
  await told(responseCode.permanentFlags(permanentFlags(selected)), 'flags that stay');
  await out.line(`* ${known.length} EXISTS`);
  if (mode.rev2) {
    await out.text(writeList({ name: folder.name, attributes: [] }, mode));
  } else {
    await selected.learnRecent();
    await out.line(`* ${selected.recentNews() ?? 0} RECENT`);
    const unseen = firstUnseen(selected);
    if (unseen !== undefined) await told(responseCode.unseen(unseen), 'first not seen');
  }
  await told(responseCode.uidValidity(folder.uidValidity), 'UIDs are valid');
  await told(responseCode.uidNext(folder.uidNext), 'next UID');
  await told(responseCode.highestModseq(selected.modseq), 'highest');
  await told(responseCode.mailboxId(folder.mailboxId), 'id');
}

/** RFC 3501 7.1, UNSEEN. */
function firstUnseen({ folder, known }: SelectedFolder): number | undefined {
  const uid = folder.firstUnseen();
  return uid === undefined ? undefined : numberOf(known, uid);
}

/**
 * QRESYNC (RFC 7162 3.2.5): what went and what changed since the client was here. What went is remembered for good, so the pairs
 * of numbers and UIDs it may give (3.2.5.2) are not needed.
 */
async function resynchronize(
  talk: Conversation,
  { folder, known }: SelectedFolder,
  { uidValidity, modseq, knownUids }: NonNullable<SelectOptions['qresync']>,
): Promise<void> {
  if (uidValidity !== folder.uidValidity) return;
  const asked = knownUids === undefined || knownUids === 'saved' ? ALL : knownUids;
  const within = uidSet(asked, folder.uidNext - 1);
  const vanished = await folder.vanishedSince(modseq, within);
  await talk.out.text(writeVanished(vanished, true));
  for (const item of folder.changedSince(modseq)) {
    const number = numberOf(known, item.uid);
    if (number === undefined || !holds(within, item.uid)) continue;
    const full = talk.out.text(writeFlagNews(talk, number, item, true));
    if (full !== undefined) await full;
  }
}

/** CLOSE (RFC 9051 6.4.1): what is marked \Deleted goes, and nothing is told of it. */
export async function close(talk: Conversation, selected: SelectedFolder): Promise<Answer> {
  const { folder, readOnly, modseq, known } = selected;
  try {
    if (readOnly) return ok('closed');
    await folder.refresh();
    const inStep = folder.highestModseq === modseq && folder.uids() === known;
    const result = await folder.expunge();
    if (!result.ok || !inStep || result.uids.length === 0 || !talk.enabled.has('QRESYNC')) return ok('closed');
    // Only when the client misses nothing else up to this mod-sequence (RFC 7162 3.2.8).
    const alone =
      folder.uids().length === known.length - result.uids.length && folder.changedSince(modseq).length === 0;
    return alone ? ok('closed', responseCode.highestModseq(folder.highestModseq)) : ok('closed');
  } finally {
    leaveFolder(talk);
  }
}

export function unselect(talk: Conversation): Answer {
  leaveFolder(talk);
  return ok('closed, nothing expunged');
}
