import type { OctetStream } from './octet-stream.ts';
import type { OctetText } from './octet-text.ts';

/** A literal that the end of a line announces (RFC 9051 4.3, RFC 7888). */
export interface AnnouncedLiteral {
  readonly size: number;
  /** The client waits for `+` before it sends the octets. */
  readonly waits: boolean;
}

const ANNOUNCED = /\{(\d{1,20})(\+?)\}$/;

export function announcedLiteral(line: OctetText): AnnouncedLiteral | undefined {
  const [, size, plus] = ANNOUNCED.exec(line) ?? [];
  return size === undefined ? undefined : { size: Number(size), waits: plus === '' };
}

/** Why nothing more can be read. */
export type Stopped = 'ended' | 'too much';

/**
 * Throws away the rest of a command that is refused: `line` is the end of its last line read. Where the client waits for `+`, there
 * is no rest. `budget`: octets of patience (RFC 7888 4).
 */
export async function skipCommand(stream: OctetStream, line: OctetText, budget: number): Promise<Stopped | undefined> {
  let left = budget;
  let literal = announcedLiteral(line);
  while (literal !== undefined && !literal.waits) {
    left -= literal.size;
    if (left < 0) return 'too much';
    if (!(await stream.skip(literal.size))) return 'ended';
    const next = await stream.line(0, left);
    if (next === 'endless') return 'too much';
    if (next === undefined) return 'ended';
    left -= next.length;
    literal = announcedLiteral(next.tail);
  }
  return undefined;
}
