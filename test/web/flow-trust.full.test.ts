/** What is not certified, and what does not arrive: told calmly, plainly, and never otherwise than it is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { letter } from '../e2e/mail.ts';
import { until } from '../e2e/poll.ts';
import { SmtpClient } from '../e2e/smtp.ts';
import { enter, type Flow, judge, openFlow, type Person, passwordOf, send, write } from './flow.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const LUCIA = 'lucia@posta.example';
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

let flow: Flow;
let mario: Person;
before(async () => {
  flow = await openFlow();
  mario = await flow.person(flow.country.alfa);
  await enter(mario, MARIO, passwordOf(flow.country.alfa, MARIO));
});
after(() => flow?.[Symbol.asyncDispose]());

/** As any server of the world brings mail. */
async function fromOutside(message: string): Promise<void> {
  using client = await SmtpClient.open({ ...flow.country.alfa.reception!, tls: 'none' }, flow.country.root);
  await client.send({ from: LUCIA, to: [MARIO] }, message);
}

/** The row of this subject, once it has come by itself: nobody reloads. */
async function rowOf(subject: string): Promise<Locator> {
  const row = mario.page.locator('.mail-row').filter({ hasText: subject }).first();
  await row.waitFor();
  return row;
}

/** Nothing on the page has the looks or the words of what is certified. */
async function notCertified(name: string): Promise<void> {
  const { page } = mario;
  assert.equal(await page.locator('.trust-title').first().textContent(), 'NON certificato', name);
  assert.equal(await page.locator('.reading .trust-good, .reading use[href$="#seal"]').count(), 0, name);
  assert.doesNotMatch((await page.locator('.reading').textContent()) ?? '', /Messaggio certificato/, name);
}

test('T147 ordinary mail in a certified mailbox is shown as not certified, calmly, in the list and open', async () => {
  const { page } = mario;
  await fromOutside(letter(LUCIA, [MARIO], 'Orari del mercato'));
  const row = await rowOf('Orari del mercato');
  assert.match((await row.textContent()) ?? '', /NON certificato/);
  assert.equal(await row.locator('use[href$="#seal"], .state-good').count(), 0);
  await judge(mario, 'list-with-anomaly');
  await row.getByRole('link').click();
  await page.getByRole('heading', { name: 'Orari del mercato' }).waitFor();
  await notCertified('anomaly');
  await page.getByText('Non è un errore della sua casella.').waitFor();
  assert.equal(await page.locator('.reading').getByRole('alert').count(), 0, 'nothing to be afraid of');
  await judge(mario, 'anomaly');
});

test('T147 mail from outside that calls itself POSTA CERTIFICATA, with headers and all, is not', async () => {
  const header =
    'X-Trasporto: posta-certificata\r\nX-Riferimento-Message-ID: <opec1.20261122100000.1.1@gestore-beta.example>\r\n' +
    `Reply-To: ${BIANCHI}\r\n`;
  const forged = letter(LUCIA, [MARIO], 'POSTA CERTIFICATA: Sentenza n. 12', {
    header,
    body: 'Messaggio certificato dal gestore Gestore Beta. Firma valida.\r\n',
  });
  await fromOutside(forged.replace(`From: ${LUCIA}`, `From: "Per conto di: ${BIANCHI}" <${LUCIA}>`));
  const row = await rowOf('Sentenza n. 12');
  assert.match((await row.textContent()) ?? '', /NON certificato/);
  await row.getByRole('link').click();
  await mario.page.getByRole('heading', { name: /Sentenza n\. 12/ }).waitFor();
  assert.equal(await mario.page.locator('.trust-title').first().textContent(), 'NON certificato');
  assert.equal(await mario.page.locator('.reading .trust-good, .reading .trust use[href$="#seal"]').count(), 0);
  await mario.page.getByText('Si presenta come posta certificata, ma non lo è.').waitFor();
  await judge(mario, 'forged');
});

test('a message with a virus is not accepted, and the page says why', async () => {
  const { page } = mario;
  await write(mario, { to: [BIANCHI], subject: 'Fattura 9', text: 'In allegato.' });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'fattura.com.txt', mimeType: 'text/plain', buffer: Buffer.from(EICAR) });
  await send(mario);
  await page.getByRole('heading', { name: 'Non accettato: non è partito' }).waitFor();
  await page.getByText('Il messaggio contiene un virus').waitFor();
  await judge(mario, 'virus-refused');
});

test('a provider that does not answer: what is known at once, after 12 hours, after 24', async () => {
  const { page } = mario;
  const { control } = flow.country.network;
  const beta = async (running: boolean) =>
    assert.ok(
      (
        await fetch(`${control}/providers`, {
          method: 'POST',
          body: JSON.stringify({ name: flow.country.beta.name, running }),
        })
      ).ok,
    );
  await beta(false);
  try {
    await write(mario, { to: [BIANCHI], subject: 'Diffida', text: 'Entro trenta giorni.' });
    await send(mario);
    await page.getByRole('link', { name: 'Segui la consegna' }).click();
    await page.getByRole('heading', { name: 'Accettato, non ancora consegnato.' }).waitFor();
    await page.getByText(/Si saprà al più tardi il/).waitFor();
    await judge(mario, 'timeline-waiting');
    await flow.country.advance('PT12H1M');
    await page.getByText('In ritardo: 12 ore senza notizie').waitFor();
    await judge(mario, 'timeline-12h');
    await flow.country.advance('PT12H');
    await page.getByRole('heading', { name: 'Non consegnato.' }).waitFor();
    await page.getByText('Tempo scaduto: 24 ore senza consegna').waitFor();
    await page.getByText('Può dimostrare di averlo inviato').waitFor();
    await judge(mario, 'timeline-24h');
  } finally {
    await beta(true);
  }
});

test('nothing was asked of anybody else, and no page broke its own policy', async () => {
  await until('all is quiet', async () => (await mario.page.locator('main').count()) > 0);
  await mario.leave();
});
