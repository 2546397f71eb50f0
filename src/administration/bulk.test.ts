import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { bulkMailboxes } from './bulk.ts';
import { MOST_ROWS, readBulkFile } from './bulk-csv.ts';
import { exportMailboxes } from './export-mailboxes.ts';
import { addOffice } from './offices.ts';
import { changeOrganisation } from './organisations.ts';
import { OPERATOR, openAdministration, sampleBox } from './test-administration.ts';

const HEADER = 'indirizzo;titolare;codice fiscale;tipo;organizzazione;ufficio;spazio MiB;contatto';
const octets = (text: string) => new TextEncoder().encode(text);
async function* stream(text: string) {
  yield octets(text);
}
const file = (...rows: readonly string[]) => `\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`;

const ROWS = [
  'uno@comune.example;Ufficio Uno;;ente;;Anagrafe;100;ced@posta.example',
  'due@comune.example;"Ufficio; ""Due""";;ente;;;;ced@posta.example',
];

async function openWithOffice() {
  const opened = await openAdministration();
  await addOffice(OPERATOR, opened.comune.id, { name: 'Anagrafe' }, opened.ports);
  const run = (text: string, dryRun = false, by: { login: string; organisation?: string } = OPERATOR) =>
    bulkMailboxes(by, stream(text), { dryRun, language: 'en' }, opened.ports);
  return { ...opened, run };
}

test('a file is judged without doing anything, then done, then changes nothing', async () => {
  const { run, store } = await openWithOffice();
  const made = { rows: 2, made: 2, changed: 0, same: 0, faults: [] };
  assert.deepEqual(await run(file(...ROWS), true), made);
  assert.deepEqual(await store.mailboxes(), []);
  assert.equal(await store.openJobs(), 0);
  assert.deepEqual(await run(file(...ROWS)), made);
  const log = (await store.searchLog({ limit: 1_000 })).length;
  assert.deepEqual(await run(file(...ROWS)), { rows: 2, made: 0, changed: 0, same: 2, faults: [] });
  assert.equal((await store.searchLog({ limit: 1_000 })).length, log, 'nothing to tell');
  const two = await store.mailbox('due@comune.example');
  assert.equal(two?.holder, 'Ufficio; "Due"');
  assert.deepEqual(await run(file(ROWS[0]!.replace('Ufficio Uno', 'Ufficio 1'), ROWS[1]!)), {
    rows: 2,
    made: 0,
    changed: 1,
    same: 1,
    faults: [],
  });
});

test('what is wrong with a row is told of that row, and the others are done', async () => {
  const { run } = await openWithOffice();
  const text = file(
    ROWS[0]!,
    'no address;X;;ente;;;;ced@posta.example',
    'x@altrove.example;X;;ente;;;;ced@posta.example',
    'y@comune.example;Y;;ente;;Nessuno;;ced@posta.example',
    'z@comune.example;Z;?;ente;;;;ced@posta.example',
    'uno@comune.example;Altro;;ente;;;;ced@posta.example',
    'postmaster@comune.example;P;;ente;;;;ced@posta.example',
    'w@comune.example;W;;papa;;;molto;ced@posta.example',
  );
  const { made, faults } = await run(text);
  assert.equal(made, 1);
  const told = faults.map(({ row, column }) => `${row}${column === undefined ? '' : ` ${column}`}`);
  assert.deepEqual(told, ['3 address', '4', '5', '6', '7 address', '8', '9 holderKind', '9 quotaMiB']);
});

test('an organisation’s administrator makes and changes his own alone', async () => {
  const { run, store, mayor } = await openWithOffice();
  await store.commit({
    accounts: [{ kind: 'put-mailbox', mailbox: sampleBox('ferri@pec.alfa.example', { holder: 'Ferri' }) }],
  });
  const foreign = 'ferri@pec.alfa.example;Mia;;firm;;;;ced@posta.example';
  const other = 'nuova@pec.alfa.example;Mia;;firm;;;;ced@posta.example';
  const { made, changed, faults } = await run(file(ROWS[0]!, foreign, other), false, mayor);
  assert.deepEqual([made, changed, faults.map(({ row }) => row)], [1, 0, [3, 4]]);
  assert.equal((await store.mailbox('ferri@pec.alfa.example'))?.holder, 'Ferri');
});

test('the room of the organisation is drawn on by all rows together, in a dry run too', async () => {
  const { run, ports, comune } = await openWithOffice();
  const { name, domains, taxCode } = comune;
  await changeOrganisation(
    OPERATOR,
    comune.id,
    { name, domains, taxCode, quotaBytes: 101 * 1_048_576 },
    undefined,
    ports,
  );
  const rows = ['a', 'b'].map((local) => `${local}@comune.example;X;;ente;;;100;ced@posta.example`);
  for (const dryRun of [true, false]) {
    const { made, faults } = await run(file(...rows), dryRun);
    assert.deepEqual([made, faults.length], [1, 1]);
  }
});

test('whatever is written as a row of a file is read again as it was', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .map((text) => text.replace(/\p{Cc}/gu, '').trim())
    .filter((text) => text !== '' && !text.startsWith('\uFEFF'));
  const local = fc.stringMatching(/^[a-z][a-z0-9]{2,10}$/);
  const rows = fc.uniqueArray(fc.record({ local, holder: word }), {
    selector: ({ local: name }) => name,
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';'), fc.boolean(), (given, delimiter, quoted) => {
      const header = ['contatto', 'TITOLARE', 'tipo', 'indirizzo'];
      const body = given.map((row) => ['c@posta.example', row.holder, 'ente', `${row.local}@comune.example`]);
      const text = stringify([header, ...body], { delimiter, quoted });
      const { rows: read, faults } = readBulkFile(octets(text));
      assert.deepEqual(faults, []);
      assert.deepEqual(
        read.map((one) => one.given.holder),
        given.map(({ holder }) => holder),
      );
    }),
    { numRuns: 50 },
  );
});

test('what is no file of mailboxes, or too long, has one fault and does nothing', () => {
  const long = file(
    ...Array.from({ length: MOST_ROWS + 1 }, (_, n) => `u${n}@comune.example;X;;ente;;;;c@posta.example`),
  );
  const cases = ['', 'a,b\n1,2', '"unclosed', 'indirizzo;indirizzo;titolare;tipo;contatto\n', long];
  for (const text of cases) {
    const { rows, faults } = readBulkFile(octets(text));
    assert.deepEqual([rows.length, faults.length], [0, 1], text.slice(0, 40));
    assert.equal(new Set(Object.values(faults[0]!.detail)).size, 3, 'said in each language');
  }
  assert.equal(readBulkFile(Uint8Array.of(0xff, 0xfe, 0x00)).faults.length, 1);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readBulkFile(bytes)),
    { numRuns: 100 },
  );
});

test('the list as CSV has no formulas in it', async () => {
  const { ports, store } = await openWithOffice();
  await store.commit({
    accounts: [{ kind: 'put-mailbox', mailbox: sampleBox('x@pec.alfa.example', { holder: '=HYPERLINK("x")' }) }],
  });
  let text = '';
  for await (const piece of exportMailboxes(OPERATOR, ports)) text += new TextDecoder().decode(piece);
  assert.match(text, /"'=HYPERLINK\(""x""\)"/);
});
