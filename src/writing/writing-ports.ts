import type { Accounts, Box } from '#accounts';
import type { Language } from '#contract';
import type { FolderViews } from '#mailbox';
import type { ArchiveReader } from '#message-view';
import type { Instant, ProviderIndexView } from '#pec';
import type {
  Blobs,
  Digests,
  DirectoryReads,
  LegalTime,
  Mailbox,
  MailStore,
  Monotonic,
  Random,
  Step,
  Store,
} from '#ports';
import type { Measured } from './measure-rope.ts';

/** Who writes, in a mailbox that the door has found open to him. */
export interface Author {
  readonly box: Box;
  /** Address of a mapped mailbox or login of a user, lower case. */
  readonly login: string;
  readonly language: Language;
  /** Where he comes from: it stands in the trace field of what he sends. */
  readonly peer: string;
  /** A program sends at once, a person may think again. */
  readonly isProgram: boolean;
}

/** A message for the access point. */
export interface Handing {
  readonly mailbox: Mailbox;
  readonly login: string;
  /** One who may approve has seen it. */
  readonly isApproved: boolean;
  /** Brakes know people in the pages, mail merges and programs with tokens apart. */
  readonly way: 'pages' | 'merge' | 'program';
  readonly recipients: readonly string[];
  readonly message: Measured;
  readonly peer: string;
  /** What changes in the commit that decides (`Submission.along` of the access point). */
  along(decided: Decided): Pick<Step, 'cards' | 'messages'>;
}

export interface Decided {
  readonly identificativo: string;
  readonly at: Instant;
  readonly isAccepted: boolean;
  readonly faults: readonly string[];
}

export type HandedIn =
  | { readonly kind: 'decided'; readonly decided: Decided }
  /** A card that goes along was changed by somebody else: nothing was done. */
  | { readonly kind: 'overtaken' }
  /** Pace, or a fault of the world: nothing was done, and it may be tried again. */
  | { readonly kind: 'later'; readonly text: string }
  /** By the rule in force now it needs a second pair of eyes, and none has seen it: nothing was done. */
  | { readonly kind: 'unapproved' }
  /** He may not send from this mailbox, or not any more. */
  | { readonly kind: 'forbidden'; readonly text: string };

/** The road that every message of a holder takes, whichever door he uses: login, freeze, pace, access point. */
export type Submit = (handing: Handing) => Promise<HandedIn>;

export interface WritingLimits {
  readonly maxRecipients: number;
  readonly maxBytesTimesRecipients: number;
  /** Octets of one message. */
  readonly maxMessageBytes: number;
}

export interface WritingPorts {
  readonly store: Store & MailStore;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly views: Pick<FolderViews, 'open'>;
  readonly accounts: Accounts;
  readonly index: () => ProviderIndexView | undefined;
  /** Every PEC domain of the index, lower case: addresses that look like one of them and are none are told of. */
  pecDomains(): readonly string[];
  readonly limits: WritingLimits;
  readonly submit: Submit;
  readonly directory: Pick<DirectoryReads, 'find' | 'holds'>;
  /** Parts of ZIP files may be attached. */
  readonly archives: ArchiveReader;
  /** Rules may give a conversation to somebody of the team. */
  assign?(mailbox: string, thread: string, login: string): Promise<void>;
  /** What could not be done now, and will be tried again. */
  report(fault: unknown, what: string): void;
}
