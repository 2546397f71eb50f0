/** Pictures of activation, wide and as a phone shows them, with answers given by hand: each step by itself. */
import type { Browser, Page } from 'playwright-core';
import { ACTIVATION_ANSWERS, EVIDENCE, KEY, REQUEST } from './activation-fixtures.ts';
import { openPage } from './look.ts';
import { openStage, type StageAnswer } from './stage.ts';

const WIDTHS = { wide: 1280, phone: 390 } as const;
const DONE = ACTIVATION_ANSWERS['POST /activation/{activation}/address'];
const REQUESTS: Readonly<Record<string, unknown>> = {
  identity: REQUEST,
  terms: { ...REQUEST, evidence: EVIDENCE },
  address: { ...REQUEST, evidence: EVIDENCE, termsVersion: '2026-09' },
  password: DONE,
  done: ACTIVATION_ANSWERS['POST /activation/{activation}/finish'],
};

/** Hands over every screen, named `activation-terms-phone`. */
export async function takeActivationScreens(
  browser: Browser,
  keep: (name: string, page: Page) => Promise<void>,
): Promise<void> {
  const stage = await openStage(['activation']);
  let request: unknown = REQUEST;
  stage.answer = (name): StageAnswer => ({
    json:
      name === 'GET /activation/{activation}' ? request : ACTIVATION_ANSWERS[name as keyof typeof ACTIVATION_ANSWERS],
  });
  const take = async (width: number, path: string, sign: string, name: string) => {
    const { page, close } = await openPage(browser, { width });
    await page.goto(stage.url + path);
    await page.locator(sign).first().waitFor();
    await page.waitForLoadState('networkidle');
    await keep(name, page);
    await close();
  };
  try {
    for (const [size, width] of Object.entries(WIDTHS)) {
      await take(width, '/attivazione/', 'form', `activation-begin-${size}`);
      for (const [name, now] of Object.entries(REQUESTS)) {
        request = now;
        await take(width, `/attivazione/${REQUEST.id}#${KEY}`, '#step, .done', `activation-${name}-${size}`);
      }
    }
  } finally {
    await stage.close();
  }
}
