import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chain } from '#contract';
import type { LogRecord, StoredLogRecord } from '#ports';
import { type ChainContext, chainOf } from './chain.ts';
import { chainEventsOf, isAfterCursor, readCursor } from './chain-events.ts';
import { chainGlanceOf } from './chain-glance.ts';
import { reasonOf } from './chain-reasons.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2, 8);
const [MARIO, UFFICIO, ELENA, PIPPO] = [
  'mario@pec.alfa.example',
  'ufficio@pec.beta.example',
  'elena@pec.beta.example',
  'pippo@posta.example',
];
const BETA = 'Gestore Beta S.r.l.';

/** A log in the making: hours after the acceptance, and what else the record has. */
type Line = readonly [hours: number, event: LogRecord['event'], more?: Partial<LogRecord>];

function logOf(recipients: readonly string[], lines: readonly Line[]): readonly StoredLogRecord[] {
  const destinatari = recipients.map((address) => ({
    address,
    type: address.endsWith('posta.example') ? ('esterno' as const) : ('certificato' as const),
  }));
  return lines.map(([hours, event, more], at) => ({
    seq: 100 + 10 * at,
    instant: START + hours * HOUR,
    point: event.startsWith('Ricezione') ? 'InP' : 'AP',
    event,
    identificativo: 'id-1@gestore-alfa.example',
    mittente: MARIO!,
    destinatari,
    gestore: event.startsWith('Ricezione') ? BETA : 'Gestore Alfa S.p.A.',
    related: [`stored-${at}`],
    ...more,
  }));
}

const ACCEPTED: readonly Line[] = [
  [0, 'BustaTrasporto', { tipo: 'posta-certificata', tipoRicevuta: 'breve' }],
  [0, 'Accettazione', { tipo: 'accettazione', oggetto: 'Disdetta', msgid: '<a@client.example>', utente: 'luca' }],
];
const taken = (hours: number, ...ricezione: string[]): Line => [
  hours,
  'RicezioneRicevuta',
  { tipo: 'presa-in-carico', ricezione },
];
const delivered = (hours: number, consegna: string, more?: Partial<LogRecord>): Line => [
  hours,
  'RicezioneRicevuta',
  { tipo: 'avvenuta-consegna', consegna, data: START + 2_000, ...more },
];
const failed = (hours: number, consegna: string, erroreEsteso: string, errore = 'altro'): Line => [
  hours,
  'RicezioneRicevuta',
  { tipo: 'errore-consegna', consegna, errore, erroreEsteso },
];
const warned = (hours: number, consegna: string, code = '4.4.1'): Line => [
  hours,
  'PreavvisoMancataConsegna',
  { tipo: 'preavviso-errore-consegna', consegna, errore: 'altro', erroreEsteso: `${code} - Gestore Alfa - tempo` },
];

const CONTEXT: ChainContext = {
  mailbox: 'm1',
  find: (stored) => (stored === 'stored-1' ? { folder: '7', uid: 3 } : undefined),
  isCopy: (address) => address === ELENA,
  providerOf: () => BETA,
};

function chainIn(recipients: readonly string[], lines: readonly Line[]): Chain {
  const chain = chainOf(logOf(recipients, lines), CONTEXT);
  assert.ok(chain);
  return chain;
}

/** Recipient's state, its steps with codes, what is missing; then the whole. */
const told = (chain: Chain) => [
  ...chain.recipients.map(
    ({ state, steps, missing }) =>
      `${state}: ${steps.map(({ kind, code }) => `${kind} ${code}`).join(', ')}${missing ? `; ${missing.what} by ${missing.knownBy.slice(11, 16)}` : ''}`,
  ),
  chain.state,
];

const CASES: readonly (readonly [
  title: string,
  recipients: readonly string[],
  lines: readonly Line[],
  expected: string[],
])[] = [
  ['nothing was heard yet', [UFFICIO], [], ['waiting: ; taken by 09:00', 'accepted']],
  ['taken in charge', [UFFICIO], [taken(0.1, UFFICIO)], ['taken: taken C005; delivered by 09:00', 'accepted']],
  [
    'delivered',
    [UFFICIO],
    [taken(0.1, UFFICIO), delivered(0.2, UFFICIO)],
    ['delivered: delivered C003, taken C005', 'delivered'],
  ],
  [
    'a delivery of what somebody else sent under the same identificativo',
    [UFFICIO],
    [taken(0.1, UFFICIO), delivered(0.2, UFFICIO, { mittente: 'eva@pec.gamma.example' })],
    ['taken: taken C005; delivered by 09:00', 'accepted'],
  ],
  [
    'a take-charge of both, one delivered',
    [UFFICIO, ELENA],
    [taken(0.1, UFFICIO, ELENA), delivered(0.2, UFFICIO)],
    ['delivered: delivered C003, taken C005', 'taken: taken C005; delivered by 09:00', 'partly-delivered'],
  ],
  [
    'a full mailbox',
    [UFFICIO],
    [taken(0.1, UFFICIO), failed(0.2, UFFICIO, '5.2.2 - Gestore Beta - ecceduta la quota')],
    ['failed: taken C005, failed C004', 'failed'],
  ],
  [
    'a domain that is not there',
    [UFFICIO],
    [[0.2, 'MancataConsegna', { consegna: UFFICIO, errore: 'no-dominio', erroreEsteso: '5.1.2 - Alfa - inesistente' }]],
    ['failed: failed C009', 'failed'],
  ],
  [
    'a virus: the detection between providers is told by our own notice',
    [UFFICIO],
    [
      taken(0.1, UFFICIO),
      [0.2, 'RicezioneRicevuta', { tipo: 'rilevazione-virus', consegna: UFFICIO, errore: 'virus' }],
      [0.2, 'MancataConsegnaVirus', { consegna: UFFICIO, errore: 'virus', erroreEsteso: '5.5.1 - Beta - virus: X' }],
    ],
    ['virus: taken C005, virus C006', 'failed'],
  ],
  ['warned at 12 hours', [UFFICIO], [warned(12, UFFICIO)], ['waiting: warned C007; taken by 09:00', 'accepted']],
  [
    'expired at 24 hours',
    [UFFICIO],
    [warned(12, UFFICIO), warned(23.5, UFFICIO, '5.4.1')],
    ['expired: warned C007, expired C004', 'failed'],
  ],
  [
    'delivered after all',
    [UFFICIO],
    [warned(12, UFFICIO), warned(23.5, UFFICIO, '5.4.1'), delivered(30, UFFICIO, { data: START + 29 * HOUR })],
    ['delivered-late: warned C007, expired C004, delivered C003', 'delivered'],
  ],
  [
    'the notice that a standstill left owed is written behind the receipt',
    [UFFICIO],
    [delivered(30, UFFICIO, { data: START + 29 * HOUR }), warned(30, UFFICIO), warned(30, UFFICIO, '5.4.1')],
    ['delivered-late: delivered C003, warned C007, expired C004', 'delivered'],
  ],
  [
    'a failure stands: a delivery receipt behind it is an anomaly, and proves nothing',
    [UFFICIO],
    [failed(0.2, UFFICIO, '5.1.1 - Beta - x', 'no-dest'), [0.3, 'RicezioneAnomala', delivered(0, UFFICIO)[2]!]],
    ['failed: failed C004', 'failed'],
  ],
  [
    'a repetition is no news',
    [UFFICIO],
    [taken(0.1, UFFICIO), taken(0.1, UFFICIO), [0.2, 'RicezioneDuplicato', delivered(0, UFFICIO)[2]!]],
    ['taken: taken C005; delivered by 09:00', 'accepted'],
  ],
  [
    'an ordinary recipient is never delivered',
    [PIPPO],
    [[0.1, 'SmtpInoltro', { consegna: PIPPO, related: ['stored-0'] }]],
    ['sent: sent C000', 'sent'],
  ],
  [
    'nor by a receipt that somebody makes for him',
    [PIPPO],
    [delivered(0.1, PIPPO)],
    ['waiting: ; sent by 09:00', 'accepted'],
  ],
  [
    'an ordinary server that refuses',
    [UFFICIO, PIPPO],
    [
      delivered(0.1, UFFICIO),
      [0.1, 'SmtpErrore', { consegna: PIPPO, related: ['stored-0'], erroreEsteso: '550 5.1.1 no' }],
    ],
    ['delivered: delivered C003', 'failed: failed C010', 'partly-delivered'],
  ],
  [
    'what our delivery point decided as receiver is not what the sender was told',
    [UFFICIO],
    [[0.1, 'Consegna', { point: 'DP', consegna: UFFICIO, tipo: 'avvenuta-consegna' }]],
    ['waiting: ; taken by 09:00', 'accepted'],
  ],
];

for (const [title, recipients, lines, expected] of CASES) {
  test(`chain: ${title}`, () => {
    const chain = chainIn(recipients as string[], [...ACCEPTED, ...lines]);
    assert.deepEqual(told(chain), expected);
    const glance = chainGlanceOf(logOf(recipients, [...ACCEPTED, ...lines]));
    assert.equal(glance?.state, chain.state);
  });
}

test('a chain tells certified times, who says so, and where its proofs are', () => {
  const chain = chainIn([UFFICIO, ELENA], [...ACCEPTED, taken(0.1, UFFICIO), delivered(3, UFFICIO)]);
  assert.equal(chain.receiptType, 'breve');
  assert.equal(chain.sentBy, 'luca');
  assert.equal(chain.messageId, '<a@client.example>');
  const [acceptance] = chain.steps;
  assert.deepEqual(acceptance?.proof, { kind: 'in-box', folder: '7', uid: 3 });
  const [first, second] = chain.recipients;
  const receipt = first!.steps.find(({ kind }) => kind === 'delivered')!;
  assert.equal(receipt.at, '2026-03-02T09:00:02.000+01:00', 'what the receipt says, not when it came');
  assert.equal(receipt.by, BETA);
  assert.deepEqual(receipt.proof, { kind: 'reproducible' });
  assert.deepEqual(first!.steps.find(({ kind }) => kind === 'taken')!.proof, { kind: 'none' });
  assert.deepEqual([first!.isCopy, second!.isCopy], [false, true]);
  assert.equal(second!.missing?.warningAt, '2026-03-02T21:00:00.000+01:00');
});

test('a refusal is a chain without recipients to wait for', () => {
  const text = '5.6.0 - Alfa - manca il campo To';
  const chain = chainIn([UFFICIO], [[0, 'NonAccettazione', { errore: 'altro', erroreEsteso: text }]]);
  assert.deepEqual(told(chain), ['not-accepted: ', 'not-accepted']);
  assert.deepEqual(chain.steps[0]?.reason, { class: 'faulty-message', text });
  const virus = chainIn([UFFICIO], [[0, 'NonAccettazioneVirus', { errore: 'virus', erroreEsteso: '5.5.1 - x' }]]);
  assert.deepEqual([virus.steps[0]?.kind, virus.steps[0]?.code], ['not-accepted-virus', 'C002']);
});

test('records of a message that others sent are no chain, and what came before an acceptance tells nothing', () => {
  assert.equal(chainOf(logOf([UFFICIO], [delivered(0, UFFICIO)]), CONTEXT), undefined);
  assert.deepEqual(chainEventsOf(logOf([UFFICIO], [delivered(0, UFFICIO)])), []);
  const early = chainIn([UFFICIO], [delivered(-1, UFFICIO), ...ACCEPTED]);
  assert.equal(early.recipients[0]?.state, 'waiting');
});

test('events are the transitions in the order of the log, each once, with cursors that grow', () => {
  const lines = [
    ...ACCEPTED,
    taken(0.1, UFFICIO, ELENA),
    delivered(0.2, UFFICIO),
    delivered(0.2, ELENA),
    taken(0.3, UFFICIO),
    delivered(0.4, ELENA),
  ];
  const events = chainEventsOf(logOf([UFFICIO, ELENA], lines));
  assert.deepEqual(
    events.map(({ cursor, type, recipient }) => [cursor, type, recipient]),
    [
      ['110.0', 'accepted', undefined],
      ['120.0', 'taken', UFFICIO],
      ['120.1', 'taken', ELENA],
      ['130.0', 'delivered', UFFICIO],
      ['140.0', 'delivered', ELENA],
    ],
  );
  const late = chainEventsOf(logOf([UFFICIO], [...ACCEPTED, delivered(0.2, UFFICIO), taken(0.3, UFFICIO)]));
  assert.deepEqual(
    late.map(({ type }) => type),
    ['accepted', 'delivered'],
    'a take-charge behind the delivery changes nothing',
  );
});

test('cursors are compared as numbers', () => {
  assert.deepEqual(readCursor('120.1'), { seq: 120, part: 1 });
  assert.ok(isAfterCursor({ seq: 121, part: 0 }, readCursor('120')!));
  assert.ok(!isAfterCursor({ seq: 120, part: 7 }, readCursor('120')!));
  assert.ok(isAfterCursor({ seq: 120, part: 10 }, readCursor('120.9')!));
  for (const bad of ['', 'x', '1.2.3', '-1', '1e3', '1'.repeat(16)]) assert.equal(readCursor(bad), undefined, bad);
});

test('reasons are told in a word, dialects too', () => {
  const cases: readonly (readonly [Partial<LogRecord>, string])[] = [
    [{ erroreEsteso: '5.2.2 - Gestore - ecceduta la quota' }, 'full-mailbox'],
    [{ erroreEsteso: '5.0.0 - InfoCert S.p.A. - casella piena' }, 'full-mailbox'],
    [{ errore: 'no-dest', erroreEsteso: '5.1.1 - x - indirizzo non valido' }, 'unknown-address'],
    [{ erroreEsteso: '550 5.1.1 no such user' }, 'unknown-address'],
    [{ errore: 'no-dominio', erroreEsteso: '5.1.2 - x' }, 'unknown-domain'],
    [{ erroreEsteso: '5.2.1 - x - casella momentaneamente disabilitata' }, 'suspended'],
    [{ erroreEsteso: '5.7.1 - x - canale chiuso' }, 'not-admitted'],
    [
      { erroreEsteso: '554 5.7.1 destinatario non abilitato alla ricezione di posta non certificata' },
      'ordinary-refused',
    ],
    [{ erroreEsteso: '550 5.4.7 tempo massimo di giacenza' }, 'unreachable'],
    [{ errore: 'virus', erroreEsteso: '5.5.1 - x' }, 'virus'],
    [{ erroreEsteso: 'host 10.5.1.1 said no' }, 'other'],
  ];
  for (const [record, expected] of cases)
    assert.equal(reasonOf({ instant: 0, point: 'AP', event: 'MancataConsegna', ...record })?.class, expected);
});
