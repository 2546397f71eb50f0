import { isIPv6 } from 'node:net';

/** One hop, for the trace field of RFC 5321 4.4. */
export interface Hop {
  /** Left out: the peer's address stands for its name, and nothing the client says of itself goes on record. */
  readonly helo?: string;
  /** IP address. */
  readonly peer: string;
  readonly by: string;
  readonly protocol: string;
  /** RFC 5322 date. */
  readonly date: string;
}

const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The whole field with its final CRLF. No `for`: it would tell one recipient of the others. */
export function receivedField(hop: Hop): string {
  const literal = isIPv6(hop.peer) ? `[IPv6:${hop.peer}]` : `[${hop.peer}]`;
  const from = hop.helo && DOMAIN.test(hop.helo) ? hop.helo : literal;
  return `Received: from ${from} (${literal})\r\n\tby ${hop.by} with ${hop.protocol};\r\n\t${hop.date}\r\n`;
}
