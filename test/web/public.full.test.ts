/** Pages for everybody in a browser: whole without scripts, read by machines that read for people and not by those that gather addresses. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { SAMPLE_BODY } from '#testing';
import { judgeAccess, judgeWidth, openBrowser, openPage } from './look.ts';
import { openStage, type Stage } from './stage.ts';

const PATHS = [
  '/gestore',
  '/gestori',
  '/stato',
  '/enti',
  '/enti/borgo-sereno',
  '/enti/niente',
  '/accessibilita',
  '/privacy',
];
const ADDRESSES = SAMPLE_BODY.entries.flatMap(({ addresses }) => addresses.map(({ address }) => address));

let stage: Stage;
let browser: Browser;
before(async () => {
  stage = await openStage([], []);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await stage?.close();
});

async function look(use: (page: Page) => Promise<void>, more: Parameters<typeof openPage>[1] = {}): Promise<void> {
  const { page, close } = await openPage(browser, more);
  await use(page);
  await close();
}

test('have no violation in any language, and fit 320 pixels', async () => {
  await look(async (page) => {
    for (const path of [...PATHS, '/enti/borgo-sereno/incorpora']) {
      for (const language of path.includes('borgo') ? ['it', 'en', 'de'] : ['it']) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(`${stage.url}/${language}${path}`);
        await judgeAccess(page, `${language}${path}`);
        await judgeWidth(page, `${language}${path}`);
      }
    }
  });
});

test('are whole without scripts: language, data as a file, embedding', async () => {
  await look(
    async (page) => {
      await page.goto(`${stage.url}/enti/borgo-sereno`);
      await page.getByRole('link', { name: 'Deutsch' }).click();
      await page.getByRole('heading', { name: 'Digitales Domizil der Körperschaft' }).waitFor();
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV herunterladen' }).click();
      const file = await coming;
      assert.equal(file.suggestedFilename(), 'borgo-sereno.csv');
      const pieces: Buffer[] = [];
      for await (const piece of await file.createReadStream()) pieces.push(piece as Buffer);
      const csv = Buffer.concat(pieces).toString();
      for (const address of ADDRESSES) assert.ok(csv.includes(address), address);
    },
    { javaScript: false },
  );
});

test('give every address whole to who hears the page, sees it, copies it or prints it', async () => {
  await look(async (page) => {
    await page.goto(`${stage.url}/it/enti/borgo-sereno`);
    const session = await page.context().newCDPSession(page);
    const { nodes } = (await session.send('Accessibility.getFullAXTree')) as {
      nodes: { role?: { value?: string }; name?: { value?: string }; ignored: boolean }[];
    };
    const heard = nodes
      .filter(({ ignored, role }) => !ignored && role?.value === 'StaticText')
      .map(({ name }) => name?.value ?? '')
      .join('');
    const seen = await page.evaluate(() => document.body.innerText);
    for (const address of ADDRESSES) {
      assert.ok(heard.includes(address), `not heard: ${address}`);
      assert.ok(seen.includes(address), `not seen: ${address}`);
    }
    const copied = await page.evaluate(() => {
      const element = document.querySelector('.addresses .addr');
      getSelection()?.selectAllChildren(element!);
      return getSelection()?.toString();
    });
    assert.equal(copied, ADDRESSES[0]);
    await page.emulateMedia({ media: 'print' });
    const printed = await page.evaluate(() => document.body.innerText);
    for (const address of ADDRESSES) assert.ok(printed.includes(address), `not printed: ${address}`);
    assert.doesNotMatch(printed, /Scarica CSV|Tutti i gestori/);
    assert.doesNotMatch(heard, /\[/);
  });
});

test('without style sheets addresses stay readable, and the page says how', async () => {
  await look(async (page) => {
    await page.route('**/*.css', (route) => route.abort());
    await page.goto(`${stage.url}/it/enti/borgo-sereno`);
    const text = await page.evaluate(() => document.body.innerText);
    assert.match(text, /tralasci le parentesi quadre/);
    const bare = text.replace(/\[[^\]]*\]/g, '').replace(/\s/g, '');
    for (const address of ADDRESSES) assert.ok(bare.includes(address), address);
  });
});

test('are framed by the site of the body alone', async () => {
  const host = createServer((_, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<iframe src="${stage.url}/it/enti/borgo-sereno/incorpora" title="x"></iframe><iframe src="${stage.url}/it/enti/borgo-sereno" title="y"></iframe>`,
      ),
  );
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const { port } = host.address() as AddressInfo;
  const { page } = await openPage(browser);
  try {
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForLoadState('networkidle');
    for (const frame of page.frames().slice(1)) assert.equal(await frame.locator('.addr').count(), 0, frame.url());
  } finally {
    await page.context().close();
    host.closeAllConnections();
    host.close();
  }
});

test('are used by keyboard: the first stop leads past the menu', async () => {
  await look(async (page) => {
    await page.goto(`${stage.url}/it/gestore`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Vai al contenuto');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'contenuto');
  });
});
