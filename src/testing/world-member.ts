import { memoryBlobs } from '#adapters/memory';
import type { Blobs } from '#ports';
import type { ProviderSpec } from './world-cast.ts';
import type { ProviderDisk, StoreHandle } from './world-disk.ts';
import type { WorldProcess } from './world-provider.ts';

/** The process that was asked has no power any more. */
export class PowerCut extends Error {
  override name = 'PowerCut';
}

interface Life {
  readonly handle: StoreHandle;
  readonly death: Promise<never>;
  readonly die: (reason: PowerCut) => void;
  process?: WorldProcess;
}

/** One provider over its lives: what is on its disk stays, the process comes and goes. */
export class Member {
  readonly spec: ProviderSpec;
  readonly disk: ProviderDisk;
  /** Nobody reaches it, and it reaches nobody. */
  isUnreachable = false;
  lives = 0;
  readonly #begin: (store: StoreHandle, blobs: Blobs, life: number) => Promise<WorldProcess>;
  readonly #pace: () => Promise<void>;
  #life: Life | undefined;
  /** The store of the last life is closed. */
  #gone: Promise<void> = Promise.resolve();

  constructor(
    spec: ProviderSpec,
    disk: ProviderDisk,
    pace: () => Promise<void>,
    begin: (store: StoreHandle, blobs: Blobs, life: number) => Promise<WorldProcess>,
  ) {
    this.spec = spec;
    this.disk = disk;
    this.#pace = pace;
    this.#begin = begin;
  }

  /** The running process. Throws PowerCut when there is none. */
  get process(): WorldProcess {
    if (this.#life?.process === undefined) throw new PowerCut(`${this.spec.key} has no power`);
    return this.#life.process;
  }

  get isAlive(): boolean {
    return this.#life?.process !== undefined;
  }

  /** Does nothing when it runs already. */
  async start(): Promise<void> {
    if (this.#life !== undefined) return;
    await this.#gone;
    this.lives += 1;
    const { promise: death, reject: die } = Promise.withResolvers<never>();
    death.catch(() => {});
    const life: Life = { handle: await this.disk.open(this.#pace), death, die };
    this.#life = life;
    const blobs = memoryBlobs({ disk: this.disk.blobs, literalMaxBytes: 4_096, pace: () => this.#paceOf(life) });
    life.process = await Promise.race([this.#begin(life.handle, blobs, this.lives), death]);
  }

  /** The power goes, in the middle of whatever goes on. */
  async crash(survivors: (waiting: number) => number): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    this.#gone = life.handle.crash(survivors);
    life.die(new PowerCut(`${this.spec.key} lost its power`));
    await this.#gone;
  }

  /** What the process answers, or PowerCut when it dies before it does. */
  async ask<T>(question: (process: WorldProcess) => Promise<T>): Promise<T> {
    const life = this.#life;
    return await Promise.race([question(this.process), life!.death]);
  }

  async #paceOf(life: Life): Promise<void> {
    await this.#pace();
    if (this.#life !== life) await new Promise<never>(() => {});
  }
}
