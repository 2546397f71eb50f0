/** One door of the provider as a mail program must know it. */
export interface MailServer {
  readonly protocol: 'imap' | 'pop3' | 'smtp';
  readonly host: string;
  readonly port: number;
  /** TLS from the first octet, or STARTTLS. */
  readonly security: 'tls' | 'starttls';
}

/** What a mail program is told, whatever its dialect. */
export interface MailSettings {
  /** Who runs this, as holders know him. */
  readonly provider: string;
  /** The best first: IMAP before POP3, TLS before STARTTLS (RFC 8314 3). */
  readonly servers: readonly MailServer[];
}

export function serversOf(settings: MailSettings, protocol: MailServer['protocol']): readonly MailServer[] {
  return settings.servers.filter((server) => server.protocol === protocol);
}
