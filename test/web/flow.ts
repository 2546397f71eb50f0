/** A person in a real browser before a real network: two providers, what they serve, and nothing answered by hand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import type { NetworkFile } from '#sandbox';
import { type CountryOptions, type Provider, startCountry, visit } from '../e2e/country.ts';
import { until } from '../e2e/poll.ts';
import { openBrowser, openPage } from './look.ts';
import { checkPage } from './page.ts';

/** What a process that nobody waits for needs at most to build the pages. */
const PAGES_MS = 300_000;
const PLACES = ['/', '/admin/', '/verifica/', '/attivazione/'];

export interface Flow extends AsyncDisposable {
  readonly country: ReturnType<typeof visit>;
  readonly browser: Browser;
  /** A person's own window at this provider: another person has another. */
  person(provider: Provider, more?: { readonly width?: number; readonly language?: string }): Promise<Person>;
}

export interface Person {
  readonly page: Page;
  readonly home: string;
  /** Whatever went wrong in it, or was asked of anybody but its own provider (and who is `known`), fails here. */
  leave(known?: RegExp): Promise<void>;
}

/** Starts the country, waits until its pages are built. `CERALACCA_NETWORK`: the network file of one that runs already, to write tests faster. */
export async function openFlow(options: CountryOptions = {}): Promise<Flow> {
  const running = process.env.CERALACCA_NETWORK;
  const country = running === undefined ? await startCountry(options) : { ...visitFile(running), ...noEnd };
  await Promise.all(country.network.providers.map(({ web }) => pagesOf(web!)));
  const browser = await openBrowser();
  return {
    country,
    browser,
    async person({ web: home }, more = {}) {
      const { page, close } = await openPage(browser, more);
      const strangers: string[] = [];
      page.context().on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (origin !== home && !['blob:', 'data:'].includes(protocol)) strangers.push(request.url());
      });
      return {
        page,
        home: home!,
        async leave(known) {
          await close();
          assert.deepEqual(
            strangers.filter((url) => known?.test(url) !== true),
            [],
          );
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await country[Symbol.asyncDispose]();
    },
  };
}

const noEnd = { async [Symbol.asyncDispose]() {} };

function visitFile(path: string): ReturnType<typeof visit> {
  const network = JSON.parse(readFileSync(path, 'utf8')) as NetworkFile;
  return visit(network, readFileSync(network.root, 'utf8'));
}

async function pagesOf(home: string): Promise<void> {
  const html = { accept: 'text/html' };
  for (const place of PLACES)
    await until(
      `the pages ${place} of ${home}`,
      async () => (await fetch(home + place, { headers: html })).status === 200,
      PAGES_MS,
    );
}

/** The password of a mailbox or of somebody who works at the provider. */
export function passwordOf({ mailboxes, administrators }: Provider, login: string): string {
  const found = mailboxes.find(({ address }) => address === login) ?? administrators.find((one) => one.login === login);
  if (found === undefined) throw new Error(`nobody at this provider is ${login}`);
  return found.password;
}

/** Comes in by password; ends where the provider leads. `to`: the page asked for. */
export async function enter({ page, home }: Person, login: string, password: string, to = '/'): Promise<void> {
  await page.goto(home + to);
  await page.getByLabel('Indirizzo o nome utente').fill(login);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/accesso'));
}

/** Proves with the password that it is she, where the page asks before `sign` shows. */
export async function confirmIfAsked({ page }: Person, password: string, sign: Locator): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confermi che è lei' });
  await dialog.or(sign).first().waitFor();
  if ((await dialog.count()) === 0) return;
  await dialog.getByRole('textbox', { name: 'Password' }).fill(password);
  await dialog.getByRole('button', { name: 'Conferma', exact: true }).click();
  await sign.first().waitFor();
}

export interface Written {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Writes a letter, from the first button on; does not send it yet. */
export async function write({ page, home }: Person, { to, subject, text }: Written, from = '/'): Promise<void> {
  await page.goto(home + from);
  await page.getByRole('link', { name: 'Scrivi', exact: true }).first().click();
  const field = page.getByRole('combobox', { name: 'A', exact: true });
  for (const address of to) {
    await field.fill(address);
    await field.press('Enter');
  }
  await page.getByLabel('Oggetto').fill(subject);
  await page.getByRole('textbox', { name: 'Testo del messaggio' }).fill(text);
}

/** Waits for the word that what was written may go; sends it. */
export async function send({ page }: Person): Promise<void> {
  await page.locator('.badge', { hasText: 'Si può inviare' }).waitFor();
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
}

/** The file a browser saves when this is done. */
export async function saved(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Judges a state of the page: axe, and 320 CSS pixels. */
export async function judge({ page }: Person, name: string): Promise<void> {
  await checkPage(page, name);
}

/** Goes on with Tab until this has the focus; nothing on the way holds it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.first().evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${target} is not reached by keyboard`);
}
