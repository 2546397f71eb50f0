/** What an operator runs: the queue, the register of outages, the rules of a domain, in a browser with answers given by hand. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ANSWERS } from './admin-fixtures.ts';
import { type AdminStage, given, openAdminStage } from './admin-stage.ts';
import { judgeAccess } from './look.ts';
import type { Stage } from './stage.ts';

let admin: AdminStage;
let stage: Stage;
before(async () => {
  admin = await openAdminStage();
  stage = admin.stage;
});
after(() => admin?.[Symbol.asyncDispose]());

const open = (page: Page, path: string) => admin.open(page, path);
const look = (...asked: Parameters<AdminStage['look']>) => admin.look(...asked);

test('the queue is read on behind the place where it ended, of the queue that was chosen', async () => {
  const board = ANSWERS['GET /admin/queue']!;
  const asked: string[] = [];
  const [first, second] = board.jobs;
  stage.answer = (name, query) => {
    if (name !== 'GET /admin/queue') return given(name);
    asked.push([query.get('queue'), query.get('after')].join(' '));
    return { json: query.has('after') ? { ...board, jobs: [second] } : { ...board, jobs: [first], next: '17 j1' } };
  };
  await look(async (page) => {
    await open(page, '/coda');
    await page.getByRole('button', { name: 'pec.gamma.example', exact: true }).click();
    const jobs = page.getByRole('list', { name: 'Uno per uno' }).getByRole('listitem');
    const more = page.getByRole('button', { name: 'Mostra altri' });
    await more.click();
    await more.waitFor({ state: 'detached' });
    assert.equal(await jobs.count(), 2);
    assert.ok(asked.includes('relay:pec.gamma.example 17 j1'), asked.join('; '));
  });
});

test('an announced outage is withdrawn with a reason; a rule that is wrong far up is where one is led', async () => {
  const levels = ANSWERS['GET /admin/service-levels']!;
  const [, lasting] = levels.outages;
  const announced = { ...lasting!, state: 'announced' as const, from: '2026-12-20T02:00:00+01:00' };
  stage.answer = (name) =>
    name === 'GET /admin/service-levels' ? { json: { ...levels, outages: [announced] } } : given(name);
  await look(async (page) => {
    await open(page, '/livelli');
    await page.getByText('annunciata').waitFor();
    assert.equal(await page.getByText('in corso').count(), 0);
    await page.getByRole('button', { name: /^Ritira l’interruzione/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Ritira', exact: true }).click();
    assert.match((await page.locator(':focus').getAttribute('aria-describedby')) ?? '', /error/);
    await judgeAccess(page, 'withdraw');
    await dialog.getByLabel('Motivo').fill('rinviata');
    await dialog.getByRole('button', { name: 'Ritira', exact: true }).click();
    await page.getByText('L’interruzione è ritirata.').waitFor();
    assert.ok(stage.asked.some(({ name, body }) => name.endsWith('/withdraw') && body.includes('rinviata')));
    await open(page, '/domini');
    await page
      .getByRole('button', { name: /^Modifica/ })
      .first()
      .click();
    await dialog.getByLabel('Canale chiuso').check();
    await dialog.locator('textarea').fill('');
    await dialog.getByRole('button', { name: 'Salva' }).click();
    assert.equal(await page.locator(':focus').evaluate((one) => one.tagName), 'TEXTAREA');
  });
});

test('the page of the nightly checks is not green alone where the sealed log was changed', async () => {
  const overview = ANSWERS['GET /admin/overview']!;
  const alarm = { level: 'bad' as const, about: 'log' };
  const known = { ...alarm, code: 'log-changed', values: { day: '2026-11-21' }, text: 'THE LOG WAS CHANGED' };
  const unknown = { ...alarm, code: 'log-new', values: { why: 'x' }, text: 'the log asks for something new' };
  stage.answer = (name) => {
    if (name === 'GET /admin/overview') return { json: { ...overview, findings: [known, unknown] } };
    if (name === 'GET /admin/findings') return { json: { at: '2026-11-22T03:00:00+01:00', total: 0, findings: [] } };
    return given(name);
  };
  await look(async (page) => {
    await open(page, '/controlli');
    await page.getByText('Nessuna irregolarità nei messaggi').waitFor();
    await page.getByText('IL REGISTRO È STATO ALTERATO: le righe del 21 novembre 2026').waitFor();
    assert.equal(await page.getByText(unknown.text).getAttribute('lang'), 'en', 'told in English, and marked so');
    await judgeAccess(page, 'log alarm');
  });
});
