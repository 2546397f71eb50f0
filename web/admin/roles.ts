import type { Me, Role } from '#contract';

/** Who may see what; the server judges again. */
export function hasRole(who: Me | undefined, ...roles: readonly Role[]): boolean {
  return who?.roles.some(({ role }) => roles.includes(role)) ?? false;
}

/** Organisations of which he is the administrator, when that is all he is: his pages show these alone. */
export function ownOrganisations(
  who: Me | undefined,
): readonly { readonly id: string; readonly name: string }[] | undefined {
  if (hasRole(who, 'operator', 'auditor')) return undefined;
  return (who?.roles ?? []).flatMap(({ organisation, organisationName }) =>
    organisation === undefined ? [] : [{ id: organisation, name: organisationName ?? organisation }],
  );
}

export interface Place {
  readonly to: string;
  readonly word: PlaceWord;
  readonly roles: readonly Role[];
}
export type PlaceWord =
  | 'overview'
  | 'organisations'
  | 'domains'
  | 'mailboxes'
  | 'bulk'
  | 'activations'
  | 'holdings'
  | 'people'
  | 'queue'
  | 'flow'
  | 'log'
  | 'findings'
  | 'quarantine'
  | 'index'
  | 'levels'
  | 'audit'
  | 'ipa'
  | 'addresses';

const everybody = ['operator', 'auditor', 'organisation'] as const;
const changers = ['operator', 'organisation'] as const;
const lookers = ['operator', 'auditor'] as const;
const operators = ['operator'] as const;

/** The whole menu, in groups. */
export const PLACES: readonly {
  readonly group: 'holders' | 'running' | 'provider';
  readonly places: readonly Place[];
}[] = [
  {
    group: 'holders',
    places: [
      { to: '/caselle', word: 'mailboxes', roles: everybody },
      { to: '/organizzazioni', word: 'organisations', roles: everybody },
      { to: '/domini', word: 'domains', roles: everybody },
      { to: '/richieste', word: 'activations', roles: everybody },
      { to: '/elenco', word: 'bulk', roles: changers },
      { to: '/indirizzi', word: 'addresses', roles: everybody },
      { to: '/titolari', word: 'holdings', roles: lookers },
    ],
  },
  {
    group: 'running',
    places: [
      { to: '/coda', word: 'queue', roles: lookers },
      { to: '/flusso', word: 'flow', roles: lookers },
      { to: '/registro', word: 'log', roles: lookers },
      { to: '/controlli', word: 'findings', roles: lookers },
      { to: '/quarantena', word: 'quarantine', roles: lookers },
    ],
  },
  {
    group: 'provider',
    places: [
      { to: '/livelli', word: 'levels', roles: lookers },
      { to: '/indice', word: 'index', roles: everybody },
      { to: '/persone', word: 'people', roles: everybody },
      { to: '/attivita', word: 'audit', roles: everybody },
      { to: '/ipa', word: 'ipa', roles: operators },
    ],
  },
];

/** The menu of this visitor: groups without a place of his are left out. */
export function placesFor(who: Me | undefined) {
  return PLACES.map(({ group, places }) => ({
    group,
    places: places.filter(({ roles }) => hasRole(who, ...roles)),
  })).filter(({ places }) => places.length > 0);
}
