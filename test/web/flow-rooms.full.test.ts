/** The rooms beside reading and writing, each used as its holder uses it: rules, address book, webhooks, digital identity. */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { readWebhook } from '../../client/webhook.ts';
import { letter } from '../e2e/mail.ts';
import { until } from '../e2e/poll.ts';
import { enter, type Flow, judge, openFlow, type Person, passwordOf, saved } from './flow.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const QUERCIA = 'laquercia@pec.beta.example';

let flow: Flow;
let mario: Person;
let mailbox: string;
before(async () => {
  flow = await openFlow();
  mario = await flow.person(flow.country.alfa);
  await enter(mario, MARIO, passwordOf(flow.country.alfa, MARIO));
  await mario.page.waitForURL(/\/posta\/[^/]+/);
  mailbox = /\/posta\/([^/]+)/.exec(mario.page.url())![1]!;
});
after(() => flow?.[Symbol.asyncDispose]());

async function go(room: string): Promise<void> {
  await mario.page.goto(`${mario.home}/${room}/${mailbox}`);
  await mario.page.getByRole('heading', { level: 1 }).waitFor();
  await mario.page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

test('rules: made, put in order, tried on what came before, at work on what comes, changed, deleted', async () => {
  const { page } = mario;
  await flow.country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'Fattura 11'));
  await go('regole');
  const make = async (name: string, contains: string, act: () => Promise<void>) => {
    await page.getByRole('button', { name: 'Nuova regola', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nome').fill(name);
    await dialog.getByLabel('Che cosa').selectOption('subject');
    await dialog.getByLabel('Valore').fill(contains);
    await act();
    await judge(mario, `rule-${name.length}`);
    await dialog.getByRole('button', { name: 'Salva' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const names = () => page.locator('.line strong').allTextContents();
  await make('Fatture', 'Fattura', async () => {
    await page.getByRole('dialog').getByLabel('Azione').selectOption('label');
    await page.getByRole('dialog').getByLabel('Quale').fill('Contabilità');
  });
  await make('Importanti', 'Diffida', () =>
    page
      .getByRole('dialog')
      .getByLabel('Azione')
      .selectOption('flag')
      .then(() => undefined),
  );
  assert.deepEqual(await names(), ['Fatture', 'Importanti']);
  await page.getByRole('button', { name: 'Sposta «Importanti» prima' }).click();
  await until('they are in the other order', async () => (await names())[0] === 'Importanti');
  await page.reload();
  await page.locator('.line').first().waitFor();
  assert.deepEqual(await names(), ['Importanti', 'Fatture']);
  assert.ok(await page.getByRole('button', { name: 'Sposta «Importanti» prima' }).isDisabled());

  await page
    .locator('.line')
    .filter({ hasText: 'Fatture' })
    .getByRole('button', { name: 'Applica alla posta in arrivo' })
    .click();
  await page.getByText('1 messaggio corrispondeva.').first().waitFor();
  await judge(mario, 'rules');
  await flow.country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'Diffida ad adempiere'));
  await page.goto(mario.home);
  await page.locator('.mail-row').filter({ hasText: 'Fattura 11' }).filter({ hasText: 'Contabilità' }).waitFor();
  const warned = page.locator('.mail-row').filter({ hasText: 'Diffida ad adempiere' });
  await warned.waitFor();
  await warned.locator('use[href$="#star-full"]').first().waitFor();

  await go('regole');
  await page.getByRole('button', { name: 'Modifica Importanti' }).click();
  await page.getByRole('dialog').getByLabel('Attiva').uncheck();
  await page.getByRole('dialog').getByRole('button', { name: 'Salva' }).click();
  await page.locator('.line').filter({ hasText: 'Importanti' }).getByText('Spenta').waitFor();
  await page.getByRole('button', { name: 'Elimina Fatture' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Elimina' }).click();
  await until('it is gone', async () => (await names()).join() === 'Importanti');
});

const CARDS =
  'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Giulia Bianchi\r\nORG:Studio Bianchi\r\nEMAIL:avv.bianchi@pec.beta.example\r\nEND:VCARD\r\n' +
  'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:<img src=x onerror=alert(1)>\r\nEMAIL:strano@posta.example\r\nEND:VCARD\r\n';
const TABLE = 'nome;email\r\nCooperativa La Quercia;laquercia@pec.beta.example\r\nSenza indirizzo;nessuno\r\n';

test('contacts: out of a vCard and a CSV file, wrong rows told; the same ones out again, and in again without doubles', async () => {
  const { page } = mario;
  await go('rubrica');
  const read = (name: string, text: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await read('amici.vcf', CARDS);
  await page.getByText('Aggiunti 2, aggiornati 0.').first().waitFor();
  await page.getByText('Giulia Bianchi').first().waitFor();
  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
  await read('fornitori.csv', TABLE);
  await page.getByText('Aggiunti 1, aggiornati 0.').first().waitFor();
  await page.getByText('Righe non importate').waitFor();
  await page.getByText(/«nessuno» non è un indirizzo|Manca l’indirizzo/).waitFor();
  await page.getByText('Cooperativa La Quercia').first().waitFor();
  await judge(mario, 'contacts-imported');

  const cards = await saved(page, () => page.getByRole('link', { name: 'Esporta vCard' }).click());
  assert.match(cards.bytes.toString(), /FN:Giulia Bianchi/);
  assert.match(cards.bytes.toString(), new RegExp(QUERCIA));
  const table = await saved(page, () => page.getByRole('link', { name: 'Esporta CSV' }).click());
  assert.match(table.bytes.toString(), new RegExp(BIANCHI));
  await read('ancora.vcf', cards.bytes.toString());
  await page
    .getByText(/Aggiunti 0, aggiornati \d+\./)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Nuovo gruppo' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nome').fill('Legali');
  await dialog.getByRole('checkbox', { name: /Giulia Bianchi/ }).check();
  await judge(mario, 'group-members');
  await dialog.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('link', { name: 'Scrivi a Legali' }).waitFor();
  await read('foto.csv', 'PNG');
  await page.getByText('Nel file non c’è nessun contatto').waitFor();
  await page.getByRole('link', { name: 'Scrivi a Cooperativa La Quercia' }).click();
  await page.getByRole('button', { name: `Togli ${QUERCIA}` }).waitFor();
  await page.getByText('Certificato', { exact: true }).first().waitFor();
});

const ROWS =
  'nome;pec;nota\n<b>Ugo</b>;avv.bianchi@pec.beta.example;"<img src=x onerror=alert(1)>"\nAnna;nessuno;ciao\nEva;avv.bianchi@pec.beta.example;a\nEva;avv.bianchi@pec.beta.example;a\n';

test('a letter to many, with formatting and columns: what each gets is seen before, and what a row says stays text', async () => {
  const { page } = mario;
  await go('invii');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'avvisi.csv', mimeType: 'text/csv', buffer: Buffer.from(ROWS) });
  await page.waitForURL(/\/invii\/[^/]+\/[^/]+/);
  await page
    .getByText(/Riga 2: «nessuno» non è un indirizzo/)
    .or(page.getByLabel('Oggetto'))
    .first()
    .waitFor();
  await page.getByLabel('Oggetto').fill('Avviso per {{nome}}');
  const body = page.getByRole('textbox', { name: 'Testo del messaggio' });
  if ((await page.getByRole('button', { name: 'Con formattazione' }).count()) > 0)
    await page.getByRole('button', { name: 'Con formattazione' }).click();
  await body.click();
  await page.keyboard.type('Gentile ');
  await page.getByRole('button', { name: 'Grassetto' }).click();
  await page.getByRole('button', { name: 'Inserisci una colonna' }).click();
  await page.getByRole('menuitem', { name: 'nome' }).click();
  await page.keyboard.type(': {{nota}} {{cognome}}');
  await page.getByText(/«cognome» tra doppie graffe/).waitFor();
  await judge(mario, 'merge-held');
  await body.click();
  await page.keyboard.press('Control+End');
  for (let sign = 0; sign < ' {{cognome}}'.length; sign++) await page.keyboard.press('Backspace');
  await page.getByText(/«cognome» tra doppie graffe/).waitFor({ state: 'detached' });
  await page.getByText('Riga 2: «nessuno» non è un indirizzo.').waitFor();
  const frame = page.frameLocator('iframe[sandbox]');
  await frame.getByText('<b>Ugo</b>').waitFor();
  assert.match((await frame.locator('strong').first().textContent()) ?? '', /^<b>Ugo<\/b>: <img /);
  await frame.getByText('<img src=x onerror=alert(1)>').waitFor();
  assert.equal(await frame.locator('img, b').count(), 0);
  await page.getByText('2 righe con errori: non saranno inviate').waitFor();
  await page.getByText('Riga 4: La riga è uguale alla riga 3.').waitFor();
  await page.getByText('Riga 3: Lo stesso indirizzo è già nella riga 1.').waitFor();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'bando.txt', mimeType: 'text/plain', buffer: Buffer.from('Articolo 1.') });
  await page.getByRole('button', { name: 'Togli bando.txt' }).waitFor();
  await judge(mario, 'merge-preview');
  // Pressed at once, while the last words are not saved yet: those go, and no others.
  await page.getByLabel('Oggetto').fill('Convocazione per {{nome}}');
  await page.getByRole('button', { name: 'Invia a tutti' }).click();
  await page.getByRole('dialog', { name: 'Inviare 2 messaggi?' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Invia a tutti' }).click();
  await page.getByRole('row').filter({ hasText: 'Consegnati' }).filter({ hasText: '2' }).waitFor({ timeout: 90_000 });
  await page.getByRole('row').filter({ hasText: 'Non accettati' }).filter({ hasText: '2' }).waitFor();
  await judge(mario, 'merge-done');
  const bianchi = await flow.person(flow.country.beta);
  await enter(bianchi, BIANCHI, passwordOf(flow.country.beta, BIANCHI));
  for (const name of ['Eva', '<b>Ugo</b>'])
    await bianchi.page
      .locator('.mail-row')
      .filter({ hasText: `Convocazione per ${name}` })
      .waitFor();
  assert.equal(await bianchi.page.locator('.mail-row').filter({ hasText: 'Avviso per' }).count(), 0);
  await bianchi.page.locator('.mail-row').filter({ hasText: 'Convocazione per Eva' }).getByRole('link').click();
  await bianchi.page.getByText('bando.txt').first().waitFor();
  await bianchi.leave();
});

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A program that takes events; it fails while it is told to. */
async function openReceiver() {
  const calls: Call[] = [];
  const told = { status: 200 };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      calls.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
      response.writeHead(told.status).end('detto');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { calls, told, url: `http://127.0.0.1:${port}/eventi`, close: () => server.close() };
}

test('webhooks: made, its secret shown once, what comes is told and signed; one that fails is said to fail', async () => {
  const { page } = mario;
  const receiver = await openReceiver();
  try {
    await go('sviluppatori');
    await page.getByLabel('Indirizzo (https)').fill(receiver.url);
    await page.getByRole('button', { name: 'Nuovo webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Segreto' });
    const secret = (await dialog.locator('code.secret').textContent())!;
    await judge(mario, 'webhook-secret');
    await dialog.getByRole('button', { name: 'Ho finito' }).click();
    assert.equal(await page.getByText(secret).count(), 0);
    await page.reload();
    await page.getByText(receiver.url).waitFor();
    assert.ok(!(await page.content()).includes(secret), 'it is shown once');

    await page.getByRole('button', { name: `Prova ${receiver.url}` }).click();
    await page.getByText('Ha risposto: 200.').first().waitFor();
    assert.equal(receiver.calls.length, 1);
    await flow.country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'Per il programma'));
    await until('the event has come', async () => receiver.calls.some(({ body }) => body.includes('Per il programma')));
    for (const { headers, body } of receiver.calls)
      await readWebhook({ body, secret, signature: `${headers['ceralacca-signature']}` });

    receiver.told.status = 500;
    await page.getByRole('button', { name: `Prova ${receiver.url}` }).click();
    await page.getByText('Non va. Risposta: 500.').first().waitFor();
    await flow.country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'Che non arriva'));
    await page.getByText('Non risponde').waitFor();
    await judge(mario, 'webhook-failing');
    await page.getByRole('button', { name: `Ultimi tentativi di ${receiver.url}` }).click();
    await page.getByRole('dialog').getByText('500').first().waitFor();
    await judge(mario, 'webhook-tries');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `Elimina ${receiver.url}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Elimina' }).click();
    await page.getByText('Nessun webhook.').waitFor();
  } finally {
    receiver.close();
  }
});

test('nothing was asked of anybody else, and no page broke its own policy', async () => {
  await mario.leave();
});

test('by digital identity: the button, the provider of identities, and the mailbox; whoever changes his mind comes back', async () => {
  const person = await flow.person(flow.country.alfa);
  const { page: visitor, home } = person;
  await visitor.goto(home);
  assert.equal(await visitor.getByRole('link', { name: 'La chieda qui' }).getAttribute('href'), '/attivazione/');
  await visitor.getByText('Non riesce ad accedere?').click();
  await visitor.getByText('Ha dimenticato la password').waitFor();
  await judge(person, 'sign-in-help');
  await visitor.getByRole('link', { name: /^Entra con .*CIE/ }).click();
  await visitor.getByRole('heading', { name: 'Identità digitale di prova' }).waitFor();
  await visitor.getByRole('button', { name: 'Annulla' }).click();
  await visitor.waitForURL(/\/accesso/);
  await visitor
    .getByText(/annullat|non è riuscit/i)
    .first()
    .waitFor();
  await visitor.getByRole('link', { name: /^Entra con .*CIE/ }).click();
  await visitor.getByRole('button', { name: /Mario Rossi/ }).click();
  await visitor.waitForURL(/\/posta\//);
  await visitor.getByRole('heading', { name: 'Posta in arrivo' }).waitFor();
  await person.leave(/^http:\/\/127\.0\.0\.1:\d+\/authorize(\?|$)/);
});
