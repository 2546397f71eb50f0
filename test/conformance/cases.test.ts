import assert from 'node:assert/strict';
import { HOUR, type World } from '#testing';
import {
  ANNA,
  type CaseRow,
  COMUNE,
  ELENA,
  lose,
  MARIO,
  PIPPO,
  SPORTELLO,
  STUDIO,
  testCases,
  UFFICIO,
  VIRUS,
} from './case-table.ts';

/** How often each event of an undisturbed exchange stands in the two logs. */
const SENT = { BustaTrasporto: 1, Accettazione: 1, RicezioneRicevuta: 2, ConsegnaServizio: 1, ConsegnaCasella: 1 };
const RECEIVED = { RicezioneBusta: 1, PresaInCarico: 1, Consegna: 1 };

const withReceipt = (kind: string) => ({ headers: { 'X-TipoRicevuta': kind } });
const oneReceipt = async (world: World, number: string) => {
  const receipts = (await world.inbox(MARIO)).filter((found) => found.number === number);
  return receipts.map(({ daticert, message }) => [daticert?.consegna, daticert?.receiptType, message.originalCount]);
};

const exchanges: readonly CaseRow[] = [
  {
    id: 'C01',
    title: 'an ordinary exchange between two providers',
    letter: { from: MARIO, to: UFFICIO },
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    log: { alfa: SENT, beta: RECEIVED },
  },
  {
    id: 'C02',
    title: 'within one provider the same messages are made, and the take-charge goes to its own service mailbox',
    letter: { from: MARIO, to: STUDIO },
    sees: { [MARIO]: ['M1', 'M11'], [STUDIO]: ['M4'] },
    service: { alfa: ['M5'] },
    log: { alfa: { ...SENT, ...RECEIVED } },
  },
  {
    id: 'C03',
    title: 'To and Cc, completa: one take-charge for both, the copy recipient gives a receipt without the original',
    letter: { from: MARIO, to: UFFICIO, cc: ELENA },
    sees: { [MARIO]: ['M1', 'M11', 'M11'], [UFFICIO]: ['M4'], [ELENA]: ['M4'] },
    service: { alfa: ['M5'] },
    log: { beta: { ...RECEIVED, Consegna: 2 } },
    async check(world) {
      assert.deepEqual((await oneReceipt(world, 'M11')).sort(), [
        [ELENA, 'completa', 0],
        [UFFICIO, 'completa', 1],
      ]);
    },
  },
  {
    id: 'C04',
    title: 'recipients at several providers: one acceptance, one identificativo, a take-charge for each provider',
    letter: { from: MARIO, to: [UFFICIO, ELENA, COMUNE, ANNA] },
    sees: {
      [MARIO]: ['M1', 'M11', 'M11', 'M11', 'M11'],
      [UFFICIO]: ['M4'],
      [ELENA]: ['M4'],
      [COMUNE]: ['M4'],
      [ANNA]: ['M4'],
    },
    service: { alfa: ['M5', 'M5', 'M5'] },
    async check(world, { identificativo }) {
      for (const address of [UFFICIO, ELENA, COMUNE, ANNA])
        assert.equal((await world.inbox(address))[0]?.daticert?.identificativo, identificativo);
    },
  },
  {
    id: 'C05',
    title: 'breve: hashes for the primary recipient, nothing for the copy',
    letter: { from: MARIO, to: UFFICIO, cc: ELENA, ...withReceipt('breve') },
    sees: { [MARIO]: ['M1', 'M12', 'M12'], [UFFICIO]: ['M4'], [ELENA]: ['M4'] },
    service: { alfa: ['M5'] },
    async check(world) {
      assert.deepEqual((await oneReceipt(world, 'M12')).sort(), [
        [ELENA, 'breve', 0],
        [UFFICIO, 'breve', 1],
      ]);
    },
  },
  {
    id: 'C06',
    title: 'sintetica: no original for anybody',
    letter: { from: MARIO, to: UFFICIO, cc: ELENA, ...withReceipt('sintetica') },
    sees: { [MARIO]: ['M1', 'M13', 'M13'], [UFFICIO]: ['M4'], [ELENA]: ['M4'] },
    service: { alfa: ['M5'] },
    async check(world) {
      assert.deepEqual((await oneReceipt(world, 'M13')).sort(), [
        [ELENA, 'sintetica', 0],
        [UFFICIO, 'sintetica', 0],
      ]);
    },
  },
  {
    id: 'C07',
    title: 'a recipient in both To and Cc counts as primary',
    letter: { from: MARIO, to: UFFICIO, cc: UFFICIO, rcpt: UFFICIO },
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    async check(world) {
      assert.deepEqual(await oneReceipt(world, 'M11'), [[UFFICIO, 'completa', 1]]);
    },
  },
  {
    id: 'C08',
    title: 'an ordinary recipient gets the envelope as plain mail, and the sender only the acceptance',
    letter: { from: MARIO, to: PIPPO },
    sees: { [MARIO]: ['M1'] },
    async check(world) {
      const found = await world.ordinary.inbox(PIPPO);
      assert.deepEqual(
        found.map(({ number }) => number),
        ['M4'],
      );
      assert.deepEqual((await world.inbox(MARIO))[0]?.daticert?.recipients, [{ address: PIPPO, type: 'esterno' }]);
    },
  },
  {
    id: 'C09',
    title: 'certified and ordinary recipients together: receipts for the certified ones only',
    letter: { from: MARIO, to: [UFFICIO, PIPPO] },
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    async check(world) {
      assert.equal((await world.ordinary.inbox(PIPPO)).length, 1);
      const acceptance = (await world.inbox(MARIO))[0]!;
      assert.deepEqual(acceptance.daticert?.recipients, [
        { address: UFFICIO, type: 'certificato' },
        { address: PIPPO, type: 'esterno' },
      ]);
    },
  },
  {
    id: 'C10a',
    title: 'an ordinary recipient refused by his server: the sender gets an ordinary notification, not a PEC notice',
    before: (world) => void world.ordinary.unknown.add(PIPPO),
    letter: { from: MARIO, to: PIPPO },
    sees: { [MARIO]: ['M1', 'ordinary'] },
    async check(world) {
      assert.match((await world.inbox(MARIO))[1]!.text, /^Content-Type: multipart\/report/m);
    },
  },
  {
    id: 'C10b',
    title: 'an ordinary server bounces later: its notification is ordinary mail and comes as an anomaly',
    letter: { from: MARIO, to: PIPPO },
    async afterwards(world) {
      await world.sendOrdinary({
        from: 'MAILER-DAEMON@posta.example',
        mailFrom: '',
        to: MARIO,
        subject: 'Undelivered',
      });
    },
    sees: { [MARIO]: ['M1', 'M6'] },
    log: { alfa: { BustaAnomalia: 1 } },
  },
];

const refusedForm = (id: string, title: string, letter: CaseRow['letter'], text: RegExp): CaseRow => ({
  id,
  title,
  ...(letter && { letter }),
  sees: { [MARIO]: ['M2'] },
  log: { alfa: { NonAccettazione: 1, Accettazione: 0, BustaTrasporto: 0 }, beta: { RicezioneBusta: 0 } },
  async check(world) {
    assert.match((await world.log('alfa', 'NonAccettazione'))[0]!.eccezioni!.join('\n'), text);
    assert.deepEqual(world.wire, []);
  },
});

const refusals: readonly CaseRow[] = [
  refusedForm(
    'C15',
    'From other than MAIL FROM is not accepted',
    { from: ANNA, mailFrom: MARIO, to: UFFICIO },
    /non coincide/,
  ),
  refusedForm(
    'C16',
    'a recipient that To and Cc do not show is not accepted',
    { from: MARIO, to: UFFICIO, rcpt: [UFFICIO, ELENA] },
    new RegExp(`${ELENA} non appare nei campi To o Cc`),
  ),
  refusedForm(
    'C17',
    'a Bcc with a value is not accepted',
    { from: MARIO, to: UFFICIO, headers: { Bcc: ELENA } },
    /Bcc/,
  ),
  refusedForm('C18a', 'a message without To is not accepted', { from: MARIO, cc: UFFICIO }, /manca il campo To/),
  refusedForm(
    'C18b',
    'a bad address in To is not accepted',
    { from: MARIO, to: 'x@pec. beta.example', rcpt: UFFICIO },
    /To contiene un indirizzo non valido/,
  ),
  refusedForm(
    'C18c',
    'a message without From is not accepted',
    { from: MARIO, to: UFFICIO, headers: { From: '' } },
    /manca il campo From/,
  ),
  {
    ...refusedForm(
      'C19',
      'size times recipients over the limit is not accepted, though one message of that size is',
      { from: MARIO, to: [UFFICIO, ELENA], body: `${'x'.repeat(76)}\r\n`.repeat(220_000) },
      /ecceduta la dimensione massima/,
    ),
    world: { limits: { maxRecipients: 50, maxBytesTimesRecipients: 30 * 1_048_576 } },
  },
  {
    id: 'C22',
    title: 'a virus found at the access point: the notice, and the original in quarantine',
    letter: { from: MARIO, to: UFFICIO, body: VIRUS },
    sees: { [MARIO]: ['M3'] },
    log: { alfa: { NonAccettazioneVirus: 1, Quarantena: 1, Accettazione: 0 } },
    async check(world) {
      assert.equal((await world.member('alfa').disk.inspect.quarantined(9)).length, 1);
      assert.deepEqual(world.wire, []);
    },
  },
  {
    id: 'C47',
    title: 'a closed-channel mailbox may not write outside its list',
    letter: { from: SPORTELLO, to: UFFICIO },
    sees: { [SPORTELLO]: ['M2'] },
    async check(world) {
      const [refusal] = await world.log('beta', 'NonAccettazione');
      assert.match(refusal!.eccezioni!.join(), /non e' compatibile con la policy di servizio/);
    },
  },
];

const blind = { description: 'finds nothing', scan: async () => ({ infected: false }) as const };

const failures: readonly CaseRow[] = [
  {
    id: 'C23',
    title: 'a virus found at the receiver: taken in charge, one notice for each recipient, and one for the sender each',
    before: (world) => void world.scanners.set('alfa', blind),
    letter: { from: MARIO, to: [UFFICIO, ELENA], body: VIRUS },
    sees: { [MARIO]: ['M1', 'M8', 'M8'] },
    service: { alfa: ['M5', 'M7', 'M7'] },
    log: {
      beta: { PresaInCarico: 1, RilevazioneVirus: 2, Consegna: 0, Quarantena: 1 },
      alfa: { MancataConsegnaVirus: 2 },
    },
  },
  {
    id: 'C25b',
    title: 'a mailbox unknown at the receiver: taken in charge, then a failure from its delivery point',
    letter: { from: MARIO, to: 'nessuno@pec.beta.example' },
    sees: { [MARIO]: ['M1', 'M14'] },
    service: { alfa: ['M5'] },
    async check(world) {
      const { daticert } = (await world.inbox(MARIO))[1]!;
      assert.equal(daticert?.errore, 'no-dest');
      assert.match(daticert?.erroreEsteso ?? '', /^5\.1\.1 - Gestore Beta/);
    },
  },
  {
    id: 'C25a',
    title: "a mailbox refused at RCPT by the receiver: the failure comes from the sender's own provider",
    before(world) {
      world.fate = () => ({ refused: '550 5.1.1 indirizzo non valido' });
    },
    letter: { from: MARIO, to: 'nessuno@pec.beta.example' },
    sees: { [MARIO]: ['M1', 'M14'] },
    async check(world) {
      const { daticert } = (await world.inbox(MARIO))[1]!;
      assert.equal(daticert?.errore, 'no-dest');
      assert.match(daticert?.erroreEsteso ?? '', /^5\.1\.1 - Gestore Alfa/);
    },
  },
  ...(
    [
      ['C26', 'a full mailbox', { quotaBytes: 10 }, '5.2.2'],
      ['C27', 'a suspended mailbox', { status: 'suspended' }, '5.2.1'],
    ] as const
  ).map(
    ([id, what, change, code]): CaseRow => ({
      id,
      title: `${what}: taken in charge, then a failure of kind altro`,
      before: (world) => world.change(UFFICIO, change),
      letter: { from: MARIO, to: UFFICIO },
      sees: { [MARIO]: ['M1', 'M14'] },
      service: { alfa: ['M5'] },
      async check(world) {
        const { daticert } = (await world.inbox(MARIO))[1]!;
        assert.equal(daticert?.errore, 'altro');
        assert.ok(daticert?.erroreEsteso?.startsWith(code), daticert?.erroreEsteso);
      },
    }),
  ),
  {
    id: 'C29',
    title: 'a domain of the index that does not exist in the DNS',
    before: (world) => void world.nowhere.add('pec.beta.example'),
    letter: { from: MARIO, to: UFFICIO },
    sees: { [MARIO]: ['M1', 'M14'] },
    async check(world) {
      assert.equal((await world.inbox(MARIO))[1]!.daticert?.errore, 'no-dominio');
    },
  },
  {
    id: 'C48a',
    title: 'a PEC sender outside the list of a closed channel gets a failure',
    letter: { from: MARIO, to: SPORTELLO },
    sees: { [MARIO]: ['M1', 'M14'] },
    service: { alfa: ['M5'] },
  },
  {
    id: 'C51',
    title: 'a message to a service address: it is no mailbox of a holder',
    letter: { from: MARIO, to: 'posta-certificata@gestore-alfa.example' },
    sees: { [MARIO]: ['M1', 'M14'] },
    service: { alfa: ['M5'] },
  },
];

const timers: readonly CaseRow[] = [
  {
    id: 'C28',
    title: 'a host that is not reached: notices at 12 hours and before 24',
    before(world) {
      world.member('beta').isUnreachable = true;
    },
    letter: { from: MARIO, to: UFFICIO },
    sees: { [MARIO]: ['M1', 'M9', 'M10'] },
  },
  {
    id: 'C30',
    title: 'charge taken in time and no delivery: only the notice of 24 hours',
    before: (world) => lose(world, 'M11'),
    letter: { from: MARIO, to: UFFICIO },
    sees: { [MARIO]: ['M1', 'M10'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    audit: /^world: alfa never heard of Consegna/,
  },
  {
    id: 'C31',
    title: 'no take-charge, delivery at 15 hours: only the notice of 12 hours',
    before: (world) => delayed(world, { M11: 15 }),
    letter: { from: MARIO, to: UFFICIO },
    sees: { [MARIO]: ['M1', 'M9', 'M11'], [UFFICIO]: ['M4'] },
  },
  {
    id: 'C32',
    title: 'no take-charge, delivery at 30 hours: both notices, and the late receipt is forwarded',
    before: (world) => delayed(world, { M4: 20, M11: 30 }),
    letter: { from: MARIO, to: UFFICIO },
    sees: { [MARIO]: ['M1', 'M9', 'M10', 'M11'], [UFFICIO]: ['M4'] },
  },
];

/** Take-charge receipts are lost; these numbers do not get through before these hours. */
function delayed(world: World, hours: Readonly<Record<string, number>>): void {
  const start = world.clock.now();
  world.fate = async ({ at }, message) => {
    const { number } = await message();
    if (number === 'M5') return 'lost';
    return at - start < (hours[number] ?? 0) * HOUR ? 'deferred' : 'arrives';
  };
}

testCases([...exchanges, ...refusals, ...failures, ...timers]);
