import { readFile } from 'node:fs/promises';
import type { AccessPointPorts } from '#access-point';
import type { Accounts, Logins } from '#accounts';
import type { Logger, ProviderConfig } from '#config';
import { loginBrake } from '#doors/brakes';
import { openImapDoor } from '#doors/imap';
import { openOwnRecordDoor } from '#doors/own-record';
import { MaildropLocks, openPop3Door } from '#doors/pop3';
import { openReceptionDoor } from '#doors/reception';
import { openSubmissionDoor } from '#doors/submission';
import { checkRecipient, type IncomingPointPorts } from '#incoming-point';
import { rfc5322Date } from '#pec';
import type { Blobs, LegalTime, MailStore, Monotonic, Random, Store } from '#ports';
import { acceptAtDoor } from './accept-at-door.ts';
import { openDoorLogins } from './door-logins.ts';
import { holderPace } from './holder-pace.ts';
import { openImap } from './open-imap.ts';
import { receiveAtDoor } from './receive-at-door.ts';
import type { DoorPorts } from './running-provider.ts';

export interface DoorsPorts {
  readonly store: Store & MailStore;
  readonly blobs: Blobs;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly accessPoint: AccessPointPorts;
  readonly incomingPoint: IncomingPointPorts;
  ownRecord(): Uint8Array | undefined;
  readonly log: Logger;
}

/** Room for what a transport envelope adds to the largest message. */
const ENVELOPE_BYTES = 1_048_576;
const RECEPTION_RECIPIENTS = 1_000;
/** A mail program keeps several connections to IMAP open all day, where it comes to the other doors with one. */
const IMAP_CONNECTIONS = 10;

interface OpenDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Every door the configuration asks for. */
export async function openDoors(config: ProviderConfig, ports: DoorsPorts) {
  const { heloName, limits } = config;
  const doors = doorsOfRoles(config);
  const { blobs, monotonic, legalTime, log } = ports;
  const tls = { key: await readFile(config.tls.key, 'utf8'), cert: await readFile(config.tls.certificate, 'utf8') };
  const date = () => rfc5322Date(legalTime.now());
  const onFault = (error: Error) => log.error({ err: error }, 'a door met a fault');
  // One for all doors: a guesser who is shut out of one is shut out of all.
  const brake = loginBrake(monotonic);
  const logins = openDoorLogins(ports);
  const common = { tls, heloName, blobs, monotonic, date, onFault, brake };
  const pace = holderPace(limits.submissionsPerHour, monotonic);
  const perAddress = limits.connectionsPerAddress ?? Number.POSITIVE_INFINITY;
  const ofHolders = { maxConnectionsPerPeer: perAddress };
  const submission = {
    ...common,
    limits: ofHolders,
    maxBytes: limits.maxMessageBytes,
    maxRecipients: limits.maxRecipients,
    login: logins.submission,
    senderFor: logins.senderFor,
    isOurDomain: (domain: string) => ports.accounts.pecDomain(domain) !== undefined,
    putOff: pace.putOff,
    accept: (submission: Parameters<typeof acceptAtDoor>[0]) =>
      pace.pass(submission.sender, () => acceptAtDoor(submission, ports.accessPoint)),
  };
  const opened: Partial<Record<keyof DoorPorts, OpenDoor>> = {};
  if (doors.submission)
    opened.submission = await openSubmissionDoor({ ...submission, listen: doors.submission, mode: 'starttls' });
  if (doors.submissions)
    opened.submissions = await openSubmissionDoor({ ...submission, listen: doors.submissions, mode: 'implicit' });
  if (doors.reception) {
    opened.reception = await openReceptionDoor({
      ...common,
      listen: doors.reception,
      postmaster: `postmaster@${config.domain}`,
      maxBytes: limits.maxMessageBytes + ENVELOPE_BYTES,
      maxRecipients: RECEPTION_RECIPIENTS,
      recipient: (mailFrom, recipient) => checkRecipient({ mailFrom, recipient }, ports.incomingPoint),
      receive: (reception) => receiveAtDoor(reception, ports.incomingPoint),
    });
  }
  const pop3 = { ...common, limits: ofHolders, locks: new MaildropLocks(), open: logins.pop3 };
  if (doors.pop3) opened.pop3 = await openPop3Door({ ...pop3, listen: doors.pop3, mode: 'starttls' });
  if (doors.pop3s) opened.pop3s = await openPop3Door({ ...pop3, listen: doors.pop3s, mode: 'implicit' });
  const imap =
    doors.imap || doors.imaps ? openImap({ ...ports, brake }, limits.maxMessageBytes + ENVELOPE_BYTES) : undefined;
  if (imap) {
    const ofImap = {
      ...common,
      limits: { maxConnectionsPerPeer: perAddress * IMAP_CONNECTIONS },
      backend: imap.backend,
    };
    if (doors.imap) opened.imap = await openImapDoor({ ...ofImap, listen: doors.imap, mode: 'starttls' });
    if (doors.imaps) opened.imaps = await openImapDoor({ ...ofImap, listen: doors.imaps, mode: 'implicit' });
  }
  const { ownRecordListen, ownRecordUrl } = config.index;
  if (ownRecordListen && ownRecordUrl && config.roles.includes('incoming')) {
    const path = new URL(ownRecordUrl).pathname;
    opened.ownRecord = await openOwnRecordDoor({ listen: ownRecordListen, tls, path, document: ports.ownRecord });
  }
  return {
    ports: Object.fromEntries(Object.entries(opened).map(([name, door]) => [name, door.port])) as DoorPorts,
    async close(): Promise<void> {
      await Promise.all(Object.values(opened).map((door) => door.close()));
      imap?.close();
    },
  };
}

/** Several processes may share one provider, each with some of its doors. */
function doorsOfRoles({ doors, roles }: ProviderConfig): Partial<ProviderConfig['doors']> {
  const { submission, submissions, reception, imap, imaps, pop3, pop3s } = doors;
  return {
    ...(roles.includes('access') && { submission, submissions }),
    ...(roles.includes('incoming') && { reception }),
    ...(roles.includes('imap') && { imap, imaps }),
    ...(roles.includes('pop3') && { pop3, pop3s }),
  };
}
