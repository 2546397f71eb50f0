import type { MailRow, Trust } from '#contract';

export type TrustLevel = Trust['level'] | 'receipt';
export interface TrustLook {
  readonly level: TrustLevel;
  readonly tone: 'good' | 'plain' | 'bad';
  readonly icon: 'seal' | 'seal-off' | 'warning-circle' | 'send';
}

/**
 * What the signature stands on. That an index or an authority of that time is gone by now is told among the checks, and undoes nothing;
 * one of these takes the green away whatever the level says: nothing unsigned ever looks certified (T147).
 */
const GROUNDS: ReadonlySet<string> = new Set(['signature', 'unaltered', 'binding', 'certification-data', 'revocation']);

export function trustLook({ level, checks }: Pick<Trust, 'level' | 'checks'>, kind?: MailRow['kind']): TrustLook {
  const hasFailed = checks.some(({ code, ok }) => !ok && GROUNDS.has(code));
  if ((level === 'certified' || level === 'sent') && hasFailed)
    return { level: 'unverified', tone: 'bad', icon: 'warning-circle' };
  switch (level) {
    case 'certified':
      return kind === 'receipt'
        ? { level: 'receipt', tone: 'good', icon: 'seal' }
        : { level, tone: 'good', icon: 'seal' };
    case 'sent':
      return { level, tone: 'plain', icon: 'send' };
    case 'unverified':
      return { level, tone: 'bad', icon: 'warning-circle' };
    case 'none':
    case 'not-certified':
      return { level, tone: 'plain', icon: 'seal-off' };
  }
}
