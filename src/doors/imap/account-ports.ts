import type { Logins } from '#accounts';
import type { LoginBrake } from '#doors/brakes';
import type { AppendPorts, FolderViews } from '#mailbox';
import type { AccountReads, Blobs, LegalTime, MailStore, Monotonic, Store } from '#ports';

/** What the mailboxes behind the IMAP door are made of. */
export interface ImapAccountPorts {
  readonly store: MailStore & AccountReads & Pick<Store, 'commit'>;
  readonly blobs: Blobs;
  readonly views: FolderViews;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly logins: Logins;
  readonly brake: LoginBrake;
  /** Octets of the largest message a holder may append. */
  readonly maxMessageBytes: number;
  newMessageId: AppendPorts['newMessageId'];
  judge: AppendPorts['judge'];
  /** A message that cannot be read; those who asked for it are told that it holds nothing. */
  onUnreadable(fault: unknown, messageId: string): void;
}
