import { hex } from '#mime';
import type { StoredMessage } from '#ports';
import type { DisclosurePorts } from './disclosure.ts';

/**
 * Why the octets of a stored message cannot be given out: missing, unreadable, or not those that were stored and that the log tells of.
 * Undefined: they are sound. They are read once; nothing damaged may leave as a proof.
 */
export async function octetFault(
  { rope, sha256 }: Pick<StoredMessage, 'rope' | 'sha256'>,
  logged: string | undefined,
  { blobs, digests }: Pick<DisclosurePorts, 'blobs' | 'digests'>,
): Promise<string | undefined> {
  const hasher = digests.sha256();
  try {
    for await (const piece of blobs.read(rope)) hasher.update(piece);
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
  const found = hex(hasher.digest());
  if (found === sha256 && found === (logged ?? sha256)) return undefined;
  return 'its octets are not those that were stored';
}
