/** A person with Debian's Chromium: looks, uses the keyboard, makes the window narrow, and has every page judged for accessibility. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM } from '../e2e/browser.ts';

export const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}

/** A page of its own; whatever it says as a fault of its program, or asks of anybody else, fails the test at `close`. */
export async function openPage(browser: Browser, { width = 1280, javaScript = true, language = 'it-IT' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: javaScript,
    locale: language,
    timezoneId: 'Europe/Rome',
    bypassCSP: false,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (fault) => faults.push(`${fault}`));
  page.on('console', (message) => {
    // What is answered 4xx on purpose is told by the browser too; and that a frame without scripts did not run one of ours.
    if (
      message.type() === 'error' &&
      !/Failed to load resource|Blocked script execution in 'about:srcdoc'/.test(message.text())
    )
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (hostname !== '127.0.0.1' && !['blob:', 'data:'].includes(protocol)) faults.push(`asked ${request.url()}`);
  });
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** No violation of WCAG 2.2 AA, nor of what axe calls good practice. */
export async function judgeAccess(page: Page, name: string): Promise<void> {
  await atRest(page);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const told = await page.evaluate(async (tags) => {
    const judge = (globalThis as unknown as { axe: typeof axe }).axe;
    // What a stranger wrote stands in a frame that runs nothing, nor axe: it is not ours to judge. There are no other frames.
    if (document.querySelector('iframe:not([sandbox])')) return ['a frame that nobody judges'];
    const asked = { runOnly: [...tags], resultTypes: ['violations' as const] };
    const { violations } = await judge.run({ exclude: ['iframe[sandbox]'] }, asked);
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html }) => html.slice(0, 200)).join('\n    ')}`,
    );
  }, RULES);
  assert.deepEqual(told, [], `${name} at ${page.url()}`);
}

/** After the window has changed its width, a drawer may still be on its way out, and lie over what is judged. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}

/** Nothing makes the page wider than the window: WCAG 1.4.10, at 320 CSS pixels, which is also 1280 at 400 %. */
export async function judgeWidth(page: Page, name: string, width = 320): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > limit + 1)
      .map((one) => `${one.tagName}.${one.className}`)
      .slice(0, 8);
  });
  assert.deepEqual(wide, [], `${name} is wider than ${width} px`);
}
