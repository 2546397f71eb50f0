import type { Mailbox } from '#ports';

/** Of the quota used, in hundredths: what a holder is warned of. 100: certified mail fills the reserve. */
export type QuotaLevel = 80 | 90 | 100;

const LEVELS: readonly QuotaLevel[] = [100, 90, 80];

/** A level is left behind only this far below it, so that use swinging around a level warns once. */
const SLACK = 5;

/** Below this share of the quota nothing is remembered of a mailbox. */
export const FORGOTTEN_BELOW = 80 - SLACK;

/** The highest level reached; undefined below all of them. The quota used to its last octet has not entered the reserve yet. */
export function levelReached(usedBytes: number, { quotaBytes }: Pick<Mailbox, 'quotaBytes'>): QuotaLevel | undefined {
  return LEVELS.find((level) => (level === 100 ? usedBytes > quotaBytes : usedBytes >= (quotaBytes / 100) * level));
}

/** What still holds of a level told once: the highest one, not above it, that use has not clearly left. */
export function levelKept(
  told: QuotaLevel | undefined,
  usedBytes: number,
  { quotaBytes }: Pick<Mailbox, 'quotaBytes'>,
): QuotaLevel | undefined {
  if (told === undefined) return undefined;
  return LEVELS.find((level) => level <= told && usedBytes >= (quotaBytes / 100) * (level - SLACK));
}
