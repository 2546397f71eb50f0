import type { Accounts } from '#accounts';
import type { HOLDER_KINDS, IdentityEvidence } from '#contract';
import type { Issuing } from '#issuing';
import type { Instant } from '#pec';
import type { Digests, LegalTime, Mailbox, Random, Step, Store } from '#ports';

export type HolderKind = (typeof HOLDER_KINDS)[number];

/** A link with which somebody chooses his first password. */
export interface FirstLogin {
  readonly step: Step;
  readonly link: string;
  readonly until: Instant;
}

/** The book of sign-in, as far as this office asks it. */
export interface SignInBook {
  /** Ends links given before. */
  makeFirstLogin(login: string): Promise<FirstLogin>;
  /** When each came in last. */
  lastLogins(logins: readonly string[]): Promise<ReadonlyMap<string, Instant>>;
  /** Stops sending from a mailbox, or lets it go on, and tells its holder: durable when it resolves. */
  freeze(mailbox: Mailbox, reason: string): Promise<void>;
  unfreeze(mailbox: Mailbox): Promise<void>;
  /** Whoever holds this login lost his second factor, and was identified again. Durable when it resolves. */
  resetSecondFactor(login: string, by: string): Promise<void>;
  /** Everybody who came in by this login is out at once. */
  endSessions(login: string): Promise<Step>;
}

export interface NewHolding {
  readonly mailbox: string;
  readonly address: string;
  readonly kind: HolderKind;
  readonly name: string;
  readonly taxCode: string;
  readonly evidence: readonly IdentityEvidence[];
}

/** Who holds a mailbox, as the office of enrolment writes it down; it alone knows tax codes. */
export interface Holders {
  /** Throws a Refusal when the tax code cannot be one, or is not whose the address was. */
  begin(holding: NewHolding): Promise<Step>;
  /** The same, of a mailbox that nobody was written down for; throws a Refusal too when somebody was, or without evidence. */
  attach(holding: NewHolding): Promise<Step>;
  end(mailbox: string): Promise<Step>;
  kindsOf(mailboxes: readonly string[]): Promise<ReadonlyMap<string, HolderKind>>;
  /** Is it the one who holds or held this address? Undefined: nobody ever did. */
  isSame(address: string, taxCode: string): Promise<boolean | undefined>;
  /** What the latest holding of this address rests on. */
  evidenceOf(address: string): Promise<readonly IdentityEvidence[]>;
  /** Is its local part one that nobody may choose? */
  isReserved(address: string): boolean;
}

export interface AdministrationPorts {
  readonly store: Store;
  readonly accounts: Pick<Accounts, 'refresh' | 'isOwnDomain' | 'pecDomain'>;
  readonly issuing: Pick<Issuing, 'issuer' | 'jobsToSend'>;
  readonly digests: Digests;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly signIn: SignInBook;
  readonly holders: Holders;
  readonly newMailbox: { readonly quotaBytes: number; readonly ordinaryMail: 'accept' | 'refuse' };
  /** Is it a domain of some provider of the index, or ours? */
  isCertifiedDomain(domain: string): boolean;
}
