import { hex } from '#mime';
import type { Instant } from '#pec';
import type { Random } from '#ports';

/** The instant first, so that they stand in the order in which they were made, then 80 random bits. */
export function newBookId(at: Instant, random: Random): string {
  return at.toString(36).padStart(9, '0') + hex(random.bytes(10));
}
