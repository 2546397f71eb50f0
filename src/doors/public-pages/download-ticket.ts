import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#pec';

const VALID_MS = 3_600_000;

/**
 * What the form of a page carries to fetch its data as a file: who only follows links, or tries addresses, gets no list. It says when it
 * was given and for which page; it is good for an hour.
 */
export function giveTicket(key: Uint8Array, slug: string, at: Instant): string {
  return `${at.toString(36)}.${sealOf(key, slug, at)}`;
}

export function isGoodTicket(key: Uint8Array, slug: string, ticket: string, now: Instant): boolean {
  const [, stamp, seal] = /^([0-9a-z]{1,12})\.([\w-]{43})$/.exec(ticket) ?? [];
  if (stamp === undefined || seal === undefined) return false;
  const at = Number.parseInt(stamp, 36);
  if (at > now || now - at > VALID_MS) return false;
  return timingSafeEqual(Buffer.from(seal), Buffer.from(sealOf(key, slug, at)));
}

function sealOf(key: Uint8Array, slug: string, at: number): string {
  return createHmac('sha256', key).update(`public-page ${slug} ${at}`).digest('base64url');
}
