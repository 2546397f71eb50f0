import type { Instant } from '#pec';

const HOUR_MS = 3_600_000;
/** From the publication of a certificate in our own record to the first signature with it (spec 11.8). */
export const PUBLISHED_MS = 72 * HOUR_MS;
/** From its first sight in the index of providers: by then every provider has refreshed its copy (RFC 6109 4.5). */
export const INDEXED_MS = 24 * HOUR_MS;
/** A certificate that has ended stays published so long: what was signed before may still be on its way. */
const LINGERS_MS = 72 * HOUR_MS;

/** What is known of a certificate of ours. */
export interface CertificateFacts {
  /** When it stood first in our own record as published. */
  readonly publishedAt?: Instant;
  /** When the index of providers, as we hold it, showed it first. */
  readonly indexedAt?: Instant;
  /** When another took its place: from then on it signs nothing more. */
  readonly replacedAt?: Instant;
  /** When it was withdrawn from publication by hand. */
  readonly retiredAt?: Instant;
}

export type Waits = 'publication' | 'index' | 'retired';

/** When the next key may begin to sign, or what it waits for without a date. */
export function activationOf(
  facts: CertificateFacts,
  { notBefore }: { readonly notBefore: Instant },
): { readonly due: Instant } | { readonly waits: Waits } {
  const { publishedAt, indexedAt, retiredAt } = facts;
  if (retiredAt !== undefined) return { waits: 'retired' };
  if (publishedAt === undefined) return { waits: 'publication' };
  if (indexedAt === undefined) return { waits: 'index' };
  return { due: Math.max(publishedAt + PUBLISHED_MS, indexedAt + INDEXED_MS, notBefore) };
}

/** Is its time yet to come? What has been replaced or withdrawn never signs again. */
export function isToCome({ replacedAt, retiredAt }: CertificateFacts): boolean {
  return replacedAt === undefined && retiredAt === undefined;
}

/** Does it still belong in our record? */
export function isPublished(
  { retiredAt }: CertificateFacts,
  { notAfter }: { readonly notAfter: Instant },
  now: Instant,
) {
  return retiredAt === undefined && now <= notAfter + LINGERS_MS;
}

/** Days before the end of a certificate at which people are told, the nearest last. */
export const WARNING_DAYS = [90, 30, 7] as const;

/** The nearest of WARNING_DAYS that an end has come under; undefined when it is further away than all. */
export function warningOf(notAfter: Instant, now: Instant): number | undefined {
  const days = (notAfter - now) / (24 * HOUR_MS);
  return WARNING_DAYS.findLast((limit) => days <= limit);
}
