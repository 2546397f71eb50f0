/** One SMTP reply (RFC 5321 4.2): the text of its lines, joined by a space. */
export interface Reply {
  readonly code: number;
  /** Lines without code and separator. */
  readonly lines: readonly string[];
}

const MAX_LINE = 4096;
const MAX_LINES = 256;
const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/;

/** What the peer said is not SMTP. */
export class ProtocolFault extends Error {
  override name = 'ProtocolFault';
}

/** Puts replies together from pieces of text, however they were cut. Tolerates LF alone; every length is bounded. */
export class ReplyReader {
  #rest = '';
  #lines: string[] = [];

  /** The replies completed by this piece. Throws ProtocolFault. */
  push(text: string): readonly Reply[] {
    const replies: Reply[] = [];
    this.#rest += text;
    let start = 0;
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n', start)) {
      const reply = this.#take(this.#rest.slice(start, this.#rest[end - 1] === '\r' ? end - 1 : end));
      if (reply) replies.push(reply);
      start = end + 1;
    }
    this.#rest = this.#rest.slice(start);
    if (this.#rest.length > MAX_LINE) throw new ProtocolFault('a reply line has no end');
    return replies;
  }

  /** Something was said that is no whole reply yet. */
  get pending(): boolean {
    return this.#rest !== '' || this.#lines.length > 0;
  }

  #take(line: string): Reply | undefined {
    const match = line.length > MAX_LINE ? null : LINE.exec(line);
    if (!match) throw new ProtocolFault(`not an SMTP reply: ${JSON.stringify(line.slice(0, 80))}`);
    this.#lines.push(match[3] ?? '');
    if (this.#lines.length > MAX_LINES) throw new ProtocolFault('a reply has too many lines');
    if (match[2] === '-') return undefined;
    const reply = { code: Number(match[1]), lines: this.#lines };
    this.#lines = [];
    return reply;
  }
}

/** The reply as one line of printable text, for the log and for notices. */
export function replyText(reply: Reply): string {
  return `${reply.code} ${reply.lines.join(' ')}`
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 1000)
    .trimEnd();
}
