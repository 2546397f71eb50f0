import type { Language, Role, Sentence } from '#contract';
import type { Instant } from '#pec';
import type {
  AccountReads,
  AppPassword,
  CardChange,
  CardReads,
  Grant,
  LegalTime,
  Mailbox,
  Monotonic,
  Random,
  Step,
  Store,
} from '#ports';

/** A mailbox and what somebody may do in it: the `Box` of the book `accounts`. */
export interface OpenBox {
  readonly mailbox: Mailbox;
  readonly level: 'own' | Grant['level'];
  readonly maySend: boolean;
  readonly folders?: readonly string[];
  readonly needsApproval?: true;
  readonly mayApprove?: true;
}

/** Who somebody is now: the `Standing` of the book `accounts`. */
export interface LoginStanding {
  readonly login: string;
  readonly person: string;
  readonly hasSecondFactor: boolean;
  readonly passwordMark: string;
  readonly box?: OpenBox;
  readonly shared: readonly OpenBox[];
}

export interface RefusedLogin {
  readonly ok: false;
  readonly why: string;
  /** The password was right: what follows is no guessing. */
  readonly isKnown?: boolean;
}

/** What the book `accounts` does for all doors (`Logins`, `makeAppPassword`). */
export interface LoginBook {
  enter(name: string, password: string, use: 'web'): Promise<(LoginStanding & { readonly ok: true }) | RefusedLogin>;
  standing(entered: {
    readonly name: string;
    readonly passwordMark?: string;
    readonly isWeb: true;
  }): Promise<LoginStanding | undefined>;
  /** Of a password as it is kept. */
  markOf(passwordHash: string): string;
  newAppPassword(taken: ReadonlySet<string>): {
    readonly id: string;
    readonly secret: string;
    readonly canonical: string;
  };
}

/** What a holder is told besides, by letter: short, in his language, without any secret. */
export interface SecurityNotice {
  readonly login: string;
  /** Placed there; absent: he has none. */
  readonly mailbox: Mailbox | undefined;
  /** Ordinary addresses besides. */
  readonly addresses: readonly string[];
  readonly language: Language | undefined;
  readonly subject: Sentence;
  readonly text: Sentence;
  readonly at: Instant;
}

export interface SignInPorts {
  readonly store: AccountReads & CardReads & Pick<Store, 'commit'>;
  readonly logins: LoginBook;
  readonly legalTime: LegalTime;
  /** That of people's authenticators. */
  readonly realTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  /** The provider's keys for what is sealed here: 32 octets each, never in the database. The first writes. */
  readonly keys: readonly Uint8Array[];
  readonly site: {
    readonly name: string;
    /** Where the pages are, as people type it. */
    publicUrl(): string;
    /** Everybody with a role needs a second factor, but in the test country. */
    readonly isTest: boolean;
  };
  hashPassword(password: string): Promise<string>;
  /**
   * The brake on guesses that all doors share: what is tried under a name, from a peer. Undefined when it is on, and then nothing was
   * looked at.
   */
  guarded<T extends { readonly ok: boolean; readonly isKnown?: boolean }>(
    peer: string,
    name: string,
    check: () => Promise<T>,
  ): Promise<T | undefined>;
  /** The letter as parts of a step. */
  notify(notice: SecurityNotice): Step;
  /** What ends everything else his programs come in with, and what they are told without coming in: tokens, clients, webhooks. */
  endPrograms(person: { readonly login: string; readonly mailbox: string }): Promise<readonly CardChange[]>;
  /** Whether mailboxes of this domain must have a second factor. */
  domainDemandsFactor(domain: string): boolean;
}

export type AppPasswordScope = AppPassword['scope'];
export interface HeldRole {
  readonly role: Role;
  readonly organisation?: string;
}
