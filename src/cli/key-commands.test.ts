import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LogEvent, LogRecord, StoredLogRecord } from '#ports';
import { KeyUse } from '#provider';
import { testCertificate } from '#testing';
import { lintLines } from './key-lint.ts';
import { UseTally } from './key-uses.ts';

const ADDRESS = 'posta-certificata@gestore.example';

test('every line of the profile is told, with its source; what nothing was given for is not judged', async () => {
  const der = await testCertificate({
    ...{ authority: 'uno', keys: 'lint', providerName: 'Gestore Prova', serviceAddress: ADDRESS, serial: 3 },
  });
  const judged = await lintLines(der, { provider: 'Gestore Prova', address: ADDRESS.toUpperCase() });
  assert.equal(judged.length, 11);
  assert.ok(judged.every(({ kept, rule }) => kept === true && / \(.+\)$/.test(rule)));
  const open = (await lintLines(der, {})).filter(({ kept }) => kept === undefined).map(({ rule }) => rule);
  assert.deepEqual(open, ['subject (RFC 6109 5.5.1)', 'service address (RFC 6109 5.5.1)']);
  const wrong = await lintLines(der, { provider: 'Altro', address: 'altro@gestore.example' });
  assert.deepEqual(
    wrong.filter(({ kept }) => kept === false).map(({ problem }) => problem),
    ['neither CN nor O contains the provider\'s name "Altro"', 'subjectAltName does not name altro@gestore.example'],
  );
});

test('what is no certificate is one violated line', async () => {
  const lines = await lintLines(new Uint8Array(20), { provider: 'Gestore', address: ADDRESS });
  assert.deepEqual(
    lines.map(({ rule, kept }) => [rule, kept]),
    [['certificate (RFC 5280 4.1)', false]],
  );
});

suite('signatures are compared with the records of what was issued', () => {
  const AT = Date.UTC(2026, 2, 2, 10);
  const use = new KeyUse({ legalTime: { now: () => AT }, provider: 'Gestore', node: '1' });
  const signer = use.counted({ certificate: new Uint8Array(), chain: [], sign: async () => new Uint8Array() }, '0a');
  const tally = new UseTally();
  let seq = 0;
  const add = (record: LogRecord) => tally.add({ ...record, seq: ++seq } as StoredLogRecord);
  const issued = (event: LogEvent) => add({ instant: AT, point: 'AP', event });

  test('a signature without a record shows', async () => {
    for (const what of ['M1', 'M1', 'M9', 'M10', 'indice']) await signer.sign(new Uint8Array(), what);
    await use.tell(async (records) => records.forEach(add));
    issued('Accettazione');
    issued('PreavvisoMancataConsegna');
    issued('PreavvisoMancataConsegna');
    issued('RicezioneBusta');
    const day = '2026-03-02';
    assert.deepEqual(tally.rows(), [
      { day, what: 'Accettazione', signatures: 2, records: 1, difference: 1 },
      { day, what: 'PreavvisoMancataConsegna', signatures: 2, records: 2, difference: 0 },
      { day, what: 'indice', signatures: 1 },
    ]);
  });
});
