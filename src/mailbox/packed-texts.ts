const FIRST_OCTETS = 1024;

/** Texts in one buffer, each found by its number: far smaller than as many strings, and nothing for the collector to walk. */
export class PackedTexts {
  #octets: Buffer = Buffer.allocUnsafeSlow(FIRST_OCTETS);
  /** Text n ends at `#ends[n]` and begins where the one before ends. */
  #ends = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Octets of memory. */
  get bytes(): number {
    return this.#octets.length + this.#ends.byteLength;
  }

  /** Answers its number. */
  add(text: string): number {
    const start = this.#length === 0 ? 0 : this.#ends[this.#length - 1]!;
    const needed = start + text.length * 3;
    if (needed > this.#octets.length) this.#octets = grown(this.#octets, needed);
    if (this.#length === this.#ends.length) {
      const ends = new Uint32Array(this.#ends.length * 2);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#ends[this.#length] = start + this.#octets.write(text, start, 'utf8');
    return this.#length++;
  }

  get(number: number): string {
    if (number < 0 || number >= this.#length) throw new RangeError(`there is no text ${number}`);
    const start = number === 0 ? 0 : this.#ends[number - 1]!;
    return this.#octets.toString('utf8', start, this.#ends[number]);
  }
}

function grown(octets: Buffer, needed: number): Buffer {
  const more = Buffer.allocUnsafeSlow(Math.max(needed, Math.floor(octets.length * 1.5)));
  octets.copy(more);
  return more;
}
