import { type Answer, EXPUNGED, NO_SUCH_NUMBER, ok, READ_ONLY, refused } from './answer.ts';
import type { CopiedUids } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { type Positions, uidRanges } from './positions.ts';
import type { SelectedFolder } from './selected-folder.ts';
import { tellNews } from './tell-news.ts';
import { responseCode, writeStatusLine } from './write-response.ts';

/** COPY (RFC 9051 6.4.7): all or none. */
export async function copy(
  _talk: Conversation,
  selected: SelectedFolder,
  { set, byUid, mailbox }: CommandNamed<'COPY'>,
): Promise<Answer> {
  const positions = selected.find(set, byUid);
  if (positions === undefined) return NO_SUCH_NUMBER;
  if (positions.length === 0) return ok('nothing to be copied');
  if (!byUid && someGone(selected, positions)) return EXPUNGED;
  const result = await selected.folder.copy(uidRanges(positions, selected.known), mailbox);
  return result.ok ? ok('copied', copyUid(result)) : refused(result);
}

/** MOVE (RFC 9051 6.4.8): where each went is told before it is expunged here. */
export async function move(
  talk: Conversation,
  selected: SelectedFolder,
  { set, byUid, mailbox }: CommandNamed<'MOVE'>,
): Promise<Answer> {
  if (selected.readOnly) return READ_ONLY;
  const positions = selected.find(set, byUid);
  if (positions === undefined) return NO_SUCH_NUMBER;
  if (positions.length === 0) return ok('nothing to be moved');
  if (!byUid && someGone(selected, positions)) return EXPUNGED;
  const result = await selected.folder.move(uidRanges(positions, selected.known), mailbox);
  if (!result.ok) return refused(result);
  const code = copyUid(result);
  if (code !== undefined) await talk.out.text(writeStatusLine('*', 'OK', 'moved there', code));
  return await afterExpunge(talk, selected, 'moved');
}

const copyUid = (copied: CopiedUids) => (copied.uids.length === 0 ? undefined : responseCode.copyUid(copied));

function someGone({ folder, known }: SelectedFolder, positions: Positions): boolean {
  return positions.some(([from, to]) => known.subarray(from, to).some((uid) => folder.item(uid) === undefined));
}

/** EXPUNGE and UID EXPUNGE (RFC 9051 6.4.3, 6.4.9). */
export async function expunge(
  talk: Conversation,
  selected: SelectedFolder,
  { uids }: CommandNamed<'EXPUNGE'>,
): Promise<Answer> {
  if (selected.readOnly) return READ_ONLY;
  if (uids === undefined) {
    const result = await selected.folder.expunge();
    return result.ok ? await afterExpunge(talk, selected, 'expunged') : refused(result);
  }
  const positions = selected.find(uids, true) ?? [];
  if (positions.length === 0) return ok('nothing to be expunged');
  const result = await selected.folder.expunge(uidRanges(positions, selected.known));
  return result.ok ? await afterExpunge(talk, selected, 'expunged') : refused(result);
}

/** A client of QRESYNC learns up to where it knows everything (RFC 7162 3.2.7). */
async function afterExpunge(talk: Conversation, selected: SelectedFolder, text: string): Promise<Answer> {
  await tellNews(talk, selected, true);
  return talk.enabled.has('QRESYNC') ? ok(text, responseCode.highestModseq(selected.modseq)) : ok(text);
}
