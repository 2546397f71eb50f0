/**
 * Pictures of the administration, of activation and of the public pages, wide and as a phone shows them; `node screens-admin.ts FOLDER`
 * writes them. Answers are given by hand, so that the pictures are the same each time.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Api, allEndpoints } from '#contract';
import { ACTIVATION_ANSWERS, EVIDENCE, KEY, REQUEST } from './activation-fixtures.ts';
import { ANSWERS } from './admin-fixtures.ts';
import { openBrowser, openPage } from './look.ts';
import { openStage, type Stage, type StageAnswer } from './stage.ts';

const WIDTHS = { wide: 1280, phone: 390 } as const;
const ADMIN: Readonly<Record<string, string>> = {
  overview: '',
  mailboxes: '/caselle',
  mailbox: '/caselle/m1',
  'new-mailbox': '/caselle/nuova',
  organisation: '/organizzazioni/o1',
  domains: '/domini',
  activations: '/richieste',
  bulk: '/elenco',
  'public-page': '/indirizzi/o1',
  queue: '/coda',
  flow: '/flusso',
  log: '/registro',
  findings: '/controlli',
  levels: '/livelli',
  index: '/indice',
  people: '/persone',
};
const PUBLIC: Readonly<Record<string, string>> = {
  body: '/it/enti/borgo-sereno',
  provider: '/it/gestore',
  providers: '/it/gestori',
  status: '/it/stato',
  accessibility: '/it/accessibilita',
  verify: '/verifica/',
};
const DONE = ACTIVATION_ANSWERS['POST /activation/{activation}/address'];
const REQUESTS: Readonly<Record<string, unknown>> = {
  identity: REQUEST,
  terms: { ...REQUEST, evidence: EVIDENCE },
  address: { ...REQUEST, evidence: EVIDENCE, termsVersion: '2026-09' },
  password: DONE,
  done: ACTIVATION_ANSWERS['POST /activation/{activation}/finish'],
};
const EVENTS = ['Accettazione', 'BustaTrasporto', 'SmtpInoltro', 'Consegna', 'SmtpRinvio'].map((event, seq) =>
  JSON.stringify({
    ...{ seq, event, at: `2026-11-22T10:31:0${seq}+01:00`, point: 'AP', from: 'pec.alfa.example' },
    ...{ to: ['pec.beta.example'], provider: 'Gestore Beta' },
  }),
);

type Keep = (name: string, page: Page) => Promise<void>;

/** Hands over every screen, named `admin-queue-phone`. */
export async function takeAdminScreens(browser: Browser, keep: Keep): Promise<void> {
  const names = allEndpoints.map(({ method, path }) => `${method} ${path}`);
  const stage = await openStage(['admin', 'activation', 'verify'], names);
  let request: unknown = REQUEST;
  stage.answer = (name): StageAnswer => {
    if (name === 'GET /admin/flow') return { events: EVENTS };
    if (name === 'GET /activation/{activation}') return { json: request };
    return { json: ANSWERS[name as keyof Api] ?? ACTIVATION_ANSWERS[name as keyof Api] };
  };
  try {
    for (const [size, width] of Object.entries(WIDTHS)) {
      for (const [name, path] of Object.entries(ADMIN))
        await take(browser, stage, { width, path: `/admin${path}`, ready: 'main h1' }, `admin-${name}-${size}`, keep);
      for (const [name, path] of Object.entries(PUBLIC))
        await take(browser, stage, { width, path, ready: 'h1' }, `public-${name}-${size}`, keep);
      await take(browser, stage, { width, path: '/attivazione/', ready: 'form' }, `activation-begin-${size}`, keep);
      for (const [name, now] of Object.entries(REQUESTS)) {
        request = now;
        const path = `/attivazione/${REQUEST.id}#${KEY}`;
        await take(browser, stage, { width, path, ready: '#step, .done' }, `activation-${name}-${size}`, keep);
      }
    }
  } finally {
    await stage.close();
  }
}

async function take(
  browser: Browser,
  stage: Stage,
  { width, path, ready }: { readonly width: number; readonly path: string; readonly ready: string },
  name: string,
  keep: Keep,
): Promise<void> {
  const { page, close } = await openPage(browser, { width });
  await page.goto(stage.url + path);
  await page.locator(ready).first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await keep(name, page);
  await close();
}

if (import.meta.main) {
  const folder = process.argv[2] ?? 'docs/screens';
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  await takeAdminScreens(browser, async (name, page) => {
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  });
  await browser.close();
}
