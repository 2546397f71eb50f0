import type pg from 'pg';
import { type PostgresConnection, sqlState } from './connection.ts';
import { LostConnection, orLost } from './lost-connection.ts';
import type { MAIL_FUNCTIONS } from './mail-functions.ts';
import { openWriter } from './open-writer.ts';

/** One call of a function of `mail-functions.ts`. Buffers are arrays in their binary form (`binary-array.ts`) or octets. */
export interface MailCall {
  readonly call: (typeof MAIL_FUNCTIONS)[number];
  readonly values: readonly (string | number | boolean | Buffer | null)[];
  /** How long it holds the gate, in items touched or pages of octets; about 1 for a small one. */
  readonly weight: number;
}

interface Waiting extends MailCall {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** Indexes always, whatever the planner believes of tables it has not analysed. */
const PLAN_SETTINGS = 'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off';

/** Calls that go together in one commit: the gate is held for all of them. */
const MAX_CALLS = 64;
const MAX_WEIGHT = 5_000;

/** Repeated at once: another process wrote the same key meanwhile, a message was swept before it was named, a tie was broken. */
const TRY_AGAIN = new Set(['23503', '23505', '40001', '40P01']);

/**
 * What holders change, by one connection: one commit in flight, and the calls that come meanwhile go together into the next, as
 * steps do in `group-writer.ts`. A call's promise is settled only after the server acknowledged its commit.
 */
export class MailWriter implements AsyncDisposable {
  readonly #connection: PostgresConnection;
  #client: pg.Client | undefined;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  call<T>(call: MailCall): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...call, resolve: (answer) => resolve(answer as T), reject });
      this.#running ??= this.#run();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#client?.end();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What was asked for in one turn of the event loop goes together.
      await new Promise(setImmediate);
      await this.#write(this.#take());
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let weight = 0;
    let count = 0;
    for (const call of this.#waiting) {
      weight += call.weight;
      if (count === MAX_CALLS || (count > 0 && weight > MAX_WEIGHT)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #write(calls: readonly Waiting[]): Promise<void> {
    try {
      await this.#attempt(calls);
    } catch (error) {
      if (error instanceof LostConnection) return this.#lost(calls, error);
      for (const call of calls) await this.#writeAlone(call);
    }
  }

  async #writeAlone(call: Waiting): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt([call]);
      } catch (error) {
        if (error instanceof LostConnection) return this.#lost([call], error);
        if (attempt === 3 || !TRY_AGAIN.has(sqlState(error) ?? '')) return call.reject(error);
      }
    }
  }

  async #attempt(calls: readonly Waiting[]): Promise<void> {
    const client = await this.#open().catch(orLost);
    const answer = await client.query<unknown[]>({ ...statement(calls), rowMode: 'array' }).catch(orLost);
    for (const [i, call] of calls.entries()) call.resolve(answer.rows[0]![i]);
  }

  /** Nobody knows whether the calls were written. The next ones open a new connection. */
  #lost(calls: readonly Waiting[], error: LostConnection): void {
    void this.#client?.end().catch(() => {});
    this.#client = undefined;
    for (const call of calls) call.reject(error);
  }

  async #open(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = await openWriter(this.#connection, 'mail', PLAN_SETTINGS);
    // Lost while nothing was being written: the next calls open another.
    client.once('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }
}

/** Volatile functions in one SELECT run in order, each seeing what those before it did. A single call is prepared by name. */
function statement(calls: readonly MailCall[]): { name?: string; text: string; values: unknown[] } {
  let parameter = 1;
  const columns = calls.map(({ call, values }) => `${call}(${values.map(() => `$${parameter++}`).join(', ')})`);
  const text = `SELECT ${columns.join(', ')}`;
  const values = calls.flatMap((call) => call.values);
  return calls.length === 1 ? { name: calls[0]!.call, text, values } : { text, values };
}
