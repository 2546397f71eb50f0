import type { Login } from './smtp.ts';
import { type Endpoint, Wire } from './wire.ts';

/** A holder reading his mailbox. Messages come as the octets that stand there. */
export class Pop3Client implements AsyncDisposable {
  readonly #wire: Wire;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  static async open(door: Endpoint, root: string, login: Login): Promise<Pop3Client> {
    const client = new Pop3Client(await Wire.tls(door, root));
    await client.#ok();
    await client.ask(`USER ${login.address}`);
    await client.ask(`PASS ${login.password}`);
    return client;
  }

  async #ok(): Promise<string> {
    const line = await this.#wire.line();
    if (!line.startsWith('+OK')) throw new Error(`POP3: ${line}`);
    return line;
  }

  async ask(command: string): Promise<string> {
    this.#wire.write(`${command}\r\n`);
    return await this.#ok();
  }

  async count(): Promise<number> {
    return Number((await this.ask('STAT')).split(' ')[1]);
  }

  /** Lines of a multi-line answer, dots undone. */
  async lines(command: string): Promise<readonly string[]> {
    await this.ask(command);
    const lines: string[] = [];
    for (;;) {
      const line = await this.#wire.line();
      if (line === '.') return lines;
      lines.push(line.startsWith('.') ? line.slice(1) : line);
    }
  }

  async message(number: number): Promise<Buffer> {
    return octets(await this.lines(`RETR ${number}`));
  }

  /** The header section. */
  async top(number: number): Promise<Buffer> {
    return octets(await this.lines(`TOP ${number} 0`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ask('QUIT').catch(() => {});
    this.#wire[Symbol.dispose]();
  }
}

const octets = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');

/** Everything in a mailbox, oldest first. */
export async function mailboxOf(door: Endpoint, root: string, login: Login): Promise<readonly Buffer[]> {
  await using client = await Pop3Client.open(door, root, login);
  const messages: Buffer[] = [];
  const count = await client.count();
  for (let number = 1; number <= count; number++) messages.push(await client.message(number));
  return messages;
}
