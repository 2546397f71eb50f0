import { type Instant, legalMidnight } from '#pec';
import type { FolderItems } from './folder-items.ts';
import type { MailQueryLeaf, UidSet } from './mail-query.ts';
import { emailId, threadId } from './object-ids.ts';

const DAY_MS = 86_400_000;

type DateKey = Extract<MailQueryLeaf, { readonly kind: 'date' }>;
export type TextKey = Extract<MailQueryLeaf, { readonly kind: 'header' | 'body' | 'text' }>;
/** Keys that the columns of a folder answer. */
export type RowKey = Exclude<MailQueryLeaf, TextKey>;

/** Says of a row whether the key holds there; good until the next change of the items. `highest`: what `*` stands for. */
export function rowTest(key: RowKey, items: FolderItems, now: Instant, highest: number): (row: number) => boolean {
  switch (key.kind) {
    case 'all':
    case 'savedate-supported':
      return () => true;
    case 'none':
    case 'recent':
      return () => false;
    case 'numbers':
    case 'uids':
      return uidTest(key.kind === 'uids' ? key.set : 'saved', items, highest);
    case 'flag':
      return items.hasFlag(key.flag);
    case 'larger':
      return (row) => items.size(row) > key.octets;
    case 'smaller':
      return (row) => items.size(row) < key.octets;
    case 'date':
      return dateTest(key, items);
    case 'older':
      return (row) => items.internalDate(row) <= now - key.seconds * 1000;
    case 'younger':
      return (row) => items.internalDate(row) >= now - key.seconds * 1000;
    case 'modseq':
      return (row) => items.modseq(row) >= key.value;
    case 'emailid':
      return (row) => emailId(items.messageId(row)) === key.id;
    case 'threadid':
      return threadTest(key.id, items);
  }
}

/** Days of arrival are those of Italy, as the dates are told; the day of sending is the one that was written. */
function dateTest({ of, is, day }: DateKey, items: FolderItems): (row: number) => boolean {
  const at =
    of === 'sent'
      ? (row: number) => items.sentDay(row) ?? Number.NaN
      : of === 'saved'
        ? (row: number) => items.savedAt(row)
        : (row: number) => items.internalDate(row);
  const [begin, end] = of === 'sent' ? [day, day + DAY_MS] : [legalMidnight(day), legalMidnight(day + DAY_MS)];
  if (is === 'before') return (row) => at(row) < begin;
  if (is === 'since') return (row) => at(row) >= begin;
  return (row) => at(row) >= begin && at(row) < end;
}

/** Many messages of one thread stand beside each other often enough. */
function threadTest(id: string, items: FolderItems): (row: number) => boolean {
  let last = '';
  let answer = false;
  return (row) => {
    const thread = items.thread(row);
    if (thread !== last) {
      last = thread;
      answer = thread !== '' && threadId(thread) === id;
    }
    return answer;
  };
}

function uidTest(set: 'saved' | UidSet, items: FolderItems, highest: number): (row: number) => boolean {
  if (set === 'saved') throw new RangeError('sequence numbers and saved results are for the session to resolve');
  const ranges = inOrder(set, highest);
  return (row) => {
    const uid = items.uid(row);
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ranges[middle]![1] < uid) low = middle + 1;
      else high = middle;
    }
    return low < ranges.length && ranges[low]![0] <= uid;
  };
}

/** Ascending and apart; `*` is the highest UID there is (RFC 9051 9, seq-number). */
function inOrder(set: UidSet, highest: number): readonly (readonly [number, number])[] {
  const known = (uid: number) => (uid === Number.POSITIVE_INFINITY ? highest : uid);
  const ranges = set
    .map(([a, b]): [number, number] => [Math.min(known(a), known(b)), Math.max(known(a), known(b))])
    .sort((a, b) => a[0] - b[0]);
  const apart: [number, number][] = [];
  for (const [first, last] of ranges) {
    const before = apart.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else apart.push([first, last]);
  }
  return apart;
}
