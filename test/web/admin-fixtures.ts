/** Answers of the interface for the pages of the administration, as large as life: what the server would say of a small provider. */
import type { Me } from '#contract';
import { RUNNING } from './admin-fixtures-running.ts';
import { type Answers, at, DAY, HOUR } from './admin-fixtures-time.ts';

export const OPERATOR: Me = {
  login: 'operatore',
  name: 'Giulia Neri',
  language: 'it',
  roles: [{ role: 'operator' }],
  boxes: [],
  csrf: 'csrf',
  isSandbox: true,
};
export const ORGANISATION_ADMIN: Me = {
  ...OPERATOR,
  login: 'ced@comune.borgosereno.example',
  name: 'Piero Gallo',
  roles: [{ role: 'organisation', organisation: 'o1', organisationName: 'Comune di Borgo Sereno' }],
};

const mailbox = (id: string, address: string, holder: string, more: object = {}) => ({
  id,
  address,
  holder,
  holderKind: 'public-body' as const,
  kind: 'user' as const,
  state: 'active' as const,
  organisation: 'o1',
  quotaBytes: 2e9,
  usedBytes: 812_345_678,
  messages: 1_204,
  delegates: 3,
  hasSecondFactor: true,
  lastLogin: at(3 * HOUR),
  policy: {},
  ...more,
});

export const MAILBOXES = [
  mailbox('m1', 'protocollo@pec.comune.borgosereno.example', 'Comune di Borgo Sereno', {
    policy: {
      ordinaryMail: { kind: 'refuse', text: 'Scriva a sportello@comune.borgosereno.example.' },
      secondFactor: 'required',
    },
  }),
  mailbox('m2', 'tributi@pec.comune.borgosereno.example', 'Ufficio tributi', {
    usedBytes: 1_960_000_000,
    hasSecondFactor: false,
  }),
  mailbox('m3', 'mario.rossi@pec.alfa.example', 'Mario Rossi', {
    holderKind: 'person',
    organisation: undefined,
    frozen: { since: at(2 * HOUR), by: 'freno automatico', reason: '24 messaggi in un minuto alle 01:27' },
  }),
  mailbox('m4', 'studio.bianchi@pec.alfa.example', 'Studio legale Bianchi', {
    state: 'closing',
    until: at(-9 * DAY),
    holderKind: 'professional',
    organisation: undefined,
  }),
  mailbox('m5', 'vecchia@pec.alfa.example', 'Officine Verdi S.r.l.', {
    state: 'revoked',
    holderKind: 'firm',
    organisation: undefined,
    usedBytes: 0,
    messages: 0,
  }),
];

const organisation = {
  id: 'o1',
  version: 3,
  name: 'Comune di Borgo Sereno',
  taxCode: '01234567890',
  ipaCode: 'c_b999',
  domains: ['pec.comune.borgosereno.example'],
  mailboxes: 24,
  quotaBytes: 60e9,
  usedBytes: 18_400_000_000,
};

const activation = (id: string, state: 'begun' | 'identified', applicant: object) => ({
  id,
  state,
  applicant: {
    kind: 'person' as const,
    taxCode: 'VRDLGU85M50L378X',
    postalAddress: 'Via Roma 1, 38122 Trento',
    contactAddress: 'luigia.verdi@posta.example',
    ...applicant,
  },
  evidence: [],
  begunAt: at(5 * HOUR),
});

export const ANSWERS: Answers = {
  'GET /session': OPERATOR,
  'GET /admin/overview': {
    isWell: false,
    findings: [
      {
        level: 'bad',
        about: 'queue',
        code: 'queue-waits',
        values: { count: 3, queue: 'relay:pec.gamma.example', why: 'connect ECONNREFUSED' },
        text: '3 jobs to relay:pec.gamma.example wait for over 4 hours: connect ECONNREFUSED',
        since: at(13 * HOUR),
        href: '/admin/coda',
      },
      {
        level: 'warn',
        about: 'keys',
        code: 'certificate-ends',
        values: { use: 'signing', count: 41, at: '2027-01-02T10:00:00.000Z' },
        text: 'the signing certificate ends in 41 days (2027-01-02T10:00:00.000Z)',
        href: '/admin/indice',
      },
      { level: 'ok', about: 'index', code: 'index-fresh', values: {}, text: 'L’indice dei gestori è di oggi.' },
      {
        level: 'ok',
        about: 'clock',
        code: 'clock-right',
        values: {},
        text: 'L’orologio è entro 12 ms da tre server NTP.',
      },
    ],
    acknowledged: [
      {
        ...{ at: at(8 * DAY), by: 'operatore', reason: 'Ripristino del 13 novembre, prot. 4420' },
        code: 'log-ours-contradicted',
        values: {
          domain: 'gestore-gamma.example',
          at: at(9 * DAY),
          why: '2026-11-13: it has seen a head that we do not have',
        },
        text: 'OUR LOG CONTRADICTS ITSELF, says gestore-gamma.example: 2026-11-13: it has seen a head that we do not have',
      },
    ],
    counts: {
      organisations: 41,
      domains: 58,
      mailboxes: 12_870,
      usedBytes: 4_812_000_000_000,
      queue: 37,
      oldestJob: at(13 * HOUR),
      acceptedToday: 8_412,
      deliveredToday: 8_377,
      quarantined: 3,
    },
    hours: Array.from({ length: 24 }, (_, back) => {
      const accepted = Math.round(40 + 700 * Math.max(0, Math.sin(((back - 4) / 24) * Math.PI * 2)) ** 2);
      const failed = back % 7 === 3 ? 14 : 2;
      return { at: at((23 - back) * HOUR), accepted, delivered: accepted - failed - 3, failed };
    }),
  },
  'GET /admin/organisations': {
    items: [
      organisation,
      {
        ...organisation,
        id: 'o2',
        name: 'Ordine degli avvocati di Trento',
        ipaCode: 'odatn',
        domains: ['pec.avvocati.example'],
        mailboxes: 1_310,
        usedBytes: 912e9,
      },
      {
        ...organisation,
        id: 'o3',
        name: 'Officine Verdi S.r.l.',
        ipaCode: undefined,
        domains: [],
        mailboxes: 2,
        usedBytes: 12e6,
      },
    ].map(({ ipaCode, ...rest }) => ({ ...rest, ...(ipaCode !== undefined && { ipaCode }) })),
  },
  'GET /admin/organisations/{organisation}/offices': [
    { id: 'f1', version: 1, organisation: 'o1', name: 'Segreteria generale', mailboxes: 2 },
    { id: 'f2', version: 1, organisation: 'o1', name: 'Ufficio protocollo', parent: 'f1', mailboxes: 1 },
    { id: 'f3', version: 1, organisation: 'o1', name: 'Ufficio tributi', mailboxes: 3 },
  ],
  'GET /admin/domains': [
    { name: 'pec.alfa.example', mailboxes: 11_200, policy: {} },
    {
      name: 'pec.comune.borgosereno.example',
      organisation: 'o1',
      mailboxes: 24,
      policy: { ordinaryMail: { kind: 'refuse' }, secondFactor: 'required' },
    },
    {
      name: 'pec.tribunale.example',
      mailboxes: 3,
      policy: { closedChannel: { allowOnly: ['ipa', 'pec.avvocati.example'] } },
    },
  ],
  'GET /admin/mailboxes': { items: MAILBOXES, next: 'm5' },
  'GET /admin/mailboxes/{mailbox}': MAILBOXES[0]!,
  'POST /admin/mailboxes': { ...MAILBOXES[0]!, firstLogin: '/primo-accesso#k9Xw2-7pQ' },
  'POST /admin/mailboxes/{mailbox}/first-login': { link: '/primo-accesso#k9Xw2-7pQ', until: at(-7 * DAY) },
  'POST /admin/mailboxes/{mailbox}/holder': MAILBOXES[0]!,
  'GET /admin/mailboxes/{mailbox}/delegates': [
    {
      login: 'anna.neri@comune.borgosereno.example',
      level: 'write',
      maySend: true,
      isBounded: false,
      needsApproval: true,
    },
  ],
  'POST /admin/mailboxes/{mailbox}/freeze': MAILBOXES[0]!,
  'POST /admin/mailboxes/{mailbox}/state': { ...MAILBOXES[0]!, state: 'suspended' },
  'PATCH /admin/mailboxes/{mailbox}': MAILBOXES[0]!,
  'POST /admin/bulk/mailboxes': {
    rows: 3,
    made: 1,
    changed: 0,
    same: 1,
    faults: [{ row: 4, column: 'indirizzo', detail: 'Il dominio pec.altro.example non è di questo gestore.' }],
  },
  'GET /admin/people': [
    {
      login: 'operatore',
      name: 'Giulia Neri',
      role: 'operator',
      status: 'active',
      hasSecondFactor: true,
      lastLogin: at(HOUR),
    },
    { login: 'revisore', name: 'Carlo Fabbri', role: 'auditor', status: 'active', hasSecondFactor: true },
    {
      login: 'ced@comune.borgosereno.example',
      name: 'Piero Gallo',
      role: 'organisation',
      organisation: 'o1',
      status: 'active',
      hasSecondFactor: false,
    },
  ],
  'GET /admin/activations': {
    items: [
      activation('R7K2', 'begun', {
        givenName: 'Luigia',
        familyName: 'Verdi',
        birthDate: '1985-08-10',
        birthPlace: 'Trento',
      }),
      activation('R7K9', 'begun', {
        kind: 'foreign-resident',
        givenName: 'Aïcha',
        familyName: 'Benali',
        permit: { number: 'I01234567', until: '2028-03-01' },
      }),
      activation('R7M4', 'identified', {
        kind: 'firm',
        taxCode: '01234567890',
        organisationName: 'Officine Verdi S.r.l.',
      }),
    ],
  },
  'GET /admin/holdings': {
    items: [
      {
        address: 'mario.rossi@pec.alfa.example',
        mailbox: 'm3',
        from: at(900 * DAY),
        holder: { kind: 'person', name: 'Mario Rossi', taxCode: 'RSSMRA70A01L378X' },
        evidence: [{ how: 'digital-identity', provider: 'test', level: '2', subject: 's', at: at(900 * DAY) }],
      },
    ],
  },
  ...RUNNING,
};
