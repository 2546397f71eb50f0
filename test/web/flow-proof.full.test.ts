/** From nothing to a proof: a person asks for a mailbox, writes, sees it delivered, takes the proof along and has it judged. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../e2e/folder.ts';
import { fillData, LUCA } from './applicant.ts';
import { enter, type Flow, judge, openFlow, type Person, passwordOf, saved, send, tabTo, write } from './flow.ts';

const ADDRESS = 'luca.conti@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const PASSWORD = 'tre gatti neri dormono';

let flow: Flow;
let folder: string;
before(async () => {
  folder = temporaryFolder('flow-proof');
  flow = await openFlow();
});
after(() => flow?.[Symbol.asyncDispose]());

/** What the operator at the desk does with who stands before her. */
async function identify(operator: Person, code: string): Promise<void> {
  const { page } = operator;
  await enter(operator, 'operatore', passwordOf(flow.country.alfa, 'operatore'), '/admin/richieste');
  await page.getByRole('heading', { name: 'Richieste di attivazione' }).waitFor();
  await judge(operator, 'admin-activations');
  const row = page.getByRole('row').filter({ hasText: code });
  await row.getByRole('button', { name: 'Identifica' }).click();
  const dialog = page.getByRole('dialog', { name: 'Identificare Luca Conti' });
  await dialog.getByLabel('Numero del documento').fill('CA00000AA');
  await dialog.getByLabel('Rilasciato da').fill('Comune di Trento');
  await dialog.getByLabel('Valido fino al').fill('2036-05-20');
  await dialog.getByLabel('La persona è qui').check();
  await judge(operator, 'admin-activation-desk');
  await dialog.getByRole('button', { name: 'Registra l’identificazione' }).click();
  await page.getByText('L’identificazione è registrata.').waitFor();
}

test('who has no mailbox asks for one, is identified at the desk, and comes in', async () => {
  const luca = await flow.person(flow.country.alfa);
  const { page } = luca;
  await page.goto(`${luca.home}/attivazione/`);
  await page.getByText('Chi ha compiuto 18 anni').waitFor();
  await fillData(luca.page, LUCA);
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByRole('heading', { name: 'La sua identità' }).waitFor();
  await judge(luca, 'activation-identity');
  const code = await page.locator('.desk-code strong').textContent();
  await page.getByRole('button', { name: 'Vai avanti intanto' }).click();
  await page.getByLabel('Ho letto le condizioni e le accetto').check();
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByRole('radio', { name: ADDRESS }).check();
  await judge(luca, 'activation-address');
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByText('Prima mancano ancora questi passi:').waitFor();

  const operator = await flow.person(flow.country.alfa);
  await identify(operator, code!);
  await operator.leave();

  await page.reload();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await judge(luca, 'activation-password');
  await page.getByRole('button', { name: 'Attiva la casella' }).click();
  await page.getByRole('heading', { name: 'La sua casella è attiva' }).waitFor();
  await page.getByRole('link', { name: 'Entra nella casella' }).click();
  await luca.leave();
});

test('sends, sees "delivered" without reloading, takes the dossier along, and the page that verifies judges it', async () => {
  const luca = await flow.person(flow.country.alfa);
  const { page } = luca;
  await enter(luca, ADDRESS, PASSWORD);
  await write(luca, { to: [BIANCHI], subject: 'Disdetta del contratto n. 7', text: 'Comunico la disdetta.' });
  await page.locator('.badge', { hasText: 'Si può inviare' }).waitFor();
  await judge(luca, 'write');
  await send(luca);
  await page.locator('h1', { hasText: 'Parte tra' }).waitFor();
  await judge(luca, 'undo-window');
  await page.getByRole('heading', { name: 'Inviato e accettato' }).waitFor();
  // Whoever stays here is told, without asking.
  await page.locator('.sent-answer').getByRole('heading', { name: 'Consegnato.' }).waitFor();
  await judge(luca, 'sent');
  await page.getByRole('link', { name: 'Segui la consegna' }).click();
  let loads = 0;
  page.on('load', () => loads++);
  await page.getByRole('heading', { name: 'Consegnato.' }).waitFor();
  assert.equal(loads, 0);
  assert.match((await page.locator('.verdict').textContent()) ?? '', /È nella casella di avv\.bianchi@pec\.beta/);
  await page.getByText('Lo può dimostrare').waitFor();
  await judge(luca, 'timeline-delivered');

  const dossier = await saved(page, () => page.getByRole('button', { name: 'Scarica il fascicolo di prova' }).click());
  const whole = join(folder, dossier.name);
  writeFileSync(whole, dossier.bytes);
  const broken = join(folder, 'broken.zip');
  const at = dossier.bytes.indexOf('Ricevuta di avvenuta consegna');
  assert.ok(at > 0);
  dossier.bytes[at]! ^= 1;
  writeFileSync(broken, dossier.bytes);
  await luca.leave();

  const judgeHere = await flow.person(flow.country.beta);
  await judgeHere.page.goto(`${judgeHere.home}/verifica/`);
  await judgeHere.page.locator('input#file').setInputFiles(whole);
  await judgeHere.page.getByRole('heading', { name: 'Il fascicolo regge' }).waitFor();
  await judge(judgeHere, 'verify-holds');
  await judgeHere.page.locator('input#file').setInputFiles(broken);
  await judgeHere.page.getByRole('heading', { name: 'Il fascicolo non regge' }).waitFor();
  assert.match((await judgeHere.page.locator('main').textContent()) ?? '', /consegna\.eml/);
  await judge(judgeHere, 'verify-broken');
  await judgeHere.leave();
});

test('by keyboard alone: comes in, writes, sends, follows it, reads the receipt', async () => {
  const luca = await flow.person(flow.country.alfa);
  const { page, home } = luca;
  await page.goto(home);
  await tabTo(page, page.getByLabel('Indirizzo o nome utente'));
  await page.keyboard.type(ADDRESS);
  await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/posta\//);
  await page.getByRole('heading', { name: 'Posta in arrivo' }).waitFor();
  await page.keyboard.press('c');
  await tabTo(page, page.getByRole('combobox', { name: 'A', exact: true }));
  await page.keyboard.type(BIANCHI);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Oggetto'));
  await page.keyboard.type('Senza topo');
  await tabTo(page, page.getByRole('textbox', { name: 'Testo del messaggio' }));
  await page.keyboard.type('Scritto con la tastiera.');
  await page.keyboard.press('Control+Enter');
  await tabTo(page, page.getByRole('link', { name: 'Segui la consegna' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Consegnato.' }).waitFor();
  await tabTo(page, page.getByRole('link', { name: /Ricevuta: Consegnato/ }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ricevuta di avvenuta consegna' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.waitForURL(/\/posta\/[^/]+\/[^/]+$/);
  await page.locator('.mail-row a').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.waitForURL(/\/posta\/[^/]+\/[^/]+\/\d+/);
  await luca.leave();
});
