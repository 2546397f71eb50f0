import { type Endpoint, Wire } from './wire.ts';

export interface Login {
  readonly address: string;
  readonly password: string;
}

/** What the server said to one transaction: a reply to each command that was sent. */
export interface Transaction {
  readonly mail: string;
  readonly rcpt: readonly string[];
  /** The reply to the message; the reply to DATA when that was refused; empty when it never came to DATA. */
  readonly data: string;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** An SMTP client that hides nothing: each reply whole, its lines joined by LF. */
export class SmtpClient implements Disposable {
  readonly #wire: Wire;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Greeted, EHLO said; over STARTTLS with `starttls`, over TLS from the first octet with `implicit`. */
  static async open(
    door: Endpoint & { readonly tls?: 'starttls' | 'implicit' | 'none' },
    root: string,
  ): Promise<SmtpClient> {
    const wire = door.tls === 'implicit' ? await Wire.tls(door, root) : await Wire.clear(door);
    const client = new SmtpClient(wire);
    expect(await client.reply(), 220);
    expect(await client.ask('EHLO client.example'), 250);
    if (door.tls === 'starttls') {
      expect(await client.ask('STARTTLS'), 220);
      await wire.upgrade(door.host, root);
      expect(await client.ask('EHLO client.example'), 250);
    }
    return client;
  }

  /** Ready to submit. */
  static async submitter(door: Endpoint & { readonly tls?: 'starttls' | 'implicit' }, root: string, login: Login) {
    const client = await SmtpClient.open(door, root);
    const secret = Buffer.from(`\0${login.address}\0${login.password}`).toString('base64');
    expect(await client.ask(`AUTH PLAIN ${secret}`), 235);
    return client;
  }

  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#wire.line();
      lines.push(line);
      if (line[3] !== '-') return lines.join('\n');
    }
  }

  async ask(command: string): Promise<string> {
    this.#wire.write(`${command}\r\n`);
    return await this.reply();
  }

  write(octets: string | Uint8Array): void {
    this.#wire.write(octets);
  }

  /** One transaction. Goes on to DATA when at least one recipient is taken. */
  async transact({ from, to }: Envelope, message: string | Uint8Array, options = ''): Promise<Transaction> {
    const mail = await this.ask(`MAIL FROM:<${from}>${options}`);
    if (!mail.startsWith('250')) return { mail, rcpt: [], data: '' };
    const rcpt: string[] = [];
    for (const address of to) rcpt.push(await this.ask(`RCPT TO:<${address}>`));
    if (!rcpt.some((reply) => reply.startsWith('25'))) {
      expect(await this.ask('RSET'), 250);
      return { mail, rcpt, data: '' };
    }
    const go = await this.ask('DATA');
    if (!go.startsWith('354')) return { mail, rcpt, data: go };
    this.#wire.write(stuffed(message));
    return { mail, rcpt, data: await this.reply() };
  }

  /** A transaction that must be taken whole; the final reply. */
  async send(envelope: Envelope, message: string | Uint8Array, options = ''): Promise<string> {
    const { mail, rcpt, data } = await this.transact(envelope, message, options);
    for (const reply of [mail, ...rcpt, data]) expect(reply, 250);
    return data;
  }

  [Symbol.dispose](): void {
    this.#wire[Symbol.dispose]();
  }
}

export function expect(reply: string, code: number): void {
  if (!reply.startsWith(String(code))) throw new Error(`expected ${code}, the server said ${JSON.stringify(reply)}`);
}

/** Dots doubled (RFC 5321 4.5.2), the final line ended if it is not, the lone dot added. */
function stuffed(message: string | Uint8Array): Buffer {
  const text = typeof message === 'string' ? message : Buffer.from(message).toString('latin1');
  const dotted = text.replace(/^\./gm, '..');
  return Buffer.from(`${dotted}${dotted.endsWith('\r\n') || dotted === '' ? '' : '\r\n'}.\r\n`, 'latin1');
}
