/** What the client switched on with ENABLE (RFC 5161); changes how names and texts stand on the wire. */
export interface WireMode {
  /** UTF8=ACCEPT or IMAP4rev2: mailbox names are UTF-8, quoted strings may hold it (RFC 6855 3, RFC 9051 5.1). */
  readonly utf8: boolean;
  /** IMAP4rev2. */
  readonly rev2: boolean;
}

/** As every connection begins: names in modified UTF-7, nothing but ASCII in quoted strings. */
export const REV1: WireMode = { utf8: false, rev2: false };
