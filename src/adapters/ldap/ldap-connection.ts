import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { BerFault, element, inside, text, textOf } from './ber.ts';
import {
  LDAP,
  type LdapControl,
  type LdapMessage,
  MessageCutter,
  readMessage,
  START_TLS,
  writeMessage,
} from './ldap-message.ts';
import { readResult } from './ldap-result.ts';

export interface LdapEndpoint {
  readonly host: string;
  readonly port: number;
  /** TLS from the first octet, or StartTLS before anything else: never in clear. */
  readonly tls: 'implicit' | 'starttls';
  readonly tlsOptions: ConnectionOptions;
}

export interface LdapBounds {
  /** Of all that is received. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const CUT = 'the connection was closed before the answer was whole';
const REFUSED = 'the server closed the connection without an answer, perhaps because of our client certificate';

/** One question after the other; every octet that comes in is counted before it is understood. */
export class LdapConnection implements Disposable {
  readonly #maxBytes: number;
  #socket: Socket;
  #cutter: MessageCutter;
  #received = 0;
  #id = 0;
  #fault: Error | undefined;
  #messages: LdapMessage[] = [];
  #wake: (() => void) | undefined;

  private constructor(socket: Socket, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#cutter = new MessageCutter(maxBytes);
    this.#socket = socket;
    this.#listen(socket);
  }

  static async open(
    { host, port, tls, tlsOptions }: LdapEndpoint,
    { maxBytes, timeoutMs }: LdapBounds,
  ): Promise<LdapConnection> {
    const socket = tls === 'implicit' ? connectTls({ ...tlsOptions, host, port }) : connect({ host, port });
    const connection = new LdapConnection(socket, maxBytes);
    // Bounds the whole exchange: who trickles octets is ended too.
    const timer = setTimeout(
      () => connection.#end(new Error(`no complete answer within ${timeoutMs} ms`)),
      timeoutMs,
    ).unref();
    socket.once('close', () => clearTimeout(timer));
    try {
      await connection.#event(tls === 'implicit' ? 'secureConnect' : 'connect');
      if (tls === 'starttls') await connection.#startTls({ ...tlsOptions, host });
      return connection;
    } catch (fault) {
      connection[Symbol.dispose]();
      throw fault;
    }
  }

  /** Sends a request; answers its messages until one of them is of the tag that ends it. */
  async *ask(operation: Uint8Array, last: number, controls: readonly LdapControl[] = []): AsyncGenerator<LdapMessage> {
    const id = ++this.#id;
    this.#socket.write(writeMessage(id, operation, controls));
    for (;;) {
      const message = await this.#next();
      // Number 0 is the server saying good-bye (RFC 4511 4.4.1).
      if (message.id === 0) throw new Error(`the server ends the connection: ${readResult(message.operation).text}`);
      if (message.id !== id) continue;
      yield message;
      if (message.operation.tag === last) return;
    }
  }

  [Symbol.dispose](): void {
    this.#fault ??= new Error('the connection was closed');
    if (this.#socket.writable) this.#socket.end(writeMessage(++this.#id, element(LDAP.unbindRequest)));
    this.#socket.destroySoon();
  }

  /** RFC 4511 4.14; what came in clear before it is never looked at afterwards. */
  async #startTls(options: ConnectionOptions): Promise<void> {
    for await (const { operation } of this.ask(
      element(LDAP.extendedRequest, text(START_TLS, 0x80)),
      LDAP.extendedResponse,
    )) {
      const { code, text: words } = readResult(operation);
      if (code !== 0) throw new Error(`StartTLS is refused: ${words}`);
    }
    if (this.#messages.length > 0 || this.#cutter.pending > 0) throw new BerFault('octets in clear after StartTLS');
    this.#socket.removeAllListeners('data');
    this.#socket = connectTls({ ...options, socket: this.#socket });
    this.#listen(this.#socket);
    await this.#event('secureConnect');
  }

  #listen(socket: Socket): void {
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', (fault) => this.#end(fault));
    socket.on('close', () => this.#end(new Error(this.#received === 0 ? REFUSED : CUT)));
  }

  #take(piece: Buffer): void {
    try {
      this.#received += piece.length;
      if (this.#received > this.#maxBytes) throw new BerFault(`an answer over ${this.#maxBytes} octets`);
      this.#messages.push(...this.#cutter.push(piece).map(readMessage));
      this.#wake?.();
    } catch (fault) {
      this.#end(fault as Error);
    }
  }

  #end(fault: Error): void {
    this.#fault ??= fault;
    this.#socket.destroy();
    this.#wake?.();
  }

  #event(name: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = () => this.#fault && reject(this.#fault);
      this.#socket.once(name, () => resolve());
      this.#wake();
    });
  }

  async #next(): Promise<LdapMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#fault !== undefined) throw this.#fault;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Values of a partial attribute (RFC 4511 4.1.7), for both sides. Throws BerFault. */
export function readAttribute(parts: ReturnType<typeof inside>): { name: string; values: readonly Uint8Array[] } {
  const [name, values] = parts;
  return { name: textOf(name), values: inside(values, 0x31).map(({ content }) => content) };
}
