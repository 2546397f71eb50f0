/** What a person does in the webmail, for tests in a browser; beside `look.ts` (browser, axe, width). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { judgeAccess, judgeWidth } from './look.ts';

/** Signs in by password, as on the first page; waits for the desk. */
export async function signIn(page: Page, url: string, login: string, password: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Indirizzo o nome utente').fill(login);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await page.waitForURL(/\/posta\//);
}

/** Judges a state of a page: axe (WCAG 2.2 AA), and that it fits 320 CSS pixels; then it is as wide as before. */
export async function checkPage(page: Page, name: string): Promise<void> {
  const wide = page.viewportSize() ?? { width: 1280, height: 900 };
  await keepScreen(page, name);
  await judgeAccess(page, name);
  await judgeWidth(page, name);
  await keepScreen(page, `${name}-narrow`);
  await judgeAccess(page, `${name}, narrow`);
  await page.setViewportSize(wide);
}

/** A picture of the screen in the folder `CERALACCA_SCREENS`, where that is set. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  const folder = process.env.CERALACCA_SCREENS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.png`) });
}
