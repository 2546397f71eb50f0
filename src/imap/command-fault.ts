/** A command that is answered at once: `tag status [code] text`. */
export interface CommandFault {
  /** `*` where no tag can be read. */
  readonly tag: string;
  readonly status: 'BAD' | 'NO';
  /** What stands in the brackets, e.g. `BADCHARSET (US-ASCII UTF-8)`. */
  readonly code?: string;
  readonly text: string;
}

/** What the answer is, without the tag. */
type Answer = Omit<CommandFault, 'tag'>;

/** Thrown where a command is not as the grammar wants it. */
export class SyntaxFault extends Error {
  readonly answer: Answer;

  constructor(text: string, answer: Omit<Answer, 'text'> = { status: 'BAD' }) {
    super(text);
    this.name = 'SyntaxFault';
    this.answer = { ...answer, text };
  }
}
