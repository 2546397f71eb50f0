import { z } from 'zod';
import { day, instant } from './vocabulary.ts';

/** Calendars and contacts that hang on a message, as people read them. What stands in them is a stranger's word. */
const moment = z.discriminatedUnion('kind', [
  /** `zone`: of the place whose clocks were written. */
  z.object({ kind: z.literal('instant'), at: instant, zone: z.string().optional() }),
  z.object({ kind: z.literal('day'), day }),
  /** A time of clocks whose zone nobody knows: `2026-11-22T10:30`. */
  z.object({ kind: z.literal('clock'), wall: z.string(), zone: z.string().optional() }),
]);

const somebody = z.object({ name: z.string(), address: z.string() });

export const calendarView = z.object({
  kind: z.literal('calendar'),
  /** RFC 5546 1.4 */
  purpose: z.enum(['invitation', 'cancellation', 'answer', 'proposal', 'information']),
  events: z.array(
    z.object({
      title: z.string(),
      start: moment,
      /** Of whole days: the last one. */
      end: moment.optional(),
      where: z.string(),
      organizer: somebody.optional(),
      people: z.array(somebody.extend({ answer: z.enum(['open', 'accepted', 'declined', 'tentative', 'delegated']) })),
      wantsAnswer: z.boolean(),
      isCancelled: z.boolean(),
      repeats: z.enum(['daily', 'weekly', 'monthly', 'yearly', 'otherwise']).optional(),
      text: z.string(),
    }),
  ),
  isCut: z.boolean(),
});

export const contactsView = z.object({
  kind: z.literal('contacts'),
  cards: z.array(
    z.object({
      name: z.string(),
      organisation: z.string(),
      addresses: z.array(z.object({ address: z.string(), label: z.string() })),
      phone: z.string(),
      notes: z.string(),
    }),
  ),
  isCut: z.boolean(),
});
