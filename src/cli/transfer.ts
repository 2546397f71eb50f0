/** What an export or import has done so far, for its progress on stderr and its result. */
export class Transfer {
  readonly #verb: string;
  readonly #say: (text: string) => void;
  readonly #isTerminal: boolean;
  readonly #now: () => number;
  #folder = '';
  #of = 0;
  #inFolder = 0;
  #saidAt = Number.NEGATIVE_INFINITY;
  done = 0;
  octets = 0;
  before = 0;
  checked = 0;
  bad = 0;

  /** `verb`: `exported`. `now`: milliseconds that only go forward. */
  constructor(verb: string, to: { say(text: string): void; isTerminal: boolean; now(): number }) {
    this.#verb = verb;
    this.#say = to.say;
    this.#isTerminal = to.isTerminal;
    this.#now = to.now;
  }

  begin(folder: string, messages: number): void {
    this.#folder = folder;
    this.#of = messages;
    this.#inFolder = 0;
  }

  moved(octets: number): void {
    this.done++;
    this.octets += octets;
    this.#inFolder++;
    this.#tell();
  }

  /** They were there from before. */
  skipped(messages: number): void {
    this.before += messages;
    this.#inFolder += messages;
    this.#tell();
  }

  verified(): void {
    this.checked++;
  }

  failed(what: string, fault: unknown): void {
    this.bad++;
    this.#inFolder++;
    this.#clear();
    this.#say(`${what}: ${fault instanceof Error ? fault.message : String(fault)}\n`);
  }

  /** One sentence for people. */
  describe(): string {
    const parts = [`${this.done} messages ${this.#verb}, ${(this.octets / 1_048_576).toFixed(1)} MB`];
    if (this.before > 0) parts.push(`${this.before} were there already`);
    if (this.checked > 0) parts.push(`${this.checked} verified`);
    if (this.bad > 0) parts.push(`${this.bad} FAILED`);
    return `${parts.join('; ')}.`;
  }

  toJSON(): object {
    const { done, octets, before, checked, bad } = this;
    return { [this.#verb]: done, octets, before, verified: checked, failed: bad };
  }

  end(): void {
    this.#clear();
  }

  #tell(): void {
    const now = this.#now();
    if (now - this.#saidAt < (this.#isTerminal ? 200 : 10_000)) return;
    const text = `${this.#folder} ${this.#inFolder}/${this.#of}`;
    if (this.#isTerminal) this.#say(`\r\x1b[K${text}`);
    else if (this.#saidAt > Number.NEGATIVE_INFINITY) this.#say(`${text}\n`);
    this.#saidAt = now;
  }

  #clear(): void {
    if (this.#isTerminal) this.#say('\r\x1b[K');
  }
}
