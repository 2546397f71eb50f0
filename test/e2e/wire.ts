import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where a door is. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const SILENCE_MS = 60_000;

/** Lines over a socket, octets as latin1 characters; every wait is bounded. */
export class Wire implements Disposable {
  #socket: Socket;
  #lines: string[] = [];
  #rest = '';
  #fault: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async clear({ host, port }: Endpoint): Promise<Wire> {
    const socket = connect({ host, port });
    await once(socket, 'connect');
    return new Wire(socket);
  }

  static async tls({ host, port }: Endpoint, root: string): Promise<Wire> {
    const socket = connectTls({ host, port, ca: root });
    await once(socket, 'secureConnect');
    return new Wire(socket);
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const lines = (this.#rest + chunk.toString('latin1')).split('\r\n');
      this.#rest = lines.pop()!;
      for (const line of lines) this.#lines.push(line);
      this.#wake?.();
    });
    const end = (fault?: Error) => {
      this.#fault ??= fault instanceof Error ? fault : new Error('the other side closed the connection');
      this.#wake?.();
    };
    socket.on('error', end).on('close', () => end());
  }

  async upgrade(host: string, root: string): Promise<void> {
    const raw = this.#socket;
    for (const event of ['data', 'error', 'close']) raw.removeAllListeners(event);
    const secure = connectTls({ socket: raw, host, ca: root });
    this.#socket = secure;
    const secured = once(secure, 'secureConnect');
    this.#listen(secure);
    await secured;
  }

  write(octets: string | Uint8Array): void {
    this.#socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
  }

  async line(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#fault !== undefined) throw this.#fault;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`silence for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
        this.#wake = () => {
          clearTimeout(timer);
          this.#wake = undefined;
          resolve();
        };
      });
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
