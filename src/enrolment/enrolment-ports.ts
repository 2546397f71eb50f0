import type { Issuing } from '#issuing';
import type { Digests, LegalTime, Random, Store } from '#ports';

/** Seals personal data, and marks tax codes so that one can be found again: with a key that is not in the database. */
export interface PersonalData {
  seal(text: string): string;
  /** Undefined: it was not sealed here. */
  open(sealed: string): string | undefined;
  /** The same text has the same mark; nobody can tell the text from it. */
  mark(text: string): string;
  /** With each key, also those in force before. */
  marks(text: string): readonly string[];
  /** It opens, but not with the key in force. */
  isOld(sealed: string): boolean;
}

/** Under what somebody gets a mailbox. */
export interface Terms {
  readonly version: string;
  readonly text: string;
}

export interface EnrolmentPorts {
  readonly store: Store;
  readonly issuing: Pick<Issuing, 'issuer' | 'jobsToSend'>;
  readonly digests: Digests;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly personal: PersonalData;
  readonly terms: Terms;
  /** May people ask for mailboxes here at all? */
  readonly isOpen: boolean;
  /** Where the pages are, as people type it. */
  publicUrl(): string;
  readonly newMailbox: { readonly quotaBytes: number; readonly ordinaryMail: 'accept' | 'refuse' };
  /** Throws a Refusal for one that is too easy to guess. */
  judgePassword(login: string, password: string): void;
  hashPassword(password: string): Promise<string>;
  /** The tax code that the IPA gives of a body; undefined: no such body, null: no data were imported. */
  ipaTaxCode(code: string): Promise<string | undefined | null>;
}
