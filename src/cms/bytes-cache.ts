import { equalBytes } from './bytes.ts';

interface Entry<V> {
  readonly key: Uint8Array;
  readonly value: V;
}

/** Keys that fall on the same fingerprint; more than this many are forgotten, oldest first. */
const BUCKET = 4;

/**
 * A bounded map whose keys are octets, compared octet by octet: no digest is trusted and none is computed. The least recently
 * used bucket goes first. The key must not be changed after it was given.
 */
export class BytesCache<V> {
  readonly #limit: number;
  readonly #buckets = new Map<number, Entry<V>[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: Uint8Array): V | undefined {
    return this.#buckets.get(fingerprint(key))?.find((entry) => equalBytes(entry.key, key))?.value;
  }

  set(key: Uint8Array, value: V): void {
    const mark = fingerprint(key);
    const others = (this.#buckets.get(mark) ?? []).filter((entry) => !equalBytes(entry.key, key));
    this.#buckets.delete(mark);
    // The key may be a slice of a large message: a copy keeps only its own octets alive.
    this.#buckets.set(mark, [{ key: new Uint8Array(key), value }, ...others].slice(0, BUCKET));
    if (this.#buckets.size > this.#limit) this.#buckets.delete(this.#buckets.keys().next().value!);
  }
}

/** FNV-1a over the last 64 octets (in a certificate, its signature) and the length. */
function fingerprint(key: Uint8Array): number {
  let hash = 0x811c9dc5 ^ key.length;
  for (let i = Math.max(0, key.length - 64); i < key.length; i++) hash = Math.imul(hash ^ key[i]!, 0x01000193);
  return hash >>> 0;
}
