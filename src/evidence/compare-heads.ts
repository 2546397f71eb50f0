import { hashFromHex } from './hex-text.ts';
import type { LogHead } from './log-head.ts';
import type { TreeState } from './merkle-verify.ts';
import { type Day, nextDay } from './rome-day.ts';

/** What two heads of one provider say of each other. */
export type HeadComparison =
  /** Nothing more is needed: one tree, or the later one names the earlier as its day before. */
  | { readonly outcome: 'agree' }
  /** They agree when this day's tree `from` is the beginning of its tree `to`: ask for the proof (`verifyConsistency`). */
  | { readonly outcome: 'prove'; readonly day: Day; readonly from: TreeState; readonly to: TreeState }
  /** Days stand between them: compare `after` with its next day first. */
  | { readonly outcome: 'apart'; readonly after: Day }
  /** Both can't be true: the past was changed. */
  | { readonly outcome: 'contradict'; readonly reason: string };

/** Compares two heads of one provider's log, in any order (docs/sealed-log.md). What a witness keeps is one, what it is shown another. */
export function compareHeads(one: LogHead, other: LogHead): HeadComparison {
  if (one.domain !== other.domain) return contradict(`a head of ${one.domain} and one of ${other.domain}`);
  const [earlier, later] = isBefore(one, other) ? [one, other] : [other, one];
  return earlier.day === later.day ? compareWithinDay(earlier, later) : compareDays(earlier, later);
}

function isBefore(one: LogHead, other: LogHead): boolean {
  if (one.day !== other.day) return one.day < other.day;
  return one.size !== other.size ? one.size < other.size : one.at <= other.at;
}

function compareWithinDay(earlier: LogHead, later: LogHead): HeadComparison {
  const { day } = later;
  if (!sameTree(earlier.previous, later.previous))
    return contradict(`${day}: two heads name two different days before it`);
  if (earlier.size === later.size) {
    return earlier.root === later.root ? AGREE : contradict(`${day}: two different trees of ${later.size} leaves`);
  }
  if (earlier.final) return contradict(`${day}: the day was closed with ${earlier.size} leaves and has ${later.size}`);
  if (earlier.at > later.at)
    return contradict(`${day}: the tree of ${later.size} leaves is older than that of ${earlier.size}`);
  return { outcome: 'prove', day, from: treeOf(earlier), to: treeOf(later) };
}

function compareDays(earlier: LogHead, later: LogHead): HeadComparison {
  const { day } = earlier;
  if (later.previous === null)
    return contradict(`${later.day} calls itself the first day, but there is a head of ${day}`);
  if (nextDay(day) !== later.day) return { outcome: 'apart', after: day };
  const { size, root } = later.previous;
  if (earlier.size === size)
    return earlier.root === root ? AGREE : contradict(`${day}: the day after it names another tree of ${size} leaves`);
  if (earlier.final || earlier.size > size)
    return contradict(`${day}: had ${earlier.size} leaves, the day after it names a tree of ${size}`);
  return { outcome: 'prove', day, from: treeOf(earlier), to: { size, root: hashFromHex(root, 'head: previous root') } };
}

/** The tree that a head states, for proofs. */
export function treeOf({ size, root }: Pick<LogHead, 'size' | 'root'>): TreeState {
  return { size, root: hashFromHex(root, 'head: root') };
}

const AGREE: HeadComparison = { outcome: 'agree' };

function contradict(reason: string): HeadComparison {
  return { outcome: 'contradict', reason };
}

function sameTree(one: LogHead['previous'], other: LogHead['previous']): boolean {
  if (one === null || other === null) return one === other;
  return one.day === other.day && one.size === other.size && one.root === other.root;
}
