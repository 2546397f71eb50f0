/** What a holder is warned of, in hundredths of the quota; 100: certified mail fills the reserve. The server warns by letter at the same. */
export type QuotaLevel = 80 | 90 | 100;

/** The highest level reached; undefined below all of them. */
export function quotaLevel(used: number, quota: number): QuotaLevel | undefined {
  if (used > quota) return 100;
  return ([90, 80] as const).find((level) => used >= (quota / 100) * level);
}

export const QUOTA_TONES = { none: 'info', 80: 'wait', 90: 'wait', 100: 'bad' } as const;
