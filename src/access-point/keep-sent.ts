import { newId } from '#issuing';
import { type Instant, SENT_KEYWORD } from '#pec';
import type { Step } from '#ports';
import type { AccessPointPorts, Submission } from './submission.ts';

const FLAGS = [SENT_KEYWORD, '\\Seen'];

/**
 * The message exactly as it was submitted, into the sender's `Sent` by the commit that accepts it: evidence of what he handed in,
 * and there before his mail program could put it there. A body kept as a file is named once more, not copied. Its octets are
 * charged, but never a reason to refuse: what is accepted by law is not lost for want of room (ADR 11).
 */
export function keepSent(
  { mailbox, rope, size, sha256 }: Submission,
  identificativo: string,
  at: Instant,
  { random }: AccessPointPorts,
): Step {
  const id = newId(at, random);
  const placement = { mailbox: mailbox.id, folder: 'Sent', messageId: id, size, internalDate: at };
  return {
    messages: [{ id, rope, size, sha256 }],
    placements: [{ ...placement, flags: FLAGS, thread: identificativo }],
  };
}
