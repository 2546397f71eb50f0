import { decodeText } from '#mime';
import { baseSubject } from './base-subject.ts';
import { collationKey, type SortableMessage, sentDate } from './sort-messages.ts';
import { threadByReferences } from './thread-references.ts';

/** A message and its answers; `uid` is absent where a message that is not there ties others together. */
export interface Thread {
  readonly uid?: number;
  readonly children: readonly Thread[];
}

export type ThreadAlgorithm = 'ORDEREDSUBJECT' | 'REFERENCES';

/** Threads as RFC 5256 3 builds them; messages are given in the order of sequence numbers. */
export function threadMessages(algorithm: ThreadAlgorithm, messages: readonly SortableMessage[]): Thread[] {
  return algorithm === 'REFERENCES' ? threadByReferences(messages) : threadBySubject(messages);
}

/** ORDEREDSUBJECT: the first message of a subject, all later ones its children. */
function threadBySubject(messages: readonly SortableMessage[]): Thread[] {
  const groups = new Map<string, number[]>();
  const dates = messages.map(sentDate);
  const byDate = messages.map((_, index) => index).sort((a, b) => dates[a]! - dates[b]! || a - b);
  for (const index of byDate) {
    const subject = collationKey(baseSubject(decodeText(messages[index]!.summary.envelope.subject ?? '')).base);
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [index]);
    else group.push(index);
  }
  // Insertion in the order of dates has put the groups in that of their first messages.
  return [...groups.values()].map(([first, ...later]) => {
    const children = later.map((index): Thread => ({ uid: messages[index]!.uid, children: [] }));
    return { uid: messages[first!]!.uid, children };
  });
}

/** `(3 6 (4 23)(44 7 96))`: what follows `* THREAD ` (RFC 5256 4). `number` gives what stands for a UID. However deep, no recursion. */
export function threadText(threads: readonly Thread[], number: (uid: number) => number): string {
  const pieces: string[] = [];
  const waiting: (Thread | ')')[] = [...threads].reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === ')') {
      pieces.push(next);
      continue;
    }
    const members: number[] = [];
    let last = next;
    if (last.uid !== undefined) members.push(number(last.uid));
    while (last.children.length === 1) {
      last = last.children[0]!;
      if (last.uid !== undefined) members.push(number(last.uid));
    }
    pieces.push('(', members.join(' '));
    if (members.length > 0 && last.children.length > 0) pieces.push(' ');
    waiting.push(')');
    for (let i = last.children.length - 1; i >= 0; i--) waiting.push(last.children[i]!);
  }
  return pieces.join('');
}
