/** Octets on their way from one who pushes to one who reads, piece by piece: who pushes waits until the piece before was taken. */
export class Pipe implements AsyncIterable<Uint8Array> {
  #piece: Uint8Array | undefined;
  #ended = false;
  #fault: unknown;
  #closed = false;
  #changed = Promise.withResolvers<void>();

  /** Resolves at once when nobody reads any more: that reader says himself what went wrong. */
  async push(piece: Uint8Array): Promise<void> {
    while (this.#piece !== undefined && !this.#closed) await this.#changed.promise;
    this.#piece = piece;
    this.#tell();
  }

  /** After the last piece; with a fault, who reads gets that instead of an end. What is said first counts. */
  end(fault?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#fault = fault;
    this.#tell();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        while (this.#piece === undefined && !this.#ended) await this.#changed.promise;
        if (this.#fault !== undefined) throw this.#fault;
        if (this.#piece === undefined) return;
        const piece = this.#piece;
        this.#piece = undefined;
        this.#tell();
        yield piece;
      }
    } finally {
      this.#closed = true;
      this.#tell();
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
