import { type Instant, legalDate } from '#pec';
import type { LegalTime, Mailbox, Store } from '#ports';
import { type SharedCounts, stepOf } from './shared-counts.ts';

/** How much at once is a burst, see `BurstConfig`. */
export interface BurstLimits {
  readonly perHour: number;
  readonly perNightHour: number;
  /** These addresses alone; absent: all. */
  readonly addresses?: readonly string[] | undefined;
}

export interface BurstBrakePorts {
  readonly store: Pick<Store, 'searchLog' | 'mailboxById'>;
  readonly legalTime: LegalTime;
  readonly limits: BurstLimits | undefined;
  /** Addresses that never are too fast: the probe's. */
  readonly exempt: readonly string[];
  /** What other processes of the provider let through, and when one of them stopped a mailbox. */
  readonly shared?: Pick<SharedCounts, 'add' | 'giveBack' | 'ofOthers' | 'stopped' | 'stoppedAt'>;
  /** Stops the mailbox durably and tells its holder. */
  freeze(mailbox: Mailbox, count: number): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back one looks for what a mailbox is used to. */
const USUAL_MS = 28 * DAY_MS;
const USUAL_RECORDS = 5_000;
/** Over its busiest hour by this, it is more than busy. */
const MARGIN = 3;
/** Whoever was stopped and let it go on knows what he does, for a day. */
const RELEASED_MARGIN = 10;
const MAX_ENTRIES = 20_000;

interface Entry {
  /** When the messages of the last hour were handed in, in this process. */
  readonly times: Instant[];
  usual?: { readonly perHour: number; readonly isNight: boolean; readonly until: Instant };
  hasFrozen?: true;
  releasedUntil?: Instant;
}

/**
 * Notices when a mailbox sends far more at once than it ever does: what thieves do with it by night (users 8, feature 15). Then sending
 * stops durably, and nothing else. What a mailbox is used to stands in the message log: its busiest hour of four weeks, nights and days each
 * for themselves. Counted over all processes (`SharedCounts`); mail merges and programs with tokens have limits of their own and do not pass here.
 */
export class BurstBrake {
  readonly #ports: BurstBrakePorts;
  readonly #entries = new Map<string, Entry>();

  constructor(ports: BurstBrakePorts) {
    this.#ports = ports;
  }

  /** Counts one more. False: that was one too many, and the mailbox is frozen now. */
  async take(mailbox: Mailbox): Promise<boolean> {
    const { limits, legalTime, freeze, store, shared } = this.#ports;
    if (limits === undefined || this.#isExempt(mailbox, limits)) return true;
    const now = legalTime.now();
    const entry = this.#entry(mailbox.id, now);
    if (entry.hasFrozen) {
      // What the door read of it may be older than the freeze.
      if ((await store.mailboxById(mailbox.id))?.frozen !== undefined) return false;
      // Whoever may has let it go on.
      delete entry.hasFrozen;
      entry.times.length = 0;
      entry.releasedUntil = now + DAY_MS;
    }
    entry.times.push(now);
    const own = entry.times.length;
    const isNight = isAtNight(now);
    const perHour = isNight ? limits.perNightHour : limits.perHour;
    // In proportion: who is used to thousands costs no more than who writes by hand.
    await shared?.add(mailbox.id, stepOf(Math.max(perHour, own)));
    const count = own + (shared?.ofOthers(mailbox.id) ?? 0);
    if (count <= perHour * marginOf(entry, now)) return true;
    await this.#hearOfRelease(mailbox, entry, now);
    const usual = await this.#usual(mailbox, entry, isNight, now);
    if (count <= Math.max(perHour * marginOf(entry, now), usual * MARGIN)) return true;
    entry.hasFrozen = true;
    await freeze(mailbox, count - 1);
    await shared?.stopped(mailbox.id);
    return false;
  }

  /** Another process stopped it, and whoever may has let it go on. */
  async #hearOfRelease({ id }: Mailbox, entry: Entry, now: Instant): Promise<void> {
    const at = await this.#ports.shared?.stoppedAt(id);
    if (at === undefined || at <= now - DAY_MS || (entry.releasedUntil ?? 0) > now) return;
    if ((await this.#ports.store.mailboxById(id))?.frozen === undefined) entry.releasedUntil = at + DAY_MS;
  }

  /** The last one taken came to nothing. */
  giveBack({ id }: Mailbox): void {
    this.#entries.get(id)?.times.pop();
    this.#ports.shared?.giveBack(id);
  }

  /** What is granted to one mailbox by name is its own affair. */
  #isExempt({ address, policy, kind }: Mailbox, { addresses }: BurstLimits): boolean {
    if (kind === 'service' || policy?.submissionsPerHour !== undefined) return true;
    return this.#ports.exempt.includes(address) || (addresses !== undefined && !addresses.includes(address));
  }

  #entry(id: string, now: Instant): Entry {
    const entry = this.#entries.get(id) ?? { times: [] };
    const old = entry.times.findIndex((at) => at > now - HOUR_MS);
    entry.times.splice(0, old < 0 ? entry.times.length : old);
    // Deleted first, so that the map's order is the order of the last use and the oldest is dropped.
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value ?? '');
    return entry;
  }

  /** Asked of the log only when there is reason to, and once an hour. */
  async #usual({ address }: Mailbox, entry: Entry, isNight: boolean, now: Instant): Promise<number> {
    if (entry.usual && entry.usual.until > now && entry.usual.isNight === isNight) return entry.usual.perHour;
    const records = await this.#ports.store.searchLog({
      sender: address,
      event: 'Accettazione',
      from: now - USUAL_MS,
      to: now - HOUR_MS,
      limit: USUAL_RECORDS,
      newestFirst: true,
    });
    const perHour = busiestHour(
      records.map(({ instant }) => instant).filter((at) => at < now - HOUR_MS && isAtNight(at) === isNight),
    );
    entry.usual = { perHour, isNight, until: now + HOUR_MS };
    return perHour;
  }
}

const marginOf = ({ releasedUntil = 0 }: Entry, now: Instant): number => (releasedUntil > now ? RELEASED_MARGIN : 1);

/** From ten in the evening to six in the morning. */
function isAtNight(at: Instant): boolean {
  const hour = Number(legalDate(at).ora.slice(0, 2));
  return hour >= 22 || hour < 6;
}

/** The most of them within any hour of the clock. */
function busiestHour(instants: readonly Instant[]): number {
  const hours = new Map<number, number>();
  for (const at of instants) {
    const hour = Math.floor(at / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  return Math.max(0, ...hours.values());
}
