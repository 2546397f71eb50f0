import { hex } from '#mime';
import { type Instant, newIdentificativo } from '#pec';
import type { Random } from '#ports';

/** A name for a row: the instant first, so that what is written together stands together, then 80 random bits. */
export function newId(at: Instant, random: Random): string {
  return idsSince(at) + hex(random.bytes(10));
}

let last = { at: Number.NaN, text: '' };

/** Every id given at this instant or later is greater than this, octet by octet, and every earlier one less. */
export function idsSince(at: Instant): string {
  // Many ids are given in one millisecond, and writing a number in another base is slow.
  if (last.at !== at) last = { at, text: at.toString(36).padStart(9, '0') };
  return last.text;
}

/** Gives each accepted message its identificativo (spec 3.6): time, node, counter and 64 random bits. */
export function openIdentifiers(domain: string, node: string, random: Random): (at: Instant) => string {
  let counter = 0;
  return (at) => {
    counter = (counter + 1) % 1_000_000;
    return newIdentificativo({ at, node, counter, random: random.bytes(8), domain });
  };
}
