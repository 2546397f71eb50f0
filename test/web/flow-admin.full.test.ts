/** Whoever runs the provider: a mailbox for an organisation, from the form to the holder who comes in; what each administrator sees; the queue. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { letter } from '../e2e/mail.ts';
import { confirmIfAsked, enter, type Flow, judge, openFlow, type Person, passwordOf } from './flow.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const SUAP = 'suap@comune.roccaverde.example';
const PASSWORD = 'quattro cavalli al galoppo';

let flow: Flow;
let operator: Person;
const secret = () => passwordOf(flow.country.alfa, 'operatore');
before(async () => {
  flow = await openFlow();
  operator = await flow.person(flow.country.alfa);
  await enter(operator, 'operatore', secret(), '/admin/caselle/nuova');
});
after(() => flow?.[Symbol.asyncDispose]());

test('who works here and has no mailbox comes in at his desk, finds the safety of his access, and the way back', async () => {
  const one = await flow.person(flow.country.alfa);
  await enter(one, 'operatore', secret(), '/accesso');
  await one.page.waitForURL(/\/admin\//);
  await one.page.getByRole('button', { name: /^Il suo accesso/ }).click();
  await one.page.getByRole('menuitem', { name: 'Sicurezza dell’accesso' }).click();
  await one.page.getByRole('heading', { name: 'Secondo fattore' }).waitFor();
  await judge(one, 'operator-security');
  await one.page.getByRole('link', { name: 'Amministrazione' }).click();
  await one.page.waitForURL(/\/admin\/$/);
  await one.leave();
});

test('the operator makes a mailbox for an office; its holder chooses the password by a link, which works once', async () => {
  const { page } = operator;
  await page.getByLabel('Prima della chiocciola').fill('suap');
  await page.getByLabel('Dominio').selectOption('comune.roccaverde.example');
  await page.getByLabel('Tipo di titolare').selectOption('public-body');
  await page.getByLabel('Nome del titolare').fill('Comune di Roccaverde, SUAP');
  await page.getByLabel('Recapito ordinario').fill('paolo@posta.example');
  await page.getByLabel('Organizzazione').selectOption({ label: 'Comune di Roccaverde' });
  await page.getByLabel('Ufficio').selectOption({ label: 'Ufficio tributi' });
  await judge(operator, 'admin-new-mailbox');
  await page.getByRole('button', { name: 'Crea la casella' }).click();
  const link = page.locator('p.secret');
  await confirmIfAsked(operator, secret(), link);
  const [, token] = /\/primo-accesso#(\S+)$/.exec((await link.textContent())!)!;
  await page.getByRole('button', { name: 'Fatto' }).click();

  const holder = await flow.person(flow.country.alfa, { width: 390 });
  await holder.page.goto(`${holder.home}/primo-accesso#${token}`);
  await holder.page.getByText(SUAP).waitFor();
  await judge(holder, 'first-login');
  await holder.page.getByLabel('Nuova password').fill(PASSWORD);
  await holder.page.getByRole('button', { name: 'Salva la password ed entra' }).click();
  await holder.page.waitForURL(/\/posta\//);
  await holder.page.goto(`${holder.home}/primo-accesso#${token}`);
  await holder.page.reload();
  await holder.page.getByRole('heading', { name: 'Questo link non vale più' }).waitFor();
  await judge(holder, 'first-login-gone');
  await holder.leave();
});

test('the administrator of an organisation sees its mailboxes and no others', async () => {
  const mayor = await flow.person(flow.country.alfa);
  await enter(mayor, 'sindaco', passwordOf(flow.country.alfa, 'sindaco'), '/admin/caselle');
  await mayor.page.getByText(SUAP).first().waitFor();
  await mayor.page.getByText('protocollo@comune.roccaverde.example').first().waitFor();
  assert.equal(await mayor.page.getByText(MARIO).count(), 0);
  const menu = mayor.page.getByRole('navigation', { name: 'Menu' });
  assert.equal(await menu.getByRole('link', { name: 'Coda' }).count(), 0);
  await judge(mayor, 'admin-organisation-mailboxes');
  await mayor.leave();
});

test('a provider that does not answer is on the board of the queue, by its domain', async () => {
  const { page, home } = operator;
  const { control } = flow.country.network;
  const body = (running: boolean) => JSON.stringify({ name: flow.country.beta.name, running });
  await fetch(`${control}/providers`, { method: 'POST', body: body(false) });
  try {
    await flow.country.submit({ from: FERRI, to: [BIANCHI] }, letter(FERRI, [BIANCHI], 'In attesa'));
    await page.goto(`${home}/admin/coda`);
    await page.getByRole('button', { name: /beta/ }).first().waitFor();
    assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /In attesa di risposta|officine\.ferri/);
    await judge(operator, 'admin-queue');
  } finally {
    await fetch(`${control}/providers`, { method: 'POST', body: body(true) });
  }
  await operator.leave();
});
