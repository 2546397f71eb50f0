import type { ChainEvent } from './endpoints.ts';

/** What a webhook is sent. Its events are those behind the ones before, or, when an answer was lost, some of them again: compare cursors. */
export interface WebhookBody {
  readonly webhook: string;
  readonly mailbox: string;
  readonly cursor: string;
  readonly events: readonly ChainEvent[];
}

/** It is not from who has the secret, or it is too old. */
export class WebhookRefused extends Error {
  override name = 'WebhookRefused';
}

export interface WebhookCheck {
  /** Octets of the body exactly as they came: parsed and written again they are others. */
  readonly body: Uint8Array | string;
  /** The header `Ceralacca-Signature`. */
  readonly signature: string | null | undefined;
  /** `whsec_…`, as it was shown when the webhook was made. */
  readonly secret: string;
  /** Seconds that the clocks may differ and a message may be on its way: 300. A sandbox whose clock was moved needs `Infinity`. */
  readonly toleranceS?: number;
  /** Milliseconds; absent: the clock of this machine. */
  readonly now?: number;
}

const encoder = new TextEncoder();

/** Checks the signature of a webhook and reads its body. Throws `WebhookRefused`. Runs in Node 20 or later and in browsers. */
export async function readWebhook({
  body,
  signature,
  secret,
  toleranceS = 300,
  now = Date.now(),
}: WebhookCheck): Promise<WebhookBody> {
  const found = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(signature ?? '');
  if (found === null) throw new WebhookRefused('there is no signature in Ceralacca-Signature');
  const [, seconds, hex] = found as unknown as [string, string, string];
  if (Math.abs(now / 1_000 - Number(seconds)) > toleranceS) throw new WebhookRefused(`it was signed at ${seconds}`);
  const octets = typeof body === 'string' ? encoder.encode(body) : body;
  const head = encoder.encode(`${seconds}.`);
  const signed = new Uint8Array(head.length + octets.length);
  signed.set(head);
  signed.set(octets, head.length);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' } as const;
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify']);
  const mark = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  // Compared by the platform, in constant time.
  if (!(await crypto.subtle.verify('HMAC', key, mark, signed))) throw new WebhookRefused('the signature is wrong');
  return JSON.parse(new TextDecoder().decode(octets)) as WebhookBody;
}
