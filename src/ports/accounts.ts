import type { Instant } from '#pec';

/** Who may write to the mailboxes of a closed-channel domain, and to whom they may write (spec 19.1, C47, C48). */
export interface ClosedChannel {
  /** Domains or whole addresses admitted, lower case. */
  readonly allowOnly: readonly string[];
}

/** A PEC domain held by this provider. */
export interface Domain {
  /** Lower case. */
  readonly name: string;
  readonly closedChannel?: ClosedChannel;
}

/** What a mailbox does with ordinary mail (spec 9.7). */
export type OrdinaryMailPolicy =
  | { readonly kind: 'accept' }
  /** `text` is what the sender is told, with the addresses to use instead; in force from `from`. */
  | { readonly kind: 'refuse'; readonly text?: string; readonly from?: Instant };

export type MailboxStatus = 'active' | 'suspended' | 'revoked';

export interface Mailbox {
  readonly id: string;
  /** Lower case. */
  readonly address: string;
  readonly holder: string;
  readonly kind: 'user' | 'service';
  readonly status: MailboxStatus;
  readonly quotaBytes: number;
  readonly ordinaryMail: OrdinaryMailPolicy;
  /** argon2id, PHC string; absent: no login. */
  readonly passwordHash?: string;
}

export interface MailboxUse {
  readonly usedBytes: number;
  readonly messages: number;
}

export type AccountChange =
  | { readonly kind: 'put-domain'; readonly domain: Domain }
  | { readonly kind: 'put-mailbox'; readonly mailbox: Mailbox };

export interface AccountReads {
  domains(): Promise<readonly Domain[]>;
  /** By address, any letter case. */
  mailbox(address: string): Promise<Mailbox | undefined>;
  mailboxById(id: string): Promise<Mailbox | undefined>;
  mailboxes(): Promise<readonly Mailbox[]>;
  mailboxUse(id: string): Promise<MailboxUse>;
}
