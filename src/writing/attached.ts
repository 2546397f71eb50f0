import { z } from 'zod';
import { type Rope, sliceRope } from '#mime';
import type { MailStore } from '#ports';
import type { ReadyPart } from './compose-letter.ts';

/**
 * Something attached, found once and then kept: the stored messages that hold its octets as they will be sent, so that a letter can go out
 * later though its upload ended or the message it was taken from is gone.
 */
export const attached = z.object({
  name: z.string(),
  type: z.string(),
  /** Octets, decoded. */
  size: z.int().min(0),
  charset: z.string().optional(),
  cid: z.string().optional(),
  encoding: z.enum(['base64', 'quoted-printable', '7bit', '8bit']),
  /** What the letter named: `upload:…`, `message:folder.uid.part`. */
  source: z.string(),
  /** Stored messages, one behind the other. */
  messages: z.array(z.string()),
  /** Of their octets; absent: all. */
  range: z.tuple([z.int().min(0), z.int().min(0)]).optional(),
});
export type Attached = z.output<typeof attached>;

/** The parts, ready to be composed. Undefined: some of the octets are gone. */
export async function readyParts(
  all: readonly Attached[],
  store: Pick<MailStore, 'messages'>,
): Promise<readonly ReadyPart[] | undefined> {
  const ids = [...new Set(all.flatMap(({ messages }) => messages))];
  const found = ids.length === 0 ? new Map() : await store.messages(ids);
  const parts: ReadyPart[] = [];
  for (const { name, type, charset, cid, encoding, messages, range } of all) {
    const ropes: Rope[] = [];
    for (const id of messages) {
      const message = found.get(id);
      if (message === undefined) return undefined;
      ropes.push(message.rope);
    }
    const whole = ropes.flat();
    const rope = range ? sliceRope(whole, range[0], range[1]) : whole;
    parts.push({ name, type, encoding, rope, ...(charset && { charset }), ...(cid && { cid }) });
  }
  return parts;
}

export function pinnedBy(all: readonly Attached[]): readonly string[] {
  return [...new Set(all.flatMap(({ messages }) => messages))];
}
