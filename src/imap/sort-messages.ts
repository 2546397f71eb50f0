import type { MessageSummary } from '#mime';
import type { SortKey } from './query.ts';

/** What sorting and threading know of a message; given in the order of sequence numbers. */
export interface SortableMessage {
  readonly uid: number;
  /** INTERNALDATE, milliseconds. */
  readonly arrival: number;
  readonly size: number;
  readonly summary: MessageSummary;
}

/** UIDs in the order asked for (RFC 5256 3, RFC 5957); equals stay in the order given. */
export function sortMessages(_messages: readonly SortableMessage[], _order: readonly SortKey[]): number[] {
  throw new Error('sorting is not built yet');
}
