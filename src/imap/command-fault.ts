/** A command that is answered at once: `tag status [code] text`. */
export interface CommandFault {
  /** `*` where no tag can be read. */
  readonly tag: string;
  readonly status: 'BAD' | 'NO';
  /** What stands in the brackets, e.g. `BADCHARSET (US-ASCII UTF-8)`. */
  readonly code?: string;
  readonly text: string;
  /** What `$` stood for is forgotten: a search that was to be kept is refused with NO (RFC 9051 6.4.4.4). */
  readonly emptiesSaved?: true;
}

/** Thrown where a command is not as the grammar wants it, and by the octets of a message whose command is wrong behind them. */
export class SyntaxFault extends Error {
  /** What is to be said, the tag apart. */
  readonly answer: Omit<CommandFault, 'tag'>;

  constructor(text: string, status: CommandFault['status'] = 'BAD', code?: string, emptiesSaved?: true) {
    super(text);
    this.name = 'SyntaxFault';
    this.answer = { status, text, ...(code === undefined ? {} : { code }), ...(emptiesSaved && { emptiesSaved }) };
  }
}
