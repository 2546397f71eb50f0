import { field, type MimePart, unfold } from '#mime';
import type { Instant } from './facts.ts';
import { readRfc5322Date } from './legal-time.ts';

/** The instant of a message's own Date; undefined when there is none that can be read. Nobody signs it. */
export function headerDate(root: MimePart): Instant | undefined {
  return readRfc5322Date(unfold(field(root, 'date')?.value ?? ''));
}
