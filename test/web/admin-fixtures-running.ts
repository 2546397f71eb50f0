/** Answers about how the provider runs: queue, log, findings, index, service levels. */
import { type Answers, at, DAY, HOUR } from './admin-fixtures-time.ts';

const ERROR = '451 4.3.0 <ricevute@pec.gamma.example>: Temporary lookup failure, try again later';

export const RUNNING: Answers = {
  'GET /admin/queue': {
    queues: [
      { queue: 'relay:pec.gamma.example', jobs: 31, oldest: at(13 * HOUR), nextAt: at(-12 * 60_000), lastError: ERROR },
      { queue: 'relay:pec.beta.example', jobs: 6, oldest: at(4 * 60_000), nextAt: at(-60_000) },
    ],
    jobs: [
      {
        id: 'j1',
        queue: 'relay:pec.gamma.example',
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
        queue: 'relay:pec.beta.example',
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
  'GET /admin/witness-alarms': [
    {
      ...{ id: 'ab12', of: 'theirs', domain: 'gestore-beta.example', at: at(5 * HOUR) },
      reason: '2026-11-22: leaf 3 is not what it was',
    },
    {
      ...{ id: 'cd34', of: 'ours', domain: 'gestore-gamma.example', at: at(9 * DAY) },
      reason: '2026-11-13: gestore-gamma.example has seen a head of ours with 12 leaves that we do not have',
      acknowledged: { at: at(8 * DAY), by: 'operatore', reason: 'Ripristino del 13 novembre, prot. 4420' },
    },
  ],
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
    held: {
      ...{ since: at(5 * HOUR), loss: 'ab'.repeat(32), total: 12, isAccepted: false },
      domains: [
        { name: 'pec.ordine-geometri.example', provider: 'Gestore Beta' },
        { name: 'pec.senza-gestore.example' },
      ],
    },
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
      {
        ...{ id: '20261102-0830-4f1c', from: at(20 * DAY), to: at(20 * DAY - 31 * 60_000), kind: 'incident' },
        ...{ state: 'ended' as const, cause: 'Disco del database pieno', points: ['AP', 'InP', 'DP'], counts: true },
      },
      {
        ...{ id: '20261122-1010-77aa', from: at(HOUR), kind: 'planned', cause: 'Lavori annunciati' },
        ...{ state: 'lasting' as const, points: ['AP'], counts: false },
      },
    ],
    malfunctions: [
      {
        ...{
          id: '20261102-0830-91b2',
          at: at(20 * DAY),
          code: '3A',
          text: 'Punto di accesso fermo per il disco pieno.',
        },
        notes: [{ at: at(20 * DAY - HOUR), text: 'Disco liberato, soglia di avviso abbassata.' }],
        reportedAt: at(19 * DAY),
      },
    ],
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
    leftOut: 1,
    faults: [{ row: 881, detail: 'Manca il nome: riga non presa.' }],
    totalFaults: 1,
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
