/** At 200 per cent a window of 1280 by 900 is one of 640 by 450: on every page nothing is cut off and every control can be reached. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { letter } from '../e2e/mail.ts';
import { until } from '../e2e/poll.ts';
import { enter, type Flow, openFlow, type Person, passwordOf } from './flow.ts';
import { furnish } from './furnish.ts';
import { keepScreen } from './page.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const COLLEAGUES = ['officine.ferri@pec.alfa.example', 'studio.galli@pec.alfa.example'] as const;
const ZOOMED = { width: 640, height: 450 };

let flow: Flow;
let mario: Person;
let mailbox: string;
let merge: string;
before(async () => {
  flow = await openFlow();
  for (const subject of ['Avviso di accertamento', 'Diffida ad adempiere', 'Gara 12'])
    await flow.country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], subject));
  await until('the mail has come', async () => (await flow.country.inbox(MARIO)).length >= 3);
  mario = await flow.person(flow.country.alfa);
  await mario.page.setViewportSize(ZOOMED);
  await mario.page.goto(mario.home);
  await mario.page.getByLabel('Indirizzo o nome utente').waitFor();
  await judgeZoom(mario.page, 'sign-in');
  const password = passwordOf(flow.country.alfa, MARIO);
  await enter(mario, MARIO, password);
  await mario.page.waitForURL(/\/posta\/[^/]+/);
  mailbox = /\/posta\/([^/]+)/.exec(mario.page.url())![1]!;
  merge = await furnish(mario, { mailbox, password, colleagues: COLLEAGUES });
});
after(() => flow?.[Symbol.asyncDispose]());

/** No sideways scrolling; words that are cut off say so by an ellipsis; whatever can be pressed can be brought into sight. */
async function judgeZoom(page: Page, name: string): Promise<void> {
  await keepScreen(page, `zoom-${name}`);
  const wrong = await page.evaluate(() => {
    const found: string[] = [];
    const say = (what: string, one: Element) =>
      found.push(`${what}: ${one.tagName}.${one.className} «${one.textContent?.trim().slice(0, 40)}»`);
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);
    const isShown = (one: Element) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    for (const one of document.querySelectorAll('main *, .folders *, dialog *')) {
      const { overflowX, textOverflow, clip } = getComputedStyle(one);
      const isCut = one.scrollWidth > one.clientWidth + 1 && (overflowX === 'hidden' || overflowX === 'clip');
      // What is for ears alone is made as small as can be.
      const isForEars = one.closest('.visually-hidden') !== null || one.getBoundingClientRect().width <= 1;
      if (!isForEars && isShown(one) && isCut && textOverflow !== 'ellipsis' && clip === 'auto') say('cut off', one);
    }
    const pressed = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    for (const one of document.querySelectorAll(pressed)) {
      if (!isShown(one) || one.closest('.visually-hidden, .skip-link, [inert]') !== null) continue;
      one.scrollIntoView({ block: 'center', inline: 'center' });
      const box = one.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2);
      const isThere = at !== null && (one.contains(at) || at.contains(one) || one.id === at.closest('label')?.htmlFor);
      if (!isThere) say(`covered by ${at?.tagName}.${at?.className}`, one);
    }
    return found;
  });
  assert.deepEqual(wrong, [], name);
}

test('every main page can be read and used at 200 per cent', async () => {
  const { page, home } = mario;
  const rooms = {
    inbox: `posta/${mailbox}`,
    outbox: `uscita/${mailbox}`,
    approvals: `approvazioni/${mailbox}`,
    folders: `cartelle/${mailbox}`,
    contacts: `rubrica/${mailbox}`,
    desk: `gruppo/${mailbox}`,
    merges: `invii/${mailbox}`,
    merge: `invii/${mailbox}/${merge}`,
    settings: `impostazioni/${mailbox}`,
    texts: `testi/${mailbox}`,
    rules: `regole/${mailbox}`,
    delegates: `deleghe/${mailbox}`,
    space: `spazio/${mailbox}`,
    developers: `sviluppatori/${mailbox}`,
    security: 'sicurezza',
    write: `scrivi/${mailbox}`,
  };
  const wrong: string[] = [];
  for (const [name, path] of Object.entries(rooms)) {
    await page.goto(`${home}/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.skeleton, .mail-row-coming').first().waitFor({ state: 'detached' });
    await judgeZoom(page, name).catch((fault: Error) => wrong.push(fault.message));
  }
  assert.deepEqual(wrong, []);
});

test('a message and its folders can be read and used at 200 per cent', async () => {
  const { page, home } = mario;
  await page.goto(`${home}/posta/${mailbox}`);
  await page.locator('.mail-link').first().click();
  await page.locator('.trust').first().waitFor();
  await judgeZoom(page, 'message');
  await page.getByRole('button', { name: 'Torna all’elenco' }).click();
  await page.getByRole('button', { name: 'Mostra le cartelle' }).click();
  await page.getByRole('link', { name: 'Gare 2026' }).waitFor();
  await judgeZoom(page, 'drawer');
});
