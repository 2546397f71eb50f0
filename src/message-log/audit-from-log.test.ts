import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogRecord } from '#ports';
import { auditMessage } from './audit-message.ts';
import { historiesOf } from './stories.ts';

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 2, 2, 8);
const FACTS = {
  identificativo: 'a1.1@gestore-alfa.example',
  mittente: 'mario@pec.alfa.example',
  destinatari: [
    { address: 'ufficio@pec.beta.example', type: 'certificato' },
    { address: 'anna@pec.alfa.example', type: 'certificato' },
    { address: 'pippo@posta.example', type: 'esterno' },
  ],
} as const;
const [BETA, ANNA, PIPPO] = ['ufficio@pec.beta.example', 'anna@pec.alfa.example', 'pippo@posta.example'] as const;

const record = (event: LogRecord['event'], point: LogRecord['point'], rest: Partial<LogRecord> = {}): LogRecord => ({
  instant: T0,
  point,
  event,
  ...FACTS,
  ...rest,
});

const accepted = [record('BustaTrasporto', 'AP', { tipo: 'posta-certificata' }), record('Accettazione', 'AP')];
const takenHere = [
  record('RicezioneBusta', 'InP', { tipo: 'posta-certificata', instant: T0 + 1 }),
  record('PresaInCarico', 'InP', { tipo: 'presa-in-carico', ricezione: [ANNA], instant: T0 + 2 }),
];
const deliveredHere = record('Consegna', 'DP', { tipo: 'avvenuta-consegna', consegna: ANNA, instant: T0 + 3 });
const heard = (tipo: string, about: Partial<LogRecord>, at = 5) =>
  record('RicezioneRicevuta', 'InP', { tipo, instant: T0 + at, ...about });
const taken = (address: string, at?: number) => heard('presa-in-carico', { ricezione: [address] }, at);
const delivered = (address: string, at?: number) => heard('avvenuta-consegna', { consegna: address }, at);
const warned = (hours: number, code: string) =>
  record('PreavvisoMancataConsegna', 'AP', { consegna: BETA, erroreEsteso: `${code} - x`, instant: T0 + hours * HOUR });
const virus = heard('rilevazione-virus', { consegna: BETA });
const virusFailed = record('MancataConsegnaVirus', 'AP', { consegna: BETA, instant: T0 + 6 });

/** A message to another provider, to ourselves and to ordinary mail: everything as it should be. */
const own = [taken(ANNA), delivered(ANNA, 6)];
const beta = [taken(BETA), delivered(BETA, 6)];
const GOOD = [...accepted, ...takenHere, deliveredHere, ...own, ...beta];
const withBeta = (...news: readonly LogRecord[]) => [...accepted, ...takenHere, deliveredHere, ...own, ...news];

const judge = (log: readonly LogRecord[], now = T0 + 48 * HOUR) =>
  historiesOf(log).flatMap((history) =>
    auditMessage(history, { isOwnDomain: (domain) => domain === 'pec.alfa.example', now }),
  );

describe('a log in order', () => {
  const sound: readonly (readonly [string, readonly LogRecord[]])[] = [
    ['receipts from everybody', GOOD],
    [
      'only the notice of 24 hours, where charge was taken and nothing followed',
      withBeta(taken(BETA), warned(23.5, '5.4.1')),
    ],
    [
      'only the notice of 12 hours, where the receipt came at 15',
      withBeta(warned(12, '4.4.1'), delivered(BETA, 15 * HOUR)),
    ],
    ['both notices, where nothing came', withBeta(warned(12, '4.4.1'), warned(23.5, '5.4.1'))],
    [
      'both notices and a late receipt',
      withBeta(warned(12, '4.4.1'), warned(23.5, '5.4.1'), delivered(BETA, 30 * HOUR)),
    ],
    ['a virus found by the peer', withBeta(taken(BETA), virus, virusFailed)],
    ['a failure of the relay', withBeta(record('MancataConsegna', 'AP', { consegna: BETA, instant: T0 + HOUR }))],
    ['a repetition that was recognised', [...GOOD, { ...delivered(BETA), event: 'RicezioneDuplicato' }]],
  ];
  for (const [title, log] of sound) {
    test(`has nothing to be found: ${title}`, () => assert.deepEqual(judge(log), []));
  }

  test('has nothing to be found while a message is younger than a day', () => {
    assert.deepEqual(judge(accepted, T0 + 23 * HOUR), []);
    assert.notDeepEqual(judge(accepted, T0 + 25 * HOUR), []);
  });
});

describe('an invariant that is broken is found', () => {
  const other = [{ address: BETA, type: 'certificato' as const }];
  const without = (event: LogRecord['event']) => GOOD.filter((each) => each.event !== event);
  const broken: readonly (readonly [invariant: string, what: string, log: readonly LogRecord[]])[] = [
    [
      'I1',
      'another sender',
      [...GOOD, { ...delivered(BETA), event: 'RicezioneDuplicato', mittente: 'x@pec.alfa.example' }],
    ],
    ['I1', 'other recipients', [...GOOD, { ...taken(BETA), event: 'RicezioneDuplicato', destinatari: other }]],
    ['I2', 'no envelope', without('BustaTrasporto')],
    ['I2', 'two envelopes', [...GOOD, accepted[0]!]],
    ['I3', 'no acceptance', without('Accettazione')],
    ['I3', 'two acceptances', [...GOOD, accepted[1]!]],
    ['I4', 'taken twice', [...GOOD, taken(BETA)]],
    ['I4', 'never taken', withBeta(delivered(BETA))],
    ['I5', 'two outcomes', [...GOOD, heard('errore-consegna', { consegna: BETA, errore: 'no-dest' })]],
    ['I5', 'no outcome', withBeta(taken(BETA))],
    ['I6', 'a virus the sender was not told of', withBeta(taken(BETA), virus)],
    ['I6', 'a virus told twice', withBeta(taken(BETA), virus, virusFailed, virusFailed)],
    ['I6', 'a virus nobody found', withBeta(taken(BETA), virusFailed)],
    ['I7', 'a receipt for a stranger', [...GOOD, delivered('altro@pec.beta.example')]],
    ['I8', 'delivered twice', [...GOOD, deliveredHere]],
    ['I8', 'delivered and failed', [...GOOD, { ...deliveredHere, event: 'MancataConsegna' }]],
    ['I8', 'taken here and never delivered', without('Consegna')],
    ['I8', 'received here and never taken', without('PresaInCarico')],
    ['I9', 'a receipt for an ordinary recipient', [...GOOD, delivered(PIPPO)]],
    ['I10', 'delivered before it was taken', [...without('Consegna'), { ...deliveredHere, instant: T0 + 1 }]],
    ['I10', 'a receipt before the acceptance', withBeta(taken(BETA, -5), delivered(BETA))],
    ['I11', 'a notice of 12 hours at 11', withBeta(warned(11, '4.4.1'), warned(23.5, '5.4.1'))],
    [
      'I11',
      'a notice of 12 hours though charge was taken',
      withBeta(taken(BETA), warned(12, '4.4.1'), delivered(BETA, 15 * HOUR)),
    ],
    ['I11', 'two notices of 12 hours', withBeta(warned(12, '4.4.1'), warned(13, '4.4.1'), warned(23.5, '5.4.1'))],
    ['I11', 'no notice of 12 hours', withBeta(warned(23.5, '5.4.1'))],
    ['I11', 'no notice of 24 hours', withBeta(warned(12, '4.4.1'))],
    ['I11', 'a receipt after a day, and no notice before', withBeta(taken(BETA), delivered(BETA, 25 * HOUR))],
    ['I11', 'a notice of 24 hours at 21', withBeta(warned(12, '4.4.1'), warned(21, '5.4.1'))],
    ['I11', 'a notice of 24 hours though it was delivered', [...GOOD, warned(23.5, '5.4.1')]],
  ];
  for (const [invariant, what, log] of broken) {
    test(`${invariant}: ${what}`, () => {
      const found = judge(log).map((finding) => finding.invariant);
      assert.ok(found.includes(invariant as `I${number}`), `found: ${JSON.stringify(judge(log))}`);
    });
  }
});
