import { type Instant, isoLegalTime, readIsoLegalTime } from '#pec';
import { EvidenceFault } from './fault.ts';
import { hashFromHex } from './hex-text.ts';
import { type Day, isDay, nextDay } from './rome-day.ts';

/** The tree of a day that is closed; root in lower-case hex. */
export interface ClosedTree {
  readonly day: Day;
  readonly size: number;
  readonly root: string;
}

/** The head line of a day file: whose log of which day, and what came before it. */
export interface DayOpening {
  readonly provider: string;
  /** The provider's own mail domain. */
  readonly domain: string;
  readonly day: Day;
  /** The day before: its tree, and SHA-256 of its `.log` file, lower-case hex. Null on the first day ever. */
  readonly previous: (ClosedTree & { readonly sha256: string }) | null;
}

/** The end line. */
export interface DayEnding {
  readonly records: number;
  /** The last chain value, lower-case hex. */
  readonly chain: string;
  readonly closed: Instant;
}

/** The head line, without LF (docs/sealed-log.md). */
export function openingLine({ provider, domain, day, previous }: DayOpening): string {
  const before = previous && { ...closedTree(previous), sha256: previous.sha256 };
  return JSON.stringify({ log: 1, provider, domain, day, previous: before });
}

/** Throws EvidenceFault when it is not a head line exactly as it is written. */
export function readOpeningLine(line: string): DayOpening {
  const value = parseLine(line, 'head line');
  if (value.log !== 1) throw new EvidenceFault('head line: not a log of version 1');
  const { provider, domain, day } = value;
  if (typeof provider !== 'string' || typeof domain !== 'string' || !isDay(day))
    throw new EvidenceFault('head line: provider, domain or day is missing');
  const tree = readClosedTree(value.previous, day, 'head line');
  const sha256 = tree && (value.previous as { readonly sha256?: unknown }).sha256;
  if (tree) hashFromHex(sha256, 'head line: previous sha256');
  const opening: DayOpening = { provider, domain, day, previous: tree && { ...tree, sha256: sha256 as string } };
  if (openingLine(opening) !== line) throw new EvidenceFault('head line: not written as the log writes it');
  return opening;
}

/** The end line, without LF. */
export function endingLine({ records, chain, closed }: DayEnding): string {
  return JSON.stringify({ end: { records, chain, closed: isoLegalTime(closed) } });
}

/** Throws EvidenceFault when it is not an end line exactly as it is written. */
export function readEndingLine(line: string): DayEnding {
  const end = (parseLine(line, 'end line').end ?? {}) as Record<string, unknown>;
  const closed = typeof end.closed === 'string' ? readIsoLegalTime(end.closed) : undefined;
  hashFromHex(end.chain, 'end line: chain');
  if (closed === undefined || !Number.isSafeInteger(end.records)) throw new EvidenceFault('end line: not complete');
  const ending = { records: end.records as number, chain: end.chain as string, closed };
  if (endingLine(ending) !== line) throw new EvidenceFault('end line: not written as the log writes it');
  return ending;
}

/** `previous` with its members in the order in which they are written. */
export function closedTree({ day, size, root }: ClosedTree): ClosedTree {
  return { day, size, root };
}

/** Reads a `previous`. Every day has its file, so what comes before a day is the day before (docs/sealed-log.md). */
export function readClosedTree(value: unknown, followedBy: Day, what: string): ClosedTree | null {
  if (value === null) return null;
  const { day, size, root } = (value ?? {}) as Partial<Record<keyof ClosedTree, unknown>>;
  hashFromHex(root, `${what}: previous root`);
  if (!isDay(day) || !Number.isSafeInteger(size) || (size as number) < 1)
    throw new EvidenceFault(`${what}: 'previous' is not complete`);
  if (nextDay(day) !== followedBy) throw new EvidenceFault(`${what}: the day before ${followedBy} is not ${day}`);
  return { day, size: size as number, root: root as string };
}

function parseLine(line: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new EvidenceFault(`${what}: not JSON`);
  }
  if (typeof value !== 'object' || value === null) throw new EvidenceFault(`${what}: not an object`);
  return value as Record<string, unknown>;
}
