/** Pages that are open move by what the server tells; what was told while a stream was broken is not lost. */
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { until } from '../e2e/poll.ts';
import { openBrowser, openPage } from './look.ts';
import { answersOf, MAILBOX, rowOf, viewOf } from './mail-fixtures.ts';
import { openStage, type Stage, type StageAnswer } from './stage.ts';

let stage: Stage;
let browser: Browser;
before(async () => {
  stage = await openStage(['webmail']);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await stage?.close();
});

const at = '2026-11-22T10:31:07+01:00';
const outgoing = { id: 'o1', at, by: 'anna', to: ['a@pec.beta.example'], subject: 'Lettera', size: 9 };
const merge = { id: 'i1', name: 'Convocazione', rows: 120, version: 1, columns: ['PEC'], addressColumn: 'PEC' };
const progress = { waiting: 120, accepted: 0, refused: 0, delivered: 0, failed: 0 };

async function open(path: string, answers: () => Readonly<Record<string, unknown>>) {
  stage.answer = answersOf({
    total: 1,
    row: () => rowOf(1),
    view: () => viewOf(rowOf(1), { level: 'none', checks: [] }),
    other: (name): StageAnswer | undefined => (name in answers() ? { json: answers()[name] } : undefined),
  });
  stage.asked.length = 0;
  const opened = await openPage(browser);
  await opened.page.goto(`${stage.url}/${path}`);
  await opened.page.locator('main h1').waitFor();
  // The stream stands, and what was asked for on its account has come.
  await until('a stream', async () => stage.tell({ kind: 'nothing' }) === 1, 10_000);
  return opened;
}

test('a mail merge moves as its rows go out, without being asked for', async () => {
  let now = { ...merge, state: 'running', progress, faults: [], leftOut: 0 };
  const { page, close } = await open(`invii/${MAILBOX}/i1`, () => ({
    'GET /mailboxes/{mailbox}/merges/{merge}': now,
  }));
  await page.getByText('0 di 120').first().waitFor();
  now = { ...now, progress: { ...progress, waiting: 70, accepted: 50 } };
  stage.tell({ kind: 'merges' });
  await page.getByText('50 di 120').first().waitFor({ timeout: 5_000 });
  await close();
});

test('what happened while the stream was broken shows when it stands again', async () => {
  let state = 'scheduled';
  const { page, close } = await open(`uscita/${MAILBOX}`, () => ({
    'GET /mailboxes/{mailbox}/outbox': { items: [{ ...outgoing, state }] },
  }));
  const badge = page.locator('.line .badge').first();
  const before = await badge.innerText();
  // Long enough for what the first opening asked for.
  await until('two answers', async () => asked('GET /mailboxes/{mailbox}/outbox') >= 2, 10_000);
  stage.cut();
  state = 'refused';
  await page.waitForFunction((words) => document.querySelector('.line .badge')?.textContent !== words, before, {
    timeout: 8_000,
  });
  await close();
});

test('a change between the first answer and the stream is not lost, and a gap that the server tells of is made good', async () => {
  let state = 'scheduled';
  const { page, close } = await open(`uscita/${MAILBOX}`, () => {
    const isFirst = asked('GET /mailboxes/{mailbox}/outbox') <= 1;
    const answer = { items: [{ ...outgoing, state: isFirst ? 'undo-window' : state }] };
    return { 'GET /mailboxes/{mailbox}/outbox': answer };
  });
  await page.getByText('Programmato', { exact: false }).first().waitFor({ timeout: 8_000 });
  state = 'awaiting-approval';
  stage.tell({ kind: 'gap' });
  await page.locator('.line .badge', { hasText: 'Da approvare' }).waitFor({ timeout: 8_000 });
  await close();
});

test('without a network the page says that it may be old, and says so no more when it is back', async () => {
  const { page, close } = await open(`uscita/${MAILBOX}`, () => ({
    'GET /mailboxes/{mailbox}/outbox': { items: [{ ...outgoing, state: 'scheduled' }] },
  }));
  const words = page.getByText('Collegamento interrotto');
  await page.context().setOffline(true);
  stage.cut();
  await words.waitFor({ timeout: 15_000 });
  await page.context().setOffline(false);
  await words.waitFor({ state: 'detached', timeout: 15_000 });
  await close();
});

const asked = (wanted: string) => stage.asked.filter(({ name }) => name === wanted).length;
