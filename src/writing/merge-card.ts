import { z } from 'zod';
import type { Merge } from '#contract';
import type { Instant } from '#pec';
import type { Card, CardChange } from '#ports';
import { attached, pinnedBy } from './attached.ts';
import { keptLetter, letterPins, readLetter } from './letter-store.ts';
import { reasonIn } from './told-reasons.ts';
import type { WritingPorts } from './writing-ports.ts';

export const MERGE = 'merge';
/** What became of one row: born in the commit that accepts or refuses its message, so no row is ever sent twice. */
export const MERGE_ROW = 'merge-row';

const progress = z.object({
  /** Not handed in yet. */
  waiting: z.int(),
  /** On its way. */
  accepted: z.int(),
  refused: z.int(),
  delivered: z.int(),
  failed: z.int(),
});
export type Progress = z.output<typeof progress>;

const shape = z.object({
  name: z.string(),
  state: z.enum(['draft', 'running', 'paused', 'done', 'stopped']),
  columns: z.array(z.string()),
  addressColumn: z.string().optional(),
  rows: z.int(),
  /** Stored message that holds the rows, and where each page of them begins. */
  file: z.string(),
  pages: z.array(z.int()),
  kept: keptLetter,
  attached: z.array(attached),
  progress,
  faults: z.array(z.object({ row: z.int(), detail: z.string() })),
  /** Absent: not judged yet. */
  leftOut: z.int().optional(),
  /** Rows before this one (the first is 1) are settled. */
  next: z.int(),
  /** Of accepted rows, from which on is asked next whether they were delivered. */
  followed: z.int(),
  /** When that was done last, and since when nothing is sent any more. */
  followedAt: z.number().optional(),
  doneAt: z.number().optional(),
  login: z.string(),
  peer: z.string(),
});
export type KeptMerge = z.output<typeof shape>;

export const readMerge = (card: Card): KeptMerge => shape.parse(card.value);

/** A mail merge and its rows, after nothing happened to it any more: so that last year's can be compared. Its messages stand in the log. */
export const MERGE_KEPT_MS = 400 * 24 * 3_600_000;

/** `dueAt`: when it is worked on; absent: it waits for somebody, and is forgotten after a while. */
export function putMerge(
  place: { id: string; owner: string; was: number },
  value: KeptMerge,
  at: Instant,
  dueAt?: Instant,
): CardChange {
  const messages = [...new Set([value.file, ...letterPins(value.kept), ...pinnedBy(value.attached)])];
  const { id, owner, was } = place;
  const card = { kind: MERGE, id, owner, value, messages, at, dueAt: dueAt ?? at + MERGE_KEPT_MS };
  return { kind: 'put', card, was };
}

export async function tellMerge(
  card: Pick<Card, 'id' | 'version'>,
  value: KeptMerge,
  ports: WritingPorts,
): Promise<Merge> {
  const { name, state, columns, addressColumn, rows, leftOut = 0, faults } = value;
  return {
    ...{ id: card.id, version: card.version, name, state, columns, rows, leftOut, progress: value.progress },
    ...(addressColumn !== undefined && { addressColumn }),
    faults: faults.map(({ row, detail }) => {
      const { code, words } = reasonIn(detail);
      return { row, code, words, detail };
    }),
    letter: await readLetter(value.kept, ports),
    attached: value.attached.map(({ name, type, size }) => ({ name, type, size })),
  };
}

const rowShape = z.object({
  state: z.enum(['accepted', 'refused', 'delivered', 'failed']),
  address: z.string(),
  at: z.number(),
  identificativo: z.string().optional(),
  reason: z.string().optional(),
});
export type MergeRow = z.output<typeof rowShape>;

export const readRow = (card: Card): MergeRow => rowShape.parse(card.value);

export function rowId(merge: string, row: number): string {
  return `${merge}.${String(row).padStart(6, '0')}`;
}

export function rowOf(card: Pick<Card, 'id'>): number {
  return Number(card.id.slice(card.id.lastIndexOf('.') + 1));
}

export function putRow(merge: string, owner: string, row: number, value: MergeRow, was = 0): CardChange {
  return { kind: 'put', card: { kind: MERGE_ROW, id: rowId(merge, row), owner, value, at: value.at }, was };
}

/** Rows that are settled, from one on, in their order. */
export async function settledRows(
  merge: string,
  owner: string,
  from: number,
  limit: number,
  { store }: Pick<WritingPorts, 'store'>,
): Promise<readonly Card[]> {
  const cards = await store.cards({ kind: MERGE_ROW, owner, after: rowId(merge, from - 1), limit });
  return cards.filter(({ id }) => id.startsWith(`${merge}.`));
}

export async function removeRows(merge: string, owner: string, ports: Pick<WritingPorts, 'store'>): Promise<void> {
  for (;;) {
    const cards = await settledRows(merge, owner, 1, 500, ports);
    if (cards.length === 0) return;
    await ports.store.commit({ cards: cards.map(({ id }) => ({ kind: 'remove', card: { kind: MERGE_ROW, id } })) });
  }
}
