import { type Instant, isoLegalTime, readIsoLegalTime } from '#pec';
import { type ClosedTree, closedTree, readClosedTree } from './day-lines.ts';
import { EvidenceFault } from './fault.ts';
import { hashFromHex } from './hex-text.ts';
import { type Day, isDay } from './rome-day.ts';

/** A provider's statement of the tree of a day (docs/sealed-log.md). */
export interface LogHead {
  readonly provider: string;
  /** The provider's own mail domain. */
  readonly domain: string;
  readonly day: Day;
  /** Leaves: records and the head line. */
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  readonly at: Instant;
  /** The day is closed: its tree grows no more. */
  readonly final: boolean;
  /** The tree of the day before; null on the first day ever. */
  readonly previous: ClosedTree | null;
}

/** The octets of a head: JSON without spaces, members in one order (docs/sealed-log.md). */
export function writeLogHead({ provider, domain, day, size, root, at, final, previous }: LogHead): Uint8Array {
  const before = previous && closedTree(previous);
  const text = { head: 1, provider, domain, day, size, root, at: isoLegalTime(at), final, previous: before };
  return new TextEncoder().encode(JSON.stringify(text));
}

/** Reads a head. Throws EvidenceFault when it is not exactly what `writeLogHead` makes of it: a statement has one form. */
export function readLogHead(octets: Uint8Array): LogHead {
  const { text, value } = parse(octets);
  if (value.head !== 1) throw new EvidenceFault('head: not a head of version 1');
  const { provider, domain, day, size, root, final } = value;
  if (typeof provider !== 'string' || typeof domain !== 'string' || !isDay(day) || typeof final !== 'boolean')
    throw new EvidenceFault('head: provider, domain, day or final is missing');
  if (!Number.isSafeInteger(size) || (size as number) < 1)
    throw new EvidenceFault('head: size is not a count of leaves');
  const at = typeof value.at === 'string' ? readIsoLegalTime(value.at) : undefined;
  if (at === undefined) throw new EvidenceFault("head: 'at' is not an instant of Europe/Rome");
  hashFromHex(root, 'head: root');
  const previous = readClosedTree(value.previous, day, 'head');
  const head = { provider, domain, day, size: size as number, root: root as string, at, final, previous };
  if (new TextDecoder().decode(writeLogHead(head)) !== text) throw new EvidenceFault('head: not written as heads are');
  return head;
}

/** A head has some hundred octets. */
const MAX_HEAD_OCTETS = 4_096;

function parse(octets: Uint8Array): { text: string; value: Record<string, unknown> } {
  if (octets.length > MAX_HEAD_OCTETS) throw new EvidenceFault(`head: longer than ${MAX_HEAD_OCTETS} octets`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { text, value: value as Record<string, unknown> };
  } catch {
    throw new EvidenceFault('head: not JSON in UTF-8');
  }
  throw new EvidenceFault('head: not an object');
}
