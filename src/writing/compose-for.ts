import type { Letter } from '#contract';
import { domainOf, isAddress, type Rope } from '#mime';
import type { Instant } from '#pec';
import type { Mailbox } from '#ports';
import { type Attached, readyParts } from './attached.ts';
import { cleanHtml } from './clean-html.ts';
import { type Composition, composeLetter, type ReadyPart } from './compose-letter.ts';
import { plainAlternative } from './plain-alternative.ts';
import { PARTS_GONE } from './resolve-attachments.ts';
import type { WritingPorts } from './writing-ports.ts';

/** A letter with everything found that it needs. */
export interface FullLetter {
  readonly letter: Letter;
  readonly attached: readonly Attached[];
}

export interface ComposeOrder extends FullLetter {
  readonly mailbox: Pick<Mailbox, 'address' | 'holder'>;
  readonly at: Instant;
  readonly seed: string;
  /** Of a draft: addresses that are none yet are left out; otherwise they throw RangeError. */
  readonly isDraft?: true;
}

/** The octets of a letter as this mailbox would hand them in at that instant. Reads nothing of what is attached but where it is. */
export async function composeFor(order: ComposeOrder, { store }: Pick<WritingPorts, 'store'>): Promise<Rope> {
  const parts = await readyParts(order.attached, store);
  if (parts === undefined) throw PARTS_GONE;
  return composeLetter(compositionOf(order, parts));
}

export function compositionOf(
  { letter, mailbox, at, seed, isDraft }: ComposeOrder,
  parts: readonly ReadyPart[],
): Composition {
  const fit = (addresses: readonly string[]) => (isDraft ? addresses.filter(isAddress) : addresses);
  const { replyTo, inReplyTo, references, subject, receiptType } = letter;
  const body = bodyOf(letter, seed);
  return {
    from: { name: mailbox.holder, address: mailbox.address },
    to: fit(letter.to),
    cc: fit(letter.cc),
    ...(replyTo !== undefined && (!isDraft || isAddress(replyTo)) && { replyTo }),
    subject,
    receiptType,
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(references !== undefined && { references }),
    ...body,
    parts: [...body.images, ...parts],
    at,
    messageId: `${seed}@${domainOf(mailbox.address)}`,
    seed,
  };
}

function bodyOf({ text, html }: Letter, seed: string) {
  if (html === undefined || html.trim() === '') return { text, images: [] };
  const clean = cleanHtml(html, seed);
  return { text: plainAlternative(clean.html), html: clean.html, images: clean.images };
}

/** Every address once, To before Cc, in the letters they were first written. */
export function recipientsOf({ to, cc }: Pick<Letter, 'to' | 'cc'>): readonly string[] {
  const seen = new Map<string, string>();
  for (const address of [...to, ...cc]) if (!seen.has(address.toLowerCase())) seen.set(address.toLowerCase(), address);
  return [...seen.values()];
}
