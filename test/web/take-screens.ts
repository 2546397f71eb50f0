/** Pictures of every main screen: the webmail of a real network with real messages, then administration, activation and public pages. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { letter } from '../e2e/mail.ts';
import { until } from '../e2e/poll.ts';
import { SmtpClient } from '../e2e/smtp.ts';
import { enter, type Flow, openFlow, type Person, passwordOf, send, write } from './flow.ts';
import { furnish, lookAround } from './furnish.ts';
import { takeActivationScreens } from './screens-activation.ts';
import { takeAdminScreens, takeFindings } from './screens-admin.ts';
import { smallPng } from './small-png.ts';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };
const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const GALLI = 'studio.galli@pec.alfa.example';
const LUCIA = 'lucia@posta.example';

const folder = process.argv[2] ?? 'docs/screens';
const taken: string[] = [];

async function keep(name: string, page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur?.());
  writeFileSync(
    join(folder, `${name}.png`),
    smallPng(await page.screenshot({ animations: 'disabled', caret: 'hide' })),
  );
  taken.push(name);
}

async function both(name: string, { page }: Person): Promise<void> {
  for (const [size, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
    await page.setViewportSize(viewport);
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
    await keep(`${name}-${size}`, page);
  }
  await page.setViewportSize(WIDE);
}

/** A morning's mail. */
async function seed({ country }: Flow): Promise<void> {
  const mails: readonly (readonly [from: string, subject: string, body: string])[] = [
    [FERRI, 'Fattura n. 118 del 20 novembre', 'Buongiorno, in allegato la fattura del mese.\r\nCordiali saluti\r\n'],
    [
      'protocollo@comune.roccaverde.example',
      'Avviso di accertamento TARI 2025',
      'Si trasmette l’avviso in oggetto.\r\n',
    ],
    [
      BIANCHI,
      'Diffida ad adempiere',
      'Con la presente si diffida ad adempiere entro quindici giorni.\r\n\r\nAvv. Giulia Bianchi\r\n',
    ],
  ];
  const header = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n';
  for (const [from, subject, body] of mails)
    await country.submit({ from, to: [MARIO] }, letter(from, [MARIO], subject, { header, body }), ' BODY=8BITMIME');
  using client = await SmtpClient.open({ ...country.alfa.reception!, tls: 'none' }, country.root);
  await client.send({ from: LUCIA, to: [MARIO] }, letter(LUCIA, [MARIO], 'Orari del mercato di sabato'));
  await until('the mail has come', async () => (await country.inbox(MARIO)).length >= 4);
}

async function takeMail(flow: Flow): Promise<Person> {
  const mario = await flow.person(flow.country.alfa);
  const { page, home } = mario;
  await page.goto(home);
  await page.getByLabel('Indirizzo o nome utente').waitFor();
  await both('sign-in', mario);
  await enter(mario, MARIO, passwordOf(flow.country.alfa, MARIO));
  await page.locator('.mail-row').nth(3).waitFor();
  const box = /\/posta\/([^/]+)/.exec(page.url())![1]!;
  await both('inbox', mario);
  for (const [name, subject] of [
    ['certified', 'Diffida ad adempiere'],
    ['anomaly', 'Orari del mercato di sabato'],
  ] as const) {
    await page.locator('.mail-row').filter({ hasText: subject }).getByRole('link').click();
    await page.getByRole('heading', { name: subject }).waitFor();
    await both(`message-${name}`, mario);
    await page.goto(home);
  }
  await write(mario, {
    to: [BIANCHI],
    subject: 'Risposta alla diffida',
    text: 'Gentile avvocato, contesto integralmente.',
  });
  await page.locator('.check-recipients, .badge-good').first().waitFor();
  await page
    .getByText('Le torna:')
    .first()
    .waitFor()
    .catch(() => {});
  await both('write', mario);
  await send(mario);
  await both('undo-window', mario);
  await page.getByRole('link', { name: 'Segui la consegna' }).click();
  await page.getByRole('heading', { name: 'Consegnato.' }).waitFor();
  await both('timeline-delivered', mario);
  const password = passwordOf(flow.country.alfa, MARIO);
  const merge = await furnish(mario, { mailbox: box, password, colleagues: [FERRI, GALLI] });
  const ferri = await flow.person(flow.country.alfa);
  await enter(ferri, FERRI, passwordOf(flow.country.alfa, FERRI));
  await lookAround(ferri, box);
  await ferri.page.context().close();
  for (const [name, path] of Object.entries({
    outbox: 'uscita',
    folders: 'cartelle',
    contacts: 'rubrica',
    desk: 'gruppo',
    merges: 'invii',
    settings: 'impostazioni',
    rules: 'regole',
    delegates: 'deleghe',
    space: 'spazio',
    developers: 'sviluppatori',
  })) {
    await page.goto(`${home}/${path}/${box}`);
    await page.locator('main h1').waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await both(name, mario);
  }
  await page.goto(`${home}/invii/${box}/${merge}`);
  await page.locator('.merge-letter').waitFor();
  await both('merge', mario);
  await page.goto(`${home}/sicurezza`);
  await page.getByRole('heading', { name: 'Secondo fattore' }).waitFor();
  await both('security', mario);
  return mario;
}

/** A provider is down; the clock goes on. */
async function takeWaiting(flow: Flow, mario: Person): Promise<void> {
  const { control } = flow.country.network;
  const beta = (running: boolean) =>
    fetch(`${control}/providers`, { method: 'POST', body: JSON.stringify({ name: flow.country.beta.name, running }) });
  await beta(false);
  await write(mario, { to: [BIANCHI], subject: 'Offerta per la gara 12', text: 'Si allega l’offerta.' });
  await send(mario);
  await mario.page.getByRole('link', { name: 'Segui la consegna' }).click();
  await mario.page.getByRole('heading', { name: 'Accettato, non ancora consegnato.' }).waitFor();
  await both('timeline-waiting', mario);
  await flow.country.advance('PT12H1M');
  await flow.country.advance('PT12H');
  await mario.page.getByRole('heading', { name: 'Non consegnato.' }).waitFor();
  await both('timeline-24h', mario);
  await beta(true);
}

function index(): string {
  const names = [...new Set(taken.map((name) => name.replace(/-(wide|phone)$/, '')))];
  const cell = (name: string, size: string) =>
    taken.includes(`${name}-${size}`) ? `![${name}, ${size}](${name}-${size}.png)` : '';
  return (
    '# Screens\n\nMade by `npm run screens` from a sandbox (TEST: invented people, no legal value), at 1280 and 390 CSS pixels. ' +
    'Webmail, administration and public pages are those of a running provider with real messages; the steps of activation are shown with data given by hand.\n\n' +
    names.map((name) => `## ${name}\n\n${cell(name, 'wide')} ${cell(name, 'phone')}\n`).join('\n')
  );
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await using flow = await openFlow();
await seed(flow);
const mario = await takeMail(flow);
await takeAdminScreens(flow, both);
await takeWaiting(flow, mario);
await takeFindings(flow, both);
await takeActivationScreens(flow.browser, keep);
writeFileSync(join(folder, 'README.md'), index());
console.log(`${taken.length} pictures in ${folder}`);
