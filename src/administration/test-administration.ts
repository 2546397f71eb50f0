import { openAccounts } from '#accounts';
import { nodeDigests } from '#adapters/files';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { Refusal } from '#contract';
import { jobsToSend } from '#issuing';
import type { Domain, Mailbox } from '#ports';
import type { AdministrationPorts, Holders, SignInBook } from './administration-ports.ts';
import { addOrganisation } from './organisations.ts';

/** 2 March 2026, 09:00 legal time. */
export const NOW = Date.UTC(2026, 2, 2, 8);
export const OPERATOR = { login: 'anna' };

const DOMAINS: readonly Domain[] = [{ name: 'comune.example' }, { name: 'pec.alfa.example' }];

/** What the books beside this office were told to do. */
export interface Told {
  readonly first: string[];
  readonly ended: string[];
  readonly held: Map<string, string>;
  readonly over: string[];
}

/** The office on a store in memory: two organisations, one of which has a domain. */
export async function openAdministration() {
  const store = openMemoryStore();
  const clock = memoryClock(NOW);
  const random = seededRandom(1);
  const accounts = await openAccounts({
    ...{ store, monotonic: clock },
    providerDomain: 'gestore-alfa.example',
    serviceAddress: 'posta-certificata@gestore-alfa.example',
  });
  await store.commit({ accounts: DOMAINS.map((domain) => ({ kind: 'put-domain', domain })) });
  const told: Told = { first: [], ended: [], held: new Map(), over: [] };
  const issuer = {
    name: 'Gestore Alfa',
    domain: 'gestore-alfa.example',
    serviceAddress: 'posta-certificata@gestore-alfa.example',
  };
  const routing = { isOwnDomain: accounts.isOwnDomain, index: () => undefined };
  const ports: AdministrationPorts = {
    ...{ store, accounts, random, digests: nodeDigests, legalTime: clock },
    issuing: { issuer, jobsToSend: (outgoing) => jobsToSend(outgoing, routing, random) },
    signIn: fakeSignIn(told, store),
    holders: fakeHolders(told),
    newMailbox: { quotaBytes: 1_000_000, ordinaryMail: 'accept' },
    isCertifiedDomain: (domain) => domain.startsWith('pec.'),
  };
  const comune = await addOrganisation(
    OPERATOR,
    { name: 'Comune di Roccaverde', ipaCode: 'c_rv01', taxCode: '00743110157', domains: ['comune.example'] },
    ports,
  );
  const firm = await addOrganisation(OPERATOR, { name: 'Officine Ferri', domains: [] }, ports);
  return { ports, store, clock, told, comune, firm, mayor: { login: 'sindaco', organisation: comune.id } };
}

/** The desk of outages, malfunctions and service levels. */
export function openDesk({ store, legalTime, random }: AdministrationPorts) {
  return {
    ...{ store: store as ReturnType<typeof openMemoryStore>, legalTime, random },
    trafficCounts: async () => ({ outgoing: 5, incoming: 3, virusesIn: 0, virusesOut: 1 }),
    keepEntry: (kind: string, entry: { readonly id: string }) => ({
      documents: [
        { name: `duty/${kind}/${entry.id}`, bytes: new TextEncoder().encode(JSON.stringify(entry)), at: NOW },
      ],
      log: [{ instant: NOW, point: 'SYS' as const, event: 'Amministrazione' as const, eccezioni: [`${kind} {}`] }],
    }),
  };
}

export function sampleBox(address: string, change: Partial<Mailbox> = {}): Mailbox {
  return {
    id: `m-${address}`,
    ...{ address, holder: 'Titolare', kind: 'user', status: 'active', quotaBytes: 1_000_000 },
    ordinaryMail: { kind: 'accept' },
    ...change,
  };
}

function fakeSignIn({ first, ended }: Told, store: AdministrationPorts['store']): SignInBook {
  const freeze = async (id: string, frozen: Mailbox['frozen'] | null) => {
    await store.commit({ accounts: [{ kind: 'change-mailbox', id, change: { frozen: frozen ?? null } }] });
  };
  return {
    async makeFirstLogin(login) {
      first.push(login);
      return { step: {}, link: `https://web.example/primo-accesso#${login}`, until: NOW + 604_800_000 };
    },
    lastLogins: async (logins) => new Map(logins.filter((login) => login === 'anna').map((login) => [login, NOW])),
    freeze: ({ id }, reason) => freeze(id, { since: NOW, by: 'operator', reason }),
    unfreeze: ({ id }) => freeze(id, null),
    resetSecondFactor: async () => {},
    async endSessions(login) {
      ended.push(login);
      return {};
    },
  };
}

function fakeHolders({ held, over }: Told): Holders {
  return {
    async begin({ address, taxCode }) {
      if (taxCode.includes('?')) throw new Refusal('invalid', 'tax-code', { it: 'no', en: 'no', de: 'no' });
      held.set(address, taxCode);
      return {};
    },
    async attach({ address, taxCode }) {
      held.set(address, taxCode);
      return {};
    },
    async end(mailbox) {
      over.push(mailbox);
      return {};
    },
    kindsOf: async () => new Map(),
    isSame: async (address, taxCode) => (held.has(address) ? held.get(address) === taxCode : undefined),
    evidenceOf: async () => [],
    isReserved: (address) => address.startsWith('postmaster@'),
  };
}
