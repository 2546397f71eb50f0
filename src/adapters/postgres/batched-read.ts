/**
 * Reads by key that share round trips: one query in flight; the keys asked for meanwhile go together into the next. Each caller
 * sees at least what was committed when it asked.
 */
export class BatchedRead<V> {
  readonly #query: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;
  readonly #maxKeys: number;
  #next: Batch<V> | undefined;
  #running = false;

  /** `query` answers only for the keys that exist. */
  constructor(query: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>, maxKeys = 200) {
    this.#query = query;
    this.#maxKeys = maxKeys;
  }

  async read(keys: readonly string[]): Promise<ReadonlyMap<string, V>> {
    if (keys.length === 0) return new Map();
    if (this.#next && this.#next.keys.size + keys.length > this.#maxKeys) return this.#query(keys);
    this.#next ??= { keys: new Set(), result: Promise.withResolvers() };
    const batch = this.#next;
    for (const key of keys) batch.keys.add(key);
    if (!this.#running) void this.#run();
    return batch.result.promise;
  }

  async one(key: string): Promise<V | undefined> {
    return (await this.read([key])).get(key);
  }

  async #run(): Promise<void> {
    this.#running = true;
    // The requests of one turn of the event loop go together.
    await new Promise(setImmediate);
    while (this.#next) {
      const batch = this.#next;
      this.#next = undefined;
      await this.#query([...batch.keys]).then(batch.result.resolve, batch.result.reject);
    }
    this.#running = false;
  }
}

interface Batch<V> {
  readonly keys: Set<string>;
  readonly result: PromiseWithResolvers<ReadonlyMap<string, V>>;
}
