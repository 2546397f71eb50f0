import { hex } from '#mime';
import type { Instant } from '#pec';
import type { Random } from '#ports';

/** Name of an outage or of a malfunction that a person writes down. Sorts by time: `20261122-1030-4f1c`. */
export function entryId(at: Instant, random: Pick<Random, 'bytes'>): string {
  const stamp = new Date(at).toISOString().replace(/[-:]/g, '').slice(0, 13).replace('T', '-');
  return `${stamp}-${hex(random.bytes(2))}`;
}
