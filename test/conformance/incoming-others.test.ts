import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '#mime';
import { CAST, openWorld, serviceAddressOf } from '#testing';
import { COMUNE, ELENA, lastSent, lose, MARIO, PROTOCOLLO, UFFICIO, VIRUS } from './case-table.ts';
import { forge, inDaticert } from './forge.ts';
import { assertAnomalyOnly, intercepted, LETTER } from './intercept.ts';

const SERVICE_OF_ALFA = serviceAddressOf(CAST[0]!);
const finds = (infected: boolean) => ({
  description: 'decided by the test',
  scan: async () => (infected ? ({ infected, virus: 'Prova' } as const) : ({ infected } as const)),
});

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

test('the postmaster of every own domain is read by the provider; the service address itself takes no ordinary mail', async () => {
  const world = await openWorld();
  const replies = [
    await world.sendOrdinary({ ...MAIL, to: 'PostMaster@pec.alfa.example' }),
    await world.sendOrdinary({ ...MAIL, to: SERVICE_OF_ALFA }),
  ];
  await world.settle();
  assert.deepEqual(await world.numbers(SERVICE_OF_ALFA), ['M6'], JSON.stringify(replies));
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
