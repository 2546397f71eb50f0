import type { ChainStep } from '#contract';
import type { Told } from './chain-replay.ts';

/**
 * The outcome codes of SEND (users.md 5.2). A notice after 24 hours is a failure there: nothing was delivered in time, whatever comes
 * later. C008 (a retry) and C000 (a test of the connection) are no transitions, but for C000 on what an ordinary server took.
 */
export function outcomeCodeOf({ kind, recipient, reason, record }: Told): ChainStep['code'] {
  switch (kind) {
    case 'accepted':
      return 'C001';
    case 'not-accepted':
    case 'not-accepted-virus':
      return 'C002';
    case 'delivered':
      return 'C003';
    case 'expired':
      return 'C004';
    case 'failed':
      if (reason?.class === 'unknown-domain') return 'C009';
      return recipient !== undefined && record.event === 'SmtpErrore' ? 'C010' : 'C004';
    case 'taken':
      return 'C005';
    case 'virus':
      return 'C006';
    case 'warned':
      return 'C007';
    case 'sent':
      return 'C000';
  }
}
