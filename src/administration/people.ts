import { Refusal, type Role } from '#contract';
import { joinSteps } from '#issuing';
import { isoLegalTime } from '#pec';
import type { Card, Step } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { allCards, KINDS, roleValue } from './cards.ts';
import { organisationCard } from './organisations.ts';

type Ports = AdministrationPorts;

/** Who works here, by login. An organisation's administrator sees those of his own. */
export async function listPeople(by: Actor, ports: Ports) {
  const cards = await allCards(ports.store, KINDS.role, by.organisation);
  const logins = await ports.signIn.lastLogins(cards.map(({ id }) => id));
  return await Promise.all(
    cards.map(async ({ id: login, value }) => {
      const { role, organisation } = roleValue.parse(value);
      const [user, mailbox] = await Promise.all([ports.store.user(login), ports.store.mailbox(login)]);
      const lastLogin = logins.get(login);
      const isActive = user?.status === 'active' || (mailbox !== undefined && mailbox.status !== 'revoked');
      return {
        login,
        name: user?.name ?? mailbox?.holder ?? login,
        role,
        ...(organisation !== undefined && { organisation }),
        status: isActive ? ('active' as const) : ('suspended' as const),
        hasSecondFactor: user?.hasSecondFactor ?? mailbox?.hasSecondFactor ?? false,
        ...(lastLogin !== undefined && { lastLogin: isoLegalTime(lastLogin) }),
      };
    }),
  );
}

/** As the log has them. */
const ROLE_WORDS: Readonly<Record<Role, string>> = {
  operator: 'operatore',
  auditor: 'revisore',
  organisation: 'amministratore di un’organizzazione',
};

/** No `*`, which parts a mailbox from a login (`address*login`). */
const LOGIN = /^[a-z0-9][a-z0-9._@+-]{0,127}$/;

/** Gives a role to the holder of a mailbox, to a user, or to a new user, who gets a link for his first password. */
export async function giveRole(
  by: Actor,
  given: string,
  {
    name,
    role,
    organisation,
  }: { readonly name: string; readonly role: Role; readonly organisation?: string | undefined },
  ports: Ports,
): Promise<{ readonly firstLogin?: string }> {
  const login = given.toLowerCase();
  if (!LOGIN.test(login)) throw badLogin();
  if ((role === 'organisation') !== (organisation !== undefined)) throw organisationWanted();
  if (organisation !== undefined) await organisationCard(by, organisation, ports);
  const [card, user, mailbox] = await Promise.all([
    ports.store.card(KINDS.role, login),
    ports.store.user(login),
    ports.store.mailbox(login),
  ]);
  if (mailbox?.kind === 'service') throw badLogin();
  await refuseLastOperator(card, role, ports);
  const value = { role, ...(organisation !== undefined && { organisation }) };
  const at = ports.legalTime.now();
  const put = { kind: KINDS.role, id: login, owner: organisation ?? '', value, at };
  const step: Step = { cards: [{ kind: 'put', card: put, was: card?.version ?? 0 }] };
  const act = {
    act: 'ruolo-dato',
    on: login,
    detail: `${card === undefined ? 'nessun ruolo' : ROLE_WORDS[roleValue.parse(card.value).role]} -> ${ROLE_WORDS[role]}`,
    ...(organisation !== undefined && { organisation }),
  };
  const first = user === undefined && mailbox === undefined ? await ports.signIn.makeFirstLogin(login) : undefined;
  const born: Step = first ? { accounts: [{ kind: 'put-user', user: { login, name, status: 'active' } }] } : {};
  await commitAct(joinSteps(born, first?.step ?? {}, step), act, by, ports);
  return first ? { firstLogin: first.link } : {};
}

/** Takes it; he is out at once, and what he holds besides stays. */
export async function takeRole(by: Actor, given: string, ports: Ports): Promise<void> {
  const login = given.toLowerCase();
  const card = await ports.store.card(KINDS.role, login);
  if (card === undefined) throw notFound();
  await refuseLastOperator(card, undefined, ports);
  const { role, organisation } = roleValue.parse(card.value);
  const step: Step = { cards: [{ kind: 'remove', card: { kind: KINDS.role, id: login }, was: card.version }] };
  const act = {
    act: 'ruolo-tolto',
    on: login,
    detail: ROLE_WORDS[role],
    ...(organisation !== undefined && { organisation }),
  };
  await commitAct(joinSteps(step, await ports.signIn.endSessions(login)), act, by, ports);
}

/** Without an operator nobody could make another. */
async function refuseLastOperator(card: Card | undefined, next: Role | undefined, { store }: Ports): Promise<void> {
  if (card === undefined || next === 'operator' || roleValue.parse(card.value).role !== 'operator') return;
  const operators = (await allCards(store, KINDS.role)).filter(
    ({ value }) => roleValue.parse(value).role === 'operator',
  );
  if (operators.length > 1) return;
  throw new Refusal('conflict', 'last-operator', {
    it: 'È l’ultimo operatore: nominarne prima un altro.',
    en: 'This is the last operator: appoint another first.',
    de: 'Das ist der letzte Betreiber: zuerst einen anderen ernennen.',
  });
}

const badLogin = () =>
  new Refusal('invalid', 'login', {
    it: 'Non può essere un nome per entrare: lettere, cifre e . _ @ + -',
    en: 'It cannot be a login: letters, digits and . _ @ + -',
    de: 'Kein möglicher Anmeldename: Buchstaben, Ziffern und . _ @ + -',
  });

const organisationWanted = () =>
  new Refusal('invalid', 'role-organisation', {
    it: 'L’organizzazione va indicata per il suo amministratore, e solo per lui.',
    en: 'The organisation is named for its administrator, and for him alone.',
    de: 'Die Organisation wird für ihren Verwalter angegeben, und nur für ihn.',
  });
