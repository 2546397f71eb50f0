/** The invented country of the sandbox: who lives there. Every domain is under `.example`. */

import type { TestIdentity } from './identity-server.ts';
import type { OrganisationPlan, StaffPlan } from './seed-offices.ts';

/** What is special about a box; boxes without a policy are open: all mail comes in, no brakes. */
export type BoxPolicy =
  /** Office of a public body. */
  | 'public-body'
  /** Ordinary mail is refused (spec 9.7). */
  | 'pec-only'
  /** Of a closed-channel domain: writes to and hears from the domains of its list only (C47, C48). */
  | 'closed-channel'
  /** Takes a few messages, then is full (M14 with 5.2.2). */
  | 'small-quota'
  /** Stops sending after twenty messages at once, until its holder lets it go on. */
  | 'burst-brake';

export interface Resident {
  readonly address: string;
  readonly holder: string;
  readonly policy?: BoxPolicy;
  /** Who he is for the test identity provider. */
  readonly person?: Pick<TestIdentity, 'givenName' | 'familyName' | 'taxCode'>;
}

export interface ProviderPlan {
  /** Short name: folder, database, `--provider`. */
  readonly key: string;
  readonly name: string;
  readonly domain: string;
  readonly pecDomains: readonly { readonly name: string; readonly allowOnly?: readonly string[] }[];
  readonly residents: readonly Resident[];
  readonly organisations: readonly OrganisationPlan[];
  readonly staff: readonly StaffPlan[];
}

export interface OrdinaryPlan {
  readonly domain: string;
  readonly residents: readonly Resident[];
}

export interface Country {
  readonly providers: readonly ProviderPlan[];
  readonly ordinary: OrdinaryPlan;
  /** People with a digital identity and no mailbox: to try how one asks for one. */
  readonly applicants: readonly TestIdentity[];
}

/** Octets a `small-quota` box holds. */
export const SMALL_QUOTA_BYTES = 40_960;

/** Each provider has one operator, one auditor, and the administrator of one organisation. */
function staffOf(administrator: Omit<StaffPlan, 'role'>): readonly StaffPlan[] {
  return [
    { login: 'operatore', name: 'Operatore', role: 'operator' },
    { login: 'revisore', name: 'Revisore', role: 'auditor' },
    { ...administrator, role: 'organisation' },
  ];
}

function applicant(
  givenName: string,
  familyName: string,
  taxCode: string,
  more: Pick<TestIdentity, 'note' | 'level'>,
): TestIdentity {
  return { subject: `prova-${taxCode}`, givenName, familyName, taxCode, ...more };
}

export const COUNTRY: Country = {
  providers: [
    {
      key: 'alfa',
      name: 'Gestore Alfa',
      domain: 'gestore-alfa.example',
      pecDomains: [{ name: 'pec.alfa.example' }, { name: 'comune.roccaverde.example' }],
      residents: [
        {
          address: 'mario.rossi@pec.alfa.example',
          holder: 'Mario Rossi',
          person: { givenName: 'Mario', familyName: 'Rossi', taxCode: 'RSSMRA80A01H501U' },
        },
        { address: 'officine.ferri@pec.alfa.example', holder: 'Officine Ferri S.r.l.' },
        {
          address: 'protocollo@comune.roccaverde.example',
          holder: 'Comune di Roccaverde, Protocollo',
          policy: 'public-body',
        },
        {
          address: 'anagrafe@comune.roccaverde.example',
          holder: 'Comune di Roccaverde, Anagrafe',
          policy: 'public-body',
        },
        {
          address: 'tributi@comune.roccaverde.example',
          holder: 'Comune di Roccaverde, Tributi',
          policy: 'public-body',
        },
        { address: 'studio.galli@pec.alfa.example', holder: 'Studio Galli', policy: 'burst-brake' },
      ],
      organisations: [
        {
          id: 'clienti-alfa',
          name: 'Clienti di Gestore Alfa',
          domains: ['pec.alfa.example'],
          open: ['pec.alfa.example'],
        },
        {
          id: 'comune-roccaverde',
          name: 'Comune di Roccaverde',
          taxCode: '00743110157',
          ipaCode: 'c_rv01',
          domains: ['comune.roccaverde.example'],
          offices: { protocollo: 'Ufficio protocollo', anagrafe: 'Ufficio anagrafe', tributi: 'Ufficio tributi' },
        },
      ],
      staff: staffOf({ login: 'sindaco', name: 'Amministratrice del Comune', organisation: 'comune-roccaverde' }),
    },
    {
      key: 'beta',
      name: 'Gestore Beta',
      domain: 'gestore-beta.example',
      pecDomains: [
        { name: 'pec.beta.example' },
        { name: 'cittadini.beta.example', allowOnly: ['comune.roccaverde.example'] },
      ],
      residents: [
        {
          address: 'avv.bianchi@pec.beta.example',
          holder: 'Avv. Giulia Bianchi',
          person: { givenName: 'Giulia', familyName: 'Bianchi', taxCode: 'BNCGLI85C55F205C' },
        },
        { address: 'laquercia@pec.beta.example', holder: 'Cooperativa La Quercia' },
        {
          address: 'notaio.verdi@pec.beta.example',
          holder: 'Notaio Carlo Verdi',
          policy: 'pec-only',
          person: { givenName: 'Carlo', familyName: 'Verdi', taxCode: 'VRDCRL70H10L219Z' },
        },
        {
          address: 'anna.neri@cittadini.beta.example',
          holder: 'Anna Neri',
          policy: 'closed-channel',
          person: { givenName: 'Anna', familyName: 'Neri', taxCode: 'NRENNA90T45A944J' },
        },
        { address: 'edicola@pec.beta.example', holder: 'Edicola del Corso', policy: 'small-quota' },
      ],
      organisations: [
        {
          id: 'clienti-beta',
          name: 'Clienti di Gestore Beta',
          domains: ['pec.beta.example'],
          open: ['pec.beta.example'],
        },
        {
          id: 'cittadini',
          name: 'Servizio ai cittadini',
          domains: ['cittadini.beta.example'],
          open: ['cittadini.beta.example'],
        },
      ],
      staff: staffOf({ login: 'sportello', name: 'Sportello dei cittadini', organisation: 'cittadini' }),
    },
  ],
  ordinary: {
    domain: 'posta.example',
    residents: [
      { address: 'lucia@posta.example', holder: 'Lucia Gallo' },
      { address: 'paolo@posta.example', holder: 'Paolo Conti' },
      { address: 'assistenza@posta.example', holder: 'Assistenza dei gestori' },
    ],
  },
  applicants: [
    applicant('Luca', 'Conti', 'CNTLCU92E20H501T', { note: 'senza casella' }),
    applicant('Sofia', 'Greco', 'GRCSFO88M60G273D', { note: 'senza casella' }),
    applicant('Amina', 'Haddad', 'HDDMNA91S41Z330D', { note: 'senza casella, nata in Marocco' }),
    applicant('Pietro', 'Riva', 'RVIPTR12C10F205W', { note: 'minorenne' }),
    applicant('Marta', 'Villa', 'VLLMRT79B52D612U', { note: 'identità troppo debole', level: 1 }),
  ],
};
