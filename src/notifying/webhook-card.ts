import { z } from 'zod';
import { chainEvent, type webhook } from '#contract';
import { isoLegalTime } from '#pec';
import type { Card } from '#ports';

export const WEBHOOK = 'webhook';
/** Its last tries, under the same id. */
export const WEBHOOK_TRIES = 'webhook-tries';
export const TRIES_KEPT = 100;

export type Webhook = z.output<typeof webhook>;

const webhookCard = z.object({
  url: z.string(),
  types: z.array(chainEvent.shape.type).optional(),
  state: z.enum(['on', 'off', 'failing']),
  createdAt: z.int(),
  /** Login of who made it, or turned it on last; absent in older ones: the holder. */
  by: z.string().optional(),
  /** Signs what is sent; sealed. */
  secret: z.string(),
  /** Everything up to here was taken by the other side. */
  cursor: z.string(),
  /** Who sends now; `until` is monotonic. */
  lease: z.object({ by: z.string(), until: z.number() }).optional(),
  failures: z
    .object({
      count: z.int(),
      since: z.int(),
      at: z.int(),
      why: z.enum(['answered', 'unreachable', 'not-open']).default('unreachable'),
      status: z.int().optional(),
      text: z.string(),
      nextAt: z.int().optional(),
    })
    .optional(),
});
export type WebhookValue = z.output<typeof webhookCard>;
export const readWebhook = (card: Card): WebhookValue => webhookCard.parse(card.value);

const oneTry = z.object({
  at: z.int(),
  cursor: z.string(),
  status: z.int().optional(),
  text: z.string(),
  ms: z.int(),
});
export type WebhookTry = z.output<typeof oneTry>;
const triesCard = z.object({ tries: z.array(oneTry) });
/** Oldest first. */
export const readTries = (card: Card | undefined): readonly WebhookTry[] =>
  card === undefined ? [] : triesCard.parse(card.value).tries;

export function shownWebhook(card: Pick<Card, 'id' | 'value'>): Webhook {
  const { url, types, state, createdAt, by, cursor, failures } = webhookCard.parse(card.value);
  return {
    ...{ id: card.id, url, state, createdAt: isoLegalTime(createdAt), delivered: cursor },
    ...(by !== undefined && { by }),
    ...(types && { types }),
    ...(failures && {
      lastFailure: {
        ...{ at: isoLegalTime(failures.at), why: failures.why, text: failures.text },
        ...(failures.status !== undefined && { status: failures.status }),
        ...(failures.nextAt !== undefined && { nextAt: isoLegalTime(failures.nextAt) }),
      },
    }),
  };
}
