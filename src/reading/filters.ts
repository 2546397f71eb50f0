import type { z } from 'zod';
import type { mailFilter } from '#contract';
import { type FolderItems, keywordOfLabel, type MailQuery } from '#mailbox';
import { type Instant, instantOf, legalDate } from '#pec';
import { FOLDED, kindQuery } from './message-kinds.ts';

export type MailFilter = z.output<typeof mailFilter>;

/** What of a filter the index of texts and the columns of a folder answer. */
export function queryOf(filter: MailFilter): MailQuery {
  const { text, kind, from, to, subject, unread, flagged, label } = filter;
  const keys: MailQuery[] = [];
  const flag = (name: string, wanted: boolean | undefined) => {
    if (wanted === undefined) return;
    const key: MailQuery = { kind: 'flag', flag: name };
    keys.push(wanted ? key : { kind: 'not', key });
  };
  if (kind !== undefined) keys.push(kindQuery(kind));
  flag('\\Seen', unread === undefined ? undefined : !unread);
  flag('\\Flagged', flagged);
  if (label !== undefined) keys.push(labelQuery(label));
  for (const [name, value] of [
    ['from', from],
    ['to', to],
    ['subject', subject],
  ] as const)
    if (value?.trim()) keys.push({ kind: 'header', name, value: value.trim() });
  // Each word somewhere: what people expect of a search box.
  for (const word of wordsOf(text)) keys.push({ kind: 'text', value: word });
  return keys.length === 0 ? { kind: 'all' } : { kind: 'and', keys };
}

/** As it is written here, or as another program wrote it. */
function labelQuery(label: string): MailQuery {
  const keywords = new Set([keywordOfLabel(label), label.trim()]);
  return { kind: 'or', keys: Array.from(keywords, (flag) => ({ kind: 'flag', flag })) };
}

const MAX_WORDS = 8;

/** Words, and what stands between quotes as one. */
function wordsOf(text = ''): readonly string[] {
  const found = text.matchAll(/"([^"]+)"|(\S+)/g);
  return Array.from(found, ([, quoted, word]) => (quoted ?? word ?? '').trim())
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
}

/** What the columns alone answer, row by row: dates in legal time, and receipts that are folded away. */
export function rowFilter(
  { since, before }: Pick<MailFilter, 'since' | 'before'>,
  folds: boolean,
  items: FolderItems,
): ((row: number) => boolean) | undefined {
  const [from, until] = [since && midnightOf(since), before && midnightOf(before)];
  const folded = folds ? FOLDED.map((keyword) => items.hasFlag(keyword)) : [];
  const isDated = from !== undefined || until !== undefined;
  if (!isDated && folded.length === 0) return undefined;
  return (row) => {
    const at = items.internalDate(row);
    if (typeof from === 'number' && at < from) return false;
    if (typeof until === 'number' && at >= until) return false;
    return !folded.some((has) => has(row));
  };
}

/** The first instant of a day of legal time; undefined for what is no day. */
export function midnightOf(day: string): Instant | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (found === null) return undefined;
  const guess = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  const { zona } = legalDate(guess);
  return instantOf({ giorno: `${found[3]}/${found[2]}/${found[1]}`, ora: '00:00:00', zona });
}

/** Filters that need more than columns and texts: the chain, and what hangs on a message. */
export function isSlow({ state, attachments }: MailFilter): boolean {
  return state !== undefined || attachments !== undefined;
}
