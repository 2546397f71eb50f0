/** The desk in a browser with answers given by hand: a hundred thousand messages, the keyboard, every state of the list. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Trust } from '#contract';
import { openBrowser, openPage } from './look.ts';
import { answersOf, type GivenMail, MAILBOX, rowOf, viewOf } from './mail-fixtures.ts';
import { checkPage } from './page.ts';
import { openStage, type Stage } from './stage.ts';

const MANY = 100_000;
const CERTIFIED: Trust = {
  level: 'certified',
  provider: 'Gestore Beta',
  certifiedAt: '2026-11-22T10:31:07+01:00',
  checks: [{ code: 'signature', ok: true }],
};

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

/** Newest first: position 0 is message number `total`. */
const mailOf = (total: number, more: Partial<GivenMail> = {}): GivenMail => ({
  total,
  row: (position) => rowOf(total - position),
  view: (uid) => viewOf(rowOf(uid), CERTIFIED),
  ...more,
});

async function open(mail: GivenMail, path = `/posta/${MAILBOX}/1`) {
  stage.answer = answersOf(mail);
  stage.asked.length = 0;
  const opened = await openPage(browser);
  await opened.page.goto(stage.url + path);
  return opened;
}

/** What of the list's window no row stands in, in pixels; and the numbers of the messages that stand there. */
const inSight = (page: Page) =>
  page.evaluate(() => {
    const window = document.querySelector('.list-scroll')!.getBoundingClientRect();
    const rows = [...document.querySelectorAll('.mail-row')]
      .map((row) => ({ box: row.getBoundingClientRect(), text: row.querySelector('.mail-subject')?.textContent ?? '' }))
      .filter(({ box }) => box.bottom > window.top && box.top < window.bottom)
      .sort((a, b) => a.box.top - b.box.top);
    // Rows of fractions of a pixel meet as well as they can.
    const hair = 1.5;
    let gap = 0;
    let at = window.top;
    for (const { box } of rows) {
      gap += Math.max(0, box.top - at - hair);
      at = Math.max(at, box.bottom);
    }
    return { gap: gap + Math.max(0, window.bottom - at - hair), texts: rows.map(({ text }) => text) };
  });

test('the first load of the webmail is under 350 KB, packed with gzip', async (t) => {
  const { page, close } = await open(mailOf(MANY));
  await page.locator('.mail-link').first().waitFor();
  await page.waitForLoadState('networkidle');
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  let octets = 0;
  for (const url of [stage.url, ...new Set(urls.filter((one) => !one.includes('/api/')))]) {
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    octets += Number(response.headers.get('content-length')) || (await response.arrayBuffer()).byteLength;
  }
  t.diagnostic(`${Math.round(octets / 1_024)} KB in ${urls.length} files`);
  assert.ok(octets > 50_000 && octets < 350 * 1_024, `${octets} octets`);
  await close();
});

test('a hundred thousand messages open at once and are scrolled through without a gap', async (t) => {
  const { page, close } = await open(mailOf(MANY));
  await page.locator('.mail-link').first().waitFor();
  const opened = await page.evaluate(() => performance.now());
  t.diagnostic(`first rows after ${Math.round(opened)} ms`);
  assert.match((await page.locator('.list-count').textContent()) ?? '', /100\.000 messaggi/);
  for (const share of [0.5, 0.999, 0.25, 0.2501, 1, 0]) {
    await page.evaluate((to) => {
      const list = document.querySelector('.list-scroll')!;
      list.scrollTop = to * (list.scrollHeight - list.clientHeight);
    }, share);
    // The next picture that is painted.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal((await inSight(page)).gap, 0, `a gap at ${share}`);
    await page.waitForFunction(() => document.querySelectorAll('.mail-row-coming').length === 0);
    const { gap, texts } = await inSight(page);
    assert.equal(gap, 0);
    const numbers = texts.map((text) => Number(/\d+/.exec(text)?.[0]));
    assert.deepEqual(
      numbers,
      numbers.map((_, at) => numbers[0]! - at),
      `rows in order at ${share}`,
    );
  }
  assert.equal((await page.locator('.mail-row').count()) < 60, true);
  await page.evaluate(() => {
    const list = document.querySelector('.list-scroll')!;
    list.scrollTop = list.scrollHeight;
  });
  await page.getByText('Messaggio 1', { exact: true }).waitFor();
  await close();
});

test('the list is worked by keyboard alone', async () => {
  const { page, close } = await open(mailOf(300));
  await page.locator('.mail-link').first().waitFor();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('.mail-row')?.querySelector('.mail-subject')?.textContent);
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.matches('.mail-link'));
  assert.equal(await focused(), 'Messaggio 299');
  for (let times = 0; times < 12; times++) await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() =>
    document.activeElement?.closest('.mail-row')?.textContent?.includes('Messaggio 287'),
  );
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/287$/);
  await page.getByRole('heading', { name: 'Messaggio 287' }).waitFor();
  await page.keyboard.press('k');
  await page.waitForURL(/\/288$/);
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/posta\/m1\/1$/);
  await page.keyboard.press('x');
  await page.getByText('1 selezionato').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Scorciatoie da tastiera' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByText('1 selezionato').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'search');
  await close();
});

/** As wide as that, and drawn so. */
async function resize(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 780 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

test('j and then Enter open the message, however quickly they come; on a button Enter presses the button', async () => {
  const { page, close } = await open(mailOf(300));
  await page.locator('.mail-link').first().waitFor();
  await page.evaluate(() => {
    for (const key of ['j', 'j', 'Enter'])
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    (document.activeElement as HTMLElement).click();
  });
  await page.waitForURL(/\/298$/);
  await page.locator('.body').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/posta\/m1\/1$/);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/298$/);
  await page.locator('.body').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Filtri' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Filtra' }).waitFor();
  assert.match(page.url(), /\/posta\/m1\/1$/);
  await close();
});

test('whatever is chosen is taken away as one file: the numbers travel in the body', async () => {
  const EXPORT = 'POST /mailboxes/{mailbox}/messages/export';
  const { page, close } = await open(
    mailOf(2_500, { other: (name) => (name === EXPORT ? { json: 'zip' } : undefined) }),
  );
  await page.locator('.mail-link').first().waitFor();
  await page.getByRole('checkbox', { name: 'Seleziona tutti' }).click();
  await page.getByText('2500 selezionati').waitFor();
  await page.getByRole('toolbar').getByRole('button', { name: 'Azioni sui messaggi selezionati' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Scarica i selezionati (.zip)' }).click();
  assert.equal((await download).suggestedFilename(), 'Posta in arrivo.zip');
  const { uids, ...rest } = JSON.parse(stage.asked.find(({ name }) => name === EXPORT)!.body);
  assert.deepEqual([rest, uids.length, new Set(uids).size], [{ folder: '1', as: 'zip' }, 2_500, 2_500]);
  await close();
});

test('on a phone the quick filters stand in one line, and all that is filtered by is in sight', async () => {
  const { page, close } = await open(mailOf(30));
  await page.locator('.mail-link').first().waitFor();
  const tops = () =>
    page.evaluate(() => [...document.querySelectorAll('.chip')].map((chip) => chip.getBoundingClientRect().top));
  for (const width of [320, 390]) {
    await resize(page, width);
    assert.equal(new Set(await tops()).size, 1, `${width}`);
    await checkPage(page, `chips-${width}`);
  }
  // By keyboard each comes into sight.
  await resize(page, 320);
  const last = page.getByRole('button', { name: 'Con allegati' });
  await last.focus();
  const { x, width } = (await last.boundingBox())!;
  assert.ok(x >= 0 && x + width <= 320, `${x} ${width}`);
  await last.press('Enter');
  await page.waitForURL(/attachments/);
  for (const chip of await page.locator('.chips button').all()) {
    const box = (await chip.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 320, (await chip.textContent()) ?? '');
  }
  await close();
});

test('many messages are moved at once, and back again', async () => {
  const moved: string[] = [];
  const { page, close } = await open(
    mailOf(7, {
      other(name) {
        if (name !== 'POST /mailboxes/{mailbox}/messages/delete' && name !== 'POST /mailboxes/{mailbox}/messages/move')
          return undefined;
        moved.push(name);
        return {
          json: name.endsWith('delete') ? { deleted: 2, movedTo: '3', uids: [11, 12] } : { moved: 2, uids: [7, 6] },
        };
      },
    }),
  );
  await page.locator('.mail-link').first().waitFor();
  await page.getByRole('checkbox', { name: 'Seleziona: Messaggio 7' }).click();
  await page.getByRole('checkbox', { name: 'Seleziona: Messaggio 5' }).click({ modifiers: ['Shift'] });
  await page.getByText('3 selezionati').waitFor();
  await page.getByRole('checkbox', { name: 'Seleziona: Messaggio 6' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Elimina' }).click();
  await page.getByText('2 messaggi spostati nel cestino.').waitFor();
  await page.getByRole('button', { name: 'Annulla l’operazione' }).click();
  await page.getByText('Operazione annullata.').waitFor();
  const [deletion, back] = stage.asked
    .filter(({ name }) => name.startsWith('POST'))
    .map(({ body }) => JSON.parse(body));
  assert.deepEqual(deletion, { folder: '1', uids: [7, 5] });
  assert.deepEqual(back, { folder: '3', uids: [11, 12], to: '1' });
  await close();
});

test('of a hundred thousand as many are selected as go at once, and that is said; nothing else is touched', async () => {
  const { page, close } = await open(
    mailOf(MANY, {
      other: (name) =>
        name === 'POST /mailboxes/{mailbox}/messages/flags' ? { json: { changed: 10_000 } } : undefined,
    }),
  );
  await page.locator('.mail-link').first().waitFor();
  await page.getByRole('checkbox', { name: 'Seleziona tutti' }).click();
  await page.getByText('10.000 di 100.000 selezionati').waitFor();
  await page.getByText('Selezionati i primi 10.000 di 100.000: di più insieme non si può.').first().waitFor();
  await checkPage(page, 'selected-part');
  await page.getByRole('toolbar').getByRole('button', { name: 'Azioni sui messaggi selezionati' }).click();
  await page.getByRole('menuitem', { name: 'Segna come letto' }).click();
  await page.getByText('Fatto: 10.000 messaggi.').waitFor();
  const orders = stage.asked.filter(({ name }) => name === 'POST /mailboxes/{mailbox}/messages/flags');
  const { uids } = JSON.parse(orders[0]!.body);
  assert.deepEqual([orders.length, uids.length, uids[0], uids.at(-1)], [1, 10_000, MANY, MANY - 9_999]);
  await close();
});

test('where not all of them were looked through, the number found says so', async () => {
  const mail = mailOf(3);
  const { page, close } = await open(
    {
      ...mail,
      other(name, query) {
        if (name !== 'GET /mailboxes/{mailbox}/folders/{folder}/messages' || !query.has('attachments'))
          return undefined;
        return { json: { total: 1, state: '1', lookedThrough: 5_000, rows: [mail.row(0)] } };
      },
    },
    `/posta/${MAILBOX}/1?attachments=true`,
  );
  await page.locator('.mail-link').first().waitFor();
  await page.getByText('1 risultato', { exact: true }).waitFor();
  await page.getByText('Cercato solo nei 5000 messaggi più recenti').waitFor();
  await checkPage(page, 'looked-through');
  await close();
});

test('nothing there, nothing found, nothing come yet and nothing to be had each say so, for everybody', async () => {
  const empty = await open(mailOf(0));
  await empty.page.getByText('Qui non c’è nulla').waitFor();
  await checkPage(empty.page, 'list-empty');
  await empty.close();
  const none = await open(mailOf(0), `/posta/${MAILBOX}/1?text=nulla&everywhere=true`);
  await none.page.getByText('Nessun risultato').waitFor();
  await checkPage(none.page, 'list-none-found');
  await none.close();
  const ROWS = 'GET /mailboxes/{mailbox}/folders/{folder}/messages';
  const coming = await open(mailOf(9, { other: (name) => (name === ROWS ? 'never' : undefined) }));
  await coming.page.locator('.mail-row-coming').first().waitFor();
  await checkPage(coming.page, 'list-coming');
  await coming.close();
  const problem = { type: 'about:blank', title: 'Conflict', code: 'conflict', detail: 'Adesso no.' };
  const broken = await open(mailOf(9, { other: (name) => (name === ROWS ? { status: 409, problem } : undefined) }));
  await broken.page.getByText('Adesso no.').waitFor();
  await checkPage(broken.page, 'list-broken');
  await broken.close();
});

test('an address that leads nowhere, and a message that is gone, say so', async () => {
  const nowhere = await open(mailOf(3), '/non/esiste');
  await nowhere.page.getByRole('heading', { name: 'Questa pagina non c’è' }).waitFor();
  await checkPage(nowhere.page, 'nowhere');
  await nowhere.close();
  const VIEW = 'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}';
  const problem = {
    type: 'about:blank',
    title: 'Not Found',
    code: 'not-found',
    detail: 'Questo messaggio non c’è più.',
  };
  const gone = await open(
    mailOf(3, { other: (name) => (name === VIEW ? { status: 404, problem } : undefined) }),
    `/posta/${MAILBOX}/1/9`,
  );
  await gone.page.getByText('Questo messaggio non c’è più.').waitFor();
  await checkPage(gone.page, 'message-gone');
  await gone.close();
});

test('at 200 per cent, which is half the width, everything is there', async () => {
  const { page, close } = await open(mailOf(30));
  await page.setViewportSize({ width: 640, height: 450 });
  await page.locator('.mail-link').first().click();
  await page.getByRole('heading', { name: 'Messaggio 30' }).waitFor();
  await page.getByRole('button', { name: 'Torna all’elenco' }).click();
  const folders = page.getByRole('button', { name: 'Mostra le cartelle' });
  await folders.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.closest('#folders') !== null);
  await page.keyboard.press('Escape');
  assert.ok(await folders.evaluate((button) => button === document.activeElement));
  await folders.click();
  await page.getByRole('link', { name: 'Inviata' }).click();
  await page.getByRole('heading', { name: 'Inviata' }).waitFor();
  await close();
});
