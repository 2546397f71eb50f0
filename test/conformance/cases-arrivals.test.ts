import assert from 'node:assert/strict';
import { CAST, HOUR, type Letter, MINUTE, serviceAddressOf, testCertificate, WORLD_START, type World } from '#testing';
import {
  ANNA,
  type CaseRow,
  ELENA,
  lastSent,
  lose,
  MARIO,
  SPORTELLO,
  STUDIO,
  testCases,
  UFFICIO,
  VIRUS,
} from './case-table.ts';
import { type Forgery, forge, inDaticert } from './forge.ts';

const LETTER: Letter = { from: MARIO, to: UFFICIO };
const ORDINARY: Letter = { from: 'pippo@posta.example', to: UFFICIO, subject: 'Ciao' };
const alfa = CAST[0]!;

const signedByAlfa = (world: World) => ({ keys: 'alfa', certificate: world.directory.certificateOf('alfa') });

/** What the sender's provider sent is lost; in its place comes what somebody made of it. */
async function replace(world: World, from: string, number: string, to: string, forgery: Forgery) {
  const sent = await lastSent(world, from, number);
  world.fate = () => 'arrives';
  const message = await forge(sent.message, { at: world.clock.now(), ...forgery });
  const { mailFrom, recipients } = sent;
  const replies = await world.transmit(to, { mailFrom, recipients, message });
  assert.deepEqual(
    replies.map(({ outcome }) => outcome),
    ['sent'],
  );
  await world.settle();
}

async function anomalyOf(world: World, address: string): Promise<string> {
  const anomalies = (await world.inbox(address)).filter(({ number }) => number === 'M6');
  assert.equal(anomalies.length, 1);
  return anomalies[0]!.text;
}

/** A forged envelope arrives as an anomaly with this error, and the sender's provider hears nothing. */
function forgedEnvelope(
  id: string,
  title: string,
  error: RegExp,
  forgery: (world: World) => Promise<Forgery> | Forgery,
): CaseRow {
  return {
    id,
    title: `an envelope ${title}: an anomaly, no receipt, and the timers tell the sender`,
    before: (world) => lose(world, 'M4'),
    letter: LETTER,
    afterwards: async (world) => replace(world, 'alfa', 'M4', 'beta', await forgery(world)),
    sees: { [MARIO]: ['M1', 'M9', 'M10'], [UFFICIO]: ['M6'] },
    log: { beta: { BustaAnomalia: 1, PresaInCarico: 0, Consegna: 0 } },
    async check(world) {
      assert.match((await world.log('beta', 'BustaAnomalia'))[0]!.erroreEsteso!, error);
      await anomalyOf(world, UFFICIO);
    },
  };
}

const certificateOfAlfa = (rest: Partial<Parameters<typeof testCertificate>[0]>) =>
  testCertificate({
    authority: 'uno',
    keys: 'straniero',
    providerName: alfa.name,
    serviceAddress: serviceAddressOf(alfa),
    serial: 77,
    ...rest,
  });

const withoutPart = (name: string) => (signed: string) => {
  const boundary = /boundary="([^"]+)"/.exec(signed)![1]!;
  return signed
    .split(`\r\n--${boundary}`)
    .filter((part) => !part.includes(`filename="${name}"`))
    .join(`\r\n--${boundary}`);
};

const envelopes: readonly CaseRow[] = [
  forgedEnvelope('C33', 'whose signature broke on the way', /^firma non valida$/, () => ({
    edit: (signed) => signed.replace('Buongiorno', 'Buonasera!'),
  })),
  forgedEnvelope(
    'C34a',
    'signed under an authority nobody trusts',
    /certificato non appartenente a un gestore/,
    async () => ({
      signedBy: { keys: 'straniero', certificate: await certificateOfAlfa({ authority: 'estranea' }) },
    }),
  ),
  forgedEnvelope(
    'C34b',
    'signed with a certificate that the index does not hold',
    /certificato non appartenente a un gestore/,
    async () => ({
      signedBy: { keys: 'straniero', certificate: await certificateOfAlfa({}) },
    }),
  ),
  {
    ...forgedEnvelope('C35a', 'whose certificate was revoked', /^certificato revocato$/, async (world) => {
      world.clock.advance(MINUTE);
      world.directory.revoke('uno', 10, world.clock.now());
      await world.refresh();
      return {};
    }),
  },
  {
    ...forgedEnvelope('C35b', 'whose certificate expired a day ago', /^certificato scaduto$/, async (world) => {
      const certificate = await certificateOfAlfa({ keys: 'alfa', notAfter: WORLD_START - 25 * HOUR });
      const record = world.directory.records.get('alfa')!;
      const { readCertificate } = await import('#cms');
      const hashes = [...record.hashes, (await readCertificate(certificate)).sha1];
      world.directory.records.set('alfa', { ...record, certificates: [...record.certificates, certificate], hashes });
      await world.refresh();
      return { signedBy: { keys: 'alfa', certificate } };
    }),
  },
  forgedEnvelope(
    'C36a',
    'well signed, without certification data',
    /busta di trasporto non corretta: manca daticert\.xml/,
    (world) => ({
      edit: withoutPart('daticert.xml'),
      signedBy: signedByAlfa(world),
    }),
  ),
  forgedEnvelope(
    'C36b',
    'well signed, its certification data broken',
    /busta di trasporto non corretta: daticert\.xml non valido/,
    (world) => ({
      edit: inDaticert((xml) => xml.replace('</dati>', '')),
      signedBy: signedByAlfa(world),
    }),
  ),
  forgedEnvelope(
    'C37',
    'well signed, its From in a domain that is not of the signer',
    /busta di trasporto non corretta/,
    (world) => ({
      header: (header) =>
        header.replace('<posta-certificata@gestore-alfa.example>', '<posta-certificata@gestore-beta.example>'),
      signedBy: signedByAlfa(world),
    }),
  ),
];

const notices: readonly CaseRow[] = [
  {
    id: 'C38',
    title: 'a correct receipt goes to the sender unmodified, and nothing answers it',
    letter: LETTER,
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    async check(world) {
      const receipt = (await world.inbox(MARIO))[1]!;
      const sent = await lastSent(world, 'beta', 'M11');
      assert.ok(receipt.text.endsWith(sent.found.text));
      assert.equal((await world.log('alfa', 'Consegna')).length, 0);
    },
  },
  {
    id: 'C39',
    title: 'a receipt well signed but malformed: an anomaly for its addressee, no receipt',
    before: (world) => lose(world, 'M11'),
    letter: LETTER,
    afterwards: (world) =>
      replace(world, 'beta', 'M11', 'alfa', {
        edit: inDaticert((xml) =>
          xml.replace(/<identificativo>.*<\/identificativo>/, '<identificativo></identificativo>'),
        ),
        signedBy: { keys: 'beta', certificate: world.directory.certificateOf('beta') },
      }),
    sees: { [MARIO]: ['M1', 'M6', 'M10'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    audit: /^world: alfa never heard of Consegna/,
    async check(world) {
      assert.match((await world.log('alfa', 'BustaAnomalia'))[0]!.erroreEsteso!, /^ricevuta non corretta: /);
    },
  },
  {
    id: 'C40',
    title: 'a receipt with a bad signature is ordinary mail',
    before: (world) => lose(world, 'M11'),
    letter: LETTER,
    afterwards: (world) =>
      replace(world, 'beta', 'M11', 'alfa', { edit: (signed) => signed.replace('Buongiorno', 'Buonasera!') }),
    sees: { [MARIO]: ['M1', 'M6', 'M10'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    audit: /^world: alfa never heard of Consegna/,
    async check(world) {
      assert.equal((await world.log('alfa', 'BustaAnomalia'))[0]!.erroreEsteso, 'firma non valida');
    },
  },
  {
    id: 'C41',
    title: 'a forgery that only looks like PEC is never shown as certified',
    async afterwards(world) {
      const headers = { 'X-Trasporto': 'posta-certificata', 'X-TipoRicevuta': 'completa' };
      const from = '"Per conto di: mario@pec.alfa.example" <posta-certificata@gestore-alfa.example>';
      const letter = { from, mailFrom: MARIO, to: UFFICIO, subject: 'POSTA CERTIFICATA: rimborso', headers };
      await world.sendOrdinary(letter);
    },
    sees: { [UFFICIO]: ['M6'] },
    async check(world) {
      assert.equal(
        (await world.log('beta', 'BustaAnomalia'))[0]!.erroreEsteso,
        'dominio mittente non di posta certificata',
      );
      assert.match(await anomalyOf(world, UFFICIO), /^Subject: ANOMALIA MESSAGGIO: POSTA CERTIFICATA: rimborso/m);
    },
  },
  {
    id: 'C42',
    title: 'a take-charge addressed to a holder goes to the service mailbox, never to his',
    before: (world) => lose(world, 'M5'),
    letter: LETTER,
    async afterwards(world) {
      const { message, mailFrom } = await lastSent(world, 'beta', 'M5');
      await world.transmit('alfa', { mailFrom, recipients: [MARIO], message });
    },
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
  },
  {
    id: 'C43',
    title: 'an envelope that comes twice is answered 250, and nothing is made of it',
    letter: LETTER,
    afterwards: (world) => replace(world, 'alfa', 'M4', 'beta', {}),
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    log: { beta: { RicezioneDuplicato: 1, PresaInCarico: 1, Consegna: 1 } },
  },
  {
    id: 'C24',
    title: 'a virus notice that is itself malformed: an anomaly in the service mailbox, and the timer tells the sender',
    before(world) {
      world.scanners.set('alfa', { description: 'finds nothing', scan: async () => ({ infected: false }) });
      lose(world, 'M7');
    },
    letter: { ...LETTER, body: VIRUS },
    afterwards: (world) =>
      replace(world, 'beta', 'M7', 'alfa', {
        edit: inDaticert((xml) => xml.replace(/<consegna>.*<\/consegna>/, '')),
        signedBy: { keys: 'beta', certificate: world.directory.certificateOf('beta') },
      }),
    sees: { [MARIO]: ['M1', 'M10'] },
    service: { alfa: ['M5', 'M6'] },
    audit: /^world: alfa never heard of RilevazioneVirus/,
  },
  {
    id: 'C49',
    title: "the sender's mailbox is closed before the receipt comes: the log tells, and no notice is about a notice",
    before: (world) => delayReceipt(world),
    letter: LETTER,
    async afterwards(world) {
      await world.change(MARIO, { status: 'revoked' });
      world.fate = () => 'arrives';
    },
    sees: { [MARIO]: ['M1'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
    log: { alfa: { ConsegnaImpossibile: 1 }, beta: { RicezioneBusta: 1, BustaAnomalia: 0 } },
    audit: /^alfa: mario@pec\.alfa\.example holds 0 of 1: avvenuta-consegna/,
  },
  {
    id: 'C50',
    title: 'no revocation list can be had: 451, and the sender comes again until there is one',
    async before(world) {
      world.directory.isSilent = true;
      await world.advance('PT25H');
    },
    letter: LETTER,
    async afterwards(world) {
      assert.deepEqual(await world.numbers(UFFICIO), []);
      const [deferral] = await world.log('alfa', 'SmtpRinvio');
      assert.match(deferral!.erroreEsteso!, /^451 4\.4\.3 lista di revoca non disponibile/);
      world.directory.isSilent = false;
      await world.refresh();
    },
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5'] },
  },
];

function delayReceipt(world: World): void {
  world.fate = async (_, message) => ((await message()).number === 'M11' ? 'deferred' : 'arrives');
}

const refuses = { ordinaryMail: { kind: 'refuse' } } as const;

const ordinary: readonly CaseRow[] = [
  {
    id: 'C11',
    title: 'ordinary mail to a PEC mailbox comes as an anomaly, without any receipt',
    afterwards: async (world) => void (await world.sendOrdinary(ORDINARY)),
    sees: { [UFFICIO]: ['M6'] },
    log: { beta: { BustaAnomalia: 1, PresaInCarico: 0, Consegna: 0 } },
  },
  refusedMail('C12', 'a mailbox that takes no ordinary mail', ORDINARY, /^554 5\.7\.1/, (world) =>
    world.change(UFFICIO, refuses),
  ),
  refusedMail('C13', 'ordinary mail with a virus', { ...ORDINARY, body: VIRUS }, /^554 5\.7\.1 .*virus/),
  refusedMail('C14a', 'ordinary mail for nobody', { ...ORDINARY, to: 'nessuno@pec.beta.example' }, /^550 5\.1\.1/),
  {
    id: 'C14b',
    title: 'ordinary mail for a full mailbox: no PEC notice, an ordinary notification to the sender',
    before: (world) => world.change(UFFICIO, { quotaBytes: 10 }),
    afterwards: async (world) => void (await world.sendOrdinary(ORDINARY)),
    sees: {},
    async check(world) {
      const [told] = await world.ordinary.inbox('pippo@posta.example');
      assert.equal(told?.number, 'ordinary');
      assert.match(told?.text ?? '', /^Status: 5\.2\.2/m);
    },
  },
  {
    id: 'C44',
    title: 'a PEC reply to an anomaly goes to an ordinary recipient',
    afterwards: async (world) => {
      await world.sendOrdinary(ORDINARY);
      await world.submit({ from: UFFICIO, to: 'pippo@posta.example' });
    },
    sees: { [UFFICIO]: ['M1', 'M6'] },
  },
  refusedMail(
    'C48b',
    'an ordinary sender outside the list of a closed channel',
    { ...ORDINARY, to: SPORTELLO },
    /^554 5\.7\.1 .*canale chiuso/,
  ),
];

function refusedMail(id: string, what: string, letter: Letter, reply: RegExp, before?: CaseRow['before']): CaseRow {
  return {
    id,
    title: `${what} is refused in SMTP, and nothing is kept`,
    ...(before && { before }),
    async afterwards(world) {
      const replies = await world.sendOrdinary(letter);
      assert.equal(replies[0]!.outcome, 'failed');
      assert.match(replies[0]!.reply, reply);
    },
    sees: {},
    async check(world) {
      assert.deepEqual(await world.member('beta').disk.inspect.quarantined(9), []);
      assert.deepEqual(world.wire, []);
    },
  };
}

const originals: readonly CaseRow[] = [
  {
    id: 'C45',
    title: 'a PEC message forwarded as an attachment: only the outer certification data count',
    letter: { from: ANNA, to: STUDIO, subject: 'Da inoltrare' },
    async afterwards(world) {
      const [inner] = await world.inbox(STUDIO);
      const boundary = 'inoltro';
      const body = `--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n${inner!.text}\r\n--${boundary}--\r\n`;
      const headers = { 'Content-Type': `multipart/mixed; boundary="${boundary}"` };
      const { identificativo } = await world.submit({ from: STUDIO, to: UFFICIO, body, headers });
      await world.settle();
      const outer = (await world.inbox(UFFICIO))[0]!;
      assert.equal(outer.daticert?.identificativo, identificativo);
      const receipt = (await world.inbox(STUDIO)).find(({ number }) => number === 'M11')!;
      assert.ok(receipt.text.includes(inner!.daticert!.identificativo), 'the receipt carries the nested tree');
      assert.equal(receipt.daticert?.identificativo, identificativo);
    },
    sees: { [ANNA]: ['M1', 'M11'], [STUDIO]: ['M4', 'M1', 'M11'], [UFFICIO]: ['M4'] },
    service: { alfa: ['M5', 'M5'] },
  },
  {
    id: 'C46',
    title: 'an original its author signed comes out with the octets he signed',
    async afterwards(world) {
      const [signed] = await world.inbox(UFFICIO);
      const body = signed!.text.slice(signed!.index.root.bodyStart);
      const type = /^Content-Type: multipart\/signed;(?:[^\r\n]*\r\n[ \t])*[^\r\n]*/m.exec(signed!.text)![0];
      const headers = { 'Content-Type': type.slice('Content-Type: '.length) };
      await world.submit({ from: UFFICIO, to: ELENA, body, headers });
      await world.settle();
      const [envelope] = await world.inbox(ELENA);
      assert.ok(envelope!.text.includes(body));
    },
    letter: LETTER,
    sees: { [MARIO]: ['M1', 'M11'], [UFFICIO]: ['M4', 'M1', 'M11'], [ELENA]: ['M4'] },
    service: { alfa: ['M5'], beta: ['M5'] },
  },
];

testCases([...envelopes, ...notices, ...ordinary, ...originals]);
