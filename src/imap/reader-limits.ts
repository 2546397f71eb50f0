/** How much of a client's talk is held. All in octets where nothing else is said. */
export interface ReaderLimits {
  /** A command, its literals not counted. */
  readonly line: number;
  /** The literals of one command together; a message's (APPEND, REPLACE) is not held, and not counted. */
  readonly literals: number;
  /** Literals in one command. */
  readonly literalCount: number;
  /** What is read and thrown away of a command too big to be understood; more, and the connection is over (RFC 7888 4). */
  readonly discard: number;
  /** The same of a message that nobody reads; absent: no more than of anything else. */
  readonly discardMessage?: number;
  /** The largest literal that may come without being asked for: 4,096 with LITERAL- (RFC 7888 5), no bound with LITERAL+. */
  readonly unasked?: number;
}

/** RFC 7162 4 asks for at least 8,192 octets a line; SEARCH and FETCH with long sets need more. */
export const AFTER_LOGIN: ReaderLimits = {
  line: 65_536,
  literals: 1_048_576,
  literalCount: 1_000,
  discard: 134_217_728,
};
/** After login to a mailbox that takes messages of so many octets: one that is too big is refused in words, up to twice that. */
export function afterLogin(appendLimit: number): ReaderLimits {
  return { ...AFTER_LOGIN, discardMessage: Math.max(AFTER_LOGIN.discard, 2 * appendLimit) };
}

export const BEFORE_LOGIN: ReaderLimits = { line: 8_192, literals: 8_192, literalCount: 8, discard: 65_536 };
