import { createHmac } from 'node:crypto';
import type { ChainEvent } from '#contract';
import type { Instant } from '#pec';

export interface WebhookBody {
  readonly webhook: string;
  readonly mailbox: string;
  /** Behind the last of them. */
  readonly cursor: string;
  readonly events: readonly ChainEvent[];
}

/**
 * What is posted: `Ceralacca-Signature: t=SECONDS,v1=HEX`, the HMAC-SHA-256 of `SECONDS.BODY` under the UTF-8 octets of the secret
 * (docs/events.md). The consumer compares cursors: what it has done with already is no news.
 */
export function signedWebhook(told: WebhookBody, secret: string, at: Instant) {
  const text = JSON.stringify(told);
  const seconds = Math.floor(at / 1_000);
  const v1 = createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex');
  return {
    body: new TextEncoder().encode(text),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Ceralacca-Webhook/1',
      'ceralacca-webhook': told.webhook,
      'ceralacca-cursor': told.cursor,
      'ceralacca-signature': `t=${seconds},v1=${v1}`,
    },
  };
}
