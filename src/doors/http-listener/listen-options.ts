import type { Monotonic, Random } from '#ports';
import type { HttpLimits } from './http-limits.ts';

export interface HttpListenerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. Absent: plain HTTP, behind a proxy that ends TLS or on loopback. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Origins under which browsers reach us, the public one first: `https://webmail.provider.example`. Empty: every name. */
  readonly origins: readonly string[];
  /** Addresses or networks of the proxies before us, whose `X-Forwarded-For` is believed. */
  readonly proxies?: readonly string[];
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly limits?: Partial<HttpLimits>;
  /** After each answer: for the log and for measurements. */
  onAnswered?(told: AnsweredRequest): void;
  /** A fault of ours; the peer is told its request id alone. */
  onFault?(fault: Error, requestId: string, route: string): void;
}

/** One request that was answered: the pattern of its path, never the path itself with what stands in it, nor its query. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** `/api/v1/mailboxes/:mailbox`; `(none)` where nothing is. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly peer: string;
}
