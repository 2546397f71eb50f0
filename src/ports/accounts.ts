import type { Instant } from '#pec';

/** Who may write to the mailboxes of a closed-channel domain, and to whom they may write (spec 19.1, C47, C48). */
export interface ClosedChannel {
  /** Domains or whole addresses admitted, lower case; `ipa`: every address of the IPA data that were imported. */
  readonly allowOnly: readonly string[];
}

/** What a mailbox does with ordinary mail (spec 9.7). */
export type OrdinaryMailPolicy =
  | { readonly kind: 'accept' }
  /** `text` is what the sender is told, with the addresses to use instead; in force from `from`. */
  | { readonly kind: 'refuse'; readonly text?: string; readonly from?: Instant }
  /** Nothing is placed here: the message goes on to this ordinary address as it came. */
  | { readonly kind: 'forward'; readonly to: string };

/** Bounds that operators set for a mailbox or for all of a domain; where both do, the stricter holds. */
export interface UsePolicy {
  readonly maxRecipients?: number;
  /** Octets of a message times its recipients, as the law measures size (DM a12). */
  readonly maxBytesTimesRecipients?: number;
  readonly submissionsPerHour?: number;
  /** Whether who comes over the web must have a second factor. */
  readonly secondFactor?: 'wanted' | 'required';
  /** Who lets it send again when the brake on bursts has stopped it; absent: its holder. */
  readonly unfreeze?: 'operator';
}

/** A PEC domain held by this provider. */
export interface Domain {
  /** Lower case. */
  readonly name: string;
  readonly closedChannel?: ClosedChannel;
  /** For all its mailboxes, whatever each says; absent: each for itself. */
  readonly ordinaryMail?: OrdinaryMailPolicy;
  readonly policy?: UsePolicy;
  /** Whose it is: id of an organisation. */
  readonly organisation?: string;
  /** Whoever proves who he is may activate a mailbox in it. */
  readonly enrolment?: 'open';
}

/**
 * `suspended`: the holder may read, not write, and what comes is turned away for now (5.2.1). `receive-only`: he may not send.
 * `read-only`: nothing comes in any more (5.2.1), and he may not send. `revoked`: nobody logs in, the address is unknown to senders.
 */
export type MailboxStatus = 'active' | 'suspended' | 'receive-only' | 'read-only' | 'revoked';

export type ReceiptsFolder = 'INBOX' | 'Ricevute';

/** Sending from a mailbox is stopped, receiving and reading go on. */
export interface Freeze {
  readonly since: Instant;
  /** Who stopped it; `brake`: it sent more at once than it ever does. */
  readonly by: 'holder' | 'brake' | 'operator';
  readonly reason?: string;
}

export interface Mailbox {
  readonly id: string;
  /** Lower case. */
  readonly address: string;
  readonly holder: string;
  readonly kind: 'user' | 'service';
  readonly status: MailboxStatus;
  readonly quotaBytes: number;
  readonly ordinaryMail: OrdinaryMailPolicy;
  /** Where receipts and notices about what the holder sent are placed; absent: INBOX. */
  readonly receiptsFolder?: ReceiptsFolder;
  /** argon2id, PHC string; absent: no login. */
  readonly passwordHash?: string;
  readonly policy?: UsePolicy;
  /** Ids of the organisation and of its office whose mailbox it is. */
  readonly organisation?: string;
  readonly office?: string;
  readonly frozen?: Freeze;
  /** Its holder signs in with a second factor: his own password opens the web pages alone, each mail program needs one of its own. */
  readonly hasSecondFactor?: true;
}

export interface MailboxUse {
  readonly usedBytes: number;
  readonly messages: number;
}

/** Somebody who logs in without a mailbox of his own. A mailbox is its holder's own login. */
export interface User {
  /** Lower case; no address of a mailbox. */
  readonly login: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  readonly passwordHash?: string;
  /** As of a mailbox. */
  readonly hasSecondFactor?: true;
}

/** What somebody else may do in a mailbox (delegation). */
export interface Grant {
  /** Mailbox id. */
  readonly mailbox: string;
  /** Login of a user, or address of another mailbox; lower case. */
  readonly login: string;
  /** `read`: open all folders; `write`: also flags, copies, new messages, deletion; `manage`: also folders and rights. */
  readonly level: 'read' | 'write' | 'manage';
  /** May hand in messages written from this mailbox. */
  readonly maySend: boolean;
  readonly expiresAt?: Instant;
  /** Ids of the only folders open to him, those made later not among them; absent: all. */
  readonly folders?: readonly string[];
  /** What he sends waits until one who may approve has seen it; his mail program may hand in nothing. */
  readonly needsApproval?: true;
  /** May send what others wrote here and what waits. */
  readonly mayApprove?: true;
}

/** Rights on one folder that differ from the grant (RFC 4314); `rights` empty: none at all. */
export interface FolderRights {
  readonly folder: string;
  readonly login: string;
  /** Letters of RFC 4314 2.1, each once, in its order. */
  readonly rights: string;
}

/** A password for one program. */
export interface AppPassword {
  readonly id: string;
  /** Login it belongs to: address of a mailbox, or of a user. */
  readonly login: string;
  /** As the holder calls it, e.g. `Thunderbird on the laptop`. */
  readonly name: string;
  readonly scope: 'all' | 'read' | 'send';
  readonly passwordHash: string;
  readonly createdAt: Instant;
  readonly revokedAt?: Instant;
}

export type AccountChange =
  | { readonly kind: 'put-user'; readonly user: User }
  | { readonly kind: 'put-grant'; readonly grant: Grant }
  | { readonly kind: 'remove-grant'; readonly mailbox: string; readonly login: string }
  | { readonly kind: 'put-folder-rights'; readonly rights: FolderRights }
  | { readonly kind: 'remove-folder-rights'; readonly folder: string; readonly login: string }
  | { readonly kind: 'put-app-password'; readonly appPassword: AppPassword }
  | { readonly kind: 'put-domain'; readonly domain: Domain }
  /** Nothing while it has mailboxes, closed ones too: who was behind an address must stay answerable. */
  | { readonly kind: 'remove-domain'; readonly name: string }
  | { readonly kind: 'put-mailbox'; readonly mailbox: Mailbox }
  /**
   * These fields alone, null takes one away: what others change at the same time stays. Nothing when there is no such mailbox, or user.
   * Of one mailbox or user a step holds one change.
   */
  | { readonly kind: 'change-mailbox'; readonly id: string; readonly change: FieldsOf<Omit<Mailbox, 'id' | 'address'>> }
  | { readonly kind: 'change-user'; readonly login: string; readonly change: FieldsOf<Omit<User, 'login'>> };

/** Some fields of a record; those that may be absent may be null. */
export type FieldsOf<T> = {
  readonly [K in keyof T]?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K];
};

/** A mailbox as a list of them shows it. */
export interface MailboxRow extends MailboxUse {
  readonly mailbox: Mailbox;
  /** Grants on it. */
  readonly delegates: number;
}

export interface MailboxQuery {
  /** Within the address or the holder's name, any letter case. */
  readonly text?: string;
  readonly domain?: string;
  readonly organisation?: string;
  readonly office?: string;
  readonly statuses?: readonly MailboxStatus[];
  /** Address: those behind it. */
  readonly after?: string;
  readonly limit: number;
}

/** How many mailboxes of one kind belong together, and what they hold. */
export interface MailboxTotal {
  readonly domain: string;
  readonly kind: Mailbox['kind'];
  readonly status: MailboxStatus;
  readonly organisation?: string;
  readonly office?: string;
  readonly mailboxes: number;
  readonly usedBytes: number;
  /** Promised to them together. */
  readonly quotaBytes: number;
}

export interface AccountReads {
  domains(): Promise<readonly Domain[]>;
  /** By address, any letter case. */
  mailbox(address: string): Promise<Mailbox | undefined>;
  mailboxById(id: string): Promise<Mailbox | undefined>;
  mailboxes(): Promise<readonly Mailbox[]>;
  mailboxUse(id: string): Promise<MailboxUse>;
  /** In the order of their addresses, by code point. */
  findMailboxes(query: MailboxQuery): Promise<readonly MailboxRow[]>;
  /** All mailboxes, counted. */
  mailboxTotals(): Promise<readonly MailboxTotal[]>;
  /** By login, any letter case. */
  user(login: string): Promise<User | undefined>;
  users(): Promise<readonly User[]>;
  /** Grants on one mailbox, or to one login. */
  grants(of: { readonly mailbox: string } | { readonly login: string }): Promise<readonly Grant[]>;
  folderRights(folders: readonly string[]): Promise<readonly FolderRights[]>;
  /** Revoked ones too. */
  appPasswords(login: string): Promise<readonly AppPassword[]>;
}
