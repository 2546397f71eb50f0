const EVERY_MS = 200;

/** One line on a terminal that is written over, and gone at the end; elsewhere nothing. */
export class LineOfProgress {
  readonly #isTerminal = process.stderr.isTTY === true;
  #saidAt = Number.NEGATIVE_INFINITY;

  say(text: () => string): void {
    if (!this.#isTerminal || performance.now() - this.#saidAt < EVERY_MS) return;
    this.#saidAt = performance.now();
    process.stderr.write(`\r\x1b[K${text()}`);
  }

  end(): void {
    if (this.#isTerminal) process.stderr.write('\r\x1b[K');
  }
}

export const megabytes = (octets: number): string => `${(octets / 1_048_576).toFixed(1)} MB`;

/** `[#####·····]` */
export function bar(done: number, of: number): string {
  const width = 24;
  const full = of === 0 ? width : Math.min(width, Math.round((done / of) * width));
  return `[${'#'.repeat(full)}${'·'.repeat(width - full)}]`;
}
