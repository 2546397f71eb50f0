import type { SortableMessage } from './sort-messages.ts';

/** A message and its answers; `uid` is absent where a message that is not there ties others together. */
export interface Thread {
  readonly uid?: number;
  readonly children: readonly Thread[];
}

export type ThreadAlgorithm = 'ORDEREDSUBJECT' | 'REFERENCES';

/** Threads as RFC 5256 3 builds them; messages are given in the order of sequence numbers. */
export function threadMessages(_algorithm: ThreadAlgorithm, _messages: readonly SortableMessage[]): Thread[] {
  throw new Error('threading is not built yet');
}

/** `(3 6 (4 23)(44 7 96))`: what follows `* THREAD ` (RFC 5256 4). `number` gives what stands for a UID. */
export function threadText(_threads: readonly Thread[], _number: (uid: number) => number): string {
  throw new Error('threading is not built yet');
}
