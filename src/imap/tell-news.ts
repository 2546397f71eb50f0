import type { ImapItem } from './backend.ts';
import type { Conversation } from './conversation.ts';
import { EndsConversation } from './ends-conversation.ts';
import type { ListNews, SelectedFolder } from './selected-folder.ts';
import { responseCode, writeStatusLine, writeUntagged } from './write-response.ts';
import { writeVanished } from './write-search.ts';
import { writeFlags } from './write-string.ts';

/** Tells what others did to the selected folder (RFC 9051 7.4, 7.5), in an order in which every number is understood. */
export async function tellNews(talk: Conversation, selected: SelectedFolder, mayExpunge: boolean): Promise<void> {
  const { out } = talk;
  const { folder } = selected;
  await folder.refresh();
  if (folder.isGone) throw new EndsConversation('the selected folder is gone, or not open to you any more');
  const news = selected.listNews(mayExpunge);
  if (news !== undefined) {
    if (news.gone.length > 0) await tellGone(talk, news);
    if (news.arrived > 0) await out.line(`* ${selected.known.length} EXISTS`);
    if (!talk.mode.rev2) await tellRecent(talk, selected);
  }
  await tellFlagNames(talk, selected);
  // Of those that have just come the client knows nothing: it asks for what it wants.
  for (const item of selected.flagNews(news?.before ?? selected.known)) {
    const number = selected.numberOf(item.uid);
    if (number === undefined) continue;
    const full = out.text(writeFlagNews(talk, number, item, false));
    if (full !== undefined) await full;
  }
}

/** RFC 3501 7.3.2. */
async function tellRecent({ out }: Conversation, selected: SelectedFolder): Promise<void> {
  await selected.learnRecent();
  const count = selected.recentNews();
  if (count !== undefined) await out.line(`* ${count} RECENT`);
}

/** Flags that came into use are told before a message has them (RFC 9051 7.3.5). */
export async function tellFlagNames({ out }: Conversation, selected: SelectedFolder): Promise<void> {
  if (!selected.newFlagNames()) return;
  await out.text(writeUntagged('FLAGS', writeFlags(selected.folder.knownFlags)));
  await out.text(writeStatusLine('*', 'OK', 'flags', responseCode.permanentFlags(permanentFlags(selected))));
}

/** `VANISHED` for clients that know QRESYNC (RFC 7162 3.2.10); else from the highest number down, so that none moves. */
async function tellGone({ out, enabled }: Conversation, { gone, before }: ListNews): Promise<void> {
  if (enabled.has('QRESYNC')) {
    await out.text(
      writeVanished(
        gone.map((place) => before[place]!),
        false,
      ),
    );
    return;
  }
  for (let at = gone.length - 1; at >= 0; at--) {
    const full = out.line(`* ${gone[at]! + 1} EXPUNGE`);
    if (full !== undefined) await full;
  }
}

/** `* 3 FETCH (FLAGS (\Seen))`, with UID and MODSEQ for who asked for CONDSTORE (RFC 7162 3.2). */
export function writeFlagNews(talk: Conversation, number: number, item: ImapItem, withUid: boolean): string {
  const { enabled, selected } = talk;
  const condstore = enabled.has('CONDSTORE');
  const uid = withUid || condstore || enabled.has('IMAP4REV2') ? `UID ${item.uid} ` : '';
  const modseq = condstore ? ` MODSEQ (${item.modseq})` : '';
  return `* ${number} FETCH (${uid}FLAGS ${writeFlags(selected?.flagsOf(item) ?? item.flags)}${modseq})\r\n`;
}

/** In a folder opened read-only nothing can be changed for good. */
export function permanentFlags({ readOnly, folder }: SelectedFolder): readonly string[] {
  return readOnly ? [] : folder.permanentFlags;
}

/** On the first sign that a client knows CONDSTORE (RFC 7162 3.1): from now on it hears of mod-sequences. */
export async function enableCondstore({ enabled, selected, out }: Conversation): Promise<void> {
  if (enabled.has('CONDSTORE')) return;
  enabled.add('CONDSTORE');
  if (selected === undefined) return;
  await out.text(writeStatusLine('*', 'OK', 'highest', responseCode.highestModseq(selected.modseq)));
}
