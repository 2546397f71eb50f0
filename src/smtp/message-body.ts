import { DataDecoder } from './data-decoder.ts';

/** What may wait for a slow reader before the peer is held back. */
const MAX_QUEUED_OCTETS = 262_144;
const MAX_QUEUED_PIECES = 1_024;
/** How far a peer may go on beyond a message that was refused already. */
const PATIENCE_OCTETS = 1_048_576;

export interface BodyOptions {
  readonly maxBytes: number;
  /** Called when there is room again after `full`. */
  onRoom(): void;
}

interface Waiting {
  resolve(result: IteratorResult<Uint8Array>): void;
  reject(fault: Error): void;
}

/** Told to the reader of a body that grows beyond its limit. */
export class BodyTooLarge extends Error {}

/**
 * The message of one DATA on its way from the wire to a handler: pushed as it comes, read as an async iterable, once. Bounded:
 * when `full`, stop pushing until `onRoom`; when `excessive`, the peer will not end.
 */
export class MessageBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #options: BodyOptions;
  readonly #decoder = new DataDecoder();
  #queue: Uint8Array[] = [];
  #queued = 0;
  #size = 0;
  #discarding = false;
  #full = false;
  #done = false;
  #fault: Error | undefined;
  #waiting: Waiting | undefined;
  #onEnd: (() => void) | undefined;

  constructor(options: BodyOptions) {
    this.#options = options;
  }

  /** Set when the end has come: what stands behind it. */
  get rest(): Uint8Array | undefined {
    return this.#decoder.rest;
  }

  get tooLarge(): boolean {
    return this.#size > this.#options.maxBytes;
  }

  get excessive(): boolean {
    return this.#size > 2 * this.#options.maxBytes + PATIENCE_OCTETS;
  }

  get full(): boolean {
    return this.#full;
  }

  push(chunk: Uint8Array): void {
    if (this.#done) return;
    const piece = this.#decoder.push(chunk);
    this.#size += piece.length;
    if (this.tooLarge) this.#break(new BodyTooLarge(`more than ${this.#options.maxBytes} octets`));
    else if (piece.length > 0) this.#give(piece);
    if (this.#decoder.rest) this.#finish();
  }

  /** The peer is gone, or was sent away: the reader must not take what it has for the whole. */
  fail(fault: Error): void {
    if (this.#done) return;
    this.#break(fault);
    this.#finish();
  }

  /** Nobody reads it any more. Resolves when it has come to its end, or failed. */
  discard(): Promise<void> | undefined {
    this.#discarding = true;
    this.#empty();
    if (this.#done) return undefined;
    return new Promise((resolve) => {
      this.#onEnd = resolve;
    });
  }

  #give(piece: Uint8Array): void {
    if (this.#discarding || this.#fault) return;
    const waiting = this.#waiting;
    if (!waiting) {
      this.#queue.push(piece);
      this.#queued += piece.length;
      this.#full ||= this.#queued > MAX_QUEUED_OCTETS || this.#queue.length > MAX_QUEUED_PIECES;
      return;
    }
    this.#waiting = undefined;
    waiting.resolve({ done: false, value: piece });
  }

  #break(fault: Error): void {
    if (this.#fault) return;
    this.#fault = fault;
    this.#waiting?.reject(fault);
    this.#waiting = undefined;
    this.#empty();
  }

  #finish(): void {
    this.#done = true;
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
    this.#onEnd?.();
  }

  #empty(): void {
    this.#queue = [];
    this.#queued = 0;
    this.#makeRoom();
  }

  #makeRoom(): void {
    if (!this.#full || this.#queued > MAX_QUEUED_OCTETS / 2 || this.#queue.length > MAX_QUEUED_PIECES / 2) return;
    this.#full = false;
    this.#options.onRoom();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#fault) return Promise.reject(this.#fault);
    const piece = this.#queue.shift();
    if (piece) {
      this.#queued -= piece.length;
      this.#makeRoom();
      return Promise.resolve({ done: false, value: piece });
    }
    if (this.#done || this.#discarding) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** The reader leaves early. */
  return(): Promise<IteratorResult<Uint8Array>> {
    this.#discarding = true;
    this.#empty();
    return Promise.resolve({ done: true, value: undefined });
  }
}
