import type pg from 'pg';
import { connect, type PostgresConnection } from './connection.ts';

const CHANNEL = 'ceralacca_jobs';
/** NOTIFY inside commits cuts their rate to a quarter: it is sent apart, and seldom. A lost wake-up costs latency, never a change. */
const NOTIFY_EVERY_MS = 20;
const RECONNECT_MS = 1_000;

/** Tells the other processes on this database that jobs wait, and hears it from them; on a connection of its own. */
export class WakeUp implements AsyncDisposable {
  readonly #connection: PostgresConnection;
  readonly #listeners = new Set<() => void>();
  #client: Promise<pg.Client> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sent = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** Returns how to stop listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#connect();
    return () => this.#listeners.delete(listener);
  }

  /** Called after a commit that left free jobs: all processes are woken, this one too. */
  notify(): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#wake();
      this.#sent = this.#sent
        .then(async () => void (await (await this.#connect())?.query(`NOTIFY ${CHANNEL}`)))
        .catch(() => {});
    }, NOTIFY_EVERY_MS);
    this.#timer.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    await this.#sent;
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }

  #connect(): Promise<pg.Client> | undefined {
    if (this.#closed) return undefined;
    this.#client ??= this.#open().catch((error) => {
      this.#lost();
      throw error;
    });
    this.#client.catch(() => {});
    return this.#client;
  }

  async #open(): Promise<pg.Client> {
    const client = await connect(this.#connection, 'wake-up');
    client.on('error', () => this.#lost());
    client.on('end', () => this.#lost());
    // Our own notice comes back to us; the listeners here were called already.
    const own = (client as pg.Client & { readonly processID: number }).processID;
    client.on('notification', (notice) => notice.processId !== own && this.#wake());
    await client.query(`LISTEN ${CHANNEL}`);
    return client;
  }

  #lost(): void {
    this.#client = undefined;
    if (this.#closed || this.#listeners.size === 0 || this.#retry) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      // What was said while nobody listened is made good by one wake-up.
      this.#connect()?.then(
        () => this.#wake(),
        () => {},
      );
    }, RECONNECT_MS);
    this.#retry.unref();
  }
}
