/** Several people in one box, and what a frightened holder does: delegation, four eyes, freezing, a second factor. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { letter } from '../e2e/mail.ts';
import { confirmIfAsked, enter, type Flow, judge, openFlow, type Person, passwordOf, send, write } from './flow.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const STEP_MS = 30_000;

let flow: Flow;
let mario: Person;
before(async () => {
  flow = await openFlow();
  await flow.country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'Pratica riservata'));
  mario = await flow.person(flow.country.alfa);
  await enter(mario, MARIO, passwordOf(flow.country.alfa, MARIO));
  await mario.page.waitForURL(/\/posta\/[^/]+/);
});
after(() => flow?.[Symbol.asyncDispose]());

const mailboxOf = (person: Person) => /\/posta\/([^/]+)/.exec(person.page.url())![1]!;

/** Lets Officine Ferri in, or changes what it may. */
async function letIn({ page, home }: Person, mailbox: string, set: () => Promise<void>): Promise<void> {
  await page.goto(`${home}/deleghe/${mailbox}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const known = page.getByRole('button', { name: /^Modifica / });
  await page.getByRole('button', { name: 'Fai entrare qualcuno' }).waitFor();
  if ((await known.count()) > 0) await known.first().click();
  else {
    await page.getByRole('button', { name: 'Fai entrare qualcuno' }).click();
    await page.getByLabel('Il suo nome utente').fill(FERRI);
  }
  await set();
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await confirmIfAsked(mario, passwordOf(flow.country.alfa, MARIO), page.getByText('Salvato.'));
}

test('the holder lets somebody into one folder until a day; she sees that and nothing else', async () => {
  const { page } = mario;
  const mailbox = mailboxOf(mario);
  await page.locator('.mail-row').filter({ hasText: 'Pratica riservata' }).waitFor();
  await letIn(mario, mailbox, async () => {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Solo alcune cartelle').check();
    await dialog.getByLabel('Inviata').check();
    await dialog.getByLabel('Fino al giorno').fill('2027-06-30');
    await judge(mario, 'delegate-dialog');
  });
  await page.getByText('fino al 30 giugno 2027').waitFor();
  await judge(mario, 'delegates');

  const ferri = await flow.person(flow.country.alfa);
  await enter(ferri, FERRI, passwordOf(flow.country.alfa, FERRI));
  await ferri.page.goto(`${ferri.home}/posta/${mailbox}`);
  const folders = ferri.page.getByRole('navigation', { name: 'Cartelle' });
  await folders.getByRole('link', { name: /Inviata/ }).waitFor();
  assert.equal(await folders.getByRole('link', { name: /Posta in arrivo/ }).count(), 0);
  assert.equal(await ferri.page.getByText('Pratica riservata').count(), 0);
  await judge(ferri, 'delegate-one-folder');
  await ferri.leave();
});

test('what a delegate writes waits until somebody else lets it go', async () => {
  const { page } = mario;
  await page.goto(mario.home);
  await page.waitForURL(/\/posta\//);
  const mailbox = mailboxOf(mario);
  await letIn(mario, mailbox, async () => {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Che cosa può fare').selectOption('write');
    await dialog.getByLabel('Solo alcune cartelle').uncheck();
    await dialog.getByLabel('Può inviare').check();
    await dialog.getByLabel('Quello che invia aspetta un’approvazione').check();
  });
  const ferri = await flow.person(flow.country.alfa);
  await enter(ferri, FERRI, passwordOf(flow.country.alfa, FERRI));
  await write(ferri, { to: [BIANCHI], subject: 'Risposta per conto', text: 'Confermiamo.' }, `/posta/${mailbox}`);
  await send(ferri);
  await ferri.page.getByRole('heading', { name: 'In attesa di approvazione' }).waitFor();
  await judge(ferri, 'four-eyes-waiting');
  await ferri.leave();

  await page.goto(`${mario.home}/approvazioni/${mailbox}`);
  await page.getByText('Risposta per conto').waitFor();
  await judge(mario, 'approvals');
  await page.getByRole('button', { name: /Approva e invia/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Approva e invia/ })
    .click();
  await page.getByText('Nulla da approvare').waitFor();
});

test('a frightened holder stops the sending: other sessions end, reading goes on, and he starts it again', async () => {
  const { page, home } = mario;
  const other = await flow.person(flow.country.alfa);
  await enter(other, MARIO, passwordOf(flow.country.alfa, MARIO));
  await page.goto(`${home}/sicurezza`);
  await page.getByRole('button', { name: 'Ferma l’invio adesso' }).waitFor();
  await judge(mario, 'freeze');
  // One press.
  await page.getByRole('button', { name: 'Ferma l’invio adesso' }).click();
  await page.getByRole('heading', { name: /L’invio è fermo dal/ }).waitFor();
  await judge(mario, 'frozen');
  await other.page.goto(home);
  await other.page.waitForURL(/\/accesso/);
  await other.leave();
  await page.goto(home);
  await page.getByText('L’invio è fermo: la casella riceve, ma non spedisce.').waitFor();
  await page.locator('.mail-row').filter({ hasText: 'Pratica riservata' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Pratica riservata' }).waitFor();
  assert.equal(await page.locator('.trust-title').first().textContent(), 'Messaggio certificato');
  await judge(mario, 'frozen-reading');
  await page.goto(`${home}/sicurezza`);
  await page.getByRole('button', { name: 'Riattiva l’invio' }).click();
  await confirmIfAsked(
    mario,
    passwordOf(flow.country.alfa, MARIO),
    page.getByRole('button', { name: 'Ferma l’invio adesso' }),
  );
});

test('a second factor is enrolled, and asked for at the next sign-in', async () => {
  const { page, home } = mario;
  await page.goto(`${home}/sicurezza`);
  await page.getByRole('button', { name: 'Attiva l’app' }).click();
  const secret = page.locator('code.secret');
  await confirmIfAsked(mario, passwordOf(flow.country.alfa, MARIO), secret);
  await judge(mario, 'second-factor');
  const totp = new TOTP({ secret: Secret.fromBase32((await secret.textContent())!.replaceAll(' ', '')) });
  // Telephones know nothing of a clock that was moved.
  await page.getByLabel('Il codice che mostra l’app').fill(totp.generate());
  await page.getByRole('button', { name: 'Attiva', exact: true }).click();
  await page.getByRole('heading', { name: 'I suoi codici di recupero' }).waitFor();
  await judge(mario, 'recovery-codes');
  const [code] = await page.locator('.codes code').allTextContents();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Chiudere senza averli conservati?' }).getByText('Annulla').click();
  await page.getByText(code!).waitFor();
  await page.getByRole('button', { name: 'Li ho conservati' }).click();
  await mario.leave();

  const again = await flow.person(flow.country.alfa);
  await again.page.goto(again.home);
  await again.page.getByLabel('Indirizzo o nome utente').fill(MARIO);
  await again.page.getByRole('textbox', { name: 'Password' }).fill(passwordOf(flow.country.alfa, MARIO));
  await again.page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await again.page.getByLabel('Codice di 6 cifre').waitFor();
  await judge(again, 'sign-in-code');
  // What was wrong of one code is not said of the other, nor left in its place.
  await again.page.getByLabel('Codice di 6 cifre').fill('000000');
  await again.page.getByRole('button', { name: 'Conferma', exact: true }).click();
  await again.page.getByText('Il codice non è giusto').waitFor();
  await again.page.getByRole('button', { name: 'Uso un codice di recupero' }).click();
  await again.page.getByText('Il codice non è giusto').waitFor({ state: 'detached' });
  assert.equal(await again.page.getByLabel('Codice di recupero').inputValue(), '');
  await again.page.getByRole('button', { name: 'Uso il codice dell’app' }).click();
  // A code is good once: the next one.
  await again.page.getByLabel('Codice di 6 cifre').fill(totp.generate({ timestamp: Date.now() + STEP_MS }));
  await again.page.getByRole('button', { name: 'Conferma', exact: true }).click();
  await again.page.waitForURL(/\/posta\//);
  await again.leave();
});
