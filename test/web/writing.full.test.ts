/** Writing, and the safety of the access, in a browser against a whole country: from an empty letter to the receipt of delivery. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Locator, Page } from 'playwright-core';
import { startCountry, type TestCountry } from '../e2e/country.ts';
import { until } from '../e2e/poll.ts';
import { openBrowser, openPage } from './look.ts';
import { checkPage, signIn } from './page.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const GALLI = 'studio.galli@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const LUCIA = 'lucia@posta.example';
const LONG_MS = 60_000;

let country: TestCountry;
let browser: Browser;
before(async () => {
  country = await startCountry();
  browser = await openBrowser();
  await until('the pages are served', async () => (await fetch(web())).status === 200, 180_000);
});
after(async () => {
  await browser?.close();
  await country?.[Symbol.asyncDispose]();
});

const web = () => (country.alfa as unknown as { readonly web: string }).web;
const titled = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first();
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });

async function enter(login: string) {
  const opened = await openPage(browser);
  await signIn(opened.page, web(), login, country.box(login).password);
  const mailbox = new URL(opened.page.url()).pathname.split('/')[2]!;
  return { ...opened, mailbox, go: (path: string) => opened.page.goto(`${web()}/${path}/${mailbox}`) };
}

/** Proves with the password that it is he, unless he has done so a moment ago. */
async function proveByPassword(page: Page, login: string, next: Locator): Promise<void> {
  const proof = dialog(page, 'Confermi che è lei');
  await proof.or(next).first().waitFor();
  if (!(await proof.isVisible())) return;
  await proof.getByRole('textbox', { name: 'Password' }).fill(country.box(login).password);
  await proof.getByRole('button', { name: 'Conferma', exact: true }).click();
}

async function write(page: Page, to: string, subject: string): Promise<void> {
  await page.getByRole('combobox', { name: 'A', exact: true }).fill(to);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Oggetto' }).fill(subject);
  await page.getByRole('textbox', { name: 'Testo del messaggio' }).fill('Buongiorno,\nle scrivo per la pratica.');
}

test('a letter is written with the keyboard, judged while it is written, sent, and followed to its delivery', async () => {
  const { page, close, go } = await enter(MARIO);
  await go('scrivi');
  await page.getByRole('combobox', { name: 'A', exact: true }).waitFor();
  await checkPage(page, 'write-empty');
  await write(page, LUCIA, 'Accesso agli atti');
  await page.getByText('non tornerà una ricevuta di consegna').first().waitFor();
  await page.getByText('Posta ordinaria').waitFor();
  await page.getByRole('combobox', { name: 'A', exact: true }).fill('Bianchi,');
  await page.keyboard.press('Enter');
  await page.getByText('non è un indirizzo').first().waitFor();
  await checkPage(page, 'write-wrong');
  await page.getByRole('button', { name: 'Togli Bianchi' }).click();
  await page.getByRole('button', { name: `Togli ${LUCIA}` }).click();
  await page.keyboard.type(BIANCHI);
  await page.keyboard.press('Enter');
  const octets = Buffer.alloc(5_000_000, 'x');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'atti.pdf', mimeType: 'application/pdf', buffer: octets });
  await page.getByRole('button', { name: 'Togli atti.pdf' }).waitFor();
  await page.getByText('Certificato', { exact: true }).waitFor();
  await page.getByText('Si può inviare').first().waitFor();
  await page.getByText(/Bozza salvata alle/).waitFor();
  await page.getByText('5 MB', { exact: true }).waitFor({ timeout: LONG_MS });
  await checkPage(page, 'write-ready');
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await titled(page, /Parte tra/).waitFor();
  await checkPage(page, 'write-undo');
  await titled(page, 'Inviato e accettato').waitFor({ timeout: LONG_MS });
  await checkPage(page, 'write-sent');
  await page.getByRole('link', { name: 'Segui la consegna' }).click();
  await page.getByText('Consegnato').first().waitFor({ timeout: LONG_MS });
  await close();
});

test('within the window sending is undone, and the letter is a draft again, which is scheduled and called off', async () => {
  const { page, close, go } = await enter(FERRI);
  await go('scrivi');
  await write(page, BIANCHI, 'Ripensamento');
  await page.getByText(/Bozza salvata alle/).waitFor();
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await page.getByRole('button', { name: 'Annulla l’invio' }).click();
  await page.getByRole('textbox', { name: 'Oggetto' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Oggetto' }).inputValue(), 'Ripensamento');
  await page.getByRole('button', { name: 'Altri modi di inviare' }).click();
  await page.getByRole('menuitem', { name: /Invia più tardi/ }).click();
  await checkPage(page, 'write-later');
  await dialog(page, 'Quando deve partire?').getByRole('button', { name: 'Programma l’invio' }).click();
  await titled(page, /Programmato per/).waitFor();
  await page.getByRole('link', { name: 'Vai a In uscita' }).click();
  await page.getByRole('heading', { level: 1, name: 'In uscita' }).waitFor();
  await page.getByText('Ripensamento').waitFor();
  await checkPage(page, 'outbox');
  await page.getByRole('button', { name: 'Annulla l’invio' }).click();
  await page.getByRole('textbox', { name: 'Oggetto' }).waitFor();
  await close();
});

test('an authenticator is enrolled, and asked for when signing in; one press stops sending, and starts it again', async () => {
  const { page, close, go } = await enter(GALLI);
  await page.goto(`${web()}/sicurezza`);
  await page.getByRole('button', { name: 'Attiva l’app' }).click();
  await proveByPassword(page, GALLI, page.getByRole('img', { name: /Codice QR/ }));
  await page.getByRole('img', { name: /Codice QR/ }).waitFor();
  await checkPage(page, 'enrol');
  const secret = (await page.locator('code.secret').innerText()).replaceAll(/\s/g, '');
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await page.getByLabel('Il codice che mostra l’app').fill(totp.generate());
  await page.getByRole('button', { name: 'Attiva', exact: true }).click();
  await titled(page, 'I suoi codici di recupero').waitFor();
  await checkPage(page, 'codes');
  const code = await page.locator('.codes code').first().innerText();
  await page.getByRole('button', { name: 'Li ho conservati' }).click();
  await checkPage(page, 'security');
  await page.getByRole('button', { name: 'Ferma l’invio adesso' }).waitFor();
  await checkPage(page, 'freeze');
  await page.getByRole('button', { name: 'Ferma l’invio adesso' }).click();
  await titled(page, /L’invio è fermo dal/).waitFor();
  await page.goto(`${web()}/`);
  await page.getByText('L’invio è fermo').waitFor();
  await go('scrivi');
  await page.getByText('L’invio da questa casella è fermo').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Invia', exact: true }).isDisabled(), true);
  await checkPage(page, 'write-frozen');
  await close();

  const again = await openPage(browser);
  await again.page.goto(web());
  await again.page.getByLabel('Indirizzo o nome utente').fill(GALLI);
  await again.page.getByRole('textbox', { name: 'Password' }).fill(country.box(GALLI).password);
  await again.page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await again.page.getByLabel('Codice di 6 cifre').waitFor();
  await checkPage(again.page, 'second-factor');
  await again.page.getByRole('button', { name: 'Uso un codice di recupero' }).click();
  await again.page.getByLabel('Codice di recupero').fill(code);
  await again.page.getByRole('button', { name: 'Conferma', exact: true }).click();
  await again.page.waitForURL(/\/posta\//);
  await again.close();
});

test('a delegate reads, and may prepare what he may not send', async () => {
  const holder = await enter(MARIO);
  await holder.go('deleghe');
  await holder.page.getByRole('button', { name: 'Fai entrare qualcuno' }).click();
  await holder.page.getByLabel('Il suo nome utente').fill(FERRI);
  await holder.page.getByLabel('Che cosa può fare').selectOption('write');
  await checkPage(holder.page, 'delegate');
  await holder.page.getByRole('button', { name: 'Salva' }).click();
  await proveByPassword(holder.page, MARIO, holder.page.getByRole('button', { name: /^Modifica / }));
  await holder.page.getByRole('button', { name: /^Modifica / }).waitFor();
  await checkPage(holder.page, 'delegates');
  const { mailbox } = holder;
  await holder.close();

  const delegate = await enter(FERRI);
  await delegate.page.goto(`${web()}/scrivi/${mailbox}`);
  await delegate.page.getByText('Lei può preparare la bozza, ma non inviare').waitFor();
  assert.equal(await delegate.page.getByRole('button', { name: 'Invia', exact: true }).isDisabled(), true);
  await checkPage(delegate.page, 'write-delegate');
  await delegate.close();
});

test('the pages beside reading and writing hold for everybody, empty as they are', async () => {
  const { page, close, go } = await enter(MARIO);
  const rooms = 'approvazioni rubrica impostazioni testi regole spazio gruppo invii sviluppatori';
  for (const room of rooms.split(' ')) {
    await go(room);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await checkPage(page, `room-${room}`);
  }
  await go('rubrica');
  await page.getByRole('button', { name: 'Nuovo contatto' }).click();
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Serve un nome.').waitFor();
  await checkPage(page, 'contact-wrong');
  await page.getByLabel('Nome').fill('Giulia Bianchi');
  await page.getByLabel('Indirizzi, uno per riga').fill(BIANCHI);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('link', { name: 'Scrivi a Giulia Bianchi' }).click();
  await page.getByRole('button', { name: `Togli ${BIANCHI}` }).waitFor();
  await page.getByRole('combobox', { name: 'A', exact: true }).fill('giulia');
  await close();
});
