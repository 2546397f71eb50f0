import type { MessageTree, ReadOctets } from '#mime';
import type { Partial, PartPath } from './query.ts';

/** A part to be sent with its Content-Transfer-Encoding undone. */
export interface BinaryPart {
  readonly encoding: string;
  readonly start: number;
  readonly end: number;
}

/** RFC 3516: `unknown-cte` is answered `NO [UNKNOWN-CTE]`; undefined when there is no such part. */
export function binaryPart(_tree: MessageTree, _path: PartPath): BinaryPart | 'unknown-cte' | undefined {
  throw new Error('binary is not built yet');
}

/** Octets once decoded (BINARY.SIZE); counted as they go by. */
export async function binarySize(_part: BinaryPart, _read: ReadOctets): Promise<number> {
  throw new Error('binary is not built yet');
}

/** Streams the decoded octets, or those `partial` asks for (of the decoded ones). */
export async function* readBinary(
  _part: BinaryPart,
  _read: ReadOctets,
  _partial?: Partial,
): AsyncGenerator<Uint8Array> {}
