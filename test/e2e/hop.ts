import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Envelope } from './smtp.ts';

/** One message as it stood on the wire, dots undone. */
export interface Passing extends Envelope {
  /** Parameters of MAIL FROM, upper case. */
  readonly options: string;
  readonly message: Buffer;
  readonly overTls: boolean;
}

export interface HopOptions {
  /** PEM, read when the first STARTTLS comes; without it STARTTLS is not offered. */
  readonly tls?: () => { readonly key: string; readonly cert: string };
  /** The reply to a message, or to each of its repetitions. */
  receive(passing: Passing): Promise<string> | string;
}

export interface Hop extends AsyncDisposable {
  readonly port: number;
  /** Every command heard. */
  readonly heard: readonly string[];
}

/** A host between two providers: it takes what one sends and does with it what a test wants. */
export async function openHop(options: HopOptions): Promise<Hop> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new Session(options, heard).serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

class Session {
  readonly #options: HopOptions;
  readonly #heard: string[];
  #socket!: Socket;
  #text = '';
  #inData = false;
  #overTls = false;
  #from = '';
  #mailOptions = '';
  #to: string[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(options: HopOptions, heard: string[]) {
    this.#options = options;
    this.#heard = heard;
  }

  serve(socket: Socket): void {
    this.#listen(socket);
    this.#say('220 hop ESMTP');
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#work = this.#work.then(() => this.#read());
    });
  }

  #say(line: string): void {
    this.#socket.write(`${line}\r\n`, 'latin1');
  }

  async #read(): Promise<void> {
    for (;;) {
      const end = this.#inData ? `\r\n${this.#text}`.indexOf('\r\n.\r\n') : this.#text.indexOf('\r\n');
      if (end < 0) return;
      const piece = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + (this.#inData ? 3 : 2));
      if (this.#inData) await this.#take(piece);
      else this.#obey(piece);
    }
  }

  async #take(stuffed: string): Promise<void> {
    this.#inData = false;
    const message = Buffer.from(stuffed.replace(/^\.\./gm, '.'), 'latin1');
    const { receive } = this.#options;
    const passing = { from: this.#from, to: this.#to, options: this.#mailOptions, message, overTls: this.#overTls };
    this.#say(await receive(passing));
  }

  #obey(command: string): void {
    this.#heard.push(command);
    const verb = command.split(' ')[0]!.toUpperCase();
    if (verb === 'EHLO') {
      const offers = this.#options.tls !== undefined && !this.#overTls ? ['STARTTLS'] : [];
      for (const offer of ['hop', 'PIPELINING', '8BITMIME', ...offers]) this.#say(`250-${offer}`);
      this.#say('250 SIZE 0');
      return;
    }
    if (verb === 'STARTTLS') {
      this.#secure();
      return;
    }
    if (verb === 'MAIL') {
      [, this.#from = '', this.#mailOptions = ''] = /<(.*)>(.*)$/.exec(command) ?? [];
      this.#to = [];
    }
    if (verb === 'RCPT') this.#to.push(/<(.*)>/.exec(command)?.[1] ?? '');
    this.#inData = verb === 'DATA';
    this.#say(this.#inData ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 ok');
  }

  #secure(): void {
    this.#say('220 go on');
    const raw = this.#socket;
    raw.removeAllListeners('data');
    this.#overTls = true;
    this.#text = '';
    this.#listen(new TLSSocket(raw, { isServer: true, ...this.#options.tls!() }));
  }
}
