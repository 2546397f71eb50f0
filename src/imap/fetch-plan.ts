import type { FetchItem } from './query.ts';

type SectionItem = Extract<FetchItem, { kind: 'SECTION' }>;
type BinaryItem = Extract<FetchItem, { kind: 'BINARY' | 'BINARY.SIZE' }>;
export type StreamedItem = SectionItem | BinaryItem;
export type ToldItem = Exclude<FetchItem, StreamedItem>;

/** What a FETCH needs to look at, so that no more is opened than must be. */
export interface FetchPlan {
  readonly items: readonly FetchItem[];
  /** Those of them that need no octets. */
  readonly told: readonly ToldItem['kind'][];
  /** Envelope, structure, preview. */
  readonly summaries: boolean;
  /** The octets of the messages. */
  readonly messages: boolean;
  /** Some of them decoded. */
  readonly binary: boolean;
  /** By number, and nothing but what the session itself knows. */
  readonly onlyUid: boolean;
  /** Reading marks as \Seen (RFC 9051 6.4.5). */
  readonly marksSeen: boolean;
}

export function isStreamed(item: FetchItem): item is StreamedItem {
  return item.kind === 'SECTION' || item.kind === 'BINARY' || item.kind === 'BINARY.SIZE';
}

const NEEDS_SUMMARY: ReadonlySet<FetchItem['kind']> = new Set(['ENVELOPE', 'BODY', 'BODYSTRUCTURE', 'PREVIEW']);

/** UID FETCH tells the UID, CHANGEDSINCE the mod-sequence, asked for or not (RFC 9051 6.4.9, RFC 7162 3.1.4.1). */
export function fetchPlan(asked: readonly FetchItem[], byUid: boolean, withModseq: boolean): FetchPlan {
  const has = (kind: FetchItem['kind']) => asked.some((item) => item.kind === kind);
  const items: FetchItem[] = [...asked];
  if (byUid && !has('UID')) items.unshift({ kind: 'UID' });
  if (withModseq && !has('MODSEQ')) items.push({ kind: 'MODSEQ' });
  return {
    items,
    told: items.flatMap((item) => (isStreamed(item) ? [] : item.kind)),
    summaries: items.some(({ kind }) => NEEDS_SUMMARY.has(kind)),
    messages: items.some(isStreamed),
    binary: items.some(({ kind }) => kind === 'BINARY' || kind === 'BINARY.SIZE'),
    onlyUid: !byUid && items.every(({ kind }) => kind === 'UID'),
    marksSeen: items.some((item) => (item.kind === 'SECTION' || item.kind === 'BINARY') && !item.peek),
  };
}
