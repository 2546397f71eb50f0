/** A command that is answered at once: `tag status [code] text`. */
export interface CommandFault {
  /** `*` where no tag can be read. */
  readonly tag: string;
  readonly status: 'BAD' | 'NO';
  /** What stands in the brackets, e.g. `BADCHARSET (US-ASCII UTF-8)`. */
  readonly code?: string;
  readonly text: string;
}

/** Thrown inside the parser, and by the octets of a message whose command turns out to be wrong behind them. */
export class SyntaxFault extends Error {
  readonly status: 'BAD' | 'NO';
  readonly code: string | undefined;

  constructor(text: string, status: 'BAD' | 'NO' = 'BAD', code?: string) {
    super(text);
    this.name = 'SyntaxFault';
    this.status = status;
    this.code = code;
  }
}
