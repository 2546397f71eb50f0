import type { Logins } from '#accounts';
import type { Logger } from '#config';
import type { LoginBrake } from '#doors/brakes';
import { openImapBackend } from '#doors/imap';
import { type IncomingPointPorts, judgeKept } from '#incoming-point';
import { newId } from '#issuing';
import { openFolderViews } from '#mailbox';
import type { Instant, PecMessage } from '#pec';
import type { Blobs, LegalTime, MailStore, Monotonic, Random, Store, StoredMessage } from '#ports';
import { loggedLogins } from './logged-logins.ts';

export interface ImapPorts {
  readonly store: Store & MailStore;
  readonly blobs: Blobs;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly logins: Logins;
  readonly brake: LoginBrake;
  readonly incomingPoint: IncomingPointPorts;
  readonly log: Logger;
}

/** What stands behind the IMAP doors of this process: one view of each folder, whichever door is used. */
export function openImap(ports: ImapPorts, maxMessageBytes: number) {
  const { store, random, incomingPoint, log } = ports;
  const views = openFolderViews(store, { monotonic: ports.monotonic });
  const behind = {
    ...ports,
    views,
    maxMessageBytes,
    newMessageId: (at: Instant) => newId(at, random),
    judge: ({ rope }: StoredMessage, message: PecMessage) => judgeKept(message, rope, incomingPoint),
    onUnreadable: (err: unknown, message: string) => log.error({ err, message }, 'a kept message could not be read'),
  };
  const backend = (peer: string) =>
    openImapBackend({ ...behind, logins: loggedLogins(ports.logins, log, 'imap', peer) })(peer);
  return { backend, close: () => views[Symbol.dispose]() };
}
