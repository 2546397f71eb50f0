/** Which flags stand together on a message, each combination kept once and known by its number: of 100,000 messages few differ. */
export class FlagSets {
  readonly #sets: (readonly string[])[] = [];
  readonly #numbers = new Map<string, number>();
  /** For a flag in lower case: 1 for each set that holds it, as far as it was asked. */
  readonly #holding = new Map<string, Uint8Array>();

  get length(): number {
    return this.#sets.length;
  }

  /** The number of this combination. */
  number(flags: readonly string[]): number {
    const key = flags.join(' ');
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#sets.length;
      this.#sets.push([...flags]);
      this.#numbers.set(key, number);
      this.#holding.clear();
    }
    return number;
  }

  get(number: number): readonly string[] {
    return this.#sets[number]!;
  }

  /** Indexed by the number of a set: 1 where the flag stands in it, in any letter case (RFC 9051 2.3.2). */
  holding(flag: string): Uint8Array {
    const lower = flag.toLowerCase();
    let holding = this.#holding.get(lower);
    if (!holding) {
      holding = Uint8Array.from(this.#sets, (set) => (set.some((one) => one.toLowerCase() === lower) ? 1 : 0));
      this.#holding.set(lower, holding);
    }
    return holding;
  }
}
