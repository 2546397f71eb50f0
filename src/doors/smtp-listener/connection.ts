import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { CommandLines, MessageBody, type ServerSession, type SmtpAnswer, type SmtpReply, writeReply } from '#smtp';
import type { SmtpLimits } from './types.ts';

export interface ConnectionOptions<Account> {
  readonly session: ServerSession<Account>;
  readonly context: SecureContext;
  readonly mode: 'starttls' | 'implicit';
  readonly maxBytes: number;
  readonly limits: SmtpLimits;
  /** Told of faults of ours. */
  onFault(fault: Error): void;
}

const closing = (enhanced: string, text: string): string =>
  writeReply({ code: 421, enhanced, text } satisfies SmtpReply);
const TOO_SOON = closing('4.7.0', 'you spoke before the greeting');
const AHEAD = closing('4.7.0', 'you went on without awaiting the answer to DATA');
const SILENT = closing('4.4.2', 'nothing heard for too long, closing the connection');
const TOO_SLOW = closing('4.4.2', 'too slow, closing the connection');
const TOO_MUCH = closing('4.7.0', 'too much data after a refusal');
const GOING_DOWN = closing('4.3.2', 'shutting down');
const FAULTS = {
  'bare line end': closing('4.7.0', 'a bare LF in a command; lines end in CRLF'),
  'too long': closing('4.7.0', 'a command is too long'),
} as const;

/** Commands sent ahead (RFC 2920) that may wait in memory; the rest waits in the socket. */
const MAX_AHEAD_OCTETS = 65_536;
/** How long the peer may take to hear our last words and hang up. */
const LINGER_MS = 5_000;

/**
 * One connection: carries lines and messages from the socket to the session and its answers back, one write for all commands that
 * came together. Ends itself by the limits; never throws.
 */
export class Connection<Account> {
  readonly #options: ConnectionOptions<Account>;
  #socket: Socket;
  #lines: CommandLines;
  /** The message that is coming in. */
  #body: MessageBody | undefined;
  #out = '';
  #state: 'handshake' | 'greeting' | 'open' | 'over' = 'greeting';
  #working = false;
  #retired = false;
  #peerEnded = false;
  /** The peer does not read its answers. */
  #stuck = false;
  readonly #commandTimer: NodeJS.Timeout;
  #dataTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, options: ConnectionOptions<Account>) {
    this.#options = options;
    this.#socket = socket;
    this.#lines = new CommandLines(options.limits.maxCommandOctets);
    this.#commandTimer = setTimeout(() => this.#timeOut(!this.#working, TOO_SLOW), options.limits.commandMs).unref();
    socket.on('error', () => {});
    socket.on('close', this.#closed);
    if (options.mode === 'implicit') {
      this.#shakeHands();
    } else {
      this.#listen();
      this.#greet();
    }
  }

  /** Asks it to end: at once when nothing is under way, else after the answer that is owed. */
  retire(): void {
    this.#retired = true;
    if (!this.#working) this.#end(GOING_DOWN);
  }

  /** Ends it, whatever is under way. */
  abandon(): void {
    this.#end(GOING_DOWN);
    this.#socket.destroySoon();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('data', this.#heard).on('end', this.#ended);
    socket.setTimeout(this.#options.limits.idleMs, () => this.#timeOut(!this.#working || !!this.#body, SILENT));
  }

  /**
   * Who has spoken before the greeting did not wait for it and will not wait for answers either. Two turns of the event loop let
   * what has arrived be seen, and cost an honest client nothing.
   */
  #greet(): void {
    this.#state = 'greeting';
    const greet = () => {
      if (this.#state !== 'greeting') return;
      if (this.#lines.pending > 0) {
        this.#end(TOO_SOON);
        return;
      }
      this.#state = 'open';
      this.#socket.write(this.#options.session.greeting(), 'latin1');
    };
    setImmediate(() => setImmediate(greet));
  }

  /** What was sent in clear behind STARTTLS is dropped, and nothing of it can be taken for said inside TLS (RFC 3207 4.2). */
  #shakeHands(): void {
    const clear = this.#socket;
    clear.off('data', this.#heard).off('end', this.#ended).setTimeout(0);
    while (clear.read() !== null);
    this.#state = 'handshake';
    this.#lines = new CommandLines(this.#options.limits.maxCommandOctets);
    const secure = new TLSSocket(clear, { isServer: true, secureContext: this.#options.context });
    this.#socket = secure;
    secure.on('error', () => {});
    secure.on('close', this.#closed);
    this.#listen();
    secure.once('secure', () => {
      if (this.#state !== 'handshake') return;
      if (this.#options.mode === 'implicit') {
        this.#greet();
        return;
      }
      this.#state = 'open';
      this.#options.session.secured();
    });
  }

  readonly #heard = (chunk: Buffer): void => {
    if (this.#state === 'over') return;
    if (this.#body) this.#take(this.#body, chunk);
    else this.#lines.push(chunk);
    if (this.#lines.pending > MAX_AHEAD_OCTETS) this.#socket.pause();
    if (this.#state === 'open' && !this.#working) void this.#converse();
  };

  readonly #ended = (): void => {
    this.#peerEnded = true;
    this.#body?.fail(new Error('the peer ended the connection in the middle of a message'));
    if (!this.#working) this.#end('');
  };

  readonly #closed = (): void => {
    this.#state = 'over';
    clearTimeout(this.#commandTimer);
    clearTimeout(this.#dataTimer);
    this.#body?.fail(new Error('the connection was lost in the middle of a message'));
    this.#body = undefined;
    this.#socket.destroy();
  };

  /** Answers every line that has come whole. */
  async #converse(): Promise<void> {
    this.#working = true;
    try {
      while (this.#state === 'open') {
        const line = this.#lines.next();
        if (line === undefined) break;
        if (typeof line !== 'string') {
          this.#end(FAULTS[line.fault]);
          return;
        }
        const answer = this.#options.session.answer(line);
        await this.#carryOut(answer instanceof Promise ? await answer : answer);
      }
      await this.#flush();
    } catch (fault) {
      this.#options.onFault(fault as Error);
      this.#socket.destroy();
    } finally {
      this.#working = false;
    }
    if (this.#retired) this.#end(GOING_DOWN);
    else if (this.#peerEnded) this.#end('');
    else if (this.#state !== 'over') {
      this.#commandTimer.refresh();
      this.#socket.resume();
    }
  }

  async #carryOut(answer: SmtpAnswer): Promise<void> {
    this.#out += answer.wire;
    if (answer.next === 'message') await this.#receive();
    else if (answer.next === 'handshake') {
      await this.#flush();
      if (this.#state === 'open') this.#shakeHands();
    } else if (answer.next === 'close') this.#end('');
    else if (answer.endsGroup && this.#lines.pending > 0) this.#end(AHEAD);
    else if (this.#retired) this.#end(GOING_DOWN);
  }

  async #receive(): Promise<void> {
    const { session, maxBytes, limits } = this.#options;
    const body = new MessageBody({ maxBytes, onRoom: () => this.#socket.resume() });
    this.#body = body;
    if (this.#dataTimer) this.#dataTimer.refresh();
    else this.#dataTimer = setTimeout(() => this.#timeOut(!!this.#body, TOO_SLOW), limits.dataMs).unref();
    const early = this.#lines.takeAll();
    if (early.length > 0) this.#take(body, early);
    if (!body.full) this.#socket.resume();
    await this.#flush();
    const answer = await session.message(body);
    this.#out += answer.wire;
  }

  #take(body: MessageBody, chunk: Uint8Array): void {
    body.push(chunk);
    if (body.rest) {
      this.#body = undefined;
      this.#lines.push(body.rest);
    } else if (body.excessive) this.#end(TOO_MUCH);
    else if (body.full) this.#socket.pause();
  }

  /** Resolves when the socket takes more: a peer that does not read its answers is not listened to. */
  async #flush(): Promise<void> {
    const socket = this.#socket;
    if (this.#out === '' || this.#state === 'over') return;
    const taken = socket.write(this.#out, 'latin1');
    this.#out = '';
    if (taken) return;
    this.#stuck = true;
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.on('drain', done).on('close', done);
    });
    this.#stuck = false;
  }

  #timeOut(blamed: boolean, words: string): void {
    // Words would not be read.
    if (this.#stuck) this.#socket.destroy();
    else if (blamed) this.#end(words);
  }

  /** Last words, and the end. What still comes is thrown away: only a socket that is read sees the peer hang up. */
  #end(words: string): void {
    if (this.#state === 'over') return;
    const speechless = this.#state === 'handshake';
    this.#state = 'over';
    clearTimeout(this.#commandTimer);
    clearTimeout(this.#dataTimer);
    this.#body?.fail(new Error('the connection was closed in the middle of a message'));
    this.#body = undefined;
    const socket = this.#socket;
    // Inside a handshake nothing can be said that would be understood.
    if (speechless) {
      socket.destroy();
      return;
    }
    socket.setTimeout(0);
    socket.end(this.#out + words, 'latin1');
    this.#out = '';
    socket.resume();
    const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(linger));
  }
}
