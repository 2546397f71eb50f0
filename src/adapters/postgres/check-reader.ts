import type pg from 'pg';

/**
 * Reads page by page, each in a snapshot of its own: a check that takes hours must not keep PostgreSQL from clearing away what went
 * meanwhile. What two pages say of each other is never compared.
 */
export class CheckReader {
  readonly #client: pg.ClientBase;
  readonly #rest: () => Promise<void>;

  /** `rest` is waited for after each page; it may reject to end the check. */
  constructor(client: pg.ClientBase, rest: () => Promise<void> = async () => {}) {
    this.#client = client;
    this.#rest = rest;
  }

  async page<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    await this.#client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const result = await work(this.#client);
    await this.#client.query('COMMIT');
    await this.rest();
    return result;
  }

  /** Between two pieces of work that is not the database's. */
  async rest(): Promise<void> {
    await this.#rest();
  }
}
