/** The connection cannot go on: `* BYE text`. With a cause when something failed, without one when it is nobody's fault. */
export class EndsConversation extends Error {
  override name = 'EndsConversation';
  readonly code: string | undefined;

  constructor(text: string, code?: string, cause?: unknown) {
    super(text, { cause });
    this.code = code;
  }
}
