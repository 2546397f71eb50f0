import type { z } from 'zod';
import type { delegate } from '#contract';
import { type Instant, isoLegalTime } from '#pec';
import type { Grant, LegalTime, LogRecord, Mailbox, MailStore, Store } from '#ports';
import {
  contradictory,
  isPast,
  noSuchFolder,
  noSuchLogin,
  notFound,
  ownMailbox,
  serviceMailbox,
  tooManyDelegates,
} from './refusals.ts';

export type Delegate = z.output<typeof delegate>;
export type DelegateWish = Omit<Delegate, 'login' | 'name'>;

export interface DelegatesPorts {
  readonly store: Pick<Store, 'commit' | 'grants' | 'user' | 'mailbox'>;
  readonly mail: Pick<MailStore, 'folders'>;
  readonly legalTime: LegalTime;
}

export interface Delegates {
  /** Who works in this mailbox now. */
  list(mailbox: Mailbox): Promise<readonly Delegate[]>;
  /** Lets somebody in, or changes what he may. `by`: whoever does it, for the log. Throws `Refusal`. */
  put(mailbox: Mailbox, login: string, wish: DelegateWish, by: string): Promise<Delegate>;
  remove(mailbox: Mailbox, login: string, by: string): Promise<void>;
}

const MAX_DELEGATES = 200;

/** Delegation by the holder: what `ceralacca mailbox grant` does for the provider, with the same record in the message log. */
export function openDelegates(ports: DelegatesPorts): Delegates {
  const { store, legalTime } = ports;

  async function inForce(mailbox: Mailbox): Promise<readonly Grant[]> {
    const now = legalTime.now();
    const grants = await store.grants({ mailbox: mailbox.id });
    return grants.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  }

  return {
    async list(mailbox) {
      const grants = await inForce(mailbox);
      return await Promise.all(grants.map(async (grant) => shown(grant, (await nameOf(grant.login, ports)) ?? '')));
    },
    async put(mailbox, login, wish, by) {
      const name = await nameOf(login, ports);
      if (name === undefined) throw noSuchLogin();
      if (login === mailbox.address) throw ownMailbox();
      const grant = grantOf(mailbox, login, wish);
      await check(grant, mailbox, ports);
      const others = (await inForce(mailbox)).filter((one) => one.login !== login);
      if (others.length >= MAX_DELEGATES) throw tooManyDelegates();
      const what = [grant.level, ...(grant.maySend ? ['invio'] : []), ...limitsOf(grant)].join(', ');
      const log = [logged(legalTime.now(), by, `casella ${mailbox.address}, delega a ${login}: ${what}`)];
      await store.commit({ accounts: [{ kind: 'put-grant', grant }], log });
      return shown(grant, name);
    },
    async remove(mailbox, login, by) {
      const kept = await store.grants({ mailbox: mailbox.id });
      if (!kept.some((grant) => grant.login === login)) throw notFound();
      const log = [logged(legalTime.now(), by, `casella ${mailbox.address}, delega a ${login} tolta`)];
      await store.commit({ accounts: [{ kind: 'remove-grant', mailbox: mailbox.id, login }], log });
    },
  };
}

async function nameOf(login: string, { store }: DelegatesPorts): Promise<string | undefined> {
  const [user, mailbox] = await Promise.all([store.user(login), store.mailbox(login)]);
  return user?.name ?? mailbox?.holder;
}

function grantOf({ id }: Mailbox, login: string, wish: DelegateWish): Grant {
  const { level, maySend, folders, expiresAt, needsApproval, mayApprove } = wish;
  return {
    mailbox: id,
    login,
    level,
    maySend,
    ...(expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) }),
    ...(folders && { folders: [...new Set(folders)] }),
    ...(needsApproval && { needsApproval }),
    ...(mayApprove && { mayApprove }),
  };
}

async function check(grant: Grant, mailbox: Mailbox, { mail, legalTime }: DelegatesPorts): Promise<void> {
  const { maySend, needsApproval, mayApprove, expiresAt, folders } = grant;
  if (mayApprove && (needsApproval || !maySend)) throw contradictory();
  if (maySend && mailbox.kind === 'service') throw serviceMailbox();
  if (expiresAt !== undefined && expiresAt <= legalTime.now()) throw isPast();
  if (folders === undefined) return;
  const known = new Set((await mail.folders(mailbox.id)).map(({ id }) => id));
  if (!folders.every((folder) => known.has(folder))) throw noSuchFolder();
}

function limitsOf({ expiresAt, folders, needsApproval, mayApprove }: Grant): readonly string[] {
  return [
    ...(folders ? [`cartelle ${folders.join(' ')}`] : []),
    ...(needsApproval ? ['con approvazione'] : []),
    ...(mayApprove ? ['approva'] : []),
    ...(expiresAt === undefined ? [] : [`fino a ${isoLegalTime(expiresAt)}`]),
  ];
}

function logged(instant: Instant, by: string, what: string): LogRecord {
  return { instant, point: 'SYS', event: 'Amministrazione', utente: by, eccezioni: [what] };
}

function shown(
  { login, level, maySend, folders, expiresAt, needsApproval, mayApprove }: Grant,
  name: string,
): Delegate {
  return {
    login,
    name,
    level,
    maySend,
    ...(folders && { folders: [...folders] }),
    ...(expiresAt !== undefined && { expiresAt: isoLegalTime(expiresAt) }),
    needsApproval: needsApproval ?? false,
    mayApprove: mayApprove ?? false,
  };
}
