import { type Errand, type LaneOptions, runLane } from './lane.ts';
import type { Connection } from './open-connection.ts';
import { answerAll } from './transaction.ts';

export interface PoolOptions extends LaneOptions {
  readonly maxConnections: number;
  /** Rejects with a text fit for a reply. */
  open(): Promise<Connection>;
}

/** A connection with nothing to do. */
interface Waiting {
  wake(errand: Errand | undefined): void;
}

/** All connections to one destination: as many as there is work for, up to the limit, kept a while for more. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #queue: Errand[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #connections = new Set<Connection>();
  readonly #lanes = new Set<Promise<void>>();
  #opening = 0;
  /** One attempt failed with no connection left: the others that are on their way are awaited, no new one is made. */
  #isRefused = false;
  /** How many connections the peer is believed to grant; lowered when it turns one away beside others. */
  #ceiling: number;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#ceiling = options.maxConnections;
  }

  /** Nothing open, nothing owed: may be forgotten. */
  get empty(): boolean {
    return this.#lanes.size === 0 && this.#queue.length === 0;
  }

  add(errand: Errand): void {
    if (this.#closed) {
      errand.resolve(answerAll(errand.transaction, 'deferred', '451 4.3.2 the relay is closed'));
      return;
    }
    // The one used last is the least likely to have been closed by the peer.
    const free = this.#waiting.pop();
    if (free) {
      free.wake(errand);
      return;
    }
    this.#queue.push(errand);
    this.#grow();
  }

  #grow(): void {
    if (this.#isRefused) return;
    while (this.#queue.length > this.#opening && this.#lanes.size < this.#ceiling) {
      this.#opening++;
      const lane = this.#live().finally(() => {
        this.#lanes.delete(lane);
        this.#grow();
      });
      this.#lanes.add(lane);
    }
  }

  async #live(): Promise<void> {
    let connection: Connection;
    try {
      connection = await this.#options.open();
    } catch (fault) {
      this.#opening--;
      this.#notOpened(fault as Error);
      return;
    }
    this.#opening--;
    this.#isRefused = false;
    this.#connections.add(connection);
    const work = {
      take: () => this.#queue.shift(),
      wait: (idle: Connection) => this.#wait(idle),
      putBack: (errand: Errand) => this.#putBack(errand),
    };
    await runLane(connection, work, this.#options);
    this.#connections.delete(connection);
  }

  #putBack(errand: Errand): void {
    if (this.#closed) this.add(errand);
    else this.#queue.unshift(errand);
  }

  /** With no connection left, what waits is put off; else those that are open go on with it. */
  #notOpened(fault: Error): void {
    if (this.#connections.size > 0) {
      this.#ceiling = this.#connections.size;
      return;
    }
    this.#isRefused = this.#opening > 0;
    if (this.#isRefused) return;
    this.#ceiling = this.#options.maxConnections;
    for (const errand of this.#queue.splice(0)) {
      errand.resolve(answerAll(errand.transaction, 'deferred', `451 4.4.1 ${fault.message}`));
    }
  }

  #wait(connection: Connection): Promise<Errand | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    this.#ceiling = this.#options.maxConnections;
    return new Promise((resolve) => {
      const waiting: Waiting = {
        wake: (errand) => {
          clearTimeout(timer);
          connection.wire.whenEnded(undefined);
          const at = this.#waiting.indexOf(waiting);
          if (at >= 0) this.#waiting.splice(at, 1);
          resolve(errand);
        },
      };
      const timer = setTimeout(() => waiting.wake(undefined), this.#options.times.idleMs).unref();
      this.#waiting.push(waiting);
      connection.wire.whenEnded(() => waiting.wake(undefined));
    });
  }

  /** Lets the transactions under way end, at most `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    for (const errand of this.#queue.splice(0)) {
      errand.resolve(answerAll(errand.transaction, 'deferred', '451 4.3.2 the relay is closing'));
    }
    for (const idle of [...this.#waiting]) idle.wake(undefined);
    const timer = setTimeout(() => {
      for (const connection of this.#connections) connection.wire.fail(new Error('the relay is closing'));
    }, graceMs).unref();
    await Promise.all(this.#lanes);
    clearTimeout(timer);
  }
}
