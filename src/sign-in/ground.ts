import type { Language } from '#contract';
import { type Instant, legalDate } from '#pec';
import type { AccountChange, LogRecord, Mailbox, Step, User } from '#ports';
import { type Challenges, openChallenges } from './challenges.ts';
import { type Device, describeDevice } from './device.ts';
import { type HappeningKind, noticeOf } from './happenings.ts';
import { joined } from './join-steps.ts';
import { openLanes } from './lanes.ts';
import { type RelyingParty, relyingParty } from './passkeys.ts';
import type { LoginStanding, SignInPorts } from './ports.ts';
import { changeRecord, type Recorded, type SignInRecord, withHappening } from './record.ts';
import { Sessions } from './sessions.ts';
import { openVault, type Vault } from './vault.ts';

/** Whose sign-in it is. */
export interface Person {
  readonly login: string;
  /** His own; absent for a user without one. */
  readonly mailbox: Mailbox | undefined;
}

export function personOf({ login, box }: LoginStanding): Person {
  return { login, mailbox: box?.level === 'own' ? box.mailbox : undefined };
}

export interface Noted {
  readonly kind: HappeningKind;
  readonly about?: string;
  readonly device?: Device;
}

/** What all parts of signing in stand on. */
export interface Ground {
  readonly ports: SignInPorts;
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  now(): Instant;
  party(): RelyingParty;
  /** Judges and records in one commit, see `changeRecord`. */
  change<T>(login: string, judge: (kept: SignInRecord) => Promise<Recorded<T>>): Promise<T>;
  /** Writes down what happened where its owner reads it, and tells him by letter where he should know at once. */
  note(person: Person, kept: SignInRecord, what: Noted): { readonly record: SignInRecord; readonly step: Step };
}

/** What he did himself a moment ago, before our eyes. */
const NO_LETTER: readonly HappeningKind[] = ['sessions-ended', 'first-password', 'app-password-revoked'];

export function openGround(ports: SignInPorts): Ground {
  const vault = openVault(ports.keys, ports.random);
  const now = () => ports.legalTime.now();
  const sessions = new Sessions(ports);
  const challenges = openChallenges({ ...ports, vault, now });
  // Those who come at once wait for each other: what is left to be judged anew is what another process has done.
  const inLane = openLanes();
  return {
    ports,
    vault,
    sessions,
    challenges,
    now,
    party: () => relyingParty(ports.site.publicUrl(), ports.site.name),
    change: (login, judge) => inLane(login, () => changeRecord(login, ports.store, now(), judge)),
    note({ login, mailbox }, kept, { kind, about, device }) {
      const at = now();
      const words = (language: Language) => (device ? describeDevice(device, language) : '');
      const record = withHappening(kept, {
        at,
        kind,
        ...(about !== undefined && { about }),
        ...(device && { device: describeDevice(device, kept.language ?? 'it') }),
      });
      if (NO_LETTER.includes(kind)) return { record, step: {} };
      const { giorno, ora } = legalDate(at);
      const letter = noticeOf({ kind, login, about, when: `${giorno}, ${ora}`, device: words });
      const { noticeAddresses: addresses, language } = kept;
      return { record, step: ports.notify({ login, mailbox, addresses, language, at, ...letter }) };
    },
  };
}

/** Records what `make` answers in one commit with the letter about it. What `make` reads is still so then, whoever does the same at once. */
export async function recordNoted(
  ground: Ground,
  person: Person,
  what: Noted,
  make: () => Promise<Step>,
): Promise<void> {
  await ground.change(person.login, async (kept) => {
    const noted = ground.note(person, kept, what);
    return { record: noted.record, step: joined(noted.step, await make()), answer: undefined };
  });
}

/** A change of his account, whichever kind it is of. */
export function accountChange(
  { login, mailbox }: Person,
  change: { readonly passwordHash?: string | null; readonly hasSecondFactor?: true | null },
): AccountChange {
  if (mailbox !== undefined) return { kind: 'change-mailbox', id: mailbox.id, change };
  return { kind: 'change-user', login, change: change satisfies Partial<Record<keyof User, unknown>> };
}

/** Administration is logged (spec 15.2). */
export function adminRecord(instant: Instant, what: string): LogRecord {
  return { instant, point: 'SYS', event: 'Amministrazione', eccezioni: [what] };
}
