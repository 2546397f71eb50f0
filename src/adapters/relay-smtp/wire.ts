import type { Socket } from 'node:net';
import { ProtocolFault, type Reply, ReplyReader } from './reply-reader.ts';

interface Awaited {
  readonly count: number;
  readonly replies: Reply[];
  readonly ms: number;
  resolve(replies: readonly Reply[]): void;
  reject(fault: Error): void;
}

/**
 * A socket to an SMTP server with the replies still owed on it, in order: commands may be sent ahead (RFC 2920), and each
 * awaits its own. The first fault ends the wire and everything that waits on it.
 */
export class Wire {
  #socket: Socket;
  readonly #reader = new ReplyReader();
  readonly #awaited: Awaited[] = [];
  #fault: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onEnd: (() => void) | undefined;

  readonly #heard = (chunk: Buffer) => {
    try {
      for (const reply of this.#reader.push(chunk.toString('latin1'))) this.#give(reply);
    } catch (fault) {
      this.fail(fault as Error);
    }
  };
  readonly #broken = (fault: Error) => this.fail(fault);
  readonly #ended = () => this.fail(new Error('the connection was closed by the peer'));

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  #listen(): void {
    this.#socket.setNoDelay(true);
    this.#socket.on('data', this.#heard).on('error', this.#broken).on('end', this.#ended).on('close', this.#ended);
  }

  /** For the hand-over to TLS, when no reply is owed: this wire hears the old socket no more. */
  release(): Socket {
    // What was said in clear must not be completed inside TLS (RFC 3207 6).
    if (this.#reader.pending) throw new ProtocolFault('TLS failed: the peer went on in clear after STARTTLS');
    this.#socket.off('data', this.#heard).off('error', this.#broken).off('end', this.#ended).off('close', this.#ended);
    return this.#socket;
  }

  replace(socket: Socket): void {
    this.#socket = socket;
    this.#listen();
  }

  #give(reply: Reply): void {
    const first = this.#awaited[0];
    if (!first) {
      // A server that says 421 while nothing is owed is going away; anything else is out of step.
      this.fail(
        reply.code === 421
          ? new Error(`the peer is closing: 421 ${reply.lines.join(' ')}`)
          : new ProtocolFault('a reply to nothing'),
      );
      return;
    }
    first.replies.push(reply);
    if (first.replies.length === first.count) {
      this.#awaited.shift();
      this.#arm();
      first.resolve(first.replies);
    }
  }

  /** Ends the wire. */
  fail(fault: Error): void {
    if (this.#fault) return;
    this.#fault = fault;
    clearTimeout(this.#timer);
    this.#socket.destroy();
    for (const each of this.#awaited.splice(0)) each.reject(fault);
    this.#onEnd?.();
  }

  /** Called once when the wire ends; at once when it has. */
  whenEnded(call: (() => void) | undefined): void {
    this.#onEnd = call;
    if (this.#fault) call?.();
  }

  /** The next `count` replies that nobody awaits yet, all within `ms`. */
  expect(count: number, ms: number): Promise<readonly Reply[]> {
    if (this.#fault) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      this.#awaited.push({ count, replies: [], ms, resolve, reject });
      if (this.#awaited.length === 1) this.#arm();
    });
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const first = this.#awaited[0];
    if (!first) return;
    this.#timer = setTimeout(() => this.fail(new Error(`no reply within ${first.ms} ms`)), first.ms).unref();
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  /** False when the socket wants to be drained first. */
  write(octets: string | Uint8Array): boolean {
    return typeof octets === 'string' ? this.#socket.write(octets, 'latin1') : this.#socket.write(octets);
  }

  /** Resolves when more may be written. Rejects with the fault, or when the peer takes nothing for `ms`. */
  drained(ms: number): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new Error(`the peer took nothing for ${ms} ms`)), ms).unref();
      const done = () => {
        clearTimeout(timer);
        socket.off('drain', done).off('close', done);
        if (this.#fault) reject(this.#fault);
        else resolve();
      };
      socket.on('drain', done).on('close', done);
    });
  }

  /** Says QUIT and hangs up without awaiting an answer. */
  quit(): void {
    if (this.#fault) return;
    this.#fault = new Error('the connection was closed by us');
    clearTimeout(this.#timer);
    const socket = this.#socket;
    socket.off('data', this.#heard).off('error', this.#broken).off('end', this.#ended).off('close', this.#ended);
    socket.on('error', () => {});
    socket.end('QUIT\r\n');
    setTimeout(() => socket.destroy(), 2000).unref();
  }
}
