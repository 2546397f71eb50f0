/** Foreign HTML in a real browser behind the real policy: nothing of it runs, asks anybody, leaves its place or looks certified. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Trust } from '#contract';
import { type Attack, CORPUS, LARGE } from './hostile/corpus.ts';
import { openBrowser } from './look.ts';
import { answersOf, MAILBOX, rowOf, viewOf } from './mail-fixtures.ts';
import { openStage, type Stage } from './stage.ts';

const NOT_CERTIFIED: Trust = {
  level: 'not-certified',
  checks: [],
  reason: 'dominio mittente non di posta certificata',
};
const FRAME = 'iframe.html-frame';

let stage: Stage;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What nobody may do, done. */
let faults: string[];

before(async () => {
  stage = await openStage(['webmail']);
  browser = await openBrowser();
  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'it-IT',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(`error ${fault}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'blob:' && protocol !== 'data:' && protocol !== 'about:')
      faults.push(`asked ${request.url()}`);
  });
  context.on('page', () => faults.push('another page'));
});
after(async () => {
  await browser?.close();
  await stage?.close();
});

/** An ordinary message that says all it can to pass for a certified one. */
function serve({ html }: Attack): void {
  const row = rowOf(1, {
    kind: 'anomaly',
    from: { name: 'Posta Certificata ✔', address: 'x@evil.example' },
    subject: 'POSTA CERTIFICATA: ✔ certificato',
  });
  const attachments = [
    { part: '2', name: 'a.html', type: 'text/html', size: 9, shows: 'nothing' as const, cid: 'pagina', isInline: true },
    {
      part: '3',
      name: 'a.svg',
      type: 'image/svg+xml',
      size: 9,
      shows: 'image' as const,
      cid: 'disegno',
      isInline: true,
    },
  ];
  stage.answer = answersOf({ total: 1, row: () => row, view: () => viewOf(row, NOT_CERTIFIED, { html, attachments }) });
}

async function open(attack: Attack): Promise<void> {
  faults = [];
  serve(attack);
  stage.asked.length = 0;
  await page.goto(`${stage.url}/posta/${MAILBOX}/1/1`);
  await page.locator('.body').waitFor();
  await page.waitForLoadState('networkidle', { timeout: 90_000 });
}

const ASKED = new Set([
  'GET /session',
  'GET /mailboxes',
  'GET /mailboxes/{mailbox}',
  'GET /mailboxes/{mailbox}/folders',
  'GET /mailboxes/{mailbox}/folders/{folder}/messages',
  'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}',
  'GET /mailboxes/{mailbox}/approvals',
  'GET /mailboxes/{mailbox}/changes',
]);

/** Nothing happened that nobody asked for, and the page says what it is. */
async function judge(name: string): Promise<void> {
  assert.deepEqual(faults, [], name);
  assert.deepEqual(
    stage.asked.map((one) => one.name).filter((one) => !ASKED.has(one)),
    [],
    `${name}: what was asked of the server`,
  );
  assert.equal(page.url(), `${stage.url}/posta/${MAILBOX}/1/1`, name);
  const seen = await page.evaluate(() => {
    const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
    const trust = box('.trust');
    const room = box('.body-room');
    const frame = document.querySelector<HTMLIFrameElement>('iframe.html-frame');
    const inside = frame?.getBoundingClientRect();
    const middle = trust && document.elementFromPoint(trust.x + trust.width / 2, trust.y + trust.height / 2);
    return {
      ran: 'pwned' in window,
      sandbox: frame?.getAttribute('sandbox') ?? null,
      frames: document.querySelectorAll('iframe').length,
      framesInside:
        frame?.contentDocument?.querySelectorAll(
          'iframe, object, embed, script, form, input, link, base, meta[http-equiv=refresh], svg, math',
        ).length ?? 0,
      handlers: [...(frame?.contentDocument?.querySelectorAll('body *') ?? [])].filter((one) =>
        [...one.attributes].some((a) => a.name.startsWith('on')),
      ).length,
      isTrustOnTop: middle?.closest('.trust') !== null,
      stays:
        !inside ||
        !room ||
        (inside.top >= room.top - 1 && inside.left >= room.left - 1 && inside.right <= room.right + 1),
      below: !inside || !trust || inside.top >= trust.bottom,
      words: document.querySelector('.trust-title')?.textContent,
      seals: document.querySelectorAll(
        '.trust-good, .state-good, .mail-row use[href$="#seal"], .reading use[href$="#seal"]',
      ).length,
      isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    };
  });
  assert.deepEqual(
    seen,
    {
      ran: false,
      sandbox: seen.frames === 0 ? null : 'allow-same-origin',
      frames: seen.frames === 0 ? 0 : 1,
      framesInside: 0,
      handlers: 0,
      isTrustOnTop: true,
      stays: true,
      below: true,
      words: 'NON certificato',
      seals: 0,
      isWide: false,
    },
    name,
  );
}

suite('hostile HTML', () => {
  for (const attack of CORPUS) {
    test(`nothing comes of: ${attack.name}`, async () => {
      await open(attack);
      await page.locator(FRAME).waitFor();
      await judge(attack.name);
      assert.match((await page.frameLocator(FRAME).locator('body').textContent()) ?? '', /Buongiorno\./, attack.name);
    });
  }

  for (const attack of LARGE) {
    test(`it bears: ${attack.name}`, { timeout: 60_000 }, async () => {
      await open(attack);
      await judge(attack.name);
    });
  }
});

test('no link of a message leads anywhere before its real target was shown', async () => {
  await open({ name: 'links', html: '<a href="https://evil.example/x" target="_top">www.banca.example</a>' });
  const link = page.frameLocator(FRAME).locator('a');
  for (const how of ['click', 'Enter', 'middle'] as const) {
    if (how === 'click') await link.click();
    else if (how === 'middle') await link.click({ button: 'middle' });
    else await link.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Aprire questo collegamento?' });
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /evil\.example.*nomina un altro sito/s, how);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await judge('links');
});

test('T147 an anomaly says NOT certified in the list and in the message, whatever it calls itself', async () => {
  await open({ name: 'mask', html: '<h2 style="color:#00664a">✔ Messaggio certificato</h2>' });
  assert.match((await page.locator('.mail-row').textContent()) ?? '', /NON certificato/);
  assert.equal(await page.locator('.trust-title').textContent(), 'NON certificato');
  assert.match(
    (await page.locator('.body-head').textContent()) ?? '',
    /Quello che ha scritto il mittente.*NON certificato/,
  );
});
