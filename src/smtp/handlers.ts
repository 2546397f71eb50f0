/** One answer of a server. `enhanced` is an RFC 3463 code; `text` is made ASCII and split into lines when sent. */
export interface SmtpReply {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
}

/** Who is at the other end, as known now. */
export interface SmtpSession<Account> {
  readonly id: string;
  /** IP address. */
  readonly peer: string;
  /** As said in EHLO or HELO, lower case; nothing vouches for it. */
  readonly helo: string;
  readonly tls: boolean;
  /** Protocol name for a Received field: SMTP, ESMTP, ESMTPS, ESMTPSA (RFC 3848). */
  readonly protocol: string;
  /** After a successful login. */
  readonly account?: Account;
}

export interface SmtpEnvelope {
  /** As written by the client; empty for the null sender. */
  readonly mailFrom: string;
  /** As written by the client, in order, no address twice (letter case aside). */
  readonly recipients: readonly string[];
}

export type SmtpLogin<Account> =
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly reply: SmtpReply };

/**
 * What a door decides. A handler that rejects is answered 451 4.3.0 (login: 454 4.7.0): a fault of the world or ours is never a
 * refusal, and never an acceptance.
 */
export interface SmtpHandlers<Account> {
  /** Given: AUTH PLAIN and LOGIN are offered inside TLS, and nothing is taken before them (but see `loginOptional`). */
  login?(user: string, password: string, session: SmtpSession<Account>): Promise<SmtpLogin<Account>>;
  /** Undefined accepts. */
  mailFrom(address: string, session: SmtpSession<Account>): Promise<SmtpReply | undefined>;
  /** Undefined accepts. `postmaster` may come without a domain (RFC 5321 4.5.1). */
  recipient(address: string, mailFrom: string, session: SmtpSession<Account>): Promise<SmtpReply | undefined>;
  /**
   * `body` brings the octets after dot-unstuffing, line ends as they came. It may be left unread at any point; the rest is
   * then read and thrown away before the reply is sent.
   */
  message(body: AsyncIterable<Uint8Array>, envelope: SmtpEnvelope, session: SmtpSession<Account>): Promise<SmtpReply>;
}
