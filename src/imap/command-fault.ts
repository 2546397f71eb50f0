/** A command that is answered at once: `tag status [code] text`. */
export interface CommandFault {
  /** `*` where no tag can be read. */
  readonly tag: string;
  readonly status: 'BAD' | 'NO';
  /** What stands in the brackets, e.g. `BADCHARSET (US-ASCII UTF-8)`. */
  readonly code?: string;
  readonly text: string;
}

/** Thrown where a command is not as the grammar wants it, and by the octets of a message whose command is wrong behind them. */
export class SyntaxFault extends Error {
  readonly status: CommandFault['status'];
  readonly code: string | undefined;

  constructor(text: string, status: CommandFault['status'] = 'BAD', code?: string) {
    super(text);
    this.name = 'SyntaxFault';
    this.status = status;
    this.code = code;
  }

  /** The answer to the command of this tag. */
  answerTo(tag: string): CommandFault {
    const { status, code, message } = this;
    return { tag, status, text: message, ...(code === undefined ? {} : { code }) };
  }
}
