import { readFile } from 'node:fs/promises';
import type { AccessPointPorts } from '#access-point';
import type { Accounts } from '#accounts';
import { verifyPassword } from '#adapters/argon2';
import type { Logger, ProviderConfig } from '#config';
import { openOwnRecordDoor } from '#doors/own-record';
import { openPop3Door } from '#doors/pop3';
import { openReceptionDoor } from '#doors/reception';
import { openSubmissionDoor } from '#doors/submission';
import { checkRecipient, type IncomingPointPorts } from '#incoming-point';
import { openMaildrop } from '#mailbox';
import { rfc5322Date } from '#pec';
import type { Blobs, LegalTime, Mailbox, Monotonic, Store } from '#ports';
import { acceptAtDoor } from './accept-at-door.ts';
import { holderPace } from './holder-pace.ts';
import { receiveAtDoor } from './receive-at-door.ts';
import type { DoorPorts } from './running-provider.ts';

export interface DoorsPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly accounts: Accounts;
  readonly accessPoint: AccessPointPorts;
  readonly incomingPoint: IncomingPointPorts;
  ownRecord(): Uint8Array | undefined;
  readonly log: Logger;
}

/** Room for what a transport envelope adds to the largest message. */
const ENVELOPE_BYTES = 1_048_576;
const RECEPTION_RECIPIENTS = 1_000;

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
  const common = { tls, heloName, blobs, monotonic, date, onFault };
  const pace = holderPace(limits.submissionsPerHour, monotonic);
  const ofHolders = { maxConnectionsPerPeer: limits.connectionsPerAddress ?? Number.POSITIVE_INFINITY };
  const submission = {
    ...common,
    limits: ofHolders,
    maxBytes: limits.maxMessageBytes,
    maxRecipients: limits.maxRecipients,
    login: (user: string, password: string) => login(user, password, ports.store),
    ownAddresses: (mailbox: Mailbox) => addressesToWriteFrom(mailbox, ports.accounts),
    isOurDomain: (domain: string) => ports.accounts.pecDomain(domain) !== undefined,
    putOff: pace.putOff,
    accept: (submission: Parameters<typeof acceptAtDoor>[0]) =>
      pace.pass(submission.account, () => acceptAtDoor(submission, ports.accessPoint)),
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
  if (doors.pop3s) {
    opened.pop3s = await openPop3Door({
      ...common,
      limits: ofHolders,
      listen: doors.pop3s,
      async open(user, password) {
        const entry = await login(user, password, ports.store);
        return entry.ok
          ? { ok: true, name: entry.account.id, maildrop: await openMaildrop(entry.account, ports) }
          : entry;
      },
    });
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
    },
  };
}

/** Several processes may share one provider, each with some of its doors. */
function doorsOfRoles({ doors, roles }: ProviderConfig): Partial<ProviderConfig['doors']> {
  const { submission, submissions, reception, pop3s } = doors;
  return {
    ...(roles.includes('access') && { submission, submissions }),
    ...(roles.includes('incoming') && { reception }),
    ...(roles.includes('pop3') && { pop3s }),
  };
}

/** Asked anew for each message: a holder suspended while connected writes no more (check A0). */
async function addressesToWriteFrom({ address }: Mailbox, accounts: Accounts): Promise<readonly string[]> {
  const mailbox = await accounts.mailbox(address);
  return mailbox?.status === 'active' ? [mailbox.address] : [];
}

/** A holder by his address and password. A suspended holder may still read and be told; a revoked one may not enter. */
async function login(user: string, password: string, store: Store) {
  const mailbox = await store.mailbox(user);
  const matches = await verifyPassword(mailbox?.passwordHash, password);
  if (!matches || mailbox === undefined || mailbox.status === 'revoked') return { ok: false } as const;
  return { ok: true, account: mailbox } as const;
}
