import type { Answer } from './answer.ts';
import type { ImapAccount, ImapBackend } from './backend.ts';
import type { ImapCommand } from './command.ts';
import type { CommandReader } from './command-reader.ts';
import type { Responses } from './responses.ts';
import type { SelectedFolder } from './selected-folder.ts';
import type { WireMode } from './wire-mode.ts';

/** What one connection has come to: everything that commands look at and change. */
export interface Conversation {
  readonly reader: CommandReader;
  readonly out: Responses;
  readonly backend: ImapBackend;
  /** Told by ID (RFC 2971). */
  readonly identity: Readonly<Record<string, string>>;
  readonly mayStartTls: boolean;
  readonly mayCompress: boolean;
  /** Inside TLS. */
  secure: boolean;
  compressed: boolean;
  failedLogins: number;
  account: ImapAccount | undefined;
  selected: SelectedFolder | undefined;
  mode: WireMode;
  /** As the client wrote it, in capitals: CONDSTORE, QRESYNC, UTF8=ACCEPT, IMAP4REV2. */
  readonly enabled: Set<Extension>;
  /** Of the command under way. */
  tag: string;
}

export type Extension = 'CONDSTORE' | 'QRESYNC' | 'UTF8=ACCEPT' | 'IMAP4REV2';

type Named<C, N> = C extends { readonly name: infer M } ? (N extends M ? C : never) : never;
/** The form of the command of that name. */
export type CommandNamed<N extends ImapCommand['name']> = Named<ImapCommand, N>;

export type State = 'any' | 'not authenticated' | 'authenticated' | 'unselected' | 'selected';

/** What may be told of the folder before the tagged response. Numbers stay what they are in FETCH, STORE, SEARCH by number (RFC 9051 7.5.1). */
export type NewsKind = 'all' | 'no expunge' | 'none';

export interface Rule<C> {
  readonly state: State;
  readonly news: NewsKind | ((command: C) => NewsKind);
  run(talk: Conversation, command: C): Answer | Promise<Answer>;
}
