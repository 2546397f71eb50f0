/** The judge of access itself: what it must find, or every page that it lets through proves nothing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { judgeAccess, judgeWidth, openBrowser, openPage } from './look.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const page = (body: string) =>
  `<!doctype html><html lang="it"><title>Prova</title><main><h1>Prova</h1>${body}</main></html>`;

const BREACHES: readonly (readonly [rule: string, body: string])[] = [
  ['color-contrast', '<p style="color:#aaa;background:#fff">Testo troppo chiaro</p>'],
  ['label', '<input type="text">'],
  ['image-alt', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">'],
  ['button-name', '<button type="button"></button>'],
  ['link-name', '<a href="/x"></a>'],
  ['heading-order', '<h4>Salta due livelli</h4>'],
  ['aria-valid-attr-value', '<p aria-live="forte">Detto</p>'],
  [
    'target-size',
    '<p><button style="width:9px;height:9px;padding:0;border:0">a</button><button style="width:9px;height:9px;padding:0;border:0">b</button></p>',
  ],
  ['scrollable-region-focusable', `<div style="height:40px;overflow:auto">${'<p>Lungo</p>'.repeat(50)}</div>`],
];

test('each fault is found by name, and a sound page has none', async () => {
  const { page: tab, close } = await openPage(browser);
  await tab.setContent(page('<p>Tutto bene.</p>'));
  await judgeAccess(tab, 'sound');
  for (const [rule, body] of BREACHES) {
    await tab.setContent(page(body));
    await assert.rejects(judgeAccess(tab, rule), new RegExp(`${rule}: `), rule);
  }
  await close();
});

test('a frame without sandbox, which nobody would judge, is a fault', async () => {
  const { page: tab, close } = await openPage(browser);
  await tab.setContent(page('<iframe title="Altro" srcdoc="<p>Altro</p>"></iframe>'));
  await assert.rejects(judgeAccess(tab, 'frame'), /a frame that nobody judges/);
  await tab.setContent(page('<iframe title="Messaggio" sandbox srcdoc="<img>"></iframe>'));
  await judgeAccess(tab, 'sandboxed');
  await close();
});

test('what is wider than the window is found by name', async () => {
  const { page: tab, close } = await openPage(browser);
  await tab.setContent(page('<p class="largo" style="width:400px">Largo</p>'));
  await assert.rejects(judgeWidth(tab, 'wide'), /P\.largo/);
  await close();
});
