import { isSlice, type Rope } from '#mime';
import type { StoredMessage } from '#ports';

/** What an entry costs beside its octets: a rope of references alone is not free. */
const ENTRY_BYTES = 512;

/**
 * Messages just committed, up to `maxBytes` of literal octets and entries: the next office reads most of them at once. A stored message
 * never changes, so nothing is ever stale. Literals cut out of far bigger buffers are copied, so that those are not kept alive.
 */
export class MessageCache {
  readonly #maxBytes: number;
  readonly #messages = new Map<string, StoredMessage>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  add(message: StoredMessage): void {
    const bytes = literalOctets(message.rope);
    if (bytes + ENTRY_BYTES > this.#maxBytes / 16 || this.#messages.has(message.id)) return;
    const rope = message.rope.map((piece) =>
      isSlice(piece) || isMostOfItsBuffer(piece) ? piece : new Uint8Array(piece),
    );
    this.#messages.set(message.id, { ...message, rope });
    this.#bytes += bytes + ENTRY_BYTES;
    for (const [id, oldest] of this.#messages) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#messages.delete(id);
      this.#bytes -= literalOctets(oldest.rope) + ENTRY_BYTES;
    }
  }
}

function isMostOfItsBuffer(piece: Uint8Array): boolean {
  return piece.length >= 0.75 * piece.buffer.byteLength;
}

function literalOctets(rope: Rope): number {
  let total = 0;
  for (const piece of rope) if (!isSlice(piece)) total += piece.length;
  return total;
}
