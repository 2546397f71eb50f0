import { dayEnd, dayStart, isDay, romeDay } from '#evidence';
import type { LogEvent, StoredLogRecord } from '#ports';
import { readCount } from '#provider';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson, printRows } from './print.ts';

export interface UsesOptions extends ProviderOptions {
  readonly from?: string;
  readonly to?: string;
}

/** What a record of the log says was signed: one signature each. */
const SIGNED: Readonly<Partial<Record<LogEvent, readonly string[]>>> = {
  Accettazione: ['M1'],
  NonAccettazione: ['M2'],
  NonAccettazioneVirus: ['M3'],
  BustaTrasporto: ['M4'],
  PresaInCarico: ['M5'],
  BustaAnomalia: ['M6'],
  RilevazioneVirus: ['M7'],
  MancataConsegnaVirus: ['M8'],
  PreavvisoMancataConsegna: ['M9', 'M10'],
  Consegna: ['M11', 'M12', 'M13'],
  MancataConsegna: ['M14'],
  RegistroChiuso: ['log-day'],
};

const EVENT_OF = new Map(Object.entries(SIGNED).flatMap(([event, uses]) => uses.map((use) => [use, event])));
const PAGE = 5_000;

/** One day, one kind of what is signed: what the keys counted, and what the log says was issued. */
export type UseRow = {
  readonly day: string;
  readonly what: string;
  readonly signatures: number;
  /** Undefined where each signature has no record of its own. */
  readonly records?: number;
  readonly difference?: number;
};

/**
 * Signatures counted at the keys beside the records of the log that say what they were for (spec 14.3). More signatures than records: steps
 * that were not committed, as when two transactions race, or a key used past the offices. Fewer: a process that ended without telling.
 */
export class UseTally {
  readonly #signed = new Map<string, number>();
  readonly #issued = new Map<string, number>();

  add(record: StoredLogRecord): void {
    if (record.event in SIGNED) count(this.#issued, `${romeDay(record.instant)} ${record.event}`, 1);
    const told = readCount(record);
    for (const [use, signatures] of told?.uses ?? [])
      count(this.#signed, `${told!.day} ${EVENT_OF.get(use) ?? use}`, signatures);
  }

  rows(): readonly UseRow[] {
    const keys = new Set([...this.#signed.keys(), ...this.#issued.keys()]);
    return [...keys].sort().map((key) => {
      const at = key.indexOf(' ');
      const [day, what] = [key.slice(0, at), key.slice(at + 1)];
      const signatures = this.#signed.get(key) ?? 0;
      if (!(what in SIGNED)) return { day, what, signatures };
      const records = this.#issued.get(key) ?? 0;
      return { day, what, signatures, records, difference: signatures - records };
    });
  }
}

function count(counts: Map<string, number>, key: string, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

async function tallyOf({ store }: OpenProvider, from: string, to: string): Promise<readonly UseRow[]> {
  const tally = new UseTally();
  // Counts are told up to an hour after the day, or when a stopped process starts again.
  const asked = { from: dayStart(from), limit: PAGE };
  let afterSeq = 0;
  for (;;) {
    const records = await store.searchLog({ ...asked, afterSeq });
    for (const record of records) if (record.instant < dayEnd(to) || record.event === 'ChiaveUso') tally.add(record);
    afterSeq = records.at(-1)?.seq ?? afterSeq;
    if (records.length < PAGE) return tally.rows().filter(({ day }) => day >= from && day <= to);
  }
}

/** `ceralacca key uses`. */
export async function uses(options: UsesOptions): Promise<void> {
  for (const day of [options.from, options.to])
    if (day !== undefined && !isDay(day)) throw new CliFault(`${day} is no day like 2026-03-02`, EXIT.usage);
  const rows = await withProvider(options, async (provider) => {
    const to = options.to ?? romeDay(provider.now());
    return await tallyOf(provider, options.from ?? to, to);
  });
  if (options.json === true) return printJson(rows);
  if (rows.length === 0)
    process.stdout.write('Nothing was signed in these days, or nothing was told yet: counts come each hour.\n');
  printRows(rows, false);
}
