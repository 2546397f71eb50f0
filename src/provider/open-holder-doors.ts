import { pieceWentBy } from '#adapters/files';
import type { ProviderConfig } from '#config';
import { openImapDoor } from '#doors/imap';
import { MaildropLocks, openPop3Door } from '#doors/pop3';
import { openSubmissionDoor } from '#doors/submission';
import { acceptAtDoor } from './accept-at-door.ts';
import type { DoorLogins } from './door-logins.ts';
import { type CommonToDoors, type DoorsPorts, ENVELOPE_BYTES, type OpenedDoors } from './doors-ports.ts';
import { openImap } from './open-imap.ts';
import type { SendingGate } from './sending-gate.ts';

type Doors = Partial<ProviderConfig['doors']>;

/** A mail program keeps several connections to IMAP open all day, where it comes to the other doors with one. */
const IMAP_CONNECTIONS = 10;

/** Where holders and their delegates hand in. */
export async function openSubmissionDoors(
  doors: Doors,
  { limits }: ProviderConfig,
  common: CommonToDoors,
  logins: DoorLogins,
  gate: SendingGate,
  { accounts, accessPoint }: DoorsPorts,
): Promise<OpenedDoors> {
  const submission = {
    ...common,
    limits: { maxConnectionsPerPeer: perAddress(limits) },
    maxBytes: limits.maxMessageBytes,
    maxRecipients: limits.maxRecipients,
    login: logins.submission,
    senderFor: logins.senderFor,
    isOurDomain: (domain: string) => accounts.pecDomain(domain) !== undefined,
    putOff: gate.putOff,
    accept: (submission: Parameters<typeof acceptAtDoor>[0]) =>
      gate.pass(submission.sender, 'mail-program', () => acceptAtDoor(submission, accessPoint)),
  };
  const { submission: clear, submissions: secure } = doors;
  return {
    ...(clear && { submission: await openSubmissionDoor({ ...submission, listen: clear, mode: 'starttls' }) }),
    ...(secure && { submissions: await openSubmissionDoor({ ...submission, listen: secure, mode: 'implicit' }) }),
  };
}

/** Where they read by POP3. */
export async function openPop3Doors(
  { pop3: clear, pop3s: secure }: Doors,
  { limits }: ProviderConfig,
  common: CommonToDoors,
  logins: DoorLogins,
): Promise<OpenedDoors> {
  const ofBoth = { locks: new MaildropLocks(), open: logins.pop3 };
  const pop3 = { ...common, ...ofBoth, limits: { maxConnectionsPerPeer: perAddress(limits) } };
  return {
    ...(clear && { pop3: await openPop3Door({ ...pop3, listen: clear, mode: 'starttls' }) }),
    ...(secure && { pop3s: await openPop3Door({ ...pop3, listen: secure, mode: 'implicit' }) }),
  };
}

/** Where they read and keep by IMAP; `leave` when both doors are closed. */
export async function openImapDoors(
  { imap: clear, imaps: secure }: Doors,
  { limits }: ProviderConfig,
  common: CommonToDoors,
  ports: DoorsPorts,
): Promise<{ readonly opened: OpenedDoors; leave(): void }> {
  if (!clear && !secure) return { opened: {}, leave: () => {} };
  const { backend, close } = openImap({ ...ports, brake: common.brake }, limits.maxMessageBytes + ENVELOPE_BYTES);
  const bounds = { maxConnectionsPerPeer: perAddress(limits) * IMAP_CONNECTIONS };
  const imap = { ...common, backend, pieceWentBy, limits: bounds };
  const opened = {
    ...(clear && { imap: await openImapDoor({ ...imap, listen: clear, mode: 'starttls' }) }),
    ...(secure && { imaps: await openImapDoor({ ...imap, listen: secure, mode: 'implicit' }) }),
  };
  return { opened, leave: close };
}

function perAddress({ connectionsPerAddress }: ProviderConfig['limits']): number {
  return connectionsPerAddress ?? Number.POSITIVE_INFINITY;
}
