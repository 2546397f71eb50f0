import type { TaggedCommand } from './command.ts';
import type { CommandFault } from './command-fault.ts';
import { BEFORE_LOGIN, type ReaderLimits } from './reader-limits.ts';
import { REV1, type WireMode } from './wire-mode.ts';

export type ReadCommand =
  | ({ readonly kind: 'command' } & TaggedCommand)
  /** To be answered; the next command may be read. */
  | ({ readonly kind: 'fault' } & CommandFault)
  /** Nothing more can be read: `* BYE text`. */
  | { readonly kind: 'bye'; readonly text: string }
  /** The client is gone. */
  | { readonly kind: 'end' };

export type ReadLine = { readonly kind: 'line'; readonly text: string } | Extract<ReadCommand, { kind: 'bye' | 'end' }>;

export interface CommandReaderOptions {
  readonly mode?: WireMode;
  readonly limits?: ReaderLimits;
  /** Sends `+ …`: the client waits with its literal (RFC 9051 7.6). */
  readonly continueLiteral: () => void | Promise<void>;
}

/**
 * Reads what a client says, one command after the other. Octets are asked for only when they are needed, so that between two
 * commands nothing is under way. One call at a time.
 *
 * The message of APPEND and REPLACE is not read by `next`: it is in `command.message.octets`. Whoever begins to read them makes
 * the client send (`+`); a message that nobody reads is refused without having been asked for, or thrown away if it comes anyway.
 */
export class CommandReader {
  /** Set by the session after ENABLE. Holds from the next command on. */
  mode: WireMode;
  /** Set by the session after login. */
  limits: ReaderLimits;

  constructor(_source: AsyncIterable<Uint8Array>, options: CommandReaderOptions) {
    this.mode = options.mode ?? REV1;
    this.limits = options.limits ?? BEFORE_LOGIN;
  }

  /** The next command. A rejection of the source rejects this. */
  next(): Promise<ReadCommand> {
    throw new Error('being written');
  }
  /** One line as it stands, without CRLF: the answer to `+` of AUTHENTICATE, the DONE of IDLE. */
  line(_maxOctets?: number): Promise<ReadLine> {
    throw new Error('being written');
  }
  /** Octets that came and are not yet read. After STARTTLS there must be none (RFC 9051 6.2.1). */
  get buffered(): number {
    throw new Error('being written');
  }
  /** Takes them out: after COMPRESS they are compressed already (RFC 4978 3). */
  takeBuffered(): Uint8Array {
    throw new Error('being written');
  }
  /** Goes on with other octets: of TLS, or decompressed. What is buffered is dropped. */
  readFrom(_source: AsyncIterable<Uint8Array>): void {
    throw new Error('being written');
  }
}
