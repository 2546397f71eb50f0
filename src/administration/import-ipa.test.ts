import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import { Refusal } from '#contract';
import { importIpa } from './import-ipa.ts';
import type { IpaFamily } from './ipa-csv.ts';
import { readIpaFile } from './ipa-csv.ts';
import { openIpaDirectory } from './ipa-directory.ts';

const OPERATOR = { login: 'anna' };
const octetsOf = (name: string) => readFile(new URL(`../../fixtures/ipa/${name}`, import.meta.url));
async function* stream(octets: Uint8Array) {
  yield octets;
}

async function openImport() {
  const store = openMemoryStore();
  const clock = memoryClock(Date.UTC(2026, 10, 22, 9));
  const directory = openIpaDirectory({ store, monotonic: clock });
  const run = (family: IpaFamily, octets: Uint8Array, asOf = '2026-11-01') =>
    importIpa(OPERATOR, { family, asOf, language: 'it' }, stream(octets), { store, legalTime: clock });
  return { store, clock, directory, run };
}

test('P100 the files of today: bodies, AOO and offices with their mails; a second import changes nothing', async () => {
  const { store, directory, run } = await openImport();
  for (const family of ['enti', 'aoo', 'uo'] as const) {
    const octets = await octetsOf(`${family}.csv`);
    const first = await run(family, octets);
    assert.equal(first.added, first.rows, family);
    const log = (await store.searchLog({ limit: 100 })).length;
    const again = await run(family, octets);
    assert.deepEqual([again.added, again.changed, again.ceased], [0, 0, 0]);
    assert.equal((await store.searchLog({ limit: 100 })).length, log, 'nothing was kept');
  }
  const found = await directory.find('roccaverde anagrafe', 10);
  assert.deepEqual(found, [
    {
      name: 'Comune di Roccaverde, Ufficio Anagrafe',
      address: 'anagrafe@comune.roccaverde.example',
      kind: 'certified',
      body: 'c_rv01',
      unit: 'AB12CD',
      asOf: '2026-11-01',
    },
  ]);
  assert.deepEqual(
    (await directory.find('CITTA comunita', 10)).map(({ kind }) => kind),
    ['certified', 'ordinary'],
  );
  assert.equal((await directory.find('comune di rocca', 1))[0]?.address, 'protocollo@comune.roccaverde.example');
  assert.deepEqual(
    (await directory.find('valmonte', 10)).map(({ kind }) => kind),
    ['certified'],
    'a SERCQ is certified',
  );
  assert.ok(await directory.holds('GABINETTO@pec.ministero.example'));
  assert.equal((await directory.ofBody('C_RV01')).length, 6);
});

test('P100 the old files with tabs and null load the same bodies; codes of AOO that repeat are told apart', async () => {
  const { rows: bodies } = await readIpaFile('enti', await octetsOf('amministrazioni.txt'));
  assert.deepEqual(
    bodies.map(({ code, mails, site }) => [code, mails.length, site]),
    [['c_rv01', 1, 'www.roccaverde.example']],
  );
  const { rows: areas, faults } = await readIpaFile('aoo', await octetsOf('aoo.txt'));
  assert.deepEqual([areas.map(({ code }) => code), faults], [['c_rv01/AOO1', 'p_vm/AOO1'], []]);
  const { rows: offices } = await readIpaFile('uo', await octetsOf('ou.txt'));
  assert.equal(offices[0]?.mails[0]?.address, 'anagrafe@comune.roccaverde.example');
});

test('P100 a row that is gone has ceased and is not found any more; one that comes back is in force', async () => {
  const { clock, directory, run } = await openImport();
  const octets = await octetsOf('enti.csv');
  await run('enti', octets);
  const lines = new TextDecoder().decode(octets).trimEnd().split('\n');
  const fewer = new TextEncoder().encode(`${lines.slice(0, 3).join('\n')}\n`);
  assert.equal((await run('enti', fewer, '2026-11-15')).ceased, 1);
  assert.deepEqual(await directory.find('valmonte', 10), []);
  assert.equal((await run('enti', fewer, '2026-11-16')).ceased, 0, 'it has ceased already');
  const back = await run('enti', octets, '2026-11-20');
  assert.deepEqual([back.added, back.changed, back.ceased], [0, 1, 0]);
  clock.advance(60_000);
  assert.equal((await directory.find('valmonte', 10)).length, 1);
});

test('older data, files cut short, and what is no file of the IPA are refused', async () => {
  const { run } = await openImport();
  const many = (count: number) =>
    new TextEncoder().encode(
      `Codice_IPA,Denominazione_ente,Tipologia\n${Array.from({ length: count }, (_, n) => `b_${n},Ente ${n},x\n`).join('')}`,
    );
  await run('enti', many(100));
  const refused = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
  await assert.rejects(run('enti', many(100), '2026-10-31'), refused('older-data'));
  await assert.rejects(run('enti', many(40), '2026-11-02'), refused('file-cut-short'));
  await assert.rejects(run('enti', many(100), '2026-11-23'), refused('data-to-come'));
  await run('enti', many(100), '2026-11-22');
  for (const [family, text] of [
    ['aoo', 'a,b\n1,2\n'],
    ['enti', ''],
    ['uo', 'Codice_IPA,Denominazione_ente\nx,y\n'],
  ] as const)
    await assert.rejects(run(family, new TextEncoder().encode(text)), refused('not-ipa'), family);
});

test('a directory that was imported by another process is read anew after a while', async () => {
  const { store, clock, directory, run } = await openImport();
  assert.equal(await directory.holds('protocollo@comune.roccaverde.example'), false);
  await run('enti', await octetsOf('enti.csv'));
  assert.equal(await directory.holds('protocollo@comune.roccaverde.example'), false, 'it was looked a moment ago');
  clock.advance(10_000);
  assert.equal(await directory.holds('protocollo@comune.roccaverde.example'), true);
  assert.ok(await store.document('directory/ipa/enti/source'));
});

test('what is wrong with rows is told in the language of who asks, with what became of them; all are counted', async () => {
  const { run } = await openImport();
  const rows = [
    'c_a,Ente A,x,non-un-indirizzo',
    ',Ente B,x,',
    'c_a,Ente A di nuovo,x,',
    ...Array.from({ length: 1_200 }, (_, n) => `c_${n},,x,`),
  ];
  const octets = new TextEncoder().encode(`Codice_IPA,Denominazione_ente,Tipologia,Mail1\n${rows.join('\n')}\n`);
  const { faults, ...count } = await run('enti', octets);
  assert.deepEqual(count, { rows: 1, added: 1, changed: 0, ceased: 0, leftOut: 1_202, totalFaults: 1_203 });
  assert.equal(faults.length, 1_000);
  assert.deepEqual(faults.slice(0, 4), [
    { row: 2, detail: 'mail1 non è un indirizzo: la riga è presa senza.' },
    { row: 3, detail: 'Manca il codice IPA dell’ente: riga non presa.' },
    { row: 4, detail: 'c_a è già in una riga precedente: riga non presa.' },
    { row: 5, detail: 'Manca il nome: riga non presa.' },
  ]);
});
