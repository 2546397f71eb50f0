import { z } from 'zod';
import type { Draft } from '#contract';
import { isoLegalTime } from '#pec';
import type { Card, CardChange } from '#ports';
import { attached, pinnedBy } from './attached.ts';
import { keptLetter, letterPins, readLetter } from './letter-store.ts';
import type { WritingPorts } from './writing-ports.ts';

export const DRAFT = 'draft';

export const answers = z.object({ folder: z.string(), uid: z.int(), how: z.enum(['reply', 'forward']) });

const shape = z.object({
  /** Of the letter; the card itself changes also when its mirror does. */
  revision: z.int().min(1),
  kept: keptLetter,
  attached: z.array(attached),
  answers: answers.optional(),
  /** Login of who began it. */
  by: z.string().optional(),
  /** Stored messages that stand, or may stand, for it in the folder of drafts: the last is the newest. */
  mirrors: z.array(z.string()),
});
export type KeptDraft = z.output<typeof shape>;

export const readDraft = (card: Card): KeptDraft => shape.parse(card.value);

/** How soon after the last change other programs see it in the folder of drafts: who types saves every few seconds. */
const MIRROR_MS = 5_000;

export function putDraft(
  { id, owner, was, at }: { readonly id: string; readonly owner: string; readonly was?: number; readonly at: number },
  value: KeptDraft,
  mirror: 'later' | 'done' = 'later',
): CardChange {
  const messages = [...new Set([...letterPins(value.kept), ...pinnedBy(value.attached)])];
  const card = { kind: DRAFT, id, owner, value, messages, at, ...(mirror === 'later' && { dueAt: at + MIRROR_MS }) };
  return { kind: 'put', card, ...(was !== undefined && { was }) };
}

/** As people are told of it. */
export async function tellDraft(card: Pick<Card, 'id' | 'at'>, value: KeptDraft, ports: WritingPorts): Promise<Draft> {
  return {
    id: card.id,
    version: value.revision,
    savedAt: isoLegalTime(card.at),
    letter: await readLetter(value.kept, ports),
    attached: value.attached.map(({ name, type, size }) => ({ name, type, size })),
    ...(value.answers && { answers: value.answers }),
  };
}
