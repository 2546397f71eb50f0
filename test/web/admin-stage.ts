import type { Browser, Page } from 'playwright-core';
import type { Api } from '#contract';
import { ANSWERS } from './admin-fixtures.ts';
import { openBrowser, openPage } from './look.ts';
import { openStage, type Stage, type StageAnswer } from './stage.ts';

const EVENT = {
  seq: 1,
  at: '2026-11-22T10:31:07+01:00',
  point: 'AP',
  event: 'Accettazione',
  from: 'a.example',
  to: ['b.example'],
};

/** What the administration is told when a test says nothing else. */
export function given(name: string): StageAnswer {
  if (name === 'GET /admin/flow') return { events: [JSON.stringify(EVENT)] };
  return { json: ANSWERS[name as keyof Api] };
}

/** The pages of the administration with answers given by hand, and a browser. */
export interface AdminStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly browser: Browser;
  open(page: Page, path: string): Promise<void>;
  /** One page for the whole of `use`; what it did wrong fails the test. */
  look(use: (page: Page) => Promise<void>, more?: Parameters<typeof openPage>[1]): Promise<void>;
}

export async function openAdminStage(): Promise<AdminStage> {
  const stage = await openStage(['admin']);
  const browser = await openBrowser();
  return {
    stage,
    browser,
    async open(page, path) {
      await page.goto(`${stage.url}/admin${path}`);
      await page.locator('main h1').waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    },
    async look(use, more = {}) {
      const { page, close } = await openPage(browser, more);
      await use(page);
      await close();
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await stage.close();
    },
  };
}
