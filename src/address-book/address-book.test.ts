import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { Refusal } from '#contract';
import { readVcards } from '#mime';
import { sampleMailbox, T0 } from '#testing';
import { openAddressBook } from './address-book.ts';
import { readContactCsv } from './contact-csv.ts';
import { changeSettings, readSettings } from './settings.ts';
import { writeVcard } from './write-vcard.ts';

const UGO = sampleMailbox('ugo');

function open() {
  const store = openMemoryStore();
  const clock = memoryClock(T0);
  const listed = {
    name: 'Comune di Prova',
    address: 'protocollo@pec.comune.example',
    kind: 'certified' as const,
    body: 'c_p',
    asOf: '2026-02-01',
  };
  const book = openAddressBook({
    ...{ store, legalTime: clock, monotonic: clock, random: seededRandom(1) },
    directory: { find: async (text) => ('comune'.startsWith(text.toLowerCase()) ? [listed] : []) },
    isPecDomain: (domain) => domain.startsWith('pec.'),
  });
  return { book, store, clock };
}

async function* octets(text: string | Uint8Array) {
  yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

const person = (name: string, ...addresses: string[]) => {
  return {
    name,
    addresses: addresses.map((address) => ({ address, kind: 'unknown' as const })),
    groups: [] as string[],
  };
};

test('they stand by name in pages, are found without accents, and are certified when the index says so', async () => {
  const { book } = open();
  for (const name of ['Zeno', 'Àda Rossi', 'Bruno'])
    await book.contacts.add('ugo', person(name, `${name[0]}@pec.beta.example`.toLowerCase().replace('à', 'a')));
  const first = await book.contacts.list('ugo', { limit: 2 });
  assert.deepEqual(
    first.items.map(({ name }) => name),
    ['Àda Rossi', 'Bruno'],
  );
  const rest = await book.contacts.list('ugo', { limit: 2, after: first.next });
  assert.deepEqual([rest.items.map(({ name }) => name), rest.next], [['Zeno'], undefined]);
  const [ada] = (await book.contacts.list('ugo', { limit: 9, text: 'ROSSI ada' })).items;
  assert.equal(ada!.addresses[0]!.kind, 'certified');
  assert.deepEqual((await book.contacts.list('eva', { limit: 9 })).items, []);
});

test('who saw an older version changes nothing', async () => {
  const { book } = open();
  const ada = await book.contacts.add('ugo', person('Ada', 'ada@x.example'));
  await book.contacts.change('ugo', ada.id, person('Ada B', 'ada@x.example'), 1);
  await assert.rejects(
    book.contacts.change('ugo', ada.id, person('Ada C', 'ada@x.example'), 1),
    (fault) => fault instanceof Refusal && fault.kind === 'changed',
  );
  await assert.rejects(
    book.contacts.remove('eva', ada.id),
    (fault) => fault instanceof Refusal && fault.kind === 'not-found',
  );
});

test('a vCard of each version is read, and what was written is read again as it was', async () => {
  const text =
    'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Rossi\\, Maria\r\nORG:Comune;Anagrafe\r\nitem1.EMAIL;TYPE=INTERNET,WORK:maria@pec.x.exa\r\n mple\r\nCATEGORIES:Enti,Comuni\r\nNOTE:a\\nb\r\nEND:VCARD\r\n' +
    'BEGIN:VCARD\nVERSION:2.1\nN:Verdi;Niccol=F2\nFN;CHARSET=iso-8859-1;ENCODING=QUOTED-PRINTABLE:Niccol=F2=\n Verdi\nEMAIL;INTERNET:n@x.example\nEND:VCARD\n' +
    'BEGIN:VCARD\nVERSION:4.0\nFN:Ufficio\nEMAIL:mailto:u@x.example\nTEL;VALUE=uri:tel:+39-06\nEND:VCARD\n';
  const read = readVcards(text);
  assert.deepEqual(
    read.map(({ name, organisation, addresses, groups }) => [name, organisation, addresses[0]!.address, groups]),
    [
      ['Rossi, Maria', 'Comune, Anagrafe', 'maria@pec.x.example', ['Enti', 'Comuni']],
      ['Niccolò Verdi', '', 'n@x.example', []],
      ['Ufficio', '', 'u@x.example', []],
    ],
  );
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, notes) => {
      const clean = name.replace(/[\p{Cc}]/gu, '').trim() || 'x';
      const note = notes
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n]/gu, '')
        .trim();
      const kept = { ...person(clean, 'a@x.example'), id: 'i', version: 1, notes: note };
      const vcard = writeVcard(kept, () => undefined);
      assert.ok(vcard.split('\r\n').every((line) => Buffer.byteLength(line) <= 75));
      const [again] = readVcards(vcard);
      assert.deepEqual([again!.name, again!.notes], [clean, note]);
    }),
    { numRuns: 100 },
  );
});

test('files of Thunderbird, Outlook and Google are read, whatever letters they are in', async () => {
  const thunderbird =
    'First Name,Last Name,Display Name,Primary Email,Secondary Email,Organization,Notes\nAda,Rossi,Ada Rossi,ada@x.example,ada@pec.x.example,Comune,"a, b"\n';
  const outlook = '"Nome";"Cognome";"Società";"Indirizzo posta elettronica"\n"Niccolò";"Verdi";"Ente";"n@x.example"\n';
  const google =
    'Name,Organization 1 - Name,E-mail 1 - Value,Group Membership\nEva,,eva@x.example ::: eva2@x.example,* myContacts ::: Enti\n';
  assert.deepEqual(
    readContactCsv(thunderbird)[0]!.addresses.map(({ address }) => address),
    ['ada@x.example', 'ada@pec.x.example'],
  );
  assert.deepEqual(
    [readContactCsv(outlook)[0]!.name, readContactCsv(outlook)[0]!.organisation],
    ['Niccolò Verdi', 'Ente'],
  );
  assert.deepEqual([readContactCsv(google)[0]!.addresses.length, readContactCsv(google)[0]!.groups], [2, ['Enti']]);
  const { book } = open();
  const latin = Uint8Array.from(outlook, (letter) => letter.charCodeAt(0));
  assert.deepEqual(await book.contacts.take('ugo', 'csv', octets(latin)), { added: 1, changed: 0, faults: [] });
  assert.equal((await book.contacts.all('ugo'))[0]!.name, 'Niccolò Verdi');
});

test('groups of a vCard file become groups, with those they name by card and by address', async () => {
  const { book } = open();
  const card = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:4.0', ...lines, 'END:VCARD', ''].join('\r\n');
  const file = [
    card(
      'KIND:group',
      'FN:Fornitori',
      'MEMBER:urn:uuid:A-1',
      'MEMBER:mailto:nuovo@x.example',
      'MEMBER:urn:uuid:nobody',
    ),
    card('UID:urn:uuid:a-1', 'FN:Ada', 'EMAIL:ada@x.example', 'CATEGORIES:Amici'),
    card('X-ADDRESSBOOKSERVER-KIND:group', 'FN:Soci', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a-1'),
  ].join('');
  assert.deepEqual(await book.contacts.take('ugo', 'vcard', octets(file)), { added: 2, changed: 0, faults: [] });
  const groups = await book.contacts.groups('ugo');
  assert.deepEqual(
    groups.map(({ name, members }) => [name, members]),
    [
      ['Amici', 1],
      ['Fornitori', 2],
      ['Soci', 1],
    ],
  );
});

test('a file without contacts, or without a column of addresses, is refused in words', async () => {
  const { book } = open();
  for (const [as, text] of [
    ['vcard', '\x89PNG'],
    ['vcard', ''],
    ['csv', ''],
    ['csv', 'Nome,Città\nAda,Roma\n'],
  ] as const)
    await assert.rejects(
      book.contacts.take('ugo', as, octets(text)),
      (fault) => fault instanceof Refusal && fault.code === 'unreadable-file',
      text,
    );
  const { added } = await book.contacts.take('ugo', 'csv', octets('Nome;Indirizzo;Gruppo\nAda;ada@x.example;Enti\n'));
  assert.equal(added, 1);
  assert.equal((await book.contacts.groups('ugo'))[0]?.name, 'Enti');
});

test('importing twice doubles nobody, adds what is new, and says what it could not take', async () => {
  const { book } = open();
  const vcard = (name: string, address: string, group = 'Enti') =>
    `BEGIN:VCARD\nFN:${name}\nEMAIL:${address}\nCATEGORIES:${group}\nEND:VCARD\n`;
  await book.contacts.take('ugo', 'vcard', octets(vcard('Ada', 'ada@x.example')));
  const again = await book.contacts.take(
    'ugo',
    'vcard',
    octets(vcard('Ada R', 'ADA@x.example', 'Amici') + vcard('Senza', 'no address')),
  );
  assert.deepEqual(again, {
    added: 0,
    changed: 1,
    faults: [{ at: 6, code: 'address-wrong', words: ['no address'], detail: 'indirizzo non valido: no address' }],
  });
  const groups = await book.contacts.groups('ugo');
  assert.deepEqual(
    groups.map(({ name, members }) => [name, members]),
    [
      ['Amici', 1],
      ['Enti', 1],
    ],
  );
  const csv = await book.contacts.give('ugo', 'csv');
  assert.match(csv, /Ada R,,ada@x.example,,,,Enti ; Amici\r\n/);
  await book.contacts.take('ugo', 'vcard', octets(vcard('=cmd()', 'e@x.example')));
  assert.match(await book.contacts.give('ugo', 'csv'), /'=cmd\(\)/);
});

test('for a field: contacts, groups with their members, those written to by any program, the directory', async () => {
  const { book, store } = open();
  const enti = await book.contacts.addGroup('ugo', { name: 'Comuni vicini' });
  await book.contacts.add('ugo', { ...person('Comune di Beta', 'comune@pec.beta.example'), groups: [enti.id] });
  const destinatari = [{ address: 'Comune@pec.gamma.example', type: 'certificato' as const }];
  const sent = {
    instant: T0 - 1,
    point: 'AP' as const,
    event: 'Accettazione' as const,
    mittente: UGO.address,
    destinatari,
  };
  await store.commit({ log: [sent] });
  const found = await book.suggestions.find(UGO, 'Comun');
  assert.deepEqual(
    found.map(({ from, address, kind }) => [from, address, kind]),
    [
      ['contact', 'comune@pec.beta.example', 'certified'],
      ['group', 'comune@pec.beta.example', 'unknown'],
      ['recent', 'comune@pec.gamma.example', 'certified'],
      ['ipa', 'protocollo@pec.comune.example', 'certified'],
    ],
  );
  assert.deepEqual(found[1]!.members, ['comune@pec.beta.example']);
  assert.deepEqual(await book.suggestions.find(sampleMailbox('eva'), 'gamma'), []);
});

test('settings begin as they are wise, and where receipts go stands with the mailbox', async () => {
  const { store, clock } = open();
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
  const first = await readSettings(UGO, store);
  assert.deepEqual([first.version, first.undoSeconds, first.receiptsFolder], [0, 10, 'INBOX']);
  const ports = { store, legalTime: clock };
  await changeSettings(UGO, { ...first, undoSeconds: 30, receiptsFolder: 'Ricevute' }, ports);
  const ugo = (await store.mailboxById('ugo'))!;
  const now = await readSettings(ugo, store);
  assert.deepEqual([now.version, now.undoSeconds, now.receiptsFolder], [1, 30, 'Ricevute']);
  await assert.rejects(
    changeSettings(ugo, first, ports),
    (fault) => fault instanceof Refusal && fault.kind === 'changed',
  );
});
