import { z } from 'zod';
import { charge } from '#contract';
import type { Card } from '#ports';

export const CHARGE = 'charge';

export type Charge = z.output<typeof charge>;

/** What the desk shows of a conversation without opening it. */
const about = z.object({ subject: z.string(), from: z.string(), at: z.int() });
export type ChargeAbout = z.output<typeof about>;

const chargeCard = charge.omit({ version: true, notes: true, history: true }).extend({
  about: about.optional(),
  notes: z.array(z.object({ id: z.string(), by: z.string(), at: z.int(), text: z.string() })),
  history: z.array(z.object({ at: z.int(), by: z.string(), what: z.string() })),
});
export type ChargeValue = z.output<typeof chargeCard>;

export function readCharge(card: Card): ChargeValue {
  return chargeCard.parse(card.value);
}

export const chargeId = (mailbox: string, thread: string): string => `${mailbox} ${thread}`;

/** Those that are done stand apart: the desk reads what is open, however much was ever done. */
export const chargeOwner = (mailbox: string, state: Charge['state']): string =>
  state === 'done' ? `${mailbox}/done` : mailbox;

/** The mailbox of such an owner. */
export const mailboxOfCharge = (owner: string): string => owner.replace(/\/done$/, '');
