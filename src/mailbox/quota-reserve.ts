import type { Mailbox } from '#ports';

/** Room behind the quota, for certified mail that comes in: the greater of a share of the quota and a least size. */
export interface QuotaReserve {
  /** Of the quota, 0 to 100. */
  readonly percent: number;
  /** Octets. */
  readonly leastBytes: number;
}

/**
 * Octets that certified mail may fill (ADR 12): a holder who has let his mailbox fill is not served by law with what he never saw,
 * nor does a sender lose a term, before the reserve is full too (spec C26).
 */
export function certifiedUpTo({ quotaBytes }: Pick<Mailbox, 'quotaBytes'>, reserve: QuotaReserve): number {
  const reserved = Math.max(reserve.leastBytes, Math.floor((quotaBytes / 100) * reserve.percent));
  return Math.min(Number.MAX_SAFE_INTEGER, quotaBytes + reserved);
}
