import { z } from 'zod';
import type { teamworkEndpoints } from '#contract';
import type { Instant } from '#pec';
import type { Card } from '#ports';

export const ACCESS = 'access';
/** Most accesses on one card. */
export const PER_CARD = 100;

const WHAT = ['opened', 'downloaded', 'moved', 'deleted', 'sent', 'exported', 'settings'] as const;

const entry = z.object({
  at: z.int(),
  login: z.string(),
  device: z.string().optional(),
  what: z.enum(WHAT),
  thread: z.string().optional(),
  subject: z.string().optional(),
});
export type AccessEntry = z.output<typeof entry>;

/** Who did what in one mailbox, oldest first; another card is begun when it is full. */
const accessCard = z.object({ entries: z.array(entry) });

export function readAccesses(card: Card): readonly AccessEntry[] {
  return accessCard.parse(card.value).entries;
}

const LATEST = 36 ** 9 - 1;

/** Ids of a mailbox's cards: the newest stands first. */
export function accessId(mailbox: string, at: Instant, chance: string): string {
  return `${mailbox}.${(LATEST - at).toString(36).padStart(9, '0')}${chance}`;
}

type Told = Extract<(typeof teamworkEndpoints)[number], { path: '/mailboxes/{mailbox}/accesses' }>['answer'];
export type AccessPage = z.input<Told>;
