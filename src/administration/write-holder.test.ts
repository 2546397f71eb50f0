import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPERATOR, openAdministration, sampleBox } from './test-administration.ts';
import { writeHolder } from './write-holder.ts';

const DOCUMENT = { type: 'passport', number: 'YA1', issuer: 'Questura di Roma', until: '2030-01-01' } as const;
const UGO = { kind: 'person', name: 'Ugo Neri', taxCode: 'RSSMRA80A01H501U' } as const;

async function openWithBoxes() {
  const opened = await openAdministration();
  const { store, comune } = opened;
  const boxes = [
    sampleBox('ugo@pec.alfa.example'),
    sampleBox('urp@comune.example', { organisation: comune.id }),
    sampleBox('ex@pec.alfa.example', { status: 'revoked' }),
  ];
  for (const mailbox of boxes) await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox }] });
  return opened;
}

test('an operator writes the holder down by the document he saw, and the log says so without the tax code', async () => {
  const { ports, store, told } = await openWithBoxes();
  const id = 'm-ugo@pec.alfa.example';
  await assert.rejects(writeHolder(OPERATOR, id, UGO, ports), { code: 'evidence-missing' });
  const written = await writeHolder(OPERATOR, id, { ...UGO, document: DOCUMENT }, ports);
  assert.equal(written.holder, 'Ugo Neri');
  assert.equal(told.held.get('ugo@pec.alfa.example'), UGO.taxCode);
  const [last] = await store.searchLog({ event: 'Amministrazione', limit: 1, newestFirst: true });
  const words = last!.eccezioni!.join(' ');
  assert.match(words, /titolare: Ugo Neri; prova: in-person/);
  assert.doesNotMatch(words, /RSSMRA/);
});

test('an organisation answers for its own mailboxes alone, and looks at no documents', async () => {
  const { ports, mayor } = await openWithBoxes();
  const own = 'm-urp@comune.example';
  await assert.rejects(writeHolder(mayor, 'm-ugo@pec.alfa.example', UGO, ports), { code: 'not-found' });
  await assert.rejects(writeHolder(mayor, own, { ...UGO, document: DOCUMENT }, ports), { code: 'evidence-missing' });
  assert.equal((await writeHolder(mayor, own, UGO, ports)).holder, 'Ugo Neri');
});

test('whose a closed mailbox was is not made up afterwards', async () => {
  const { ports } = await openWithBoxes();
  const given = { ...UGO, document: DOCUMENT };
  await assert.rejects(writeHolder(OPERATOR, 'm-ex@pec.alfa.example', given, ports), { code: 'mailbox-revoked' });
});
