import type { TaggedCommand } from './command.ts';
import type { CommandFault } from './command-fault.ts';
import { MessageLiteral } from './message-literal.ts';
import { OctetStream, type StreamLine } from './octet-stream.ts';
import type { OctetText } from './octet-text.ts';
import { type Parsed, parseCommand, tagOf } from './parse-command.ts';
import { BEFORE_LOGIN, type ReaderLimits } from './reader-limits.ts';
import { type AnnouncedLiteral, announcedLiteral, type Stopped, skipCommand } from './skip-command.ts';
import { REV1, type WireMode } from './wire-mode.ts';

export type ReadCommand =
  | ({ readonly kind: 'command' } & TaggedCommand)
  /** To be answered; the next command may be read. */
  | ({ readonly kind: 'fault' } & CommandFault)
  /** Nothing more can be read: `* BYE text`. */
  | { readonly kind: 'bye'; readonly text: string }
  /** The client is gone. */
  | { readonly kind: 'end' };

export type ReadLine =
  | { readonly kind: 'line'; readonly text: OctetText }
  | Extract<ReadCommand, { kind: 'bye' | 'end' }>;

export interface CommandReaderOptions {
  readonly mode?: WireMode;
  readonly limits?: ReaderLimits;
  /** Sends `+ …`: the client waits with its literal (RFC 9051 7.6). */
  readonly continueLiteral: () => void | Promise<void>;
}

/** A command as far as it has come. */
interface Gathered {
  text: OctetText;
  readonly literals: Uint8Array[];
  /** Of the literals. */
  octets: number;
}

const STREAMED = /^\S+ (?:UID )?(?:APPEND|REPLACE) /i;
const END = { kind: 'end' } as const;
const TOO_MUCH = { kind: 'bye', text: 'a command is too long' } as const;

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
  #stream: OctetStream;
  readonly #continueLiteral: () => void | Promise<void>;
  #message: MessageLiteral | undefined;

  constructor(source: AsyncIterable<Uint8Array>, options: CommandReaderOptions) {
    this.#stream = new OctetStream(source);
    this.#continueLiteral = options.continueLiteral;
    this.mode = options.mode ?? REV1;
    this.limits = options.limits ?? BEFORE_LOGIN;
  }

  /** The next command. A rejection of the source rejects this. */
  async next(): Promise<ReadCommand> {
    const stopped = await this.#message?.leave();
    this.#message = undefined;
    if (stopped !== undefined) return over(stopped);
    const gathered: Gathered = { text: '', literals: [], octets: 0 };
    for (;;) {
      const line = await this.#stream.line(this.limits.line - gathered.text.length, this.limits.discard);
      if (line === undefined) return END;
      if (line === 'endless') return TOO_MUCH;
      gathered.text += line.text;
      const wrong = judgeLine(line);
      if (wrong !== undefined) return this.#refuse(gathered, wrong, line);
      const literal = announcedLiteral(line.tail);
      if (literal === undefined) return whole(this.#parse(gathered));
      gathered.text += '\r\n';
      const stop = await this.#takeLiteral(gathered, literal, line);
      if (stop !== undefined) return stop;
    }
  }

  /** Reads the literal; or says why the command is over: it is refused, or the literal is a message. */
  async #takeLiteral(
    gathered: Gathered,
    literal: AnnouncedLiteral,
    line: StreamLine,
  ): Promise<ReadCommand | undefined> {
    const { size, waits } = literal;
    if (!waits && size > (this.limits.unasked ?? size)) {
      return this.#refuse(gathered, `a literal that comes unasked is over ${this.limits.unasked} octets`, line);
    }
    // Who waits for `+` is told at once what is wrong before it.
    if (waits || STREAMED.test(gathered.text)) {
      const parsed = this.#parse(gathered, literal);
      if (parsed.kind === 'command') return parsed;
      if (parsed.kind === 'fault') return this.#giveUp(parsed, line);
    }
    const wrong = this.#judgeLiteral(gathered, size);
    if (wrong !== undefined) return this.#refuse(gathered, wrong, line);
    if (waits) await this.#continueLiteral();
    const octets = await this.#stream.exactly(size);
    if (octets === undefined) return END;
    gathered.literals.push(octets);
    gathered.octets += size;
    return undefined;
  }

  #judgeLiteral({ literals, octets }: Gathered, size: number): string | undefined {
    const { limits } = this;
    if (literals.length >= limits.literalCount) return `more than ${limits.literalCount} literals`;
    if (octets + size > limits.literals) return `more than ${limits.literals} octets of literals`;
    return undefined;
  }

  #parse({ text, literals }: Gathered, announced?: AnnouncedLiteral): Parsed {
    const { discard, discardMessage = discard } = this.limits;
    const parsed = parseCommand({
      ...{ text, literals, mode: this.mode },
      message: (head) => {
        this.#message = new MessageLiteral(head, {
          ...{ stream: this.#stream, tag: tagOf(text), discard, discardMessage },
          ...(announced?.waits ? { askFor: this.#continueLiteral } : {}),
        });
        return this.#message;
      },
    });
    return parsed;
  }

  #refuse({ text }: Gathered, reason: string, line: StreamLine): Promise<ReadCommand> {
    return this.#giveUp({ kind: 'fault', tag: tagOf(text), status: 'BAD', text: reason }, line);
  }

  /** The fault, when what the client still sends of its command is out of the way. */
  async #giveUp(fault: Extract<ReadCommand, { kind: 'fault' }>, line: StreamLine): Promise<ReadCommand> {
    const stopped = await skipCommand(this.#stream, line.tail, this.limits.discard);
    return stopped === undefined ? fault : over(stopped);
  }

  /** One line as it stands, without CRLF: the answer to `+` of AUTHENTICATE, the DONE of IDLE. */
  async line(maxOctets = this.limits.line): Promise<ReadLine> {
    const line = await this.#stream.line(maxOctets, 0);
    if (line === undefined) return END;
    if (line === 'endless' || line.cut) return TOO_MUCH;
    return { kind: 'line', text: line.text };
  }

  /** Octets that came and are not yet read. After STARTTLS there must be none (RFC 9051 6.2.1). */
  get buffered(): number {
    return this.#stream.buffered;
  }

  /** Takes them out: after COMPRESS they are compressed already (RFC 4978 3). */
  takeBuffered(): Uint8Array {
    return this.#stream.takeBuffered();
  }

  /** Goes on with other octets: of TLS, or decompressed. What is buffered is dropped. */
  readFrom(source: AsyncIterable<Uint8Array>): void {
    this.#stream = new OctetStream(source);
  }
}

function over(stopped: Stopped): ReadCommand {
  return stopped === 'ended' ? END : TOO_MUCH;
}

/** CR and LF stand at the end alone, and together; NUL nowhere (RFC 9051 9). */
function judgeLine({ text, cut, bare }: StreamLine): string | undefined {
  if (cut) return 'the line is too long';
  if (bare) return 'a line ends in CRLF, not in LF alone';
  if (text.includes('\0') || text.includes('\r')) return 'a line holds NUL or CR';
  return undefined;
}

function whole(parsed: Parsed): ReadCommand {
  if (parsed.kind === 'literal needed') throw new Error('a literal is missing that nothing announced');
  return parsed;
}
