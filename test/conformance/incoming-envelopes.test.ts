import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCertificate } from '#cms';
import { field } from '#mime';
import { providerIndexOf } from '#pec';
import { CAST, openWorld, serviceAddressOf, testCertificate, type World } from '#testing';
import { ANNA, COMUNE, ELENA, lastSent, lose, MARIO, PROTOCOLLO, STUDIO, UFFICIO } from './case-table.ts';
import { type Forgery, inDaticert } from './forge.ts';
import { assertAnomalyOnly, intercepted, LETTER } from './intercept.ts';

const SERVICE_OF_ALFA = serviceAddressOf(CAST[0]!);
const finds = (infected: boolean) => ({
  description: 'decided by the test',
  scan: async () => (infected ? ({ infected, virus: 'Prova' } as const) : ({ infected } as const)),
});

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

/** Well signed by Alfa, and says that `sender` wrote it. */
async function sentBy(sender: string) {
  const { world, deliver, forged, signedBy } = await intercepted();
  const named = (text: string) => text.replaceAll(MARIO, sender);
  await deliver(await forged({ header: named, edit: inDaticert(named), signedBy }), undefined, sender);
  return world;
}

test('T90 an identificativo that another provider wrote on an envelope of its own does not stop the message it was made for', async () => {
  const { world, deliver, forged, message } = await intercepted();
  const theirs = (text: string) =>
    text.replaceAll(MARIO, COMUNE).replaceAll(SERVICE_OF_ALFA, serviceAddressOf(CAST[2]!));
  const signedBy = { keys: 'gamma', certificate: world.directory.certificateOf('gamma') };
  await deliver(await forged({ header: theirs, edit: inDaticert(theirs), signedBy }), undefined, COMUNE);
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  const [reply] = await deliver(message);
  assert.equal(reply!.outcome, 'sent', reply!.reply);
  assert.deepEqual(await world.numbers(UFFICIO), ['M4', 'M4']);
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
});

test('T76 an envelope that speaks for a holder of another provider is an anomaly (ADR 6)', async () => {
  await assertAnomalyOnly(await sentBy(ELENA), /elena@\S+ non appartiene ai domini del gestore che firma/);
});

test("T76 a sender in a domain that is in nobody's record here, published only just now, is no anomaly", async () => {
  const world = await sentBy('nuova@appena-pubblicato.example');
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
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
