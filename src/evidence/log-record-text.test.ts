import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StoredLogRecord } from '#ports';
import { EvidenceFault } from './fault.ts';
import { type LogEntry, logRecordText, readLogRecordText } from './log-record-text.ts';

const RECORD: StoredLogRecord = {
  event: 'Accettazione',
  seq: 17,
  point: 'AP',
  instant: Date.UTC(2026, 10, 22, 9, 0, 0, 123),
  destinatari: [{ type: 'certificato', address: 'ufficio@pec.beta.example' }],
  oggetto: 'Città\n"già" \u2028',
  tls: true,
};

test('a record has one text: members in their order, seq first, legal time with its offset', () => {
  assert.equal(
    logRecordText(RECORD),
    '{"seq":17,"instant":"2026-11-22T10:00:00.123+01:00","point":"AP","event":"Accettazione",' +
      '"destinatari":[{"address":"ufficio@pec.beta.example","type":"certificato"}],"oggetto":"Città\\n\\"già\\" \u2028","tls":true}',
  );
  assert.match(logRecordText({ ...RECORD, instant: Date.UTC(2026, 6, 1) }), /"2026-07-01T02:00:00.000\+02:00"/);
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const texts = fc.array(text, { maxLength: 3 });
const recipient = fc.record(
  { type: fc.constantFrom('certificato' as const, 'esterno' as const), address: text },
  { noNullPrototype: true },
);
const anyRecord: fc.Arbitrary<LogEntry> = fc.record(
  {
    seq: fc.nat(),
    instant: fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2105, 0) }),
    point: fc.constantFrom('AP' as const, 'InP' as const, 'DP' as const, 'SYS' as const),
    event: text,
    destinatari: fc.array(recipient, { maxLength: 3 }),
    ...{
      related: texts,
      ricezione: texts,
      eccezioni: texts,
      utente: text,
      sha256: text,
      erroreEsteso: text,
      msgid: text,
    },
    data: fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2105, 0) }),
    tls: fc.boolean(),
    size: fc.nat(),
  },
  { requiredKeys: ['seq', 'instant', 'point', 'event'], noNullPrototype: true },
);

test('what is written is read again, half characters and all', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const written = logRecordText(record);
      assert.ok(!written.includes('\n'));
      const octets = new TextEncoder().encode(written);
      const read = readLogRecordText(new TextDecoder().decode(octets));
      assert.deepEqual(read, record);
      assert.equal(logRecordText(read), written);
    }),
    { numRuns: 300 },
  );
});

test('a member that is not known is not written, and is kept when it is read', () => {
  assert.throws(() => logRecordText({ ...RECORD, colore: 'rosso' } as LogEntry), /'colore'/);
  assert.doesNotThrow(() => logRecordText({ ...RECORD, colore: undefined } as LogEntry));
  const later = logRecordText(RECORD).replace('"tls":true', '"tls":true,"colore":{"r":1}');
  assert.deepEqual(readLogRecordText(later).colore, { r: 1 });
  assert.throws(() => logRecordText({ ...RECORD, instant: 0.5 }), EvidenceFault);
});

test('a text that two readers could read in two ways is refused', () => {
  const good = logRecordText(RECORD);
  const bad = [
    good.replace('"seq":17', '"seq":17,"seq":18'),
    good.replace('"seq":17', '"seq": 17'),
    good.replace('"seq":17', '"seq":17.0'),
    good.replace('"seq":17', '"seq":-1'),
    good.replace('+01:00', '+02:00'),
    good.replace('.123', ''),
    good.replace('"AP"', '"XX"'),
    good.replace('"tls":true', '"tls":"true"'),
    good.replace('certificato', 'altro'),
    good.replace('"seq":17,"instant"', '"instant"').replace('}', ',"seq":17}'),
    good.replace('"point":"AP",', ''),
    `${good} `,
    '[]',
    'null',
    '',
  ];
  for (const text of bad) assert.throws(() => readLogRecordText(text), EvidenceFault, text);
});
