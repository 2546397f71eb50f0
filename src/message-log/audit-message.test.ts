import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditQuestion, Dispatch, LogEvent, LogRecord, MessageHistory, TrackingRow } from '#ports';
import { auditMessage } from './audit-message.ts';

const T0 = 1772355600000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ADA = 'ada@pec.beta.example';
const EVA = 'eva@posta.example';
const facts: Dispatch['facts'] = {
  sender: 'ugo@pec.alfa.example',
  recipients: [
    { address: ADA, type: 'certificato' },
    { address: EVA, type: 'esterno' },
  ],
  replyTo: 'ugo@pec.alfa.example',
  identificativo: 'opec1@alfa.example',
  receiptType: 'completa',
};

function record(event: LogEvent, point: LogRecord['point'], afterMs: number, more: Partial<LogRecord> = {}): LogRecord {
  const { sender: mittente, recipients: destinatari, identificativo } = facts;
  return { instant: T0 + afterMs, point, event, mittente, destinatari, identificativo, ...more };
}
const receipt = (tipo: string, afterMs: number, more: Partial<LogRecord>) =>
  record('RicezioneRicevuta', 'InP', afterMs, { tipo, ...more });

const accepted = record('Accettazione', 'AP', 0);
const envelope = record('BustaTrasporto', 'AP', 0);
const taken = receipt('presa-in-carico', HOUR, { ricezione: [ADA] });
const delivered = receipt('avvenuta-consegna', 2 * HOUR, { consegna: 'ADA@pec.beta.example' });
const virusFound = receipt('rilevazione-virus', 2 * HOUR, { consegna: ADA });
const virusTold = record('MancataConsegnaVirus', 'AP', 2 * HOUR, { consegna: ADA });
const warned = (afterMs: number, code = afterMs < 22 * HOUR ? '4.4.1' : '5.4.1') =>
  record('PreavvisoMancataConsegna', 'AP', afterMs, { consegna: ADA, erroreEsteso: `${code} - x` });
const arrived = record('RicezioneBusta', 'InP', 0);
const takenHere = record('PresaInCarico', 'InP', 1, { ricezione: [ADA] });
const deliveredHere = record('Consegna', 'DP', 2, { consegna: ADA });

const dispatch: Dispatch = { facts, acceptedAt: T0, mailbox: 'ugo', envelope: 'm-1' };

interface Case {
  readonly history: MessageHistory;
  /** The provider whose log it is. */
  readonly own: readonly string[];
}
const ALFA = 'pec.alfa.example';
const BETA = 'pec.beta.example';

function sent(records: readonly LogRecord[], state: TrackingRow['state'] = 'DELIVERED', own = [ALFA]): Case {
  const { identificativo } = facts;
  const tracking = [{ identificativo, recipient: ADA, state }];
  return { history: { identificativo, records, kept: { dispatch, tracking } }, own };
}
function received(records: readonly LogRecord[], own = [BETA]): Case {
  return { history: { identificativo: facts.identificativo, records, kept: { tracking: [] } }, own };
}
function judge({ history, own }: Case, now: number, more: Partial<AuditQuestion> = {}) {
  return auditMessage(history, { now, isOwnDomain: (domain) => own.includes(domain), ...more });
}

const two: LogRecord['destinatari'] = [...facts.recipients, { address: 'leo@altro.beta.example', type: 'certificato' }];

const sound: Readonly<Record<string, Case>> = {
  'delivered elsewhere': sent([accepted, envelope, taken, delivered]),
  'a delivery receipt that overtook the take-charge receipt': sent([
    accepted,
    envelope,
    delivered,
    { ...taken, instant: T0 + 3 * HOUR },
  ]),
  'no news at all': sent([accepted, envelope, warned(12 * HOUR), warned(23.5 * HOUR)], 'EXPIRED'),
  'taken, never delivered': sent([accepted, envelope, taken, warned(23.5 * HOUR)], 'EXPIRED'),
  'delivered between the warnings': sent([
    accepted,
    envelope,
    warned(12 * HOUR),
    { ...delivered, instant: T0 + 15 * HOUR },
  ]),
  'delivered after the last warning': sent(
    [accepted, envelope, warned(12 * HOUR), warned(23.5 * HOUR), { ...delivered, instant: T0 + 30 * HOUR }],
    'EXPIRED_THEN_DELIVERED',
  ),
  'a virus found there': sent([accepted, envelope, taken, virusFound, virusTold], 'FAILED_VIRUS'),
  'received here': received([arrived, takenHere, deliveredHere]),
  'received here with a virus': received([arrived, takenHere, record('RilevazioneVirus', 'InP', 1, { consegna: ADA })]),
  'received here for one of our domains, while the transaction for another never came': received(
    [{ ...arrived, ricezione: [ADA] }, takenHere, deliveredHere].map((one) => ({ ...one, destinatari: two })),
    [BETA, 'altro.beta.example'],
  ),
  'refused at acceptance': received([record('NonAccettazione', 'AP', 0)], [ALFA]),
  'sent and received by one provider': sent(
    [accepted, envelope, arrived, takenHere, taken, deliveredHere, delivered],
    'DELIVERED',
    [ALFA, BETA],
  ),
  'a receipt at 15 hours that found the clock unasked': sent([
    accepted,
    envelope,
    warned(15 * HOUR),
    { ...delivered, instant: T0 + 15 * HOUR },
  ]),
};

const late = (hours: number) => {
  const at = { instant: T0 + hours * HOUR };
  return [accepted, envelope, { ...taken, ...at }, { ...delivered, ...at }];
};
const other = (name: string) => record('Consegna', 'DP', 3, { consegna: name });
/** The first rule is the one that is broken; the others break with it. */
const faults: readonly (readonly [rules: string, fault: string, story: Case])[] = [
  ['I1', 'another sender', sent([accepted, { ...envelope, mittente: 'x@pec.alfa.example' }, taken, delivered])],
  ['I1', 'other recipients', sent([accepted, { ...envelope, destinatari: [] }, taken, delivered])],
  ['I2', 'no envelope', sent([accepted, taken, delivered])],
  ['I2', 'two envelopes', sent([accepted, envelope, envelope, taken, delivered])],
  ['I3', 'no acceptance', sent([envelope, taken, delivered])],
  ['I3', 'two acceptances', sent([accepted, accepted, envelope, taken, delivered])],
  ['I3', "accepted for another's sender", received([accepted, envelope], [BETA])],
  ['I3', 'accepted, but not kept', received([accepted, envelope], [ALFA])],
  ['I4', 'taken in charge twice', sent([accepted, envelope, taken, taken, delivered])],
  ['I4', 'delivered without a take-charge receipt', sent([accepted, envelope, delivered])],
  ['I4 I5 I11', 'never taken in charge, nobody warned', sent([accepted, envelope], 'WAITING')],
  ['I5', 'delivered twice', sent([accepted, envelope, taken, delivered, delivered])],
  [
    'I5',
    'delivered and failed',
    sent([accepted, envelope, taken, delivered, receipt('errore-consegna', HOUR, { consegna: ADA })]),
  ],
  ['I5 I11', 'taken, and no outcome', sent([accepted, envelope, taken], 'TAKEN')],
  [
    'I6',
    'a virus nobody told the sender of',
    sent([accepted, envelope, taken, virusFound, warned(23.5 * HOUR)], 'EXPIRED'),
  ],
  ['I6', 'a virus told and not found', sent([accepted, envelope, taken, virusTold], 'FAILED_VIRUS')],
  ['I7', 'a receipt for a stranger', received([arrived, takenHere, deliveredHere, other('x@pec.beta.example')])],
  ['I8', 'accepted as well', received([arrived, takenHere, deliveredHere, accepted])],
  ['I8', 'taken in charge twice here', received([arrived, takenHere, takenHere, deliveredHere])],
  ['I8', 'delivered twice here', received([arrived, takenHere, deliveredHere, deliveredHere])],
  ['I8', 'taken, and no outcome here', received([arrived, takenHere])],
  ['I8', 'came by name, and never taken in charge', received([{ ...arrived, ricezione: [ADA] }])],
  ['I8', 'delivered, never taken in charge', received([arrived, deliveredHere])],
  ['I9', 'a receipt for an ordinary address', received([arrived, takenHere, deliveredHere, other(EVA)])],
  ['I10', 'a receipt older than the envelope', sent([accepted, envelope, { ...taken, instant: T0 - 1 }, delivered])],
  ['I10', 'taken before it came', received([{ ...arrived, instant: T0 + 2 }, takenHere, deliveredHere])],
  ['I10', 'delivered before it was taken', received([arrived, { ...takenHere, instant: T0 + 5 }, deliveredHere])],
  ['I11', 'M9 too early', sent([accepted, envelope, warned(11 * HOUR), delivered])],
  ['I11', 'M9 twice', sent([accepted, envelope, warned(12 * HOUR), warned(13 * HOUR), warned(23 * HOUR)], 'EXPIRED')],
  [
    'I11',
    'M9 in the hours of M10',
    sent([accepted, envelope, warned(22 * HOUR, '4.4.1'), warned(23 * HOUR)], 'EXPIRED'),
  ],
  ['I11', 'M10 too late', sent([accepted, envelope, taken, warned(25 * HOUR)], 'EXPIRED')],
  [
    'I11',
    'M9 in spite of news',
    sent([accepted, envelope, taken, warned(12 * HOUR), { ...delivered, instant: T0 + 13 * HOUR }]),
  ],
  ['I11', 'M10 in spite of the delivery', sent([accepted, envelope, taken, delivered, warned(23.5 * HOUR)])],
  ['I11', 'expired without M10', sent([accepted, envelope, taken, delivered], 'EXPIRED')],
  [
    'I11',
    'warned without M9',
    sent([accepted, envelope, { ...taken, instant: T0 + 13 * HOUR }, warned(23.5 * HOUR)], 'WARNED_TAKEN'),
  ],
  ['I4 I5 I11', 'in charge without take-charge', sent([accepted, envelope], 'TAKEN')],
  ['I11', 'no M9, though nothing was heard before 15 hours', sent(late(15))],
  ['I11', 'no M10, though nothing was heard before 25 hours', sent([...late(25), warned(12 * HOUR)])],
  ['I11', 'delivered without a receipt', sent([accepted, envelope, taken, warned(23.5 * HOUR)], 'DELIVERED')],
];

describe('T138 the auditor', () => {
  for (const [title, story] of Object.entries(sound)) {
    test(`T138 the auditor finds nothing in a sound message: ${title}`, () => {
      assert.deepEqual(judge(story, T0 + 2 * DAY), []);
    });
  }
  for (const [rules, fault, story] of faults) {
    test(`T138 the auditor finds ${rules}: ${fault}`, () => {
      const found = judge(story, T0 + 2 * DAY);
      assert.deepEqual([...new Set(found.map(({ invariant }) => invariant))].join(' '), rules, JSON.stringify(found));
      assert.ok(found.every(({ identificativo }) => identificativo === facts.identificativo));
    });
  }
  test('T138 a message younger than a day may still be under way', () => {
    const young = sent([accepted, envelope, taken], 'TAKEN');
    assert.deepEqual(judge(young, T0 + DAY - 1), []);
    assert.notDeepEqual(judge(young, T0 + DAY), []);
    assert.deepEqual(judge(received([arrived, takenHere]), T0 + DAY - 1), []);
  });
  test('a provider that stood still may be late, and nothing else', () => {
    const lateNotice = sent([accepted, envelope, taken, warned(25 * HOUR)], 'EXPIRED');
    assert.equal(judge(lateNotice, T0 + 2 * DAY).length, 1);
    assert.deepEqual(judge(lateNotice, T0 + 2 * DAY, { wasDown: true }), []);
    assert.notDeepEqual(judge(sent([accepted, envelope, taken], 'TAKEN'), T0 + 2 * DAY, { wasDown: true }), []);
  });
  test('T136 what began before the log is whole is not judged by what is left of it', () => {
    const wholeFrom = T0 + HOUR;
    const cut: readonly Case[] = [
      // Its months are gone, and what was kept beside them not yet.
      sent([]),
      sent([taken, delivered]),
      // Both the other way round.
      received([accepted, envelope, taken], [ALFA]),
      received([arrived], [BETA]),
    ];
    for (const history of cut) assert.deepEqual(judge(history, T0 + 900 * DAY, { wholeFrom }), []);
    const lost = sent([taken, delivered]);
    assert.deepEqual(judge(lost, T0 + 900 * DAY, { wholeFrom: T0 - 6 * DAY }), []);
    assert.notDeepEqual(judge(lost, T0 + 900 * DAY, { wholeFrom: T0 - 7 * DAY }), []);
  });
  test('what arrives out of turn may name other senders and recipients', () => {
    const anomaly = record('BustaAnomalia', 'InP', 9, { mittente: 'x@y.example', destinatari: [] });
    assert.deepEqual(judge(sent([accepted, envelope, taken, delivered, anomaly]), T0 + 2 * DAY), []);
  });
});
