import type { StreamedLiteral } from './command.ts';
import { type CommandFault, SyntaxFault } from './command-fault.ts';
import type { OctetStream } from './octet-stream.ts';
import { ClientGone } from './responses.ts';
import type { MessageHead } from './scanner.ts';
import { type Stopped, skipCommand } from './skip-command.ts';

/** Where a message comes from. */
export interface MessageSource {
  readonly stream: OctetStream;
  readonly tag: string;
  /** Absent when the octets come unasked. */
  readonly askFor?: () => void | Promise<void>;
  /** Octets that may be thrown away. */
  readonly discard: number;
  /** Of the message itself, when nobody reads it. */
  readonly discardMessage: number;
}

/** The message of an APPEND or REPLACE, still on the wire. */
export class MessageLiteral implements StreamedLiteral {
  readonly size: number;
  readonly binary: boolean;
  readonly octets: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => this.#begin() };
  fault: CommandFault | undefined;
  readonly #closing: string;
  readonly #from: MessageSource;
  #begun = false;
  /** The client sends, or has sent, the octets. */
  #coming: boolean;
  #left: number;
  #closed = false;
  #stopped: Stopped | undefined;

  constructor({ size, binary, closing }: MessageHead, from: MessageSource) {
    this.size = size;
    this.binary = binary;
    this.#closing = closing;
    this.#from = from;
    this.#left = size;
    this.#coming = from.askFor === undefined;
  }

  #begin(): AsyncIterator<Uint8Array> {
    if (this.#begun) throw new Error('the octets of a message are read once');
    this.#begun = true;
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    this.#coming = true;
    await this.#from.askFor?.();
    while (this.#left > 0) {
      const piece = await this.#from.stream.some(this.#left);
      if (piece === undefined) throw new ClientGone('the connection ended inside a message');
      this.#left -= piece.length;
      if (!this.binary && piece.includes(0))
        throw this.#refuse('a message with NUL wants a literal that begins with ~{');
      yield piece;
    }
    await this.#close();
    if (this.fault !== undefined) throw new SyntaxFault(this.fault.text);
  }

  #refuse(text: string): SyntaxFault {
    const fault = new SyntaxFault(text);
    this.fault = { tag: this.#from.tag, ...fault.answer };
    return fault;
  }

  /** Reads what stands behind the octets: the end of the command, and nothing else. */
  async #close(): Promise<void> {
    const { stream, discard } = this.#from;
    this.#closed = true;
    const line = await stream.line(this.#closing.length, discard);
    if (line === undefined) this.#stopped = 'ended';
    else if (line === 'endless') this.#stopped = 'too much';
    else if (line.cut || line.bare || line.text !== this.#closing) {
      this.#stopped = await skipCommand(stream, line.tail, discard);
    } else return;
    this.#refuse('the command does not end behind its message');
  }

  /** Leaves the wire at the next command: what nobody read is thrown away, what nobody asked for is not there. */
  async leave(): Promise<Stopped | undefined> {
    const { stream, discardMessage } = this.#from;
    if (!this.#coming) return undefined;
    if (this.#left > discardMessage) return 'too much';
    if (!(await stream.skip(this.#left))) return 'ended';
    this.#left = 0;
    if (!this.#closed) await this.#close();
    return this.#stopped;
  }
}
