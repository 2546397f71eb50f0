import type { DirectoryReads, LegalTime, Monotonic, Random, Store } from '#ports';

export interface BookPorts {
  readonly store: Pick<Store, 'card' | 'cards' | 'countCards' | 'commit' | 'searchLog' | 'mailboxById'>;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly directory: Pick<DirectoryReads, 'find'>;
  /** Does a provider of the index manage this domain now? Absent while there is no index. */
  isPecDomain(domain: string): boolean | undefined;
}
