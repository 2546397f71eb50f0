import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A client that says exactly the octets it is told to: the other end of every transcript. */
export class RawClient {
  #socket: Socket;
  #text = '';
  #closed = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async connect(port: number, mode: 'clear' | 'tls' = 'clear'): Promise<RawClient> {
    if (mode === 'clear') return new RawClient(connect(port, '127.0.0.1'));
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const client = new RawClient(socket);
    await once(socket, 'secureConnect');
    return client;
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#wake?.();
    });
    const end = () => {
      this.#closed = true;
      this.#wake?.();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }

  /** Characters are octets; nothing is added. */
  send(octets: string): void {
    this.#socket.write(octets, 'latin1');
  }

  /** The next line without CRLF. Throws when the server closed the connection before it. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      if (this.#closed) throw new Error(`the server closed the connection; it had said ${JSON.stringify(this.#text)}`);
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** One SMTP reply, its lines joined by LF. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.line();
      lines.push(line);
      if (line[3] !== '-') return lines.join('\n');
    }
  }

  /** Sends one line and awaits its SMTP reply. */
  async ask(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** Everything the server still says until it closes. */
  async rest(): Promise<string> {
    while (!this.#closed) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    return this.#text;
  }

  async startTls(): Promise<void> {
    const raw = this.#socket;
    raw.removeAllListeners();
    const secure = connectTls({ socket: raw, rejectUnauthorized: false });
    this.#socket = secure;
    this.#listen(secure);
    await once(secure, 'secureConnect');
  }

  /** Reads nothing more. */
  pause(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.destroy();
  }
}
