import type { SignedHead } from '#evidence';
import type { CurrentSigner, Download, LegalTime, Store } from '#ports';

/** Another provider whose log we watch. */
export interface WatchedLog {
  /** Its mail domain. */
  readonly domain: string;
  /** Where its heads are published: `https://…/log/`. */
  readonly url: string;
  readonly download: Download;
}

export interface WitnessPorts {
  readonly store: Pick<Store, 'commit' | 'document'>;
  readonly legalTime: LegalTime;
  readonly signer: CurrentSigner;
  /** Our own mail domain. */
  readonly domain: string;
  readonly watched: readonly WatchedLog[];
  /**
   * What is wrong with the certificate behind a signature that should be this provider's, in words: it is another's, not in the index, no
   * good chain. `at`: when it was signed, as it says.
   */
  judgeSigner(domain: string, signed: Pick<SignedHead, 'cms'> & { readonly at: number }): Promise<string | undefined>;
}

/** How the log of one other provider was found. */
export type WitnessOutcome =
  /** Consistent with what was seen before; `countersigned`: heads signed now. */
  | { readonly domain: string; readonly outcome: 'consistent'; readonly countersigned: number }
  /** It contradicts what it had shown; both heads are kept. `isNew`: found now, not before. */
  | { readonly domain: string; readonly outcome: 'contradicted'; readonly reason: string; readonly isNew: boolean }
  /** It could not be asked, or what it answered was no answer: what was seen stays as it was. */
  | { readonly domain: string; readonly outcome: 'no-answer'; readonly reason: string };
