import { type AdministrationPorts, type Holders, KINDS, type SignInBook } from '#administration';
import type { ProviderConfig } from '#config';
import {
  attachHolder,
  beginHolding,
  type EnrolmentPorts,
  endHolding,
  evidenceOf,
  isReserved,
  isSameHolder,
  kindsOf,
  takeShape,
} from '#enrolment';
import { joinSteps } from '#issuing';
import { freezeMailbox, type Ground, makeFirstLogin, resetSecondFactor, signInFacts, unfreezeMailbox } from '#sign-in';
import { newMailboxOf } from './open-enrolment.ts';
import type { DoorsGround } from './web-ports.ts';

/** Administration, with the books and the office beside it as it needs them: offices and books do not know each other. */
export function openAdministration(
  config: ProviderConfig,
  ground: DoorsGround & { readonly signIn: Ground },
  enrolment: EnrolmentPorts,
): AdministrationPorts {
  const { signIn, accessPoint } = ground;
  return {
    ...ground,
    signIn: signInBook(signIn),
    holders: holdersOf(enrolment),
    newMailbox: newMailboxOf(config),
    isCertifiedDomain: (domain) => accessPoint.index()?.recordOfDomain(domain) !== undefined,
  };
}

function signInBook(ground: Ground): SignInBook {
  return {
    async makeFirstLogin(login) {
      const { link, until, cards } = await makeFirstLogin(ground, login);
      return { link, until, step: { cards } };
    },
    async lastLogins(logins) {
      const facts = await Promise.all(logins.map(async (login) => [login, await signInFacts(ground, login)] as const));
      return new Map(facts.flatMap(([login, { lastLogin }]) => (lastLogin === undefined ? [] : [[login, lastLogin]])));
    },
    async freeze(mailbox, reason) {
      await freezeMailbox(ground, mailbox, { by: 'operator', reason });
    },
    unfreeze: (mailbox) => unfreezeMailbox(ground, mailbox, 'operator'),
    resetSecondFactor: (login, by) => resetSecondFactor(ground, login, by),
    endSessions: async (login) => ({ cards: await ground.sessions.endAll(login) }),
  };
}

function holdersOf(ports: EnrolmentPorts): Holders {
  const ofAddress = async (address: string) => (await ports.store.mailbox(address))?.id;
  return {
    async begin(holding) {
      const shape = takeShape(holding.address, ports.legalTime.now(), true);
      return joinSteps(await beginHolding(holding, ports), { cards: [shape] });
    },
    attach: (holding) => attachHolder(holding, ports),
    end: (mailbox) => endHolding(mailbox, ports),
    kindsOf: (mailboxes) => kindsOf(mailboxes, ports),
    async isSame(address, taxCode) {
      const mailbox = await ofAddress(address);
      return mailbox === undefined ? undefined : await isSameHolder(mailbox, taxCode, ports);
    },
    async evidenceOf(address) {
      const mailbox = await ofAddress(address);
      return mailbox === undefined ? [] : await evidenceOf(mailbox, ports);
    },
    isReserved,
  };
}

/** As it is known. */
export async function organisationName(id: string, { store }: Pick<DoorsGround, 'store'>): Promise<string | undefined> {
  const card = await store.card(KINDS.organisation, id);
  const { name } = (card?.value ?? {}) as { readonly name?: string };
  return name;
}
