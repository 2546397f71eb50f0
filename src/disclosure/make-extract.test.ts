import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { allBytes, entriesOf, memorySource, openArchive, readExtract, verifyDossier } from '#evidence';
import type { Paper } from '#ports';
import { makeExtract } from './make-extract.ts';
import { archiveBytes, DAY, type DisclosureHouse, openDisclosureHouse } from './test-house.ts';

const mario = { kind: 'holder', address: 'mario@pec.alfa.example' } as const;
const anna = { kind: 'holder', address: 'anna@pec.alfa.example' } as const;
const court = { kind: 'authority', name: 'Tribunale di Prova' } as const;

let house: DisclosureHouse;
let identificativo: string;

before(async () => {
  house = await openDisclosureHouse();
  const to = ['ufficio@pec.beta.example', anna.address];
  identificativo = (await house.world.submit({ from: mario.address, to, subject: 'Perizia n. 7' })).identificativo;
  await house.world.submit({ from: anna.address, to: 'elena@pec.beta.example', subject: 'segreto di Anna' });
  await house.world.advance(DAY);
  await house.seal();
  await house.world.submit({ from: mario.address, to: 'elena@pec.beta.example', subject: 'Oggi' });
  await house.world.settle();
});

async function extracted(order: Parameters<typeof makeExtract>[0]) {
  const archive = await makeExtract(order, house.ports);
  const bytes = await archiveBytes(archive);
  const files = await openArchive(memorySource(bytes));
  const extract = readExtract(await allBytes(files.get('registro/estratto.json')!, 1e8), 'estratto.json');
  const verdict = await verifyDossier(memorySource(bytes), { roots: house.roots }, house.world.clock.now());
  return { archive, bytes, extract, verdict, entries: entriesOf(extract) };
}

test('T140 a search by sender, recipient, date or identificativo gives a signed extract that proves each record', async () => {
  const now = house.world.clock.now();
  const queries = [
    { identificativo },
    { sender: mario.address, to: now - DAY / 2 },
    { recipient: 'ufficio@pec.beta.example', from: now - 2 * DAY, to: now - DAY / 2 },
  ];
  for (const query of queries) {
    const { verdict, entries } = await extracted({ asker: mario, query });
    assert.ok(entries.length >= 4, `${entries.length} records`);
    assert.ok(entries.every(({ identificativo: about }) => about === identificativo));
    assert.deepEqual(
      verdict.links.filter(({ state }) => state !== 'ok'),
      [],
    );
    assert.equal(verdict.outcome, 'holds');
  }
});

test('a holder is given what is his, and of others nothing, whatever he asks', async () => {
  const { bytes, entries } = await extracted({ asker: mario, query: {} });
  assert.equal(Buffer.from(bytes).includes('segreto'), false);
  assert.ok(entries.every((entry) => entry.mittente === mario.address || entry.consegna === mario.address));
  const { entries: ofAnna } = await extracted({ asker: anna, query: { identificativo } });
  assert.ok(
    ofAnna.length > 0 && ofAnna.every(({ consegna, ricezione }) => [consegna, ricezione?.[0]].includes(anna.address)),
  );
  const stranger = { kind: 'holder', address: 'ufficio@pec.beta.example' } as const;
  await assert.rejects(extracted({ asker: stranger, query: {} }), /its own provider answers/);
  await assert.rejects(
    extracted({ asker: { kind: 'holder', address: 'studio@legal.alfa.example' }, query: {} }),
    /no record/,
  );
});

test('an authority is given everything that was asked, and that it was given stands in the log', async () => {
  const { bytes } = await extracted({ asker: court, query: { sender: anna.address } });
  assert.equal(Buffer.from(bytes).includes('segreto'), true);
  const [record] = await house.store.searchLog({ event: 'RegistroConsultato', limit: 1, newestFirst: true });
  assert.deepEqual(
    [record?.utente, record?.eccezioni],
    [court.name, [`estratto del registro: mittente=${anna.address}`]],
  );
});

test('records of the day that is open are in it, and told to be without proof yet', async () => {
  const { archive, extract, verdict } = await extracted({ asker: mario, query: { sender: mario.address } });
  assert.equal(extract.days.length, 1);
  assert.ok(extract.unproven.length > 0);
  assert.ok(archive.manifest.missing.some(({ what }) => what === 'head'));
  assert.equal(verdict.outcome, 'holds');
  assert.ok(verdict.links.some(({ kind, state }) => kind === 'inclusion' && state === 'not-judged'));
});

test('what people read in an extract speaks of the extract, in words that its fonts have', async () => {
  const papers: Paper[] = [];
  const press = {
    async print(paper: Paper) {
      papers.push(paper);
      return new Uint8Array(1);
    },
  };
  const from = house.world.clock.now() - 2 * DAY;
  const { files } = await makeExtract({ asker: mario, query: { identificativo, from } }, { ...house.ports, press });
  const archive = await openArchive(memorySource(await archiveBytes({ files })));
  const readme = new TextDecoder().decode(await allBytes(archive.get('LEGGIMI.txt')!, 1e5));
  assert.match(readme, /^ESTRATTO DEL REGISTRO/);
  assert.equal(readme.match(/ceralacca dossier page/g)?.length, 2, 'where the page is had, in both languages');
  assert.doesNotMatch(readme, /FASCICOLO|fascicolo|busta\.eml/);
  const [paper] = papers;
  assert.match(paper!.subject, /^Dal \d\d\/\d\d\/2026 \d\d:\d\d:\d\d \(UTC\+01:00\) · Identificativo /);
  const text = JSON.stringify(paper);
  assert.match(text, /"it":"Dal","en":"From"/);
  assert.match(text, /da mario@pec\.alfa\.example a /);
  assert.doesNotMatch(text, /→/);
});

test('a record altered in an extract is named', async () => {
  const { bytes } = await extracted({ asker: mario, query: { identificativo } });
  const at = Buffer.from(bytes).indexOf('Perizia');
  const changed = bytes.slice();
  changed.set(Buffer.from('Pigrizi'), at);
  const { links, outcome } = await verifyDossier(
    memorySource(changed),
    { roots: house.roots },
    house.world.clock.now(),
  );
  assert.equal(outcome, 'broken');
  assert.ok(links.some(({ kind, state, about }) => kind === 'inclusion' && state === 'broken' && /^\d+$/.test(about)));
});
