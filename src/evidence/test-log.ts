/** What the tests of this room share: days of a log, keys, heads. Imported by tests only. */
import { createHmac, hash } from 'node:crypto';
import { hex } from '#mime';
import { DayWriter, dayFile } from './day-file.ts';
import type { DayOpening } from './day-lines.ts';
import type { LogHead } from './log-head.ts';
import type { LogEntry } from './log-record-text.ts';
import { dayEnd, dayStart, previousDay } from './rome-day.ts';

export const sha256 = (octets: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', octets, 'buffer'));

export const ALFA = { provider: 'Gestore Alfa S.p.A.', domain: 'gestore-alfa.example' };
export const DAY = '2026-11-22';

export const TOOLS = {
  sha256,
  saltOf: (seq: number) =>
    new Uint8Array(createHmac('sha256', 'secret of the day').update(String(seq)).digest().subarray(0, 16)),
};

/** `count` records of a day, spread over it, the first with this `seq`. */
export function entries(count: number, day = DAY, firstSeq = 17): LogEntry[] {
  const [start, end] = [dayStart(day), dayEnd(day)];
  return Array.from({ length: count }, (_, n) => ({
    seq: firstSeq + 2 * n,
    instant: start + Math.floor(((end - start) * n) / count),
    point: 'AP',
    event: 'Accettazione',
    identificativo: `alfa1.${n}@gestore-alfa.example`,
    mittente: 'mario@pec.alfa.example',
    destinatari: [{ address: 'ufficio@pec.beta.example', type: 'certificato' }],
    oggetto: `Città n. ${n} "à"`,
  }));
}

/** The file of a day, its commitments, and the tree they make. */
export async function writtenDay(records: readonly LogEntry[], opening: Partial<DayOpening> = {}) {
  const writer = new DayWriter({ ...ALFA, day: DAY, previous: null, ...opening }, TOOLS);
  const leaves: Uint8Array[] = [];
  const pieces: Uint8Array[] = [];
  const pages = async function* () {
    for (let at = 0; at < records.length; at += 7) yield records.slice(at, at + 7);
  };
  const day = opening.day ?? DAY;
  for await (const piece of dayFile(
    writer,
    pages(),
    () => dayEnd(day) + 5_000,
    (some) => leaves.push(some),
  )) {
    pieces.push(piece);
  }
  const octets = Buffer.concat(pieces);
  return { octets, leaves: Buffer.concat(leaves), tally: writer.tally, sha256: hex(sha256(octets)) };
}

/** A head of that tree. */
export function headOf(tally: DayWriter['tally'], more: Partial<LogHead> = {}): LogHead {
  const day = more.day ?? DAY;
  const tree = { size: tally.size, root: hex(tally.root()) };
  return { ...ALFA, day, ...tree, at: dayEnd(day) + 5_000, final: true, previous: null, ...more };
}

/** `previous` of the day after. */
export function previousOf({ tally, sha256 }: Awaited<ReturnType<typeof writtenDay>>, day: string) {
  return { day: previousDay(day), size: tally.size, root: hex(tally.root()), sha256 };
}
