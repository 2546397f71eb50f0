import { type Logins, makeAppPassword, passwordMarkOf } from '#accounts';
import { hashPassword } from '#adapters/argon2';
import type { Logger, ProviderConfig } from '#config';
import type { LoginBrake } from '#doors/brakes';
import type { Issuing } from '#issuing';
import { hex } from '#mime';
import { endPrograms } from '#notifying';
import type { Digests, LegalTime, Mailbox, Monotonic, Random, Store } from '#ports';
import { freezeMailbox, type Ground, openGround, type SignInPorts, sweepSignIn, VAULT_KEY_OCTETS } from '#sign-in';
import { BurstBrake } from './burst-brake.ts';
import { holderPace } from './holder-pace.ts';
import type { LoginLocks } from './login-locks.ts';
import { securityLetters } from './security-letters.ts';
import { openSendingGate, type SendingGate } from './sending-gate.ts';
import { SharedCounts } from './shared-counts.ts';
import { readSignInKeys } from './sign-in-key.ts';
import type { KeyEnvironment } from './signing-secrets.ts';
import { openTicker, type Ticker } from './ticker.ts';

export interface OpenSignInPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly digests: Digests;
  readonly issuing: Pick<Issuing, 'issuer' | 'jobsToSend'>;
  readonly accounts: { pecDomain(name: string): { readonly policy?: { readonly secondFactor?: string } } | undefined };
  readonly logins: Logins;
  /** Shared with the other doors. */
  readonly brake: LoginBrake;
  readonly log: Logger;
  readonly environment: KeyEnvironment;
}

/** The book of who signs in over the web. Only a process with pages reads the keys that second factors are sealed with. */
export async function openSignIn(config: ProviderConfig, ports: OpenSignInPorts): Promise<Ground> {
  const { random, accounts, logins, log, brake, legalTime } = ports;
  const hasPages = config.roles.includes('web') && config.doors.web !== undefined;
  // A process without pages seals nothing and opens nothing sealed: it freezes mailboxes, and that is all.
  const keys = hasPages
    ? await readSignInKeys(config.web.signInKeyFile, { ...ports, now: () => legalTime.now() }, ports.environment)
    : [random.bytes(VAULT_KEY_OCTETS)];
  return openGround({
    ...ports,
    keys,
    realTime: { now: () => Date.now() },
    logins: {
      ...logins,
      markOf: passwordMarkOf,
      newAppPassword: (taken) => makeAppPassword(random, taken),
    },
    site: { name: config.name, publicUrl: () => config.web.origins[0]!, isTest: config.sandbox },
    hashPassword,
    guarded: loggedGuard(brake, log),
    notify: securityLetters(ports),
    endPrograms: (person) => endPrograms(person, ports.store),
    domainDemandsFactor: (domain) => accounts.pecDomain(domain)?.policy?.secondFactor === 'required',
  });
}

/** What every message of a holder passes, whichever door of this process he uses. */
export function openGate(
  { limits, probe, node }: ProviderConfig,
  ports: Pick<OpenSignInPorts, 'store' | 'legalTime' | 'monotonic' | 'random' | 'log'> & {
    readonly accounts: { sendingLimits(mailbox: Mailbox): { readonly submissionsPerHour?: number } };
  },
  signIn: Ground,
): SendingGate {
  const { accounts, monotonic, log } = ports;
  const worker = `${node}.${hex(ports.random.bytes(6))}`;
  const report = (err: unknown) => log.error({ err }, 'a brake could not ask the other processes: it counts by itself');
  const shared = (kind: string) => new SharedCounts(kind, { ...ports, worker, report });
  const pace = holderPace(
    limits.submissionsPerHour,
    monotonic,
    (mailbox) => accounts.sendingLimits(mailbox).submissionsPerHour,
    shared('pace-count'),
  );
  const bursts = new BurstBrake({
    ...ports,
    limits: limits.bursts,
    shared: shared('burst-count'),
    exempt: probe === undefined ? [] : [probe.from, probe.to],
    async freeze(mailbox, count) {
      log.warn({ mailbox: mailbox.address, count }, 'a mailbox sent far more than it ever does: its sending stops');
      await freezeMailbox(signIn, mailbox, { by: 'brake', count });
    },
  });
  return openSendingGate(pace, bursts);
}

const SWEEP_MS = 3_600_000;

/** Removes each hour the sessions, challenges and locks that are over. */
export function openSignInSweep(signIn: Ground, locks: Pick<LoginLocks, 'sweep'>, log: Logger): Ticker {
  const sweep = async () => {
    const swept = sweepSignIn(signIn).then(async (sessions) => sessions + (await locks.sweep()));
    const removed = await swept.catch((err: unknown) => {
      log.error({ err }, 'old sessions could not be removed');
      return 0;
    });
    if (removed > 0) log.info({ removed }, 'sessions and locks that were over were removed');
  };
  return openTicker(sweep, { tickMs: SWEEP_MS });
}

/** Refused sign-ins are told to the machine's log; names that nobody has never are: one may be a password in the wrong place. */
function loggedGuard(brake: LoginBrake, log: Logger): SignInPorts['guarded'] {
  return (peer, name, check) =>
    brake.attempt(peer, name, async () => {
      const result = await check();
      if (!result.ok) {
        const { why = 'factor', login } = result as { readonly why?: string; readonly login?: string };
        log.info({ door: 'web', peer, why, ...(login !== undefined && { login }) }, 'login refused');
      }
      return result;
    });
}
