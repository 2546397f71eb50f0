import type { Box } from '#accounts';
import type { Ground, Identities, VisitorBook } from '#sign-in';

/** What signing in over the web is made of. */
export interface SessionPorts {
  readonly ground: Ground;
  readonly visitors: VisitorBook;
  /** Messages not read in the INBOX of each of these mailboxes, as its list shows them to this login; by mailbox id. */
  unread(login: string, boxes: readonly Box[]): Promise<ReadonlyMap<string, number>>;
  /** Name of an organisation, for its administrators. */
  organisationName(id: string): Promise<string | undefined>;
  readonly isSandbox: boolean;
  /** Under which browsers reach us, the one that is told in links first. */
  readonly origins: readonly string[];
  /** Digital identities; absent: there are none to sign in with. */
  readonly identities?: Identities;
}
