import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Box, Endpoint } from './network.ts';

/** A submission client of the bench: one connection, many messages, commands pipelined as RFC 2920 allows. */
export class SubmissionClient implements Disposable {
  readonly #socket: TLSSocket;
  readonly #replies: string[] = [];
  #waiting: ((reply: string) => void) | undefined;
  #rest = '';
  /** Why no reply will come any more. */
  #ended: string | undefined;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text) => this.#take(String(text)));
    socket.on('error', () => this.#end('000 connection lost'));
    socket.on('close', () => this.#end('000 connection closed'));
  }

  static async open(door: Endpoint, box: Box, root: string): Promise<SubmissionClient> {
    const socket = connect({ host: door.host, port: door.port, ca: root, checkServerIdentity: () => undefined });
    await once(socket, 'secureConnect');
    const client = new SubmissionClient(socket);
    await client.#expect('220');
    await client.#say('EHLO bench.example', '250');
    const secret = Buffer.from(`\0${box.address}\0${box.password}`).toString('base64');
    await client.#say(`AUTH PLAIN ${secret}`, '235');
    return client;
  }

  /** Submits one message; resolves with the final reply, and throws on any but 250. */
  async send(from: string, to: string, message: Buffer): Promise<string> {
    this.#socket.write(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
    await this.#expect('250');
    await this.#expect('250');
    await this.#expect('354');
    this.#socket.write(message);
    this.#socket.write('.\r\n');
    return await this.#expect('250');
  }

  async #say(command: string, code: string): Promise<string> {
    this.#socket.write(`${command}\r\n`);
    return await this.#expect(code);
  }

  async #expect(code: string): Promise<string> {
    const reply =
      this.#replies.shift() ?? this.#ended ?? (await new Promise<string>((resolve) => (this.#waiting = resolve)));
    if (!reply.startsWith(code)) throw new Error(`expected ${code}, got ${reply}`);
    return reply;
  }

  #end(why: string): void {
    this.#ended ??= why;
    this.#waiting?.(why);
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\r\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      if (line[3] === '-') continue;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting(line);
      else this.#replies.push(line);
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
