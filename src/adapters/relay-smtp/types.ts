import type { Blobs, Monotonic } from '#ports';
import type { DkimOptions } from './dkim.ts';

/** How a host proves who it is. Without any of them the connection is encrypted and not authenticated, and the reply says so. */
export interface Authentication {
  /** Trusted roots, PEM. */
  readonly ca?: readonly string[];
  /** SHA-256 of the host's own certificate (DER), lower-case hex. */
  readonly pin?: string;
  /** The name its certificate must bear, where it is not the host's. */
  readonly serverName?: string;
}

/** Stands in for the DNS of one domain. */
export interface StaticRoute extends Authentication {
  readonly host: string;
  readonly port: number;
}

export interface RelayTimes {
  /** TCP and TLS, each. */
  readonly connectMs: number;
  /** Greeting, and each command (RFC 5321 4.5.3.2). */
  readonly replyMs: number;
  /** One piece of a message must be taken within this time. */
  readonly blockMs: number;
  /** The reply to the end of a message. */
  readonly finalReplyMs: number;
  /** An unused connection is kept this long. */
  readonly idleMs: number;
}

export interface RelayLimits {
  /** Connections to one destination; they grow with the work at hand. */
  readonly maxConnections: number;
  readonly maxMessagesPerConnection: number;
}

export interface SmtpRelayOptions {
  /** What we call ourselves in EHLO. */
  readonly heloName: string;
  readonly blobs: Blobs;
  readonly monotonic: Monotonic;
  /** By domain, lower case; asked before any DNS. */
  readonly routes?: ReadonlyMap<string, StaticRoute>;
  /** By MX host name, lower case: authentication of hosts found through DNS. */
  readonly hosts?: ReadonlyMap<string, Authentication>;
  readonly dns?: {
    /** `address` or `address:port`; absent: those of the machine. */
    readonly servers?: readonly string[];
    readonly timeoutMs?: number;
    readonly tries?: number;
    /** How long an answer is used again. */
    readonly keepMs?: number;
  };
  /**
   * May mail go to this address, which the DNS gave for a name that anybody writes into a recipient? Absent: to any. Static routes are the
   * operator's own word.
   */
  readonly isReachable?: (address: string) => boolean;
  /**
   * Toward providers: a host without roots or pin of its own must prove its name by the public roots. Otherwise it is encrypted
   * all the same, and the reply says that nobody was authenticated (spec S10).
   */
  readonly strictTls?: boolean;
  /** Signs what goes to ordinary destinations, and only that (spec S11). */
  readonly dkim?: DkimOptions;
  /** Port of hosts found through DNS: 25 except in tests. */
  readonly port?: number;
  readonly times?: Partial<RelayTimes>;
  readonly limits?: Partial<RelayLimits>;
}

/** A machine to try. */
export interface Host extends Authentication {
  /** Name or address, for connecting. */
  readonly address: string;
  readonly port: number;
  /** How it is called in replies, and in TLS unless `serverName` says otherwise. */
  readonly name: string;
}
