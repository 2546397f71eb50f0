import type { Writable } from 'node:stream';
import { ClientGone, type ImapOutput } from '#imap';

/** The way out: a socket, TLS, or a deflater. What is written in one turn of the event loop leaves as one packet. */
export class StreamOutput implements ImapOutput {
  #stream: Writable;
  #corked = false;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Goes on elsewhere; what was written before has left, or leaves first. */
  writeTo(stream: Writable): void {
    this.#release();
    this.#stream = stream;
  }

  write(piece: string | Uint8Array): void | Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || stream.writableEnded) return Promise.reject(new ClientGone('the connection is gone'));
    if (!this.#corked) {
      this.#corked = true;
      stream.cork();
      process.nextTick(() => this.#release());
    }
    const taken = typeof piece === 'string' ? stream.write(piece, 'latin1') : stream.write(piece);
    if (!taken) return drained(stream);
  }

  /** Last words. A client that takes nothing does not hear them. */
  end(words: string): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.writableEnded) return;
    if (stream.writableNeedDrain) stream.destroy();
    else stream.end(words, 'latin1');
    this.#release();
  }

  #release(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#stream.uncork();
  }
}

/** Resolves when more may be written. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      if (stream.destroyed) reject(new ClientGone('the connection is gone'));
      else resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
