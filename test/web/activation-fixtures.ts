/** Answers of the interface for somebody who wants a mailbox. */
import type { Answered, Api } from '#contract';

type Answers = { readonly [N in keyof Api]?: Answered<Api[N]> };

const APPLICANT = {
  kind: 'person' as const,
  taxCode: 'VRDLGU85M50L378X',
  givenName: 'Luigia',
  familyName: 'Verdi',
  postalAddress: 'Via Roma 1, 38122 Trento',
  contactAddress: 'luigia.verdi@posta.example',
};
export const KEY = 'k'.repeat(43);
export const REQUEST = {
  id: '2026R7K2M4',
  state: 'begun' as const,
  applicant: APPLICANT,
  evidence: [],
  begunAt: '2026-11-22T10:31:07.000+01:00',
};
export const EVIDENCE = [
  {
    how: 'digital-identity' as const,
    provider: 'prova',
    level: '2',
    subject: 's',
    at: '2026-11-22T10:35:00.000+01:00',
  },
];

export const ACTIVATION_ANSWERS: Answers = {
  'GET /public/provider': {
    name: 'Gestore Alfa S.p.A.',
    domain: 'gestore.alfa.example',
    serviceAddress: 'posta-certificata@gestore.alfa.example',
    isSandbox: true,
    domains: 2,
  },
  'GET /activation/offer': {
    isOpen: true,
    kinds: [
      {
        kind: 'person',
        needs: ['taxCode', 'contactAddress', 'postalAddress', 'givenName', 'familyName', 'birthDate', 'birthPlace'],
      },
      { kind: 'foreign-resident', needs: ['taxCode', 'givenName', 'familyName', 'birthDate', 'birthPlace', 'permit'] },
      { kind: 'professional', needs: ['taxCode', 'givenName', 'familyName', 'birthDate', 'register'] },
      { kind: 'firm', needs: ['taxCode', 'organisationName', 'vatNumber', 'givenName', 'familyName'] },
      { kind: 'public-body', needs: ['taxCode', 'organisationName', 'ipaCode', 'givenName', 'familyName'] },
    ],
    domains: ['pec.alfa.example', 'cittadini.alfa.example'],
    terms: {
      version: '2026-09',
      text: Array.from(
        { length: 9 },
        (_, at) =>
          `${at + 1}. Il gestore mette a disposizione una casella di posta elettronica certificata e ne garantisce il funzionamento secondo il manuale operativo. Il titolare custodisce le proprie credenziali.`,
      ).join('\n\n'),
    },
    minimumAge: 18,
  },
  'GET /session/identity-providers': [{ id: 'prova', name: 'Identità di prova', protocol: 'oidc' }],
  'POST /activation': { ...REQUEST, key: KEY },
  'GET /activation/{activation}': REQUEST,
  'POST /activation/{activation}/terms': {
    ...REQUEST,
    state: 'terms-accepted',
    evidence: EVIDENCE,
    termsVersion: '2026-09',
  },
  'GET /activation/{activation}/addresses': [
    { address: 'luigia.verdi@pec.alfa.example', isFree: true },
    { address: 'verdi.luigia@pec.alfa.example', isFree: true },
    { address: 'l.verdi@pec.alfa.example', isFree: false, why: 'taken' },
    { address: 'luigia.verdi2@pec.alfa.example', isFree: true },
  ],
  'POST /activation/{activation}/address': {
    ...REQUEST,
    state: 'address-chosen',
    evidence: EVIDENCE,
    termsVersion: '2026-09',
    address: 'luigia.verdi@pec.alfa.example',
  },
  'POST /activation/{activation}/finish': {
    ...REQUEST,
    state: 'active',
    evidence: EVIDENCE,
    termsVersion: '2026-09',
    address: 'luigia.verdi@pec.alfa.example',
  },
};
