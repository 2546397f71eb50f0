/** The administration, activation and the public pages of a real provider, as people use them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../e2e/folder.ts';
import { letter } from '../e2e/mail.ts';
import { until } from '../e2e/poll.ts';
import { CERALACCA } from '../e2e/sandbox.ts';
import { fillData, LUCA } from './applicant.ts';
import { enter, type Flow, judge, openFlow, passwordOf } from './flow.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const BODY = 'Comune di Roccaverde';
const PHRASE = 'tre gatti neri dormono';

let flow: Flow;
before(async () => {
  flow = await openFlow();
});
after(() => flow?.[Symbol.asyncDispose]());

const alfa = () => flow.country.network.providers[0]!;
const operatorPassword = () => passwordOf(alfa(), 'operatore');

test('somebody gets a mailbox with a digital identity, and the operator finds who is behind it', async () => {
  const address = 'luca.conti@pec.alfa.example';
  const luca = await flow.person(alfa(), { width: 420 });
  const { page, home } = luca;
  await page.goto(`${home}/attivazione/`);
  await fillData(page, { ...LUCA, taxCode: 'CNTLCU92E20H501A' });
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByText('Il carattere di controllo non torna').waitFor();
  await page.getByLabel('Codice fiscale', { exact: true }).fill('CNTLCU92E20H501T');
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByRole('link', { name: /Continua con Identità di prova CIE/ }).click();
  await page.getByText('CNTLCU92E20H501T').click();
  await page.getByRole('heading', { name: 'Le condizioni' }).waitFor();
  await page.getByLabel('Ho letto le condizioni e le accetto').check();
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByRole('radio', { name: address }).check();
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PHRASE);
  await page.getByRole('button', { name: 'Attiva la casella' }).click();
  await page.getByRole('heading', { name: 'La sua casella è attiva' }).waitFor();
  await luca.page.context().close();

  const operator = await flow.person(alfa());
  await enter(operator, 'operatore', operatorPassword(), '/admin/titolari');
  await operator.page.getByLabel('Indirizzo', { exact: true }).fill(address);
  await operator.page.getByLabel('Motivo').fill('Richiesta 1/2026');
  await operator.page.getByRole('button', { name: 'Cerca' }).click();
  await operator.page.getByRole('cell', { name: 'CNTLCU92E20H501T' }).waitFor();
  await operator.page.getByRole('cell', { name: 'identità digitale' }).waitFor();
  await judge(operator, 'admin holdings');
  await operator.leave();
});

test('every page of the operator answers, and none shows what is inside a mailbox', async () => {
  await flow.country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Segreto di ufficio'));
  await until('it is delivered', async () => (await flow.country.inbox(MARIO)).length >= 2);
  const operator = await flow.person(alfa());
  const { page, home } = operator;
  await enter(operator, 'operatore', operatorPassword(), '/admin/');
  await page.getByRole('heading', { level: 1, name: 'Panoramica' }).waitFor();
  const links = await page.getByRole('navigation', { name: 'Menu' }).getByRole('link').all();
  const places = await Promise.all(links.map((link) => link.getAttribute('href')));
  assert.ok(places.length >= 18, places.join(' '));
  for (const place of places) {
    await page.goto(home + place!);
    await page.locator('main h1').waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    assert.equal(await page.locator('.state-bad').count(), 0, place!);
    assert.doesNotMatch(await page.locator('main').innerText(), /Segreto di ufficio/, place!);
  }
  await page.goto(`${home}/admin/registro`);
  await page.getByLabel('Mittente').fill(MARIO);
  await page.getByLabel('Motivo').fill('Richiesta 2/2026');
  await page.getByRole('button', { name: 'Cerca' }).click();
  await page.getByRole('table').getByText('Accettazione', { exact: true }).first().waitFor();
  assert.doesNotMatch(await page.locator('main').innerText(), /Segreto di ufficio/);
  await operator.leave();
});

test('a mailbox is frozen and opened again, and both stand among what was done', async () => {
  const operator = await flow.person(alfa());
  const { page } = operator;
  await enter(operator, 'operatore', operatorPassword(), '/admin/caselle?text=mario');
  await page.getByRole('link', { name: MARIO }).click();
  await page.getByRole('button', { name: 'Blocca l’invio', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Motivo').fill('Invii insoliti');
  await page.getByRole('dialog').getByRole('button', { name: 'Blocca l’invio', exact: true }).click();
  await page.getByText('L’invio è bloccato', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sblocca l’invio' }).click();
  await page.getByRole('dialog').getByLabel('Motivo').fill('Chiarito');
  await page.getByRole('dialog').getByRole('button', { name: 'Sblocca l’invio' }).click();
  await page.getByRole('button', { name: 'Blocca l’invio', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Attività svolte' }).click();
  await page.getByText('Invii insoliti').first().waitFor();
  await page.getByText('Chiarito').first().waitFor();
  await operator.leave();
});

test('an outage is recorded and ended, a malfunction noted and closed, and all stand among what was done', async () => {
  const operator = await flow.person(alfa());
  const { page } = operator;
  await enter(operator, 'operatore', operatorPassword(), '/admin/livelli');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Registra un’interruzione' }).click();
  await dialog.getByLabel('Causa').fill('Alimentatore guasto');
  await dialog.getByRole('button', { name: 'Registra', exact: true }).click();
  const outage = page.getByRole('row', { name: /Alimentatore guasto/ });
  await outage.getByText('in corso').waitFor();
  await outage.getByRole('button', { name: /^Termina l’interruzione/ }).click();
  await dialog.getByLabel('Motivo').fill('Alimentatore sostituito');
  await dialog.getByRole('button', { name: 'Termina', exact: true }).click();
  await outage.getByText('in corso').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Registra un malfunzionamento' }).click();
  await dialog.getByLabel('Che cosa è accaduto').fill('Consegne lente');
  await dialog.getByRole('button', { name: 'Registra', exact: true }).click();
  const entry = page.getByRole('row', { name: /Consegne lente/ });
  await entry.getByRole('button', { name: /^Annota/ }).click();
  await dialog.getByLabel('Che cosa si è fatto').fill('Riavviata la consegna');
  await dialog.getByLabel('È finito: chiude il caso').check();
  await dialog.getByRole('button', { name: 'Registra', exact: true }).click();
  await entry.getByText(/Chiuso il/).waitFor();
  await entry.getByText(/Riavviata la consegna/).waitFor();
  assert.equal(await entry.getByRole('button').count(), 0);
  await judge(operator, 'admin levels');
  await page.getByRole('link', { name: 'Attività svolte' }).click();
  for (const told of [/Alimentatore guasto/, /Alimentatore sostituito/, /Riavviata la consegna/])
    await page.getByText(told).first().waitFor();
  await operator.leave();
});

test('rules of a domain keep what was not touched, hold for its mailboxes, and the staff reads the service mailbox', async () => {
  const operator = await flow.person(alfa());
  const { page, home } = operator;
  await enter(operator, 'operatore', operatorPassword(), '/admin/domini');
  const row = page.getByRole('row', { name: /^pec\.alfa\.example/ });
  await row.getByText('Attivazione aperta').waitFor();
  await row.getByRole('button').last().click();
  await page.getByRole('dialog').getByLabel('Dimensione per numero di destinatari').fill('29');
  await page.getByRole('dialog').getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Un numero da 30 in su.').waitFor();
  await judge(operator, 'admin domain policy');
  await page.getByRole('dialog').getByLabel('Dimensione per numero di destinatari').fill('40');
  await page.getByRole('dialog').getByRole('button', { name: 'Salva' }).click();
  await row.getByText('41,9 MB').waitFor();
  await row.getByText('Attivazione aperta').waitFor();
  await page.goto(`${home}/admin/caselle?text=mario`);
  await page.getByRole('link', { name: MARIO }).click();
  await page.getByText('41,9 MB (regola del dominio)').waitFor();
  await page.goto(`${home}/admin/caselle?text=posta-certificata`);
  await page.getByRole('link', { name: /^posta-certificata@/ }).click();
  await page.getByText('Nessuno le può scrivere').waitFor();
  assert.equal(await page.getByText('Chi può scrivere').count(), 0);
  await page.getByRole('button', { name: 'Fai leggere a qualcuno' }).click();
  await page.getByRole('dialog').getByLabel('Nome utente o indirizzo').fill('operatore');
  await page.getByRole('dialog').getByLabel('Motivo').fill('Turno');
  await page.getByRole('dialog').getByRole('button', { name: 'Fai leggere a qualcuno' }).click();
  await page.getByRole('button', { name: 'Togli: operatore' }).waitFor();
  await judge(operator, 'admin service mailbox');
  await page.goto(home);
  await page.waitForURL(/\/posta\/service-/);
  await operator.leave();
});

test('what the administrator of a body publishes is read by everybody, and by no harvester', async () => {
  const admin = await flow.person(alfa());
  const { page, home } = admin;
  await enter(admin, 'sindaco', passwordOf(alfa(), 'sindaco'), '/admin/indirizzi');
  await page.getByRole('link', { name: BODY }).click();
  await page.getByLabel('Nome nella pagina').fill('roccaverde');
  await page.getByRole('button', { name: 'Aggiungi', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Gruppo').fill('Organi di governo');
  await dialog.getByLabel('Ufficio, servizio o carica').fill('Sindaca');
  await dialog.getByRole('button', { name: 'Aggiungi un indirizzo' }).click();
  await dialog.getByLabel('Indirizzo', { exact: true }).fill('sindaca@roccaverde.example');
  await dialog.getByLabel('Tipo').selectOption('ordinary');
  await dialog.getByRole('button', { name: 'Conferma' }).click();
  await page.getByRole('button', { name: 'Pubblica' }).click();
  await page.getByText('La pagina è aggiornata.').waitFor();
  await page.goto(`${home}/it/enti/roccaverde`);
  assert.match(await page.locator('main').innerText(), /sindaca@roccaverde\.example/);
  await judge(admin, 'public body');
  const source = await (await fetch(`${home}/it/enti/roccaverde`)).text();
  for (const read of [source, source.replace(/<[^>]*>/g, '')]) assert.doesNotMatch(read, /[\w.+-]+@[\w-]+\.\w/);
  for (const path of ['/gestore', '/gestori', '/stato', '/enti', '/accessibilita', '/privacy']) {
    await page.goto(`${home}/it${path}`);
    await judge(admin, `public ${path}`);
  }
  await admin.leave();
});

test('the page that verifies judges a real dossier in the browser, and nothing leaves it', async () => {
  const folder = temporaryFolder('live');
  const reply = await flow.country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Da provare'));
  const identificativo = /<([^>]+)>/.exec(reply)![1]!;
  await until('it is delivered', async () => (await flow.country.inbox(MARIO)).length >= 4);
  const zip = join(folder, 'd.zip');
  const words = [
    'dossier',
    'make',
    '--data',
    dirname(dirname(flow.country.network.root)),
    '--provider',
    'alfa',
    '--message',
    `<${identificativo}>`,
    '--out',
    zip,
  ];
  await promisify(execFile)(process.execPath, [CERALACCA, ...words]);
  const reader = await flow.person(alfa());
  const { page, home } = reader;
  await page.goto(`${home}/verifica/`);
  await page.locator('#drop').waitFor();
  await page.waitForLoadState('networkidle');
  await judge(reader, 'verify');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setInputFiles('#file', zip);
  await page.locator('.verdict').waitFor();
  assert.match((await page.textContent('#headline')) ?? '', /Il fascicolo/);
  assert.equal(await page.locator('.links li.broken').count(), 0);
  const octets = readFileSync(zip);
  octets[octets.indexOf('Ricevuta di avvenuta consegna')]! ^= 1;
  await page.setInputFiles('#file', { name: 'bad.zip', mimeType: 'application/zip', buffer: octets });
  await page.getByText('Il fascicolo non regge').first().waitFor();
  await page.selectOption('#language', 'de');
  await page.getByText('Die Beweisakte hält nicht').first().waitFor();
  await judge(reader, 'verify broken');
  assert.deepEqual(
    asked.filter((url) => !/^(blob|data):/.test(url)),
    [],
    'nothing was asked after the page had come',
  );
  await reader.leave();
});
