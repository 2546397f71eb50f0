import type { MessageTree, ReadOctets } from '#mime';
import type { Partial, Section } from './query.ts';

/** Octets of a section: ranges of the message and, after chosen header fields, an empty line of our own. */
export interface SectionOctets {
  readonly size: number;
  readonly pieces: readonly (Uint8Array | readonly [start: number, end: number])[];
}

/** What `BODY[section]` stands for (RFC 9051 6.4.5.1); undefined when the message has no such part. */
export function sectionOctets(_tree: MessageTree, _section: Section): SectionOctets | undefined {
  throw new Error('sections are not built yet');
}

/** The octets a partial asks for: `<start.length>` cut to what there is. */
export function partialRange(size: number, partial: Partial | undefined): readonly [start: number, end: number] {
  if (partial === undefined) return [0, size];
  const start = Math.min(partial[0], size);
  return [start, Math.min(start + partial[1], size)];
}

/** Streams a section, or the part of it that `partial` asks for. */
export async function* readSection(
  _octets: SectionOctets,
  _read: ReadOctets,
  _partial?: Partial,
): AsyncGenerator<Uint8Array> {}
