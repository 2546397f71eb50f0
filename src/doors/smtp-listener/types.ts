import type { SmtpHandlers } from '#smtp';

export type { SmtpEnvelope, SmtpHandlers, SmtpLogin, SmtpReply, SmtpSession } from '#smtp';

export interface SmtpLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerPeer: number;
  /** Nothing heard for this long. */
  readonly idleMs: number;
  /** One command, from its first octet awaited to its CRLF. */
  readonly commandMs: number;
  /** The whole of one DATA. */
  readonly dataMs: number;
  readonly maxCommandOctets: number;
  /** After `close()`, how long a message under way may still take. */
  readonly closeGraceMs: number;
}

export interface SmtpListenerOptions<Account> {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly mode: 'starttls' | 'implicit';
  readonly heloName: string;
  readonly maxBytes: number;
  readonly maxRecipients: number;
  readonly limits?: Partial<SmtpLimits>;
  /** Mail is taken without a login too, though logins are offered. */
  readonly loginOptional?: boolean;
  readonly handlers: SmtpHandlers<Account>;
  /** Told of faults that have no other way out: a handler that rejected, a socket error inside a transaction. */
  onFault?(fault: Error): void;
}

/** An open door. Everything behind this interface may be replaced: the doors know no SMTP library. */
export interface SmtpListener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}
