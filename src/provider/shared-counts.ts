import type { Instant } from '#pec';
import type { LegalTime, Store } from '#ports';

const SLOT_MS = 300_000;
const SLOTS = 12;
const RACES = 4;
const MAX_ENTRIES = 20_000;

/** Value of a card: nobody else writes it. */
interface Kept {
  /** By process, by five minutes. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** When a brake stopped this mailbox last. */
  readonly stoppedAt?: Instant;
}

export interface SharedCountsPorts {
  readonly store: Pick<Store, 'card' | 'commit'>;
  readonly legalTime: LegalTime;
  /** Of this process, another one at each start. */
  readonly worker: string;
  /** A brake that cannot ask the others brakes by itself. */
  report(fault: unknown): void;
}

interface Entry {
  own: Record<string, number>;
  untold: number;
  others: Readonly<Record<string, number>>;
  sharing?: Promise<void> | undefined;
}

/**
 * How much each mailbox did within the last hour in the other processes of the provider. A process tells of its own, and hears of the others,
 * whenever it counted `step` more: so a mailbox that does little costs nothing, and one that does much some commits an hour. What is not told
 * yet is less than `step` in each process.
 */
export class SharedCounts {
  readonly #kind: string;
  readonly #ports: SharedCountsPorts;
  readonly #entries = new Map<string, Entry>();

  constructor(kind: string, ports: SharedCountsPorts) {
    this.#kind = kind;
    this.#ports = ports;
  }

  /** One more. */
  async add(mailbox: string, step: number): Promise<void> {
    const entry = this.#entry(mailbox);
    const slot = slotOf(this.#ports.legalTime.now());
    entry.own[slot] = (entry.own[slot] ?? 0) + 1;
    entry.untold++;
    if (entry.untold >= step) await this.#share(mailbox, entry);
  }

  /** The last one came to nothing. */
  giveBack(mailbox: string): void {
    const entry = this.#entries.get(mailbox);
    const slot = slotOf(this.#ports.legalTime.now());
    if (entry?.own[slot]) entry.own[slot]--;
  }

  ofOthers(mailbox: string): number {
    const heard = this.#entries.get(mailbox)?.others ?? {};
    return sum(young(heard, this.#ports.legalTime.now()));
  }

  /** A brake stopped it: whichever process comes next will know. */
  async stopped(mailbox: string): Promise<void> {
    const at = this.#ports.legalTime.now();
    await this.#change(mailbox, (kept) => ({ ...kept, stoppedAt: at }));
  }

  async stoppedAt(mailbox: string): Promise<Instant | undefined> {
    const card = await this.#ports.store.card(this.#kind, mailbox);
    return (card?.value as Kept | undefined)?.stoppedAt;
  }

  /** Who comes meanwhile waits for the same. */
  #share(mailbox: string, entry: Entry): Promise<void> {
    entry.sharing ??= this.#tell(mailbox, entry)
      .catch((fault: unknown) => this.#ports.report(fault))
      .finally(() => {
        entry.sharing = undefined;
      });
    return entry.sharing;
  }

  async #tell(mailbox: string, entry: Entry): Promise<void> {
    const { worker, legalTime } = this.#ports;
    entry.untold = 0;
    const kept = await this.#change(mailbox, (before) => {
      const now = legalTime.now();
      entry.own = young(entry.own, now);
      const all = Object.entries({ ...before.counts, [worker]: entry.own }).map(([of, own]) => [of, young(own, now)]);
      return { ...before, counts: Object.fromEntries(all.filter(([, own]) => Object.keys(own!).length > 0)) };
    });
    const others: Record<string, number> = {};
    for (const [of, slots] of Object.entries(kept.counts))
      if (of !== worker) for (const [slot, count] of Object.entries(slots)) others[slot] = (others[slot] ?? 0) + count;
    entry.others = others;
  }

  async #change(mailbox: string, change: (kept: Kept) => Kept): Promise<Kept> {
    const { store, legalTime } = this.#ports;
    for (let race = 0; race < RACES; race++) {
      const card = await store.card(this.#kind, mailbox);
      const value = change((card?.value as Kept | undefined) ?? { counts: {} });
      const put = { kind: this.#kind, id: mailbox, owner: mailbox, value, at: legalTime.now() };
      const { done } = await store.commit({ cards: [{ kind: 'put', card: put, was: card?.version ?? 0 }] });
      if (done) return value;
    }
    throw new Error(`what mailbox ${mailbox} handed in could not be told to other processes: its card kept changing`);
  }

  #entry(mailbox: string): Entry {
    const entry = this.#entries.get(mailbox) ?? { own: {}, untold: 0, others: {} };
    // Deleted first, so that the map's order is the order of the last use and the oldest is dropped.
    this.#entries.delete(mailbox);
    this.#entries.set(mailbox, entry);
    if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value ?? '');
    return entry;
  }
}

const slotOf = (at: Instant): string => String(Math.floor(at / SLOT_MS));

const sum = (slots: Readonly<Record<string, number>>): number =>
  Object.values(slots).reduce((all, count) => all + count, 0);

/** Those of the last hour. */
function young(own: Readonly<Record<string, number>>, now: Instant): Record<string, number> {
  const first = Number(slotOf(now)) - SLOTS;
  return Object.fromEntries(Object.entries(own).filter(([slot, count]) => Number(slot) > first && count > 0));
}

/**
 * How many of a process may be unknown to the others, of what is granted to all: a sixteenth. Exact it would be only with one more commit for
 * each message, or with parts set aside for each process, which stop a holder too early while another process holds what it does not
 * use. A brake on bursts is no limit that anybody bought: it may act some messages late, and must never act early.
 */
export function stepOf(granted: number): number {
  return Math.max(1, Math.floor(granted / 16));
}
