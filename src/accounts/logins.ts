import { hash } from 'node:crypto';
import type { AccountReads, AppPassword, Grant, LegalTime, Mailbox, User } from '#ports';
import { readAppPassword } from './app-password.ts';

/** Whether a password belongs to a kept hash; without a hash the same work is done, and the answer is no. */
export type VerifyPassword = (kept: string | undefined, password: string) => Promise<boolean>;

/** What somebody comes for: to read a mailbox, to hand in a message, or both in a browser, where a second factor may be asked of him. */
export type LoginUse = 'read' | 'send' | 'web';

/** A mailbox and what this login may do in it. */
export interface Box {
  readonly mailbox: Mailbox;
  /** `own`: the holder himself. */
  readonly level: 'own' | Grant['level'];
  /** With `needsApproval`: only into the queue of those who approve. Never from a mailbox that is frozen. */
  readonly maySend: boolean;
  /** Ids of the only folders open; absent: all. */
  readonly folders?: readonly string[];
  readonly needsApproval?: true;
  readonly mayApprove?: true;
}

/** Who somebody is and what is open to him now. */
export interface Standing {
  /** Whose credentials they are: address of a mailbox, or login of a user; lower case. */
  readonly login: string;
  /** His name, as people know him. */
  readonly person: string;
  readonly hasSecondFactor: boolean;
  /** Another one whenever his password is another; tells nothing about it. */
  readonly passwordMark: string;
  /** The mailbox he works in: his own, or the one he named. Absent for a user who named none. */
  readonly box?: Box;
  /** Other mailboxes granted to him, by address. None when he named one. */
  readonly shared: readonly Box[];
}

/** With what somebody came in. */
export interface Credentials {
  /** As he gave it. */
  readonly name: string;
  /** Id of the application password; absent: his own password. */
  readonly appPassword?: string;
  /** `Standing.passwordMark` when he came in with his own: he is in no longer when it has changed since. */
  readonly passwordMark?: string;
  /** In a browser, with his second factor where he has one; or a program with a token. */
  readonly isWeb?: true;
}

export interface Entry extends Standing, Omit<Credentials, 'passwordMark'> {
  readonly ok: true;
}

export interface LoginRefusal {
  readonly ok: false;
  /** `credentials` is all that is told to one who did not prove who he is. */
  readonly why: 'credentials' | 'closed' | 'revoked' | 'scope' | 'second-factor' | 'no-grant' | 'no-mailbox';
  /** For the peer; plain ASCII. */
  readonly text: string;
  /** The password was right: what follows is no guessing. */
  readonly isKnown: boolean;
  /** The login, where there is such a one; for the machine's log, never for the peer. */
  readonly login?: string;
}

export interface Logins {
  /**
   * One login for every door. `name` is the address of a mailbox, the login of a user, or `address*login`: the mailbox named, with
   * the credentials of `login`. One argon2 whatever exists and whatever is wrong.
   */
  enter(name: string, password: string, use: LoginUse): Promise<Entry | LoginRefusal>;
  /** What is open now to one who entered before and stayed. Undefined: he may no longer be in. */
  standing(entered: Credentials): Promise<Standing | undefined>;
}

export interface LoginsPorts {
  readonly store: AccountReads;
  readonly legalTime: LegalTime;
  readonly verifyPassword: VerifyPassword;
}

/** Nobody's name or password is longer. */
const MAX_LENGTH = 512;

const refusal = (why: LoginRefusal['why'], text: string): LoginRefusal => ({
  ok: false,
  why,
  text,
  isKnown: why !== 'credentials',
});
const WRONG = refusal('credentials', 'user name or password is wrong');
const CLOSED = refusal('closed', 'this account is closed');
const REVOKED = refusal('revoked', 'this application password was revoked');
const READ_ONLY = refusal('scope', 'this application password is for reading only');
const SEND_ONLY = refusal('scope', 'this application password is for sending only');
const NOT_FOR_WEB = refusal(
  'scope',
  'an application password is for mail programs: sign in here with your own password',
);
const SECOND_FACTOR = refusal(
  'second-factor',
  'this account has a second factor: mail programs need an application password, made in the webmail under Security',
);
const NO_GRANT = refusal('no-grant', 'this mailbox is not open to you');
const NO_MAILBOX = refusal('no-mailbox', 'you have no mailbox of your own: log in as MAILBOX-ADDRESS*YOUR-LOGIN');

/** A login as it stands in the books: who has these credentials. */
interface Known {
  readonly login: string;
  readonly mailbox: Mailbox | undefined;
  readonly user: User | undefined;
}

async function find(login: string, store: AccountReads): Promise<Known> {
  const [mailbox, user] = await Promise.all([store.mailbox(login), store.user(login)]);
  return { login: login.toLowerCase(), mailbox, user };
}

/** `address*login`; an address with a `*` of its own is nobody's credentials but its holder's. */
async function readName(
  name: string,
  store: AccountReads,
): Promise<{ readonly named: string | undefined; readonly known: Known }> {
  const star = name.lastIndexOf('*');
  const whole = await find(name, store);
  if (star < 0 || whole.mailbox !== undefined) return { named: undefined, known: whole };
  return { named: name.slice(0, star), known: await find(name.slice(star + 1), store) };
}

export function openLogins({ store, legalTime, verifyPassword }: LoginsPorts): Logins {
  const parse = (name: string) => readName(name, store);

  async function standingOf(known: Known, named: string | undefined): Promise<Standing | undefined> {
    if (isClosed(known)) return undefined;
    const { login, mailbox, user } = known;
    const person = mailbox?.holder ?? user?.name ?? login;
    const who = { login, person, hasSecondFactor: hasSecondFactor(known), passwordMark: markOf(known) };
    const own = mailbox && ({ mailbox, level: 'own', maySend: isSending(mailbox) } as const);
    if (named !== undefined && named.toLowerCase() === own?.mailbox.address) return { ...who, box: own, shared: [] };
    const granted = await grantedTo(login, mailbox?.status !== 'suspended');
    if (named === undefined) return { ...who, ...(own && { box: own }), shared: granted };
    const box = granted.find((each) => each.mailbox.address === named.toLowerCase());
    return box && { ...who, box, shared: [] };
  }

  async function grantedTo(login: string, maySend: boolean): Promise<readonly Box[]> {
    const now = legalTime.now();
    const grants = (await store.grants({ login })).filter(
      ({ expiresAt }) => expiresAt === undefined || expiresAt > now,
    );
    const boxes = await Promise.all(
      grants.map(async (grant): Promise<readonly Box[]> => {
        const mailbox = await store.mailboxById(grant.mailbox);
        return mailbox === undefined || mailbox.status === 'revoked' ? [] : [boxGranted(grant, mailbox, maySend)];
      }),
    );
    return boxes.flat().sort((a, b) => (a.mailbox.address < b.mailbox.address ? -1 : 1));
  }

  return {
    async enter(name, password, use) {
      if (name.length > MAX_LENGTH || password.length > MAX_LENGTH || name.includes('\0')) return WRONG;
      const { named, known } = await parse(name);
      const appPassword = readAppPassword(password);
      const kept = await store.appPasswords(known.login);
      const own = kept.find(({ id }) => id === appPassword?.id);
      const matches = own
        ? await verifyPassword(own.passwordHash, appPassword!.canonical)
        : await verifyPassword((known.mailbox ?? known.user)?.passwordHash, password);
      const refuse = (refused: LoginRefusal) =>
        (known.mailbox ?? known.user) ? { ...refused, login: known.login } : refused;
      const why = matches ? whyNot(known, own, use) : WRONG;
      if (why !== undefined) return refuse(why);
      const standing = await standingOf(known, named);
      if (standing === undefined) return refuse(NO_GRANT);
      return {
        ok: true,
        name,
        ...(own && { appPassword: own.id }),
        ...(use === 'web' && { isWeb: true }),
        ...standing,
      };
    },
    async standing({ name, appPassword, passwordMark, isWeb }) {
      const { named, known } = await parse(name);
      if (appPassword === undefined) {
        if (!isWeb && hasSecondFactor(known)) return undefined;
        if (passwordMark !== undefined && passwordMark !== markOf(known)) return undefined;
      }
      const kept = appPassword === undefined ? [] : await store.appPasswords(known.login);
      if (kept.some(({ id, revokedAt }) => id === appPassword && revokedAt !== undefined)) return undefined;
      return await standingOf(known, named);
    },
  };
}

/** Why who showed the right password may not enter all the same. */
function whyNot(known: Known, appPassword: AppPassword | undefined, use: LoginUse): LoginRefusal | undefined {
  if (isClosed(known)) return CLOSED;
  if (appPassword === undefined) return use !== 'web' && hasSecondFactor(known) ? SECOND_FACTOR : undefined;
  if (appPassword.revokedAt !== undefined) return REVOKED;
  return serves(appPassword, use) ? undefined : UNSERVED[use];
}

function boxGranted(grant: Grant, mailbox: Mailbox, maySend: boolean): Box {
  const { level, folders, needsApproval, mayApprove } = grant;
  return {
    mailbox,
    level,
    maySend: maySend && grant.maySend && isSending(mailbox),
    ...(folders && { folders }),
    ...(needsApproval && { needsApproval }),
    ...(mayApprove && { mayApprove }),
  };
}

/** For doors that open one mailbox: the one he works in, or why there is none. */
export function soleBox(entry: Entry): Box | LoginRefusal {
  return entry.box ?? NO_MAILBOX;
}

/** A suspended holder may read; a revoked one, and a user who is suspended, may not enter. */
function isClosed({ mailbox, user }: Known): boolean {
  return mailbox === undefined ? user?.status !== 'active' : mailbox.status === 'revoked';
}

function serves({ scope }: AppPassword, use: LoginUse): boolean {
  return use !== 'web' && (scope === 'all' || scope === use);
}

const UNSERVED: Readonly<Record<LoginUse, LoginRefusal>> = { read: SEND_ONLY, send: READ_ONLY, web: NOT_FOR_WEB };

const isSending = ({ status, frozen }: Mailbox): boolean => status === 'active' && frozen === undefined;

const hasSecondFactor = ({ mailbox, user }: Known): boolean => (mailbox ?? user)?.hasSecondFactor === true;

const MARK_DIGITS = 24;

/** `Standing.passwordMark` of a password that is kept so: the hash is salted, and whoever sees its mark learns nothing of either. */
export function passwordMarkOf(passwordHash: string): string {
  return hash('sha256', passwordHash).slice(0, MARK_DIGITS);
}

const markOf = ({ mailbox, user }: Known): string => passwordMarkOf((mailbox ?? user)?.passwordHash ?? '');
