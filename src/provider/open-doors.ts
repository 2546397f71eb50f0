import { readFile } from 'node:fs/promises';
import type { ProviderConfig } from '#config';
import { openAutoconfigDoor } from '#doors/autoconfig';
import { loginBrake } from '#doors/brakes';
import { openLogHeadsDoor } from '#doors/log-heads';
import { openOwnRecordDoor } from '#doors/own-record';
import { openReceptionDoor } from '#doors/reception';
import { checkRecipient } from '#incoming-point';
import { openFolderViews } from '#mailbox';
import { rfc5322Date } from '#pec';
import { openDoorLogins } from './door-logins.ts';
import { type CommonToDoors, type DoorsPorts, ENVELOPE_BYTES, type OpenedDoors } from './doors-ports.ts';
import { openLoginLocks } from './login-locks.ts';
import { mailSettingsOf } from './mail-settings-of.ts';
import { openImapDoors, openPop3Doors, openSubmissionDoors } from './open-holder-doors.ts';
import { openGate, openSignIn, openSignInSweep } from './open-sign-in.ts';
import { openWeb } from './open-web.ts';
import { openWritingArea } from './open-writing-area.ts';
import { receiveAtDoor } from './receive-at-door.ts';
import { resealBehind } from './reseal.ts';
import type { DoorPorts } from './running-provider.ts';
import type { DoorsGround, WebGround } from './web-ports.ts';

const RECEPTION_RECIPIENTS = 1_000;

/** Every door the configuration asks for. */
export async function openDoors(config: ProviderConfig, ports: DoorsGround) {
  const { blobs, monotonic, legalTime, log } = ports;
  const locks = openLoginLocks({
    ...ports,
    report: (err) => log.error({ err }, 'the other processes could not be asked who is locked out'),
  });
  const common: CommonToDoors = {
    tls: { key: await readFile(config.tls.key, 'utf8'), cert: await readFile(config.tls.certificate, 'utf8') },
    heloName: config.heloName,
    blobs,
    monotonic,
    brake: loginBrake(monotonic, {}, locks),
    date: () => rfc5322Date(legalTime.now()),
    onFault: (error) => log.error({ err: error }, 'a door met a fault'),
  };
  const doors = doorsOfRoles(config);
  const logins = openDoorLogins(ports);
  const signIn = await openSignIn(config, { ...ports, brake: common.brake, environment: process.env });
  const gate = openGate(config, ports, signIn);
  const sweep = openSignInSweep(signIn, locks, log);
  sweep.start();
  const reseal = doors.web && resealBehind({ ...ports, signIn }, log);
  const views = openFolderViews(ports.store, { monotonic });
  const behindWeb: WebGround = { ...ports, signIn, gate, views };
  const writing = openWritingArea(config, common, behindWeb);
  const imap = await openImapDoors(doors, config, common, ports);
  const opened: OpenedDoors = {
    ...imap.opened,
    ...(await openPop3Doors(doors, config, common, logins)),
    ...(await openSubmissionDoors(doors, config, common, logins, gate, ports)),
    ...(await openPublicDoors(doors, config, common, ports)),
    ...(doors.web && { web: await openWeb(config, common, behindWeb, writing) }),
  };
  // What waits goes by the gate of this process, as what comes in at its doors does.
  if (config.roles.includes('worker')) writing.start();
  return {
    ports: Object.fromEntries(Object.entries(opened).map(([name, door]) => [name, door.port])) as DoorPorts,
    /** Does what the clock owes now behind the doors. */
    async runDue(): Promise<void> {
      if (config.roles.includes('worker')) await writing.runDue();
    },
    async close(): Promise<void> {
      await Promise.all(Object.values(opened).map((door) => door.close()));
      imap.leave();
      await writing.stop();
      views[Symbol.dispose]();
      reseal?.stop();
      await sweep.stop();
    },
  };
}

/** Where anybody comes: other providers and ordinary mail, and programs that ask for settings and for our record. */
async function openPublicDoors(
  doors: Partial<ProviderConfig['doors']>,
  config: ProviderConfig,
  common: CommonToDoors,
  { accounts, incomingPoint, legalTime, ownRecord, publishedLog }: DoorsPorts,
): Promise<OpenedDoors> {
  const opened: OpenedDoors = {};
  if (doors.reception) {
    opened.reception = await openReceptionDoor({
      ...common,
      listen: doors.reception,
      postmaster: `postmaster@${config.domain}`,
      maxBytes: config.limits.maxMessageBytes + ENVELOPE_BYTES,
      maxRecipients: RECEPTION_RECIPIENTS,
      recipient: (mailFrom, recipient) => checkRecipient({ mailFrom, recipient }, incomingPoint),
      receive: (reception) => receiveAtDoor(reception, incomingPoint),
    });
  }
  const { tls, onFault, monotonic } = common;
  if (doors.autoconfig) {
    opened.autoconfig = await openAutoconfigDoor({
      ...(!config.autoconfig.isProxied && { tls }),
      listen: doors.autoconfig,
      settings: mailSettingsOf(config),
      isOurDomain: (domain) => accounts.pecDomain(domain) !== undefined,
      now: () => new Date(legalTime.now()),
      onFault,
    });
  }
  const { ownRecordListen, ownRecordUrl } = config.index;
  if (ownRecordListen && ownRecordUrl && config.roles.includes('incoming')) {
    const path = new URL(ownRecordUrl).pathname;
    opened.ownRecord = await openOwnRecordDoor({ listen: ownRecordListen, tls, path, document: ownRecord });
  }
  const { listen } = config.sealedLog;
  // Where the log is sealed, its files are.
  if (listen && config.roles.includes('worker'))
    opened.log = await openLogHeadsDoor({ ...publishedLog, listen, tls, monotonic, onFault });
  return opened;
}

/** Several processes may share one provider, each with some of its doors. */
function doorsOfRoles({ doors, roles }: ProviderConfig): Partial<ProviderConfig['doors']> {
  const { submission, submissions, autoconfig, reception, imap, imaps, pop3, pop3s, web } = doors;
  return {
    ...(roles.includes('access') && { submission, submissions, autoconfig }),
    ...(roles.includes('incoming') && { reception }),
    ...(roles.includes('imap') && { imap, imaps }),
    ...(roles.includes('pop3') && { pop3, pop3s }),
    ...(roles.includes('web') && { web }),
  };
}
