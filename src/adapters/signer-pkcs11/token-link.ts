import { type ChildProcess, fork } from 'node:child_process';
import { type OpenCall, type OpenedKey, type TokenAnswer, type TokenCall, TokenFault } from './token-calls.ts';

const ENTRY = new URL('./token-process.ts', import.meta.url);
/** Threads on which the module works: one for each session. */
const THREADS = '8';

export interface LinkTimes {
  /** Opening module and token; a module over a network may try several addresses. */
  readonly openMs: number;
  /** A module that finishes nothing for so long while something waits has hung. */
  readonly stallMs: number;
}

interface Waiting {
  resolve(value: OpenedKey | Uint8Array): void;
  reject(fault: TokenFault): void;
}

/** One life of the token's process: from its start until it ends, by itself or by us. */
export class TokenLink {
  readonly #child: ChildProcess;
  readonly #times: LinkTimes;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: TokenFault | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;

  /** `environment`: of the process; modules find their own settings there. */
  constructor(environment: Readonly<Record<string, string | undefined>>, times: LinkTimes) {
    this.#times = times;
    this.#child = fork(ENTRY, {
      // Of its own group: Ctrl-C reaches the server, which stops everything in order.
      detached: true,
      execArgv: [],
      env: { ...environment, UV_THREADPOOL_SIZE: THREADS },
      serialization: 'advanced',
      // What a module prints must not stand between the lines of the server's own log.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#child.on('message', (message) => this.#hear(message as TokenAnswer));
    this.#child.once('error', (fault) => this.#end(fault.message));
    this.#child.once('exit', (code, signal) => this.#end(signal ?? `exit code ${code}`));
  }

  get isOver(): boolean {
    return this.#ended !== undefined;
  }

  async open(call: OpenCall): Promise<OpenedKey> {
    return (await this.#ask(call, this.#times.openMs)) as OpenedKey;
  }

  async sign(data: Uint8Array): Promise<Uint8Array> {
    return (await this.#ask({ call: 'sign', data }, this.#times.stallMs)) as Uint8Array;
  }

  /** Ends the process whatever it does; what waits for it is told why. */
  end(why: TokenFault): void {
    this.#child.kill('SIGKILL');
    this.#close(why);
  }

  #ask(call: TokenCall, stallMs: number): Promise<OpenedKey | Uint8Array> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#watch ??= this.#watchFor(stallMs);
      this.#child.send({ ...call, id }, (fault) => {
        if (fault !== null) this.#end(fault.message);
      });
    });
  }

  #hear(answer: TokenAnswer): void {
    clearTimeout(this.#watch);
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    this.#watch = this.#waiting.size === 0 ? undefined : this.#watchFor(this.#times.stallMs);
    if ('fault' in answer) waiting?.reject(new TokenFault(answer.fault.kind, answer.fault.text));
    else waiting?.resolve(answer.value);
  }

  #watchFor(stallMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#end(`no answer in ${stallMs / 1000} s`);
      this.#child.kill('SIGKILL');
    }, stallMs);
  }

  #end(how: string): void {
    this.#close(new TokenFault('gone', `the process of the PKCS#11 module ended (${how})`));
  }

  #close(why: TokenFault): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    clearTimeout(this.#watch);
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }
}
