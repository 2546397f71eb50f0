import assert from 'node:assert/strict';
import type { LogQuery, LogRecord } from '#ports';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import { sampleMessage, sampleRecord, T0 } from './store-samples.ts';

const records: readonly LogRecord[] = [
  sampleRecord({
    messageId: '0',
    identificativo: 'id-1',
    msgid: '<a@client.example>',
    mittente: 'Ugo@pec.alfa.example',
  }),
  sampleRecord({
    messageId: '1',
    instant: T0 + 1_000,
    event: 'BustaTrasporto',
    identificativo: 'id-1',
    destinatari: [
      { address: 'Ada@pec.beta.example', type: 'certificato' },
      { address: 'eva@posta.example', type: 'esterno' },
    ],
  }),
  sampleRecord({
    messageId: '2',
    instant: T0 + 2_000,
    event: 'Consegna',
    point: 'DP',
    identificativo: 'id-2',
    consegna: 'leo@pec.beta.example',
    ricezione: ['ida@pec.beta.example'],
  }),
  sampleRecord({ messageId: '3', instant: T0 + 3_000, mittente: 'ugo@pec.alfa.example.org' }),
];

/** The fields by which the log is searched, each with the records it must find. */
const searches: readonly (readonly [query: Omit<LogQuery, 'limit'>, found: string])[] = [
  [{}, '0123'],
  [{ from: T0 + 1_000 }, '123'],
  [{ to: T0 + 1_000 }, '01'],
  [{ from: T0 + 1_000, to: T0 + 2_000 }, '12'],
  [{ sender: 'ugo@PEC.alfa.example' }, '0'],
  [{ recipient: 'ada@pec.beta.EXAMPLE' }, '1'],
  [{ recipient: 'eva@posta.example' }, '1'],
  [{ recipient: 'Leo@pec.beta.example' }, '2'],
  [{ recipient: 'ida@pec.beta.example' }, '2'],
  [{ recipient: 'posta.example' }, ''],
  [{ identificativo: 'id-1' }, '01'],
  [{ identificativo: ['id-2', 'id-1', 'id-3'] }, '012'],
  [{ identificativo: [] }, ''],
  [{ msgid: '<a@client.example>' }, '0'],
  [{ event: 'Consegna' }, '2'],
  [{ event: ['Consegna', 'BustaTrasporto'] }, '12'],
  [{ identificativo: 'id-1', event: 'BustaTrasporto' }, '1'],
];

/** The message log: order, search, nothing lost of a record. */
export const logCases: readonly StoreCase[] = [
  [
    'the log is searched by each of its fields',
    async ({ store }) => {
      await store.commit({ log: records.slice(0, 2) });
      for (const record of records.slice(2)) await store.commit({ log: [record] });
      for (const [query, found] of searches) {
        const answer = await store.searchLog({ ...query, limit: 10 });
        assert.equal(answer.map((record) => record.messageId).join(''), found, JSON.stringify(query));
      }
    },
  ],
  [
    'the log keeps the order of commits and can be followed',
    async ({ store }) => {
      await store.commit({ log: [...records].reverse() });
      await store.commit({ log: records });
      const all = await store.searchLog({ limit: 100 });
      assert.equal(all.map((record) => record.messageId).join(''), '32100123');
      for (const [i, record] of all.entries()) if (i > 0) assert.ok(record.seq > all[i - 1]!.seq);
      const tail = await store.searchLog({ afterSeq: all[2]!.seq, limit: 3 });
      assert.deepEqual(tail, all.slice(3, 6));
      const back = await store.searchLog({ beforeSeq: all[3]!.seq, newestFirst: true, limit: 2 });
      assert.deepEqual(back, [all[2], all[1]]);
    },
  ],
  ['a record comes back with every field it had, and none it had not', everyField],
  [
    'records of commits made at once are all there, those of one step in its order',
    async ({ store }) => {
      const step = (n: number) => ({
        log: [0, 1, 2].map((part) => sampleRecord({ identificativo: `id-${n}`, messageId: `${part}` })),
      });
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.commit(step(n))));
      const all = await store.searchLog({ limit: 1_000 });
      assert.equal(all.length, 150);
      for (let n = 0; n < 50; n++) {
        const own = all.filter((record) => record.identificativo === `id-${n}`);
        assert.equal(own.map((record) => record.messageId).join(''), '012');
      }
    },
  ],
];

async function everyField({ store }: OpenedStore): Promise<void> {
  const full: LogRecord = {
    instant: T0,
    point: 'InP',
    event: 'RicezioneBusta',
    tipo: 'posta-certificata',
    identificativo: 'id-1',
    msgid: '<x@y.example>',
    messageId: 'opec@z.example',
    mittente: 'a@b.example',
    destinatari: [{ address: 'c@d.example', type: 'certificato' }],
    oggetto: 'Perché "no"? € \u{1F4E7}',
    gestore: 'Gestore Alfa S.p.A.',
    tipoRicevuta: 'breve',
    consegna: 'c@d.example',
    ricezione: ['c@d.example', 'e@d.example'],
    data: T0 - 5_000,
    errore: 'nessuno',
    erroreEsteso: '5.1.1 no',
    virus: 'Eicar',
    eccezioni: ['one', 'two'],
    peer: '127.0.0.1',
    tls: true,
    size: 123_456_789_012,
    related: ['m-1'],
  };
  const bare: LogRecord = { instant: T0, point: 'SYS', event: 'CicloAvvio' };
  await store.commit({ messages: [sampleMessage('m-1')], log: [full, bare] });
  const [first, second] = await store.searchLog({ limit: 2 });
  assert.deepEqual(first, { ...full, seq: first!.seq });
  assert.deepEqual(second, { ...bare, seq: second!.seq });
}
