import type { Instant } from '#pec';
import type { NamedDocument } from '#ports';
import { DOCUMENT, toJson } from './documents.ts';
import type { IndexState } from './index-state.ts';

type Held = NonNullable<IndexState['held']>;

const TOLD = 50;

/** What says that a person found this loss of domains right (spec 13.7): the next refresh takes an index that lost these, and no others. */
export function lossAcceptance({ loss }: Held, at: Instant): NamedDocument {
  return { name: DOCUMENT.lossAccepted, bytes: toJson(loss), at };
}

/** What was lost, as the message log tells it. */
export function tellLoss({ domains: { first, total } }: Held): string {
  return `perdita di ${total} domini accettata: ${first.slice(0, TOLD).join(', ')}`;
}
