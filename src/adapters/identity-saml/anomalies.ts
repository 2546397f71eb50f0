import { type DeclineReason, IdentityDeclined, IdentityRefused, IdentityTooWeak } from '#ports';
import type { XmlElement } from '#xml';
import { child, textOf } from './check-response.ts';

/** What the person can do something about, by its number (SPID regole tecniche, table of anomalies). */
const REASONS: Readonly<Record<string, DeclineReason>> = {
  19: 'credentials',
  21: 'late',
  22: 'consent',
  23: 'blocked',
  25: 'cancelled',
};
/** His credentials are not of the level that was asked for. */
const TOO_WEAK = '20';

/** Why an answer of the provider, which is no success, identifies nobody: SPID writes `ErrorCode nr25` into its message. */
export function anomalyOf(response: XmlElement, name: string, cause: Error): IdentityRefused {
  const number = /\bnr\s?(\d+)/.exec(textOf(child(child(response, 'Status'), 'StatusMessage')))?.[1] ?? '';
  const text = `${name}: declined${number === '' ? '' : ` (anomaly ${number})`}: ${cause.message}`;
  if (number === TOO_WEAK) return new IdentityTooWeak(text, { cause });
  const why = REASONS[number];
  return why === undefined ? new IdentityRefused(text, { cause }) : new IdentityDeclined(text, why, { cause });
}
