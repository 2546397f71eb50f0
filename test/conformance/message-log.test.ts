import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent, StoredLogRecord } from '#ports';
import { openWorld, type World } from '#testing';
import { COMUNE, ELENA, MARIO, PIPPO, UFFICIO, VIRUS } from './case-table.ts';

/** The operations of RFC 6109 2.3 as spec 15.2 names them. */
const OPERATIONS: readonly LogEvent[] = [
  'BustaTrasporto',
  'Accettazione',
  'NonAccettazione',
  'NonAccettazioneVirus',
  'PresaInCarico',
  'RilevazioneVirus',
  'MancataConsegna',
  'MancataConsegnaVirus',
  'PreavvisoMancataConsegna',
  'Consegna',
  'RicezioneBusta',
  'RicezioneRicevuta',
  'RicezioneDuplicato',
  'Quarantena',
];

/** A world in which everything that can be logged has happened. */
async function busyWorld(): Promise<World> {
  const world = await openWorld();
  const subject = 'Città di Prova';
  await world.submit({ from: MARIO, to: UFFICIO, subject, headers: { Bcc: ELENA } });
  await world.submit({ from: MARIO, to: UFFICIO, subject, body: VIRUS });
  await world.submit({ from: MARIO, to: [UFFICIO, 'nessuno@pec.beta.example', PIPPO], subject });
  await world.settle();
  const sent = (await world.sent('alfa', 'M4')).find(({ recipients }) => recipients.includes(UFFICIO))!;
  await world.transmit('beta', { mailFrom: MARIO, recipients: [UFFICIO], message: sent.message });
  await world.sendOrdinary({ from: PIPPO, to: MARIO, subject });
  world.scanners.set('alfa', { description: 'finds nothing', scan: async () => ({ infected: false }) });
  await world.submit({ from: MARIO, to: COMUNE, subject, body: VIRUS });
  await world.settle();
  world.member('beta').isUnreachable = true;
  await world.submit({ from: MARIO, to: UFFICIO, subject });
  await world.advance('PT30H');
  return world;
}

const missing = (record: StoredLogRecord): readonly string[] =>
  [
    ['instant', Number.isInteger(record.instant)],
    ['identificativo', record.identificativo],
    ['msgid', record.msgid],
    ['mittente', record.mittente === MARIO],
    ['destinatari', record.destinatari?.length],
    ['oggetto', record.oggetto === 'Città di Prova'],
    ['gestore', record.gestore],
    ['related', record.related?.length],
  ].flatMap(([field, there]) => (there ? [] : [String(field)]));

test('T133 each operation writes its record with all mandatory fields', async () => {
  const world = await busyWorld();
  const records = (await Promise.all(['alfa', 'beta', 'gamma'].map((key) => world.log(key)))).flat();
  for (const event of OPERATIONS) {
    const found = records.filter((record) => record.event === event);
    assert.ok(found.length > 0, `${event} happened`);
    for (const record of found)
      assert.deepEqual(missing(record), [], `${event} lacks fields: ${JSON.stringify(record)}`);
  }
  const [anomaly] = await world.log('alfa', 'BustaAnomalia');
  assert.deepEqual([anomaly!.mittente, anomaly!.oggetto, anomaly!.destinatari?.length], [PIPPO, 'Città di Prova', 1]);
  assert.ok(anomaly!.messageId && anomaly!.erroreEsteso && anomaly!.related?.length);
});

test('T133 an operation writes one record, and what it certifies stands in it', async () => {
  const world = await openWorld();
  const { identificativo } = await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  const told = async (key: string) =>
    (await world.log(key))
      .filter((record) => record.identificativo === identificativo)
      .map(({ point, event, tipo = '', consegna, ricezione }) =>
        `${point} ${event} ${tipo} ${consegna ?? ricezione ?? ''}`.trim(),
      );
  assert.deepEqual(
    (await told('beta')).filter((line) => !line.startsWith('SYS')),
    [
      `InP RicezioneBusta posta-certificata ${UFFICIO}`,
      `InP PresaInCarico presa-in-carico ${UFFICIO}`,
      `DP Consegna avvenuta-consegna ${UFFICIO}`,
    ],
  );
  assert.deepEqual(
    (await told('alfa')).filter((line) => line.startsWith('AP')),
    ['AP BustaTrasporto posta-certificata', 'AP Accettazione accettazione'],
  );
});
