import type { MessageSummary } from '#mime';
import { type Answer, bad, ok } from './answer.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import type { SearchKey, SearchReturn, SortKey } from './query.ts';
import { asksForModseq, resolveKey } from './resolve-key.ts';
import type { SelectedFolder } from './selected-folder.ts';
import { type SortableMessage, sortMessages } from './sort-messages.ts';
import { enableCondstore } from './tell-news.ts';
import { type ThreadAlgorithm, threadMessages, threadText } from './thread-messages.ts';
import { type SearchResult, writeEsearch, writeFound } from './write-search.ts';

interface Found {
  /** In the order of the answer. */
  readonly uids: readonly number[];
  readonly withModseq: boolean;
}

/** SEARCH (RFC 9051 6.4.4, RFC 4731, RFC 5182). */
export async function search(
  talk: Conversation,
  selected: SelectedFolder,
  command: CommandNamed<'SEARCH'>,
): Promise<Answer> {
  if (command.charset !== undefined && talk.enabled.has('UTF8=ACCEPT')) return bad('no CHARSET with UTF8=ACCEPT');
  return await saving(selected, command.returns, async () => {
    const found = await find(talk, selected, command.key);
    await tell(talk, selected, 'SEARCH', command, found);
    return found.uids;
  });
}

/** SORT (RFC 5256 3), also with RETURN (RFC 5267 3.1). */
export async function sort(
  talk: Conversation,
  selected: SelectedFolder,
  command: CommandNamed<'SORT'>,
): Promise<Answer> {
  return await saving(selected, command.returns, async () => {
    const { uids, withModseq } = await find(talk, selected, command.key);
    const sorted = sortMessages(await sortable(selected, uids, needsSummaries(command.order)), command.order);
    await tell(talk, selected, 'SORT', command, { uids: sorted, withModseq });
    return sorted;
  });
}

/** THREAD (RFC 5256 3). */
export async function thread(
  talk: Conversation,
  selected: SelectedFolder,
  { algorithm, byUid, key }: CommandNamed<'THREAD'>,
): Promise<Answer> {
  const name = algorithm.toUpperCase();
  if (!isAlgorithm(name)) return bad('this algorithm is not offered');
  const { uids } = await find(talk, selected, key);
  const threads = threadMessages(name, await sortable(selected, uids, true));
  const text = threadText(threads, (uid) => (byUid ? uid : (selected.numberOf(uid) ?? 0)));
  await talk.out.line(text === '' ? '* THREAD' : `* THREAD ${text}`);
  return ok('threads told');
}

const isAlgorithm = (name: string): name is ThreadAlgorithm => name === 'ORDEREDSUBJECT' || name === 'REFERENCES';

/** `$` is what was found, or nothing when the search failed (RFC 9051 6.4.4.4). */
async function saving(
  selected: SelectedFolder,
  returns: readonly SearchReturn[] | undefined,
  act: () => Promise<readonly number[]>,
): Promise<Answer> {
  if (!returns?.includes('SAVE')) {
    await act();
    return ok('searched');
  }
  const uids = await act().catch((fault: unknown) => {
    selected.saved = [];
    throw fault;
  });
  // With MIN or MAX alone only those are kept.
  const some = [returns.includes('MIN') ? uids[0] : undefined, returns.includes('MAX') ? uids.at(-1) : undefined];
  const onlySome = (returns.includes('MIN') || returns.includes('MAX')) && !returns.some((word) => WHOLE.has(word));
  const kept = onlySome ? some.filter((uid) => uid !== undefined) : uids;
  selected.saved = [...new Set(kept)].sort((a, b) => a - b);
  return ok('searched, and kept');
}

const WHOLE: ReadonlySet<SearchReturn> = new Set(['ALL', 'COUNT']);

async function find(talk: Conversation, selected: SelectedFolder, key: SearchKey): Promise<Found> {
  const withModseq = asksForModseq(key);
  if (withModseq) await enableCondstore(talk);
  const uids = await selected.folder.search(resolveKey(key, selected), selected.known);
  return { uids, withModseq };
}

/** As asked for: a list of old, or ESEARCH when there was RETURN, and always in IMAP4rev2 (RFC 9051 6.4.4). */
async function tell(
  talk: Conversation,
  selected: SelectedFolder,
  response: 'SEARCH' | 'SORT',
  { byUid, returns }: { readonly byUid: boolean; readonly returns?: readonly SearchReturn[] },
  { uids, withModseq }: Found,
): Promise<void> {
  const shown = byUid ? uids : uids.flatMap((uid) => selected.numberOf(uid) ?? []);
  const modseqOf = (some: readonly (number | undefined)[]) => {
    const modseqs = some.flatMap((uid) => (uid === undefined ? [] : (selected.folder.item(uid)?.modseq ?? [])));
    return withModseq && modseqs.length > 0 ? { modseq: modseqs.reduce((a, b) => Math.max(a, b)) } : {};
  };
  if (returns === undefined && (response === 'SORT' || !talk.mode.rev2)) {
    await talk.out.text(writeFound(response, shown, modseqOf(uids).modseq));
    return;
  }
  const wants = new Set<SearchReturn>(returns === undefined || returns.length === 0 ? ['ALL'] : returns);
  if (wants.size === 1 && wants.has('SAVE')) return;
  const first = wants.has('MIN') ? uids[0] : undefined;
  const last = wants.has('MAX') ? uids.at(-1) : undefined;
  const result: SearchResult = {
    ...{ tag: talk.tag, byUid },
    ...(wants.has('MIN') && shown.length > 0 ? { min: shown[0]! } : {}),
    ...(wants.has('MAX') && shown.length > 0 ? { max: shown.at(-1)! } : {}),
    ...(wants.has('COUNT') ? { count: shown.length } : {}),
    ...(wants.has('ALL') ? { all: shown } : {}),
    // Of the messages told, when these are single ones (RFC 7162 3.1.10).
    ...modseqOf(wants.has('ALL') || wants.has('COUNT') ? uids : [first, last]),
  };
  await talk.out.text(writeEsearch(result));
}

/** Size and arrival are known without opening anything. */
const needsSummaries = (order: readonly SortKey[]) => order.some(({ by }) => by !== 'ARRIVAL' && by !== 'SIZE');

const NOTHING: MessageSummary = {
  version: 1,
  envelope: { from: [], sender: [], replyTo: [], to: [], cc: [], bcc: [] },
  structure: {
    type: 'text',
    subtype: 'plain',
    params: [],
    encoding: '7bit',
    size: 0,
    lines: 0,
    children: [],
    at: [0, 0, 0],
  },
  references: [],
  preview: '',
};

async function sortable(
  { folder }: SelectedFolder,
  uids: readonly number[],
  withSummaries: boolean,
): Promise<readonly SortableMessage[]> {
  const messages: SortableMessage[] = [];
  const take = (uid: number, summary: MessageSummary) => {
    const item = folder.item(uid);
    if (item !== undefined) messages.push({ uid, arrival: item.internalDate, size: item.size, summary });
  };
  if (withSummaries) for await (const [uid, summary] of folder.summaries(uids)) take(uid, summary);
  else for (const uid of uids) take(uid, NOTHING);
  return messages;
}
