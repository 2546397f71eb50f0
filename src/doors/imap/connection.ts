import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { secureSocket } from '#doors/secure-socket';
import { ClientGone, type ImapBackend, ImapSession } from '#imap';
import { compressed } from './compressed.ts';
import { StreamOutput } from './stream-output.ts';

/** How long a client may take. */
export interface Patience {
  /** Until somebody is logged in. */
  readonly strangerMs: number;
  /** Without a word, once he is. */
  readonly idleMs: number;
  readonly handshakeMs: number;
}

export interface ConnectionOptions {
  readonly mode: 'starttls' | 'implicit';
  readonly context: SecureContext;
  readonly heloName: string;
  readonly identity: Readonly<Record<string, string>>;
  readonly patience: Patience;
  readonly backend: ImapBackend;
  onFault(fault: Error): void;
  /** Told of what was inflated and read. */
  pieceWentBy(octets: number): void;
}

/** How long the peer may take to hear our last words and hang up. */
const LINGER_MS = 5_000;

/** One connection: does what its session cannot, which knows neither sockets nor TLS nor time. */
export class Connection {
  readonly #options: ConnectionOptions;
  /** The clear socket; all else is around it. */
  readonly #wire: Socket;
  #socket: Socket;
  readonly #output: StreamOutput;
  #source: AsyncGenerator<Uint8Array> | undefined;
  #session: ImapSession | undefined;
  #over = false;

  constructor(wire: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#wire = wire;
    this.#socket = wire;
    this.#output = new StreamOutput(wire);
    wire.on('error', () => wire.destroy());
  }

  /** Talks until the connection ends. Never rejects: a broken connection ends the session alone. */
  async serve(): Promise<void> {
    const { mode, patience } = this.#options;
    const deadline = setTimeout(() => {
      if (!this.#session?.entered) this.dismiss('nobody logged in');
    }, patience.strangerMs).unref();
    try {
      if (mode === 'implicit') await this.#shakeHands();
      this.#session = this.#begin();
      await this.#session.greet();
      for (let next = await this.#session.converse(); next !== 'over'; next = await this.#session.converse()) {
        await this.#source?.return(undefined);
        if (next === 'starttls') {
          await this.#shakeHands();
          this.#session.secured(this.#read(this.#socket));
        } else this.#compress(this.#session);
      }
    } catch (fault) {
      // A client that leaves is nobody's fault; what breaks off in the middle must not seem to be whole.
      if (!(fault instanceof ClientGone)) this.#tell(fault as Error);
      this.drop();
    } finally {
      clearTimeout(deadline);
      this.#session?.end();
      // Not awaited: perhaps it still waits for a client that will say nothing more.
      this.#source?.return(undefined).catch(() => {});
      this.#end('');
    }
  }

  /** Ends it with a word to the client, if it can be understood now. */
  dismiss(text: string, code?: string): void {
    if (this.#session === undefined || this.#session.insideLiteral) this.drop();
    else this.#end(`* BYE ${code === undefined ? '' : `[${code}] `}${text}\r\n`);
  }

  drop(): void {
    this.#over = true;
    this.#wire.destroy();
  }

  #begin(): ImapSession {
    const { mode, heloName, identity, backend, patience } = this.#options;
    this.#watch(patience.idleMs);
    return new ImapSession({
      ...{ backend, identity, output: this.#output, source: this.#read(this.#socket), serverName: heloName },
      ...{ secure: mode === 'implicit', mayStartTls: mode === 'starttls', mayCompress: true },
      onFault: (fault) => this.#tell(fault),
    });
  }

  async #shakeHands(): Promise<void> {
    const { context, patience } = this.#options;
    this.#wire.setTimeout(0);
    this.#socket = await secureSocket(this.#socket, context, patience.handshakeMs);
    this.#output.writeTo(this.#socket);
    this.#watch(patience.idleMs);
  }

  #compress(session: ImapSession): void {
    const { input, output } = compressed(this.#socket, session.takeBuffered());
    this.#output.writeTo(output);
    session.compressed(this.#read(input, (octets) => this.#options.pieceWentBy(octets)));
  }

  #read(stream: Readable, went?: (octets: number) => void): AsyncIterable<Uint8Array> {
    this.#source = octetsOf(stream, went);
    return this.#source;
  }

  /** Any octet, in or out, is a sign of life. */
  #watch(idleMs: number): void {
    this.#socket.setTimeout(idleMs, () => this.dismiss('nothing heard for too long'));
  }

  /** What fails because the connection is lost is not told. */
  #tell(fault: Error): void {
    if (!this.#over && !this.#wire.destroyed && !this.#socket.destroyed) this.#options.onFault(fault);
  }

  /** What still comes is thrown away: only a socket that is read sees the peer hang up. */
  #end(words: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#output.end(words);
    const socket = this.#socket;
    socket.setTimeout(0);
    // A listener makes it flow, also once nobody waits for it to be readable.
    socket.on('data', () => {}).resume();
    const linger = setTimeout(() => this.#wire.destroy(), LINGER_MS).unref();
    this.#wire.once('close', () => clearTimeout(linger));
  }
}

/** The octets as they are asked for; the stream outlives the asking. One that is lost has no more. */
async function* octetsOf(stream: Readable, went?: (octets: number) => void): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterable<Uint8Array> = stream.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of chunks) {
      yield chunk;
      went?.(chunk.length);
    }
  } catch {
    throw new ClientGone('the connection is lost');
  }
}
