import { commitmentOf, type Day, fromHex, HASH_OCTETS, logRecordText, openingLine, type Sha256 } from '#evidence';
import type { Store } from '#ports';
import { logPages } from './log-pages.ts';
import type { LogState } from './log-state.ts';
import { saltsOf } from './salts.ts';

/** Commitments of the day that is open, made again from its records; what was made once is kept, and only what came since is read. */
export class OpenDay {
  readonly day: Day;
  readonly #saltOf: (seq: number) => Uint8Array;
  readonly #sha256: Sha256;
  #octets: Uint8Array;
  #leaves: number;
  #lastSeq: number;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    { day, previous, after, secret }: LogState,
    { name: provider, domain }: { readonly name: string; readonly domain: string },
    sha256: Sha256,
  ) {
    this.day = day;
    this.#sha256 = sha256;
    this.#saltOf = saltsOf(fromHex(secret)!, sha256);
    this.#octets = new Uint8Array(64 * HASH_OCTETS);
    this.#octets.set(sha256(new TextEncoder().encode(openingLine({ provider, domain, day, previous }))));
    this.#leaves = 1;
    this.#lastSeq = after;
  }

  /** Commitments of the leaves up to the record `lastSeq`, which a head covers; one after the other. */
  async through(lastSeq: number, store: Pick<Store, 'searchLog'>): Promise<Uint8Array> {
    // One after the other: no record is taken twice.
    const reading = this.#reading.then(() => this.#read(lastSeq, store));
    this.#reading = reading.catch(() => {});
    await reading;
    return this.#octets.subarray(0, this.#leaves * HASH_OCTETS);
  }

  async #read(lastSeq: number, store: Pick<Store, 'searchLog'>): Promise<void> {
    for await (const page of logPages(store, this.#lastSeq, lastSeq)) {
      for (const record of page) {
        const octets = new TextEncoder().encode(logRecordText(record));
        this.#append(commitmentOf(this.#saltOf(record.seq), octets, this.#sha256));
        this.#lastSeq = record.seq;
      }
    }
  }

  #append(commitment: Uint8Array): void {
    const at = this.#leaves * HASH_OCTETS;
    if (at === this.#octets.length) {
      const wider = new Uint8Array(2 * at);
      wider.set(this.#octets);
      this.#octets = wider;
    }
    this.#octets.set(commitment, at);
    this.#leaves++;
  }
}
