/** Reading in a browser against a whole country: what certified mail is worth, what was delivered, what proves it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startCountry, type TestCountry } from '../e2e/country.ts';
import { letter } from '../e2e/mail.ts';
import { until } from '../e2e/poll.ts';
import { SmtpClient } from '../e2e/smtp.ts';
import { openBrowser, openPage } from './look.ts';
import { checkPage, signIn } from './page.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const NOBODY = 'nessuno@pec.beta.example';
const LUCIA = 'lucia@posta.example';
const HTML = [
  '--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n',
  '<h2 style="color:#036">Avviso</h2><p>Gentile <b>Mario</b>, <a href="https://comune.example/pratica">la pratica</a>.</p>',
  '\r\n--b\r\nContent-Type: text/plain; name="nota.txt"\r\nContent-Disposition: attachment; filename="nota.txt"\r\n\r\nUna nota.\r\n--b--\r\n',
].join('');

let country: TestCountry;
let browser: Browser;
before(async () => {
  country = await startCountry();
  browser = await openBrowser();
  // The pages are built while the first messages go round.
  await until('the pages are served', async () => (await fetch(web())).status === 200, 180_000);
});
after(async () => {
  await browser?.close();
  await country?.[Symbol.asyncDispose]();
});

const web = () => (country.alfa as unknown as { readonly web: string }).web;
const send = (to: readonly string[], subject: string, from = MARIO) =>
  country.submit({ from, to: [...to] }, letter(from, to, subject));

async function enter(): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const opened = await openPage(browser);
  await signIn(opened.page, web(), MARIO, country.box(MARIO).password);
  await opened.page.getByRole('heading', { name: 'Posta in arrivo' }).waitFor();
  return opened;
}

const openMail = (page: Page, subject: string) => page.locator('.mail-link', { hasText: subject }).first().click();
const goTo = (page: Page, folder: string) => page.getByRole('link', { name: folder }).click();

test('a wrong password is told in a sentence, the right one opens the desk', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(web());
  await page.getByRole('heading', { name: /Accedi/ }).waitFor();
  await checkPage(page, 'sign-in');
  await page.getByLabel('Indirizzo o nome utente').fill(MARIO);
  await page.getByRole('textbox', { name: 'Password' }).fill('sbagliata');
  await page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await checkPage(page, 'sign-in-wrong');
  await page.getByRole('textbox', { name: 'Password' }).fill(country.box(MARIO).password);
  await page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await page.waitForURL(/\/posta\//);
  await page.getByText('Ambiente di prova: i messaggi').waitFor();
  await close();
});

test('a certified message comes by itself, says what it is worth and is read with what hangs on it', async () => {
  const { page, close } = await enter();
  const message = letter(BIANCHI, [MARIO], 'Avviso di avvio del procedimento', {
    header: 'Content-Type: multipart/mixed; boundary=b\r\n',
    body: HTML,
  });
  await country.submit({ from: BIANCHI, to: [MARIO] }, message);
  // Nobody asks: the server tells.
  await page.locator('.mail-link', { hasText: 'Avviso di avvio' }).waitFor({ timeout: 20_000 });
  await checkPage(page, 'inbox');
  await openMail(page, 'Avviso di avvio');
  await page.getByRole('heading', { name: 'Messaggio certificato' }).waitFor();
  assert.match(
    (await page.locator('.trust').textContent()) ?? '',
    /certifica che è partito da avv\.bianchi@pec\.beta\.example/,
  );
  await page.getByText('Che cosa è stato controllato').click();
  assert.equal(await page.locator('.check-bad').count(), 0);
  assert.ok((await page.locator('.check-ok').count()) >= 6);
  const body = page.frameLocator('iframe.html-frame').locator('body');
  await body.getByText('Gentile').waitFor();
  assert.equal(await body.locator('h2').evaluate((heading) => getComputedStyle(heading).color), 'rgb(0, 51, 102)');
  await checkPage(page, 'message-certified');
  await page.getByRole('button', { name: /nota\.txt/ }).click();
  await page.getByRole('dialog', { name: 'nota.txt' }).getByText('Una nota.').waitFor();
  await checkPage(page, 'attachment-text');
  await page.keyboard.press('Escape');
  await body.getByRole('link', { name: 'la pratica' }).click();
  const dialog = page.getByRole('dialog', { name: 'Aprire questo collegamento?' });
  await dialog.getByText('comune.example', { exact: true }).waitFor();
  await checkPage(page, 'link');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Azioni sul messaggio' }).click();
  await checkPage(page, 'message-menu');
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /originale/ }).click();
  const file = await readFile(await (await download).path());
  assert.match(file.toString('latin1'), /X-Trasporto: posta-certificata/i);
  await close();
});

test('T147 ordinary mail is shown as not certified, calmly, in the list and in the message', async () => {
  const { page, close } = await enter();
  using client = await SmtpClient.open(country.network.ordinary.smtp, country.root);
  const told = letter(LUCIA, [MARIO], 'POSTA CERTIFICATA: preventivo');
  await client.send({ from: LUCIA, to: [MARIO] }, told);
  const row = page.locator('.mail-row', { hasText: 'preventivo' });
  await row.waitFor({ timeout: 20_000 });
  assert.match((await row.textContent()) ?? '', /NON certificato/);
  await openMail(page, 'preventivo');
  await page.getByRole('heading', { name: 'NON certificato' }).waitFor();
  await page.getByText('È una normale e-mail').waitFor();
  assert.equal(await page.locator('.trust-good').count(), 0);
  assert.match(
    (await page.locator('.notice-wait').textContent()) ?? '',
    /Si presenta come posta certificata, ma non lo è/,
  );
  await checkPage(page, 'message-anomaly');
  await close();
});

test('a sent message answers: was it delivered, since when, can I prove it; and it is told as it happens', async () => {
  const { page, close } = await enter();
  await goTo(page, 'Inviata');
  await send([BIANCHI, NOBODY], 'Disdetta del contratto');
  const row = page.locator('.mail-row', { hasText: 'Disdetta' });
  await row.getByText('Consegnato a 1 di 2, non a 1').waitFor({ timeout: 30_000 });
  await openMail(page, 'Disdetta');
  await page.getByRole('heading', { name: /Consegnato a 1 su 2 destinatari/ }).waitFor();
  await page.getByText('Lo può dimostrare').waitFor();
  const ways = page.locator('.way');
  assert.match((await ways.first().textContent()) ?? '', /nessuno@.*Non consegnato.*L’indirizzo non esiste/s);
  assert.match((await ways.last().textContent()) ?? '', /avv\.bianchi@.*Accettato.*Preso in carico.*Consegnato/s);
  await checkPage(page, 'timeline');
  await ways
    .last()
    .getByRole('link', { name: /Ricevuta: Consegnato/ })
    .click();
  await page.getByRole('heading', { name: 'Ricevuta di avvenuta consegna' }).waitFor();
  await page.getByRole('heading', { name: 'Ricevuta autentica' }).waitFor();
  await checkPage(page, 'receipt');
  await page.getByRole('link', { name: 'Mostra la consegna' }).click();
  await page.getByRole('heading', { name: /Consegnato a 1 su 2 destinatari/ }).waitFor();
  await checkPage(page, 'chain');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Scarica il fascicolo di prova' }).click();
  const dossier = await readFile(await (await download).path());
  assert.equal(dossier.subarray(0, 2).toString('latin1'), 'PK');
  await page.getByText('Fascicolo scaricato.').waitFor();
  await close();
});

test('a lost receipt is missed, and had again with one click', async () => {
  const { page, close } = await enter();
  await send([BIANCHI], 'Richiesta documenti');
  await goTo(page, 'Inviata');
  await page
    .locator('.mail-row', { hasText: 'Richiesta documenti' })
    .getByText('Consegnato')
    .waitFor({ timeout: 30_000 });
  await openMail(page, 'Richiesta documenti');
  await page.getByRole('link', { name: /Ricevuta: Consegnato/ }).click();
  await page.getByRole('heading', { name: 'Ricevuta di avvenuta consegna' }).waitFor();
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /^Elimina/ })
    .click();
  await page.getByText('Messaggio spostato nel cestino.').waitFor();
  await goTo(page, 'Cestino');
  await page.locator('.mail-link').first().click();
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /^Elimina/ })
    .click();
  await page.getByRole('dialog', { name: 'Eliminare per sempre?' }).waitFor();
  await checkPage(page, 'delete-question');
  await page.getByRole('button', { name: 'Elimina per sempre' }).click();
  await page.getByText('Messaggio eliminato per sempre.').waitFor();
  await goTo(page, 'Inviata');
  await openMail(page, 'Richiesta documenti');
  await page.getByText('una ricevuta non è più in casella, ma si riproduce dal registro').waitFor();
  await page.getByRole('button', { name: 'Riproduci le ricevute' }).click();
  await page.getByText(/ricevut[ae] riprodott[ae]/).waitFor({ timeout: 20_000 });
  await close();
});

test('words are searched for in the whole box, filtered, and the language turns with one choice', async () => {
  const { page, close } = await enter();
  await page.keyboard.press('/');
  await page.keyboard.type('disdetta');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tutta la casella' }).waitFor();
  await page.locator('.mail-link', { hasText: 'Disdetta' }).first().waitFor();
  await checkPage(page, 'search');
  await page.getByRole('button', { name: 'Filtri', exact: true }).click();
  await page.getByRole('dialog', { name: 'Filtra' }).waitFor();
  await checkPage(page, 'filters');
  await page.keyboard.press('Escape');
  for (const [language, words] of [
    ['English', 'Whole mailbox'],
    ['Deutsch', 'Ganzes Postfach'],
    ['Italiano', 'Tutta la casella'],
  ] as const) {
    await page.locator('.header-end .header-button').first().click();
    await page.getByRole('menuitemradio', { name: language }).click();
    await page.getByRole('heading', { name: words }).waitFor();
    await checkPage(page, `search-${language}`);
  }
  await close();
});

test('who goes out is out: the desk leads to the door, and back to where one was', async () => {
  const { page, close } = await enter();
  const desk = page.url();
  await page.getByRole('button', { name: /Il suo accesso/ }).click();
  await page.getByRole('menuitem', { name: 'Esci' }).click();
  await page.waitForURL(/\/accesso/);
  await page.goto(desk);
  await page.waitForURL(/\/accesso\?per=/);
  await signIn(page, page.url(), MARIO, country.box(MARIO).password);
  assert.equal(new URL(page.url()).pathname, new URL(desk).pathname);
  await page.goto(`${web()}/accesso?per=${encodeURIComponent('https://evil.example/')}`);
  await signIn(page, page.url(), MARIO, country.box(MARIO).password);
  assert.equal(new URL(page.url()).origin, new URL(web()).origin);
  await close();
});
