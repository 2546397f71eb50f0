import { z } from 'zod';
import { type Letter, letter } from '#contract';
import { newId } from '#issuing';
import type { StoredMessage } from '#ports';
import type { WritingPorts } from './writing-ports.ts';

/** A letter as a card keeps it: in itself, or, when it is long, as octets of a stored message that the card names. */
export const keptLetter = z.union([z.object({ letter: letter }), z.object({ letterIn: z.string() })]);
export type KeptLetter = z.output<typeof keptLetter>;

/** Characters of JSON; a card has room for 512 KiB in all. */
const INLINE = 64 * 1024;
const MAX_OCTETS = 64 * 1024 * 1024;

export interface KeepingLetter {
  readonly kept: KeptLetter;
  /** To be stored by the same commit. */
  readonly messages: readonly StoredMessage[];
}

export async function keepLetter(
  written: Letter,
  { blobs, legalTime, random }: Pick<WritingPorts, 'blobs' | 'legalTime' | 'random'>,
): Promise<KeepingLetter> {
  const json = JSON.stringify(written);
  if (json.length <= INLINE) return { kept: { letter: written }, messages: [] };
  const octets = new TextEncoder().encode(json);
  const stored = await blobs.write(once(octets), { maxBytes: MAX_OCTETS });
  const id = newId(legalTime.now(), random);
  return { kept: { letterIn: id }, messages: [{ id, ...stored }] };
}

export async function readLetter(
  kept: KeptLetter,
  { store, blobs }: Pick<WritingPorts, 'store' | 'blobs'>,
): Promise<Letter> {
  if ('letter' in kept) return kept.letter;
  const message = await store.message(kept.letterIn);
  if (message === undefined) throw new Error(`letter ${kept.letterIn} is not in the store`);
  return letter.parse(JSON.parse(new TextDecoder().decode(await blobs.bytes(message.rope, MAX_OCTETS))));
}

export function letterPins(kept: KeptLetter): readonly string[] {
  return 'letterIn' in kept ? [kept.letterIn] : [];
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}

/** Letters and digits, different each time. */
export function newSeed({ random }: Pick<WritingPorts, 'random'>): string {
  return Array.from(random.bytes(12), (octet) => octet.toString(16).padStart(2, '0')).join('');
}
