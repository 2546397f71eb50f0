/** Answers of the interface for the pages of the administration, as large as life: what the server would say of a small provider. */
import type { Answered, Api, Me } from '#contract';

const NOW = Date.UTC(2026, 10, 22, 9, 30);
const at = (ms: number) => new Date(NOW - ms).toISOString();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Answers = { readonly [N in keyof Api]?: Answered<Api[N]> };

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

const ERROR = '451 4.3.0 <ricevute@pec.gamma.example>: Temporary lookup failure, try again later';

export const ANSWERS: Answers = {
  'GET /session': OPERATOR,
  'GET /admin/overview': {
    isWell: false,
    findings: [
      {
        level: 'bad',
        code: 'queue',
        text: 'Verso pec.gamma.example non parte nulla da 13 ore: i mittenti sono stati avvisati.',
        since: at(13 * HOUR),
        href: '/admin/coda',
      },
      {
        level: 'warn',
        code: 'certificate',
        text: 'Il certificato di firma scade fra 41 giorni: il prossimo è già pubblicato.',
        href: '/admin/indice',
      },
      { level: 'ok', code: 'index', text: 'L’indice dei gestori è di oggi.' },
      { level: 'ok', code: 'clock', text: 'L’orologio è entro 12 ms da tre server NTP.' },
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
  'GET /admin/queue': {
    queues: [
      { queue: 'pec.gamma.example', jobs: 31, oldest: at(13 * HOUR), nextAt: at(-12 * 60_000), lastError: ERROR },
      { queue: 'pec.beta.example', jobs: 6, oldest: at(4 * 60_000), nextAt: at(-60_000) },
    ],
    jobs: [
      {
        id: 'j1',
        queue: 'pec.gamma.example',
        kind: 'relay',
        identificativo: 'opec2130.20261121203011@gestore.alfa.example',
        recipients: 2,
        since: at(13 * HOUR),
        nextAt: at(-12 * 60_000),
        givesUpAt: at(-11 * HOUR),
        attempts: 19,
        isRunning: false,
        lastError: ERROR,
      },
      {
        id: 'j2',
        queue: 'pec.beta.example',
        kind: 'relay',
        notice: 'M11',
        recipients: 1,
        since: at(4 * 60_000),
        nextAt: at(-60_000),
        givesUpAt: at(-24 * HOUR),
        attempts: 1,
        isRunning: true,
      },
    ],
  },
  'GET /admin/log': {
    items: [
      {
        seq: 1,
        instant: at(3 * HOUR),
        point: 'AP',
        event: 'Accettazione',
        mittente: 'mario.rossi@pec.alfa.example',
        destinatari: [{ address: 'avv.bianchi@pec.beta.example', type: 'certificato' }],
        identificativo: 'opec2130.20261122@gestore.alfa.example',
        msgid: '<a@b.example>',
      },
      {
        seq: 2,
        instant: at(3 * HOUR - 4_000),
        point: 'InP',
        event: 'RicezioneRicevuta',
        mittente: 'mario.rossi@pec.alfa.example',
        consegna: 'avv.bianchi@pec.beta.example',
        gestore: 'Gestore Beta',
      },
      {
        seq: 3,
        instant: at(2 * HOUR),
        point: 'DP',
        event: 'ConsegnaImpossibile',
        mittente: 'ente@pec.beta.example',
        consegna: 'nessuno@pec.alfa.example',
        errore: 'no-dest',
        erroreEsteso: '5.1.1 casella inesistente',
      },
    ],
  },
  'GET /admin/findings': {
    at: at(7 * HOUR),
    total: 2,
    findings: [
      {
        rule: 'A7',
        identificativo: 'opec2130.20261119@gestore.alfa.example',
        problem: 'Per un destinatario non c’è né consegna né avviso dopo 24 ore.',
        next: 'Guardi la coda verso pec.gamma.example; se è vuota, riproduca gli avvisi con «ceralacca check --repair A7».',
      },
      {
        rule: 'A7',
        identificativo: 'opec2130.20261118@gestore.alfa.example',
        problem: 'Per un destinatario non c’è né consegna né avviso dopo 24 ore.',
        next: '',
      },
    ],
  },
  'GET /admin/quarantine': {
    items: [
      {
        id: 'q1',
        at: at(30 * HOUR),
        point: 'AP',
        virus: 'Eicar-Test-Signature',
        sender: 'mario.rossi@pec.alfa.example',
        recipients: ['avv.bianchi@pec.beta.example'],
      },
    ],
  },
  'GET /admin/index': {
    asOf: at(6 * HOUR),
    isOverdue: false,
    held: '12',
    providers: [
      { name: 'Gestore Alfa S.p.A.', domains: 58, certificates: 2, mailReceipt: 'ricevute@gestore.alfa.example' },
      { name: 'Gestore Beta', domains: 1_204, certificates: 1, mailReceipt: 'ricevute@gestore.beta.example' },
    ],
  },
  'GET /admin/certificates': [
    {
      role: 'in-force',
      subject: 'Gestore Alfa S.p.A.',
      issuer: 'CA di prova',
      serial: '07',
      from: at(1_000 * DAY),
      to: at(-41 * DAY),
      place: 'token PKCS#11 «alfa»',
      usesToday: 33_410,
    },
    {
      role: 'next',
      subject: 'Gestore Alfa S.p.A.',
      issuer: 'CA di prova',
      serial: '0c',
      from: at(2 * DAY),
      to: at(-1_090 * DAY),
      place: 'token PKCS#11 «alfa»',
    },
    {
      role: 'tls',
      subject: 'mail.alfa.example',
      issuer: 'CA di prova',
      serial: '1f',
      from: at(20 * DAY),
      to: at(-70 * DAY),
      place: 'file',
    },
  ],
  'GET /admin/service-levels': {
    period: '2026-Q3',
    availability: 99.974,
    required: 99.8,
    minutesDown: 31,
    minutesLeft: 320,
    outages: [
      { from: at(20 * DAY), to: at(20 * DAY - 31 * 60_000), kind: 'incident', cause: 'Disco del database pieno' },
    ],
    malfunctions: [{ at: at(20 * DAY), code: '3A', text: 'Punto di accesso fermo per il disco pieno.' }],
  },
  'GET /admin/audit': {
    items: [
      {
        at: at(HOUR),
        by: 'operatore',
        act: 'casella-stato',
        on: 'studio.bianchi@pec.alfa.example',
        detail: 'active -> closing 2026-12-01; richiesta del titolare, prot. 4411',
      },
      { at: at(2 * HOUR), by: 'operatore', act: 'casella-nuova', on: 'tributi@pec.comune.borgosereno.example' },
    ],
  },
  'POST /admin/directory/ipa': {
    rows: 23_411,
    added: 12,
    changed: 40,
    ceased: 3,
    faults: [{ row: 881, detail: 'mail1 is no address' }],
  },
  'GET /admin/public-addresses/{organisation}': {
    version: 4,
    slug: 'borgo-sereno',
    site: 'https://www.comune.borgosereno.example',
    entries: [
      {
        section: 'Protocollo generale',
        name: 'Ufficio protocollo',
        ipaCode: 'PROT01',
        addresses: [
          {
            address: 'protocollo@pec.comune.borgosereno.example',
            kind: 'certified',
            role: 'institutional',
            certifiedOnly: true,
          },
        ],
      },
      {
        section: 'Servizi ai cittadini',
        name: 'Anagrafe e stato civile',
        addresses: [
          { address: 'anagrafe@pec.comune.borgosereno.example', kind: 'certified', certifiedOnly: false },
          {
            address: 'sportello@comune.borgosereno.example',
            kind: 'ordinary',
            role: 'front-office',
            certifiedOnly: false,
          },
        ],
      },
    ],
    differences: [
      { what: 'only-ipa', ipa: 'suap@pec.comune.borgosereno.example' },
      { what: 'only-ours', ours: 'anagrafe@pec.comune.borgosereno.example' },
    ],
    ipaAsOf: '2026-11-18',
  },
  'PUT /admin/public-addresses/{organisation}': { version: 5 },
};
