import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { constants, createInflateRaw } from 'node:zlib';

/** Where a door is, and how its TLS certificate is judged. */
export interface ImapEndpoint {
  readonly host: string;
  readonly port: number;
  /** PEM of the root; absent: plain until STARTTLS. */
  readonly root?: string;
}

export interface ImapAnswer {
  /** `OK`, `NO` or `BAD`. */
  readonly status: string;
  /** The tagged line behind the status. */
  readonly text: string;
  /** Untagged responses whole, literals included, octets as characters of the same code, without `* ` and the last CRLF. */
  readonly untagged: readonly string[];
}

const SILENCE_MS = 60_000;
const CR_LF = '\r\n';

/**
 * IMAP as octets, for tests and measurements: says what it is told, and reads responses with their literals. It understands nothing
 * more, so that a wrong server cannot be excused by a clever client.
 */
export class ImapClient implements Disposable {
  #socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #ended: Error | undefined;
  #wake: (() => void) | undefined;
  #tags = 0;
  greeting = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async connect({ host, port, root }: ImapEndpoint): Promise<ImapClient> {
    const socket = root === undefined ? connect({ host, port }) : connectTls({ host, port, ca: root });
    await once(socket, root === undefined ? 'connect' : 'secureConnect');
    const client = new ImapClient(socket);
    client.greeting = await client.response();
    return client;
  }

  static async login(endpoint: ImapEndpoint, user: string, password: string): Promise<ImapClient> {
    const client = await ImapClient.connect(endpoint);
    await client.ok(`LOGIN ${quoted(user)} ${quoted(password)}`);
    return client;
  }

  /** STARTTLS has been agreed: the same connection goes on inside TLS. */
  async secure(host: string, root: string): Promise<void> {
    for (const event of ['data', 'error', 'close']) this.#socket.removeAllListeners(event);
    this.#socket = connectTls({ socket: this.#socket, host, ca: root });
    const secured = once(this.#socket, 'secureConnect');
    this.#listen(this.#socket);
    await secured;
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    this.#hear(socket);
  }

  #hear(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake?.();
    });
    const end = (fault?: Error | boolean) => {
      this.#ended ??= fault instanceof Error ? fault : new Error('the server closed the connection');
      this.#wake?.();
    };
    stream.on('error', end).on('close', end);
  }

  write(octets: string | Uint8Array): void {
    this.#socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
  }

  /** Writes, and waits until the server takes more; false when it has hung up. */
  async written(octets: Uint8Array): Promise<boolean> {
    if (this.#ended !== undefined || this.#socket.destroyed) return false;
    if (this.#socket.write(octets)) return true;
    const { signal, abort } = stopper();
    const taken = once(this.#socket, 'drain', { signal }).then(() => true);
    const gone = once(this.#socket, 'close', { signal }).then(() => false);
    return await Promise.race([taken, gone])
      .catch(() => false)
      .finally(abort);
  }

  /** Reads nothing more, until `resume`: the server's words stay where they are. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** COMPRESS has been agreed: what comes is inflated. What is written stays the caller's. */
  inflate(): this {
    const socket = this.#socket;
    for (const event of ['data', 'error', 'close']) socket.removeAllListeners(event);
    const inflater = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    // What the server said before it hung up is still to be read, even by who wrote on meanwhile.
    for (const event of ['error', 'close']) socket.on(event, () => inflater.end());
    this.#hear(socket.pipe(inflater));
    return this;
  }

  nextTag(): string {
    return `A${++this.#tags}`;
  }

  /** Sends a command; a synchronizing literal waits for its `+`. Pieces that are octets go as literals. */
  async command(...pieces: readonly (string | Uint8Array)[]): Promise<ImapAnswer> {
    const tag = this.nextTag();
    const untagged: string[] = [];
    let line = `${tag} `;
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        line += piece;
        continue;
      }
      this.write(`${line}{${piece.length}}${CR_LF}`);
      line = '';
      for (;;) {
        const response = await this.response();
        if (response.startsWith('+')) break;
        const done = asTagged(response, tag, untagged);
        if (done) return done;
      }
      this.write(piece);
    }
    this.write(line + CR_LF);
    return await this.answer(tag, untagged);
  }

  /** Everything until the tagged response of `tag`. */
  async answer(tag: string, untagged: string[] = []): Promise<ImapAnswer> {
    for (;;) {
      const done = asTagged(await this.response(), tag, untagged);
      if (done) return done;
    }
  }

  /** A command that must succeed: its untagged responses. */
  async ok(...pieces: readonly (string | Uint8Array)[]): Promise<readonly string[]> {
    const { status, text, untagged } = await this.command(...pieces);
    if (status !== 'OK') throw new Error(`${String(pieces[0]).slice(0, 200)}: ${status} ${text}`);
    return untagged;
  }

  /** Sends a command and counts the octets of its answer without looking at them, but for the end. */
  async drain(command: string): Promise<number> {
    const tag = this.nextTag();
    this.write(`${tag} ${command}${CR_LF}`);
    const end = Buffer.from(`${CR_LF}${tag} OK`);
    let octets = this.#buffer.length;
    let tail: Buffer = this.#buffer;
    this.#buffer = Buffer.alloc(0);
    for (;;) {
      const at = tail.indexOf(end);
      if (at >= 0 && tail.indexOf(CR_LF, at + end.length) >= 0) return octets;
      if (tail.lastIndexOf(`${CR_LF}${tag} NO`) >= 0 || tail.lastIndexOf(`${CR_LF}${tag} BAD`) >= 0)
        throw new Error(`${command}: ${tail.toString('latin1').slice(-200)}`);
      const chunk = await this.#chunk();
      octets += chunk.length;
      tail = Buffer.concat([tail.subarray(-200), chunk]);
    }
  }

  /** One response: a line, and while lines end in `{n}`, the literal and what follows it. */
  async response(): Promise<string> {
    let text = '';
    for (;;) {
      const line = await this.#line();
      text += line;
      const literal = /\{(\d+)\}$/.exec(line);
      if (literal === null) return text;
      text += CR_LF + (await this.#octets(Number(literal[1]))).toString('latin1');
    }
  }

  async #line(): Promise<string> {
    for (let from = 0; ; ) {
      const end = this.#buffer.indexOf(CR_LF, Math.max(0, from - 1));
      if (end >= 0) {
        const line = this.#buffer.toString('latin1', 0, end);
        this.#buffer = this.#buffer.subarray(end + 2);
        return line;
      }
      from = this.#buffer.length;
      this.#buffer = Buffer.concat([this.#buffer, await this.#chunk()]);
    }
  }

  async #octets(count: number): Promise<Buffer> {
    const pieces = [this.#buffer];
    let length = this.#buffer.length;
    while (length < count) {
      const chunk = await this.#chunk();
      pieces.push(chunk);
      length += chunk.length;
    }
    const all = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    this.#buffer = all.subarray(count);
    return all.subarray(0, count);
  }

  async #chunk(): Promise<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.#ended !== undefined) throw this.#ended;
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

  /** True when the server has hung up and everything it said was read. */
  async closed(): Promise<boolean> {
    try {
      await this.#chunk();
      return false;
    } catch {
      return true;
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

function stopper() {
  const stopping = new AbortController();
  return { signal: stopping.signal, abort: () => stopping.abort() };
}

function asTagged(response: string, tag: string, untagged: string[]): ImapAnswer | undefined {
  if (response.startsWith('* ')) {
    untagged.push(response.slice(2));
    return undefined;
  }
  const [, status, text] = /^(\S+) ?([\s\S]*)$/.exec(response.slice(tag.length + 1)) ?? [];
  if (!response.startsWith(`${tag} `)) throw new Error(`neither untagged nor ${tag}: ${response.slice(0, 200)}`);
  return { status: status ?? '', text: text ?? '', untagged };
}

export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** The octets of a literal or quoted string behind `name` in a FETCH response. */
export function fetched(response: string, name: string): Buffer | undefined {
  const at = response.toUpperCase().indexOf(`${name.toUpperCase()} `);
  if (at < 0) return undefined;
  const rest = response.slice(at + name.length + 1);
  const literal = /^~?\{(\d+)\}\r\n/.exec(rest);
  if (literal) return Buffer.from(rest.slice(literal[0].length, literal[0].length + Number(literal[1])), 'latin1');
  const text = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
  return text ? Buffer.from(text[1]!.replace(/\\(.)/g, '$1'), 'latin1') : undefined;
}
