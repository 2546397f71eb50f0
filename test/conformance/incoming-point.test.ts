import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCertificate } from '#cms';
import { field } from '#mime';
import { providerIndexOf } from '#pec';
import { CAST, openWorld, serviceAddressOf, testCertificate, type World } from '#testing';
import { ANNA, COMUNE, ELENA, lastSent, lose, MARIO, PROTOCOLLO, STUDIO, UFFICIO, VIRUS } from './case-table.ts';
import { type Forgery, forge, inDaticert } from './forge.ts';

const LETTER = { from: MARIO, to: UFFICIO } as const;
const SERVICE_OF_ALFA = serviceAddressOf(CAST[0]!);
const finds = (infected: boolean) => ({
  description: 'decided by the test',
  scan: async () => (infected ? ({ infected, virus: 'Prova' } as const) : ({ infected } as const)),
});

/** A world in which an envelope from Mario to the Ufficio is on the wire, and not yet anywhere else. */
async function intercepted(letter: Parameters<World['submit']>[0] = LETTER) {
  const world = await openWorld();
  lose(world, 'M4');
  const { identificativo } = await world.submit(letter);
  await world.settle();
  world.fate = () => 'arrives';
  const { message, mailFrom, recipients, found } = await lastSent(world, 'alfa', 'M4');
  const deliver = async (bytes: Uint8Array = message, to: readonly string[] = recipients) => {
    const replies = await world.transmit('beta', { mailFrom, recipients: to, message: bytes });
    await world.settle();
    return replies;
  };
  const signedBy = { keys: 'alfa', certificate: world.directory.certificateOf('alfa') };
  const forged = (forgery: Forgery) => forge(message, { at: world.clock.now(), ...forgery });
  return { world, identificativo, message, found, deliver, forged, signedBy };
}

async function assertAnomalyOnly(world: World, error: RegExp): Promise<void> {
  assert.deepEqual(await world.numbers(UFFICIO), ['M6']);
  assert.match((await world.log('beta', 'BustaAnomalia'))[0]!.erroreEsteso!, error);
  assert.deepEqual(await world.log('beta', 'PresaInCarico'), []);
  assert.deepEqual(await world.log('beta', 'Consegna'), []);
  assert.deepEqual(await world.sent('beta', 'M5'), []);
}

test('T65 a correct envelope gives one M5 to the mailReceipt of the signer, before the result of the scan', async () => {
  const { world, deliver } = await intercepted();
  const mailReceipt = 'ricevute@gestore-alfa.example';
  world.directory.records.set('alfa', { ...world.directory.records.get('alfa')!, mailReceipt });
  await world.refresh();
  world.scanners.set('beta', finds(true));
  await deliver();
  const taken = await world.sent('beta', 'M5');
  assert.deepEqual(
    taken.map(({ recipients }) => recipients),
    [[mailReceipt]],
  );
  assert.equal(field(taken[0]!.found.index.root, 'to')?.value.trim(), mailReceipt);
  const events = (await world.log('beta')).map(({ event }) => event);
  assert.ok(events.indexOf('PresaInCarico') < events.indexOf('RilevazioneVirus'));
});

test('T66 and T67: ricezione lists the recipients of each transaction, destinatari all; each recipient is covered once', async () => {
  const { world, deliver } = await intercepted({ from: MARIO, to: [UFFICIO, ELENA], cc: PROTOCOLLO });
  await deliver(undefined, [UFFICIO]);
  await deliver(undefined, [ELENA, PROTOCOLLO]);
  const taken = await world.service('alfa');
  assert.deepEqual(
    taken.map(({ daticert }) => daticert?.ricezione),
    [[UFFICIO], [ELENA, PROTOCOLLO]],
  );
  for (const { daticert } of taken)
    assert.deepEqual(
      daticert?.recipients.map(({ address }) => address),
      [UFFICIO, ELENA, PROTOCOLLO],
    );
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11', 'M11', 'M11']);
});

test('T67 a second transaction that overlaps the first takes only those not taken before', async () => {
  const { world, deliver } = await intercepted({ from: MARIO, to: [UFFICIO, ELENA] });
  await deliver(undefined, [UFFICIO]);
  await deliver(undefined, [UFFICIO, ELENA]);
  const taken = await world.service('alfa');
  assert.deepEqual(taken.map(({ daticert }) => daticert?.ricezione?.join()).sort(), [ELENA, UFFICIO].sort());
  assert.deepEqual((await world.log('beta', 'RicezioneDuplicato'))[0]!.ricezione, [UFFICIO]);
});

test('T68 mail within one provider goes through the whole pipeline, signature and take-charge included', async () => {
  const world = await openWorld();
  await world.submit({ from: MARIO, to: STUDIO });
  await world.settle();
  const events = (await world.log('alfa')).map(({ event }) => event);
  for (const event of ['RicezioneBusta', 'PresaInCarico', 'Consegna', 'ConsegnaServizio'])
    assert.ok(events.includes(event as 'Consegna'), event);
  assert.deepEqual(world.wire, []);
  world.directory.isSilent = true;
  await world.advance('PT25H');
  await world.submit({ from: MARIO, to: STUDIO, subject: 'senza lista di revoca' });
  await world.settle();
  assert.deepEqual(await world.numbers(STUDIO), ['M4']);
});

test('T69 a take-charge receipt is never delivered to a holder, whomever it is addressed to', async () => {
  const world = await openWorld();
  lose(world, 'M5');
  await world.submit(LETTER);
  await world.settle();
  const { message, mailFrom } = await lastSent(world, 'beta', 'M5');
  await world.transmit('alfa', { mailFrom, recipients: [MARIO, ANNA], message });
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  assert.deepEqual(await world.numbers(ANNA), []);
  assert.deepEqual(
    (await world.service('alfa')).map(({ number }) => number),
    ['M5'],
  );
});

test('T70 one octet of the signed part flipped, wherever it is: an anomaly, no take-charge, no receipt', async () => {
  const length = (await intercepted()).found.message.signed!.content;
  for (const share of [0.02, 0.4, 0.7, 0.99]) {
    const { world, deliver, message } = await intercepted();
    const altered = message.slice();
    const at = Math.floor(length.start + (length.end - length.start) * share);
    altered[at] = altered[at] === 65 ? 66 : 65;
    await deliver(altered);
    await assertAnomalyOnly(world, /^firma non valida$|dominio mittente non di posta certificata/);
  }
});

const stranger = (rest: Partial<Parameters<typeof testCertificate>[0]> = {}) =>
  testCertificate({
    authority: 'uno',
    keys: 'straniero',
    providerName: 'Gestore Alfa S.p.A.',
    serviceAddress: SERVICE_OF_ALFA,
    serial: 78,
    ...rest,
  });

test('T71 a good signature whose certificate is not in the index: an anomaly', async () => {
  const { world, deliver, forged } = await intercepted();
  await deliver(await forged({ signedBy: { keys: 'straniero', certificate: await stranger() } }));
  await assertAnomalyOnly(world, /^certificato non appartenente a un gestore$/);
});

test('T72 a certificate of the index that expired more than a day ago: an anomaly; within the life of a queue it still counts', async () => {
  for (const [hours, numbers] of [
    [25, ['M6']],
    [23, ['M4']],
  ] as const) {
    const { world, deliver, forged } = await intercepted();
    const certificate = await stranger({ serial: 79, notAfter: world.clock.now() - hours * 3_600_000 });
    await addCertificate(world, certificate);
    await deliver(await forged({ signedBy: { keys: 'straniero', certificate } }));
    assert.deepEqual(await world.numbers(UFFICIO), numbers);
  }
});

async function addCertificate(world: World, certificate: Uint8Array): Promise<void> {
  const record = world.directory.records.get('alfa')!;
  const hashes = [...record.hashes, (await readCertificate(certificate)).sha1];
  world.directory.records.set('alfa', { ...record, certificates: [...record.certificates, certificate], hashes });
  await world.refresh();
}

test('T73 a certificate revoked in a fresh list: an anomaly', async () => {
  const { world, deliver } = await intercepted();
  world.clock.advance(60_000);
  world.directory.revoke('uno', 10, world.clock.now());
  await world.refresh();
  await deliver();
  await assertAnomalyOnly(world, /^certificato revocato$/);
});

test('T74 the revocation list is out of date and cannot be had: 451, and nothing is delivered', async () => {
  const { world, deliver } = await intercepted();
  world.directory.isSilent = true;
  await world.advance('PT25H');
  const [reply] = await deliver();
  assert.equal(reply!.outcome, 'deferred');
  assert.match(reply!.reply, /^451 4\.4\.3/);
  assert.deepEqual(await world.numbers(UFFICIO), []);
  assert.deepEqual(
    (await world.log('beta')).filter(({ point }) => point === 'InP'),
    [],
  );
});

test('T75 a certificate with the hash of another one is not accepted', async () => {
  const { world, deliver, forged } = await intercepted();
  const certificate = await stranger();
  const { sha1 } = await readCertificate(certificate);
  world.indexView = (key, view) =>
    key === 'beta'
      ? providerIndexOf([
          { ...world.directory.records.get('alfa')!, hashes: [sha1] },
          ...(view ? [world.directory.records.get('beta')!] : []),
        ])
      : view;
  await deliver(await forged({ signedBy: { keys: 'straniero', certificate } }));
  await assertAnomalyOnly(world, /^certificato non appartenente a un gestore$/);
});

test('T76 a From whose domain is not managed by the owner of the certificate: an anomaly', async () => {
  const { world, deliver, forged } = await intercepted();
  const serviceAddress = 'posta-certificata@altrove.example';
  const certificate = await stranger({ serial: 80, serviceAddress });
  await addCertificate(world, certificate);
  const header = (text: string) => text.replace(`<${SERVICE_OF_ALFA}>`, `<${serviceAddress}>`);
  await deliver(await forged({ header, signedBy: { keys: 'straniero', certificate } }));
  await assertAnomalyOnly(world, /busta di trasporto non corretta: altrove\.example/);
});

const wrong: readonly (readonly [title: string, error: RegExp, forgery: Forgery])[] = [
  [
    'T77 without its certification data',
    /manca daticert\.xml/,
    { edit: (signed) => signed.replaceAll('"daticert.xml"', '"altro.xml"') },
  ],
  [
    'T78 whose tipo disagrees with its header',
    /il tipo "presa-in-carico" di daticert\.xml non corrisponde/,
    {
      edit: inDaticert((xml) =>
        xml
          .replace('tipo="posta-certificata"', 'tipo="presa-in-carico"')
          .replace(/<ricevuta [^>]*>/, `<ricezione>${UFFICIO}</ricezione>`),
      ),
    },
  ],
  [
    'T78 whose identificativo is not its Message-ID',
    /Message-ID diverso da identificativo/,
    { edit: inDaticert((xml) => xml.replace('<identificativo>', '<identificativo>x')) },
  ],
  [
    'T78 that does not name the recipient it came for',
    /non è tra i destinatari certificati/,
    { edit: inDaticert((xml) => xml.replaceAll(UFFICIO, ELENA)) },
  ],
];
for (const [title, error, forgery] of wrong) {
  test(`${title}, a well signed envelope is propagated as an anomaly`, async () => {
    const { world, deliver, forged, signedBy } = await intercepted();
    const [reply] = await deliver(await forged({ ...forgery, signedBy }));
    assert.equal(reply!.outcome, 'sent');
    await assertAnomalyOnly(world, error);
  });
}

const MAIL = {
  from: 'pippo@posta.example',
  to: UFFICIO,
  subject: 'Ciao',
  headers: { 'Reply-To': 'altro@posta.example' },
};

test('T79 ordinary mail becomes an anomaly envelope by header and subject', async () => {
  const world = await openWorld();
  await world.sendOrdinary(MAIL);
  await world.settle();
  const [anomaly] = await world.inbox(UFFICIO);
  assert.match(anomaly!.text, /^X-Trasporto: errore\r$/m);
  assert.equal(anomaly!.subject, 'ANOMALIA MESSAGGIO: Ciao');
  assert.match(
    anomaly!.text,
    /^From: "Per conto di: pippo@posta\.example" <posta-certificata@gestore-beta\.example>\r$/m,
  );
});

test('T80 an anomaly envelope is text and the whole message, signed, Message-ID inherited, nothing certified', async () => {
  const world = await openWorld();
  const message = world.write(MAIL);
  await world.transmit('beta', { mailFrom: MAIL.from, recipients: [UFFICIO], message, tls: false });
  await world.settle();
  const [anomaly] = await world.inbox(UFFICIO);
  const { message: read, text } = anomaly!;
  assert.equal(read.daticertCount, 0);
  assert.equal(read.originalCount, 1);
  assert.ok(read.signed);
  const inner = anomaly!.bytes.subarray(read.original!.start, read.original!.end);
  assert.ok(Buffer.from(inner).includes(Buffer.from(message)), 'the message as it came');
  assert.equal(`<${read.messageId}>`, field((await world.inbox(UFFICIO))[0]!.index.root, 'message-id')!.value.trim());
  assert.ok(text.includes('Reply-To: altro@posta.example'));
  const [record] = await world.log('beta', 'ConsegnaCasella');
  assert.deepEqual([record!.mittente, record!.consegna], [MAIL.from, UFFICIO]);
});

test('T81 an anomaly causes no take-charge and no receipt', async () => {
  const world = await openWorld();
  await world.sendOrdinary({ ...MAIL, mailFrom: MARIO });
  await world.settle();
  await assertAnomalyOnly(world, /dominio mittente non di posta certificata/);
  assert.deepEqual(world.wire, []);
});

test('T82 a mailbox that refuses ordinary mail answers 5xx at RCPT, and after DATA to who only claims to be a provider', async () => {
  const world = await openWorld();
  await world.change(UFFICIO, { ordinaryMail: { kind: 'refuse', text: 'Scrivere a urp@comune.example' } });
  for (const mailFrom of [MAIL.from, MARIO]) {
    const [reply] = await world.sendOrdinary({ ...MAIL, mailFrom });
    assert.equal(reply!.reply, '554 5.7.1 Scrivere a urp@comune.example');
  }
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), []);
  await world.submit(LETTER);
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
});

test('T83 infected ordinary mail is refused: no quarantine, no notice', async () => {
  const world = await openWorld();
  const [reply] = await world.sendOrdinary({ ...MAIL, body: VIRUS });
  assert.match(reply!.reply, /^554 5\.7\.1 /);
  assert.deepEqual(await world.member('beta').disk.inspect.quarantined(9), []);
  assert.deepEqual(world.wire, []);
  assert.deepEqual((await world.log('beta', 'RicezioneRifiutata')).length, 1);
});

test('T84, T85 and T86: an infected envelope for three recipients: one M5, three M7, one copy kept, three M8', async () => {
  const world = await openWorld();
  world.scanners.set('alfa', finds(false));
  const all = [UFFICIO, ELENA, PROTOCOLLO];
  await world.submit({ from: MARIO, to: all, body: VIRUS });
  await world.settle();
  for (const address of all) assert.deepEqual(await world.numbers(address), []);
  const quarantined = await world.member('beta').disk.inspect.quarantined(9);
  assert.deepEqual(
    quarantined.map(({ recipients, point }) => [recipients, point]),
    [[all, 'InP']],
  );
  const service = await world.service('alfa');
  assert.deepEqual(service.map(({ number }) => number).sort(), ['M5', 'M7', 'M7', 'M7']);
  const warnings = service.filter(({ number }) => number === 'M7');
  assert.deepEqual(warnings.map(({ daticert }) => daticert?.consegna).sort(), [...all].sort());
  for (const { daticert, text, index } of warnings) {
    assert.equal(daticert?.errore, 'virus');
    assert.match(text, new RegExp(`^X-Mittente: ${MARIO}\\r$`, 'm'));
    assert.equal(field(index.root, 'to')?.value.trim(), SERVICE_OF_ALFA);
  }
  const told = (await world.inbox(MARIO)).filter(({ number }) => number === 'M8');
  assert.deepEqual(told.map(({ daticert }) => daticert?.consegna).sort(), [...all].sort());
});

test('T87 a correct receipt of a peer is delivered unmodified, and nothing is made of it', async () => {
  const world = await openWorld();
  await world.submit(LETTER);
  await world.settle();
  const [, receipt] = await world.inbox(MARIO);
  const sent = await lastSent(world, 'beta', 'M11');
  assert.ok(Buffer.from(receipt!.bytes).subarray(-sent.message.length).equals(Buffer.from(sent.message)));
  assert.deepEqual(world.wire.filter(({ from }) => from === 'alfa').length, 1);
});

test('T88 a forged receipt without a signature arrives as an anomaly', async () => {
  const { world, identificativo } = await intercepted();
  const headers = { 'X-Ricevuta': 'avvenuta-consegna', 'X-TipoRicevuta': 'completa' };
  const letter = { from: 'posta-certificata@gestore-beta.example', to: MARIO, subject: 'CONSEGNA: Prova', headers };
  await world.sendOrdinary({ ...letter, body: `Identificativo messaggio: ${identificativo}\r\n` });
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M6']);
  assert.deepEqual(await world.log('alfa', 'RicezioneRicevuta'), []);
});

test('T89 one envelope that SMTP brings twice: one copy in the mailbox, one receipt, 250 both times', async () => {
  const { world, deliver, message } = await intercepted();
  const again = new Uint8Array([
    ...Buffer.from('Received: from altrove (altrove)\r\n\tby mx; Mon, 2 Mar 2026 09:00:01 +0100\r\n'),
    ...message,
  ]);
  for (const bytes of [message, message, again]) assert.equal((await deliver(bytes))[0]!.outcome, 'sent');
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  assert.equal((await world.log('beta', 'RicezioneDuplicato')).length, 2);
});

test('T90 one identificativo with another content: an anomaly and an alarm', async () => {
  const { world, deliver, forged, signedBy } = await intercepted();
  await deliver();
  await deliver(await forged({ edit: (signed) => signed.replace('Buongiorno', 'Buonasera!'), signedBy }));
  assert.deepEqual(await world.numbers(UFFICIO), ['M4', 'M6']);
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  assert.equal((await world.log('beta', 'RicezioneAnomala'))[0]!.erroreEsteso, 'identificativo già utilizzato');
});

test('T91 a message with more than fifty Received fields is refused as a loop', async () => {
  const { deliver, message } = await intercepted();
  const hop = 'Received: from a (a)\r\n\tby b; Mon, 2 Mar 2026 09:00:00 +0100\r\n';
  const [reply] = await deliver(new Uint8Array([...Buffer.from(hop.repeat(51)), ...message]));
  assert.match(reply!.reply, /^554 5\.4\.6/);
});

test('an envelope that came in clear is taken, and the log says so', async () => {
  const { world, message } = await intercepted();
  await world.transmit('beta', { mailFrom: MARIO, recipients: [UFFICIO], message, tls: false });
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  assert.equal((await world.log('beta', 'RicezioneInChiaro')).length, 1);
});

test('a scanner out of order means 451, and nothing is taken in charge', async () => {
  const { world, deliver } = await intercepted();
  const { ScannerUnavailable } = await import('#ports');
  world.scanners.set('beta', { description: 'down', scan: async () => Promise.reject(new ScannerUnavailable('down')) });
  assert.match((await deliver())[0]!.reply, /^451 4\.7\.1/);
  assert.deepEqual(await world.log('beta', 'PresaInCarico'), []);
});

test('a receipt of a provider about a mailbox of another provider is an anomaly', async () => {
  const world = await openWorld();
  lose(world, 'M11');
  await world.submit({ from: MARIO, to: [UFFICIO, COMUNE] });
  await world.settle();
  const receipts = await world.sent('beta', 'M11');
  const edit = inDaticert((xml) => xml.replace(`<consegna>${UFFICIO}`, `<consegna>${COMUNE}`));
  const signedBy = { keys: 'beta', certificate: world.directory.certificateOf('beta') };
  const message = await forge(receipts[0]!.message, { edit, signedBy, at: world.clock.now() });
  await world.transmit('alfa', { mailFrom: receipts[0]!.mailFrom, recipients: [MARIO], message });
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M6']);
});
