/** How what is written stands to what the server has. */
export type SaveState =
  | { readonly is: 'saved'; readonly at: string | undefined }
  | { readonly is: 'changed' }
  | { readonly is: 'saving' }
  /** The server was not reached: it is tried again by itself. */
  | { readonly is: 'waiting' }
  /** Somebody else saved in the meantime. */
  | { readonly is: 'elsewhere' }
  /** Somebody else sent it or threw it away. */
  | { readonly is: 'gone' }
  | { readonly is: 'failed'; readonly fault: unknown };

interface Saved {
  readonly version: number;
  readonly savedAt: string;
}
export interface SaverWay<T> {
  save(what: T, version: number | undefined): Promise<Saved>;
  kindOf(fault: unknown): 'elsewhere' | 'gone' | 'passing' | 'lasting';
  /** Calls later, returns what calls it off. */
  later(act: () => void, ms: number): () => void;
}

const AFTER_MS = 1_200;
const AGAIN_MS = 5_000;

/** Saves what changes, a moment after the last change, one save at a time, always what is newest. */
export class Saver<T> {
  readonly #way: SaverWay<T>;
  readonly #told: (state: SaveState) => void;
  #version: number | undefined;
  #next: { readonly what: T } | undefined;
  #last: T | undefined;
  #running: Promise<void> | undefined;
  #callOff: () => void = () => {};
  #isStopped = false;
  #state: SaveState;

  constructor(way: SaverWay<T>, first: Saved, told: (state: SaveState) => void) {
    this.#way = way;
    this.#told = told;
    this.#version = first.version;
    this.#state = { is: 'saved', at: first.savedAt };
  }

  get version(): number | undefined {
    return this.#version;
  }
  get state(): SaveState {
    return this.#state;
  }

  change(what: T): void {
    if (this.#isStopped) return;
    this.#next = { what };
    if (this.#isOvertaken) return;
    if (this.#running === undefined) this.#tell({ is: 'changed' });
    this.#soon(AFTER_MS);
  }

  /** Saves now; answers when everything is saved, throws when it cannot be. */
  async flush(): Promise<void> {
    while (this.#next !== undefined || this.#running !== undefined) {
      this.#callOff();
      if (this.#running === undefined) this.#go();
      await this.#running;
      if (this.#isOvertaken || this.#state.is === 'failed' || this.#state.is === 'waiting')
        throw new Error(this.#state.is);
    }
  }

  /** Mine is the one that counts, whatever was saved elsewhere. */
  async keepMine(): Promise<void> {
    this.#version = undefined;
    if (this.#next === undefined && this.#last !== undefined) this.#next = { what: this.#last };
    this.#tell({ is: 'changed' });
    await this.flush();
  }

  /** Saves nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#next = undefined;
    this.#callOff();
  }

  /** Nothing is saved before somebody has chosen. */
  get #isOvertaken(): boolean {
    return this.#state.is === 'elsewhere' || this.#state.is === 'gone';
  }

  #soon(ms: number): void {
    this.#callOff();
    this.#callOff = this.#way.later(() => this.#go(), ms);
  }

  #go(): void {
    if (this.#running !== undefined || this.#next === undefined || this.#isStopped) return;
    const { what } = this.#next;
    this.#next = undefined;
    this.#last = what;
    this.#tell({ is: 'saving' });
    this.#running = this.#way.save(what, this.#version).then(
      ({ version, savedAt }) => {
        this.#running = undefined;
        this.#version = version;
        this.#tell(this.#next === undefined ? { is: 'saved', at: savedAt } : { is: 'changed' });
        if (this.#next !== undefined) this.#soon(AFTER_MS);
      },
      (fault: unknown) => {
        this.#running = undefined;
        this.#next ??= { what };
        const kind = this.#way.kindOf(fault);
        if (kind === 'elsewhere' || kind === 'gone') return this.#tell({ is: kind });
        if (kind === 'lasting') return this.#tell({ is: 'failed', fault });
        this.#tell({ is: 'waiting' });
        this.#soon(AGAIN_MS);
      },
    );
  }

  #tell(state: SaveState): void {
    if (this.#isStopped) return;
    this.#state = state;
    this.#told(state);
  }
}
