/** Writing when things go otherwise: two windows on one draft, no network, a full mailbox, answers, a letter given back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { letter } from '../e2e/mail.ts';
import { confirmIfAsked, enter, type Flow, judge, openFlow, type Person, passwordOf, send, write } from './flow.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const EDICOLA = 'edicola@pec.beta.example';

let flow: Flow;
let mario: Person;
before(async () => {
  flow = await openFlow();
  mario = await flow.person(flow.country.alfa);
  await enter(mario, MARIO, passwordOf(flow.country.alfa, MARIO));
  await mario.page.waitForURL(/\/posta\/[^/]+/);
});
after(() => flow?.[Symbol.asyncDispose]());

const mailboxOf = (person: Person) => /\/(?:posta|scrivi)\/([^/?]+)/.exec(person.page.url())![1]!;
const subjectOf = (page: Page) => page.getByLabel('Oggetto');
const textOf = (page: Page) => page.getByRole('textbox', { name: 'Testo del messaggio' });
const saved = (page: Page) => page.getByText(/Bozza salvata alle/).waitFor();

/** Within the window, as it stands scrolled. */
const isInSight = (one: Locator) =>
  one.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

async function drafts({ page, home }: Person, mailbox: string): Promise<void> {
  await page.goto(`${home}/posta/${mailbox}`);
  await page.getByRole('navigation', { name: 'Cartelle' }).getByRole('link', { name: /Bozze/ }).click();
  await page.locator('.mail-row').first().waitFor();
}

test('two windows on one draft: the second is told, chooses, and neither version is lost', async () => {
  const { page } = mario;
  const mailbox = mailboxOf(mario);
  await write(mario, { to: [BIANCHI], subject: 'Offerta', text: 'Prima versione.' });
  await saved(page);
  const address = page.url();
  const other = await page.context().newPage();
  await other.goto(address);
  await subjectOf(other).waitFor();
  await subjectOf(page).fill('Offerta, come la scrive la prima finestra');
  await saved(page);
  await page.getByText('Modifiche non ancora salvate').waitFor({ state: 'detached' });
  await subjectOf(other).fill('Offerta, come la scrive la seconda');
  await other.getByText('Questa bozza è stata cambiata altrove').first().waitFor();
  await judge({ ...mario, page: other }, 'draft-elsewhere');
  await other.getByRole('button', { name: 'Tieni la mia' }).click();
  await other.getByText('Salvata la sua versione; l’altra resta fra le bozze.').waitFor();

  await subjectOf(page).fill('Offerta, la prima finestra insiste');
  await page.getByText('Questa bozza è stata cambiata altrove').first().waitFor();
  await page.getByRole('button', { name: 'Apri l’altra' }).click();
  await page.getByText('Aperta l’altra versione; la sua resta fra le bozze.').waitFor();
  assert.equal(await subjectOf(page).inputValue(), 'Offerta, come la scrive la seconda');
  await saved(page);

  await other.getByRole('button', { name: 'Elimina la bozza' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Elimina la bozza' }).click();
  await other.waitForURL(/\/posta\//);
  await other.close();
  await textOf(page).fill('Scritto dopo che l’altra finestra l’ha eliminata.');
  await page.getByText('Questa bozza non c’è più').first().waitFor();
  await page.getByRole('button', { name: 'Salvala come nuova bozza' }).click();
  await page.waitForURL((url) => url.href !== address && url.searchParams.has('bozza'));
  await page.getByText('Scritto dopo che l’altra finestra').waitFor();

  // The folder shows drafts some seconds after they were saved, as other programs see them.
  await drafts(mario, mailbox);
  for (const kept of ['come la scrive la prima finestra', 'come la scrive la seconda', 'la prima finestra insiste'])
    await page.locator('.mail-row').filter({ hasText: kept }).waitFor();
});

test('what was typed where addresses stand is sent to or told of: a name nobody chose, an answer to nowhere, the last one before Ctrl+Enter', async () => {
  const { page } = mario;
  await write(mario, { to: [BIANCHI], subject: 'A chi?', text: 'Ecco.' });
  const to = page.getByRole('combobox', { name: 'A', exact: true });
  await to.fill('Ferri');
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await page.getByText('«Ferri» non è un indirizzo: lo corregga o lo tolga.').waitFor();
  assert.equal(await to.evaluate((one) => one === document.activeElement), true);
  await page.getByRole('button', { name: 'Togli Ferri' }).click();

  await page.getByRole('button', { name: 'Rispondi a…' }).click();
  const replyTo = page.getByRole('combobox', { name: 'Rispondi a' });
  await replyTo.fill('segreteria');
  await subjectOf(page).fill('A chi dunque?');
  await page.getByText('«segreteria» non è un indirizzo').waitFor();
  await saved(page);
  await judge(mario, 'write-reply-to-wrong');
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  assert.equal(await replyTo.evaluate((one) => one === document.activeElement), true);
  await page.getByRole('button', { name: 'Togli segreteria' }).click();

  await to.fill(FERRI);
  await to.press('Control+Enter');
  await page.getByText(`${BIANCHI} e ${FERRI}`).waitFor();
  await page.getByRole('button', { name: 'Annulla l’invio' }).click();
  await page.getByRole('button', { name: `Togli ${FERRI}` }).waitFor();
  await page.getByText('Le torna: consegna completa').first().waitFor();
  assert.equal(await page.getByText('presa in carico').count(), 0, 'that goes to the provider, not to him');
});

test('the network goes while a file goes up: it waits, goes on by itself; paused, it goes on when told; all of it arrives', async () => {
  const { page } = mario;
  await write(mario, { to: [BIANCHI], subject: 'Planimetrie', text: 'In allegato.' });
  const context = page.context();
  let pieces = 0;
  let isDown = false;
  await page.route(/\/uploads\/[^/]+\?offset=/, async (route) => {
    pieces++;
    if (pieces === 2) {
      isDown = true;
      await context.setOffline(true);
      await route.abort('internetdisconnected');
    } else await route.continue();
  });
  const octets = Buffer.alloc(14_000_000, 'p');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'piante.pdf', mimeType: 'application/pdf', buffer: octets });
  await page.getByText(/Connessione assente: riprende da solo/).waitFor();
  assert.ok(isDown);
  await subjectOf(page).fill('Planimetrie, scritto senza rete');
  await page.getByText(/senza connessione/).waitFor();
  await judge(mario, 'upload-offline');
  await page.getByRole('button', { name: 'Sospendi piante.pdf' }).click();
  await page.getByText(/Sospeso a 4/).waitFor();
  await context.setOffline(false);
  await saved(page);
  await judge(mario, 'upload-paused');
  assert.equal(pieces, 2, 'what is paused sends nothing');
  await page.getByRole('button', { name: 'Riprendi piante.pdf' }).click();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await page.unroute(/\/uploads\/[^/]+\?offset=/);
  await page.getByText('14 MB', { exact: true }).first().waitFor();
  await send(mario);
  await page.getByRole('link', { name: 'Segui la consegna' }).click();
  await page.getByRole('heading', { name: 'Consegnato.' }).waitFor();
});

test('the answer to sending is lost: it is asked whether it went, told, and it goes once', async () => {
  const { page } = mario;
  const [once, never] = [`Una volta sola ${Date.now()}`, `Mai arrivata ${Date.now()}`];
  await write(mario, { to: [BIANCHI], subject: once, text: 'Ecco.' });
  const orders = /\/drafts\/[^/]+\/send/;
  let taken = 0;
  await page.route(orders, async (route) => {
    taken += 1;
    const answer = await route.fetch();
    await (taken === 1 ? route.abort('connectionreset') : route.fulfill({ response: answer }));
  });
  await send(mario);
  const unsure = page.getByText('Non sappiamo ancora se è partito');
  await unsure.waitFor();
  assert.equal(await isInSight(unsure), true);
  await judge(mario, 'send-unsure');
  await page.getByRole('link', { name: 'Segui la consegna' }).click();
  await page.getByRole('heading', { name: 'Consegnato.' }).waitFor();
  await page.unroute(orders);

  await write(mario, { to: [BIANCHI], subject: never, text: 'Ecco.' });
  await page.route(orders, (route) => route.abort('connectionreset'));
  await send(mario);
  const notGone = page.getByText('Non è partito: la connessione è caduta prima.');
  await notGone.waitFor();
  assert.equal(await isInSight(notGone), true);
  await page.unroute(orders);
  await send(mario);
  await page.getByRole('link', { name: 'Segui la consegna' }).waitFor();
  await page.getByRole('link', { name: 'Torna alla posta', exact: true }).click();
  await page
    .getByRole('navigation', { name: 'Cartelle' })
    .getByRole('link', { name: /Inviata/ })
    .click();
  for (const subject of [never, once]) {
    const rows = page.locator('.mail-row').filter({ hasText: subject });
    await rows.first().waitFor();
    assert.equal(await rows.count(), 1, subject);
  }
});

test('the session ends while somebody writes: not a word is lost, and nothing is said to be deleted that is not', async () => {
  const ferri = await flow.person(flow.country.alfa);
  const { page } = ferri;
  const password = passwordOf(flow.country.alfa, FERRI);
  await enter(ferri, FERRI, password);
  await write(ferri, { to: [BIANCHI], subject: 'A metà', text: 'Prima parte.' });
  await saved(page);
  await page.context().clearCookies();
  await textOf(page).fill('Prima parte. E la seconda, scritta dopo.');
  await page.getByText('Quello che stava scrivendo è rimasto in questa finestra').waitFor();
  await judge(ferri, 'session-ended-writing');
  await page.getByLabel('Indirizzo o nome utente').fill(FERRI);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await page.getByText('Rimesso quello che stava scrivendo').waitFor();
  await saved(page);
  await page.reload();
  await page.getByText('E la seconda, scritta dopo.').waitFor();

  await page.route(/\/drafts\/[^/?]+$/, (route) =>
    route.request().method() === 'DELETE' ? route.abort() : route.continue(),
  );
  await subjectOf(page).fill('A metà, e poi?');
  await page.getByRole('button', { name: 'Elimina la bozza' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Elimina la bozza' }).click();
  const told = page.getByText('Il server non risponde.');
  await told.waitFor();
  assert.equal(await isInSight(told), true);
  assert.match(page.url(), /\/scrivi\//);
  await ferri.leave();
});

test('reply, reply to all, forward with what was attached: to whom, what is quoted, what goes along', async () => {
  const { page } = mario;
  const header = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n';
  const body =
    '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVeda il <b>contratto</b>.\r\n--b\r\nContent-Type: text/plain; name="contratto.txt"\r\n' +
    'Content-Disposition: attachment; filename="contratto.txt"\r\n\r\nArticolo 1.\r\n--b--\r\n';
  const octets = letter(BIANCHI, [MARIO], 'Contratto da firmare', { header, body, cc: [FERRI] });
  await flow.country.submit(
    { from: BIANCHI, to: [MARIO, FERRI] },
    octets.replace('MIME-Version: 1.0\r\nMIME-Version', 'MIME-Version'),
  );
  await page.goto(mario.home);
  const row = page.locator('.mail-row').filter({ hasText: 'Contratto da firmare' }).first();
  await row.getByRole('link').click();
  await page.getByRole('heading', { name: 'Contratto da firmare' }).waitFor();
  const message = page.url();
  const acts = page.getByRole('toolbar', { name: 'Azioni sul messaggio' });

  await acts.getByRole('link', { name: 'Rispondi', exact: true }).click();
  await page.getByRole('button', { name: `Togli ${BIANCHI}` }).waitFor();
  assert.equal(await subjectOf(page).inputValue(), 'Re: Contratto da firmare');
  assert.equal(await page.getByRole('button', { name: `Togli ${FERRI}` }).count(), 0);
  await page.getByText('Veda il <b>contratto</b>.').waitFor();
  assert.equal(await page.locator('.write-form b').count(), 0, 'text that looks like markup stays text');
  await judge(mario, 'write-reply');

  await page.goto(message);
  await acts.getByRole('link', { name: 'Rispondi', exact: true }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('button', { name: `Togli ${FERRI}` }).waitFor();
  await page.getByRole('button', { name: `Togli ${BIANCHI}` }).waitFor();
  assert.equal(await page.getByRole('button', { name: `Togli ${MARIO}` }).count(), 0, 'not to himself');

  await page.goto(message);
  await acts.getByRole('link', { name: 'Rispondi', exact: true }).waitFor();
  await page.keyboard.press('f');
  await page
    .getByRole('button', { name: 'Togli contratto.txt' })
    .or(page.getByRole('button', { name: /^Togli .*\.eml/ }))
    .first()
    .waitFor();
  assert.match(await subjectOf(page).inputValue(), /^Fwd?: Contratto da firmare|^I: Contratto/);
  await judge(mario, 'write-forward');
  await page.getByRole('combobox', { name: 'A', exact: true }).fill(FERRI);
  await page.keyboard.press('Enter');
  await send(mario);
  await page.getByRole('link', { name: 'Segui la consegna' }).click();
  await page.getByRole('heading', { name: 'Consegnato.' }).waitFor();

  const ferri = await flow.person(flow.country.alfa);
  await enter(ferri, FERRI, passwordOf(flow.country.alfa, FERRI));
  await ferri.page
    .locator('.mail-row')
    .filter({ hasText: /(Fwd?|I): Contratto/ })
    .getByRole('link')
    .click();
  await ferri.page.getByText('contratto.txt').or(ferri.page.getByText(/\.eml/)).first().waitFor();
  await ferri.leave();
});

test('a letter given back by who approves: its writer reads why, mends it, and it goes', async () => {
  const { page, home } = mario;
  await page.goto(home);
  await page.waitForURL(/\/posta\//);
  const mailbox = mailboxOf(mario);
  await page.goto(`${home}/deleghe/${mailbox}`);
  await page.getByRole('button', { name: 'Fai entrare qualcuno' }).click();
  await page.getByLabel('Il suo nome utente').fill(FERRI);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Che cosa può fare').selectOption('write');
  await dialog.getByLabel('Può inviare').check();
  await dialog.getByLabel('Quello che invia aspetta un’approvazione').check();
  await dialog.getByRole('button', { name: 'Salva', exact: true }).click();
  await confirmIfAsked(mario, passwordOf(flow.country.alfa, MARIO), page.getByText('Salvato.'));

  const ferri = await flow.person(flow.country.alfa);
  await enter(ferri, FERRI, passwordOf(flow.country.alfa, FERRI));
  await write(ferri, { to: [BIANCHI], subject: 'Preventivo', text: 'Allego il preventivo.' }, `/posta/${mailbox}`);
  await send(ferri);
  await ferri.page.getByRole('heading', { name: 'In attesa di approvazione' }).waitFor();

  await page.goto(`${home}/approvazioni/${mailbox}`);
  await page.getByRole('button', { name: /^Restituisci/ }).click();
  await judge(mario, 'approval-return');
  await page.getByLabel('Che cosa va cambiato').fill('Manca il preventivo <b>firmato</b>.');
  await page.getByRole('dialog').getByRole('button', { name: 'Restituisci' }).click();
  await page.getByText('Nulla da approvare').waitFor();

  await ferri.page.goto(`${ferri.home}/uscita/${mailbox}`);
  await ferri.page.getByText('Manca il preventivo <b>firmato</b>.').waitFor();
  await judge(ferri, 'outbox-returned');
  await ferri.page.getByRole('button', { name: 'Riapri come bozza' }).click();
  await textOf(ferri.page).fill('Allego il preventivo, firmato.');
  await send(ferri);
  await ferri.page.getByRole('heading', { name: 'In attesa di approvazione' }).waitFor();
  await ferri.leave();

  await page.goto(`${home}/approvazioni/${mailbox}`);
  await page.getByRole('button', { name: /^Approva e invia/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Approva e invia/ })
    .click();
  await page.getByText('Nulla da approvare').waitFor();
});

test('a full mailbox says so where one reads and where one writes, and what it cannot take is told to the sender', async () => {
  const edicola = await flow.person(flow.country.beta);
  const subjects = ['Fascicolo grande', 'Fascicolo 2', 'Fascicolo 3', 'Fascicolo 4', 'Fascicolo 5'];
  for (const [at, subject] of subjects.entries()) {
    const body = `${'x'.repeat(900)}\r\n`.repeat(at === 0 ? 24 : 1);
    await flow.country.submit({ from: MARIO, to: [EDICOLA] }, letter(MARIO, [EDICOLA], subject, { body }));
  }
  await enter(edicola, EDICOLA, passwordOf(flow.country.beta, EDICOLA));
  const { page } = edicola;
  await page.locator('.mail-row').filter({ hasText: 'Fascicolo grande' }).waitFor();
  await page
    .getByText(/Lo spazio è (finito|pieno oltre il 90)/)
    .first()
    .waitFor();
  await judge(edicola, 'full-reading');
  await page.locator('.mail-row').filter({ hasText: 'Fascicolo grande' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Fascicolo grande' }).first().waitFor();
  await write(edicola, { to: [MARIO], subject: 'Sono pieno', text: 'Non mi scriva.' });
  await page
    .getByText(/Lo spazio della casella è finito|ne restano/)
    .first()
    .waitFor();
  await judge(edicola, 'full-writing');
  await edicola.leave();

  await mario.page.goto(mario.home);
  await mario.page
    .getByRole('navigation', { name: 'Cartelle' })
    .getByRole('link', { name: /Inviata/ })
    .click();
  await mario.page.locator('.mail-row').filter({ hasText: 'Fascicolo 5' }).first().getByRole('link').click();
  await mario.page.getByRole('heading', { name: 'Non consegnato.' }).waitFor();
  await mario.page.getByText('La casella del destinatario è piena.').first().waitFor();
});

test('nothing was asked of anybody else, and no page broke its own policy', async () => {
  await mario.leave();
});
