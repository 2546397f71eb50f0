import type { Instant } from '#pec';

/**
 * Codes of malfunctions as the authority's circular has them (spec 16.3): the number says how grave, the letter who found it. The
 * terms within which each is reported have not been read: see the provider's own manual.
 */
export const MALFUNCTION_CODES = {
  '1A': 'anomalous behaviour, not circumscribed, found by the provider',
  '1B': 'anomalous behaviour, not circumscribed, reported by others',
  '2A': 'anomalous behaviour, circumscribed, found by the provider',
  '2B': 'anomalous behaviour, circumscribed, reported by others',
  '3A': 'blocking malfunction, found by the provider',
  '3B': 'blocking malfunction, reported by others',
  '4A': 'serious malfunction, found by the provider',
  '4B': 'serious malfunction, reported by others',
  '5': 'ordinary malfunction',
} as const;
export type MalfunctionCode = keyof typeof MALFUNCTION_CODES;

/** An entry of the register of malfunctions. Entries are added to, never taken away. */
export interface Malfunction {
  readonly id: string;
  readonly code: MalfunctionCode;
  readonly at: Instant;
  readonly description: string;
  /** What was done since, in order; the last may close it. */
  readonly notes: readonly { readonly at: Instant; readonly text: string }[];
  readonly reportedAt?: Instant;
  readonly closedAt?: Instant;
  /** Outage it caused. */
  readonly outage?: string;
}

export function isMalfunctionCode(text: string): text is MalfunctionCode {
  return Object.hasOwn(MALFUNCTION_CODES, text);
}
