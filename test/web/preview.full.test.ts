/** Attachments looked at in the page: what their signature is worth goes along, and everything is reached without a mouse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { PartView } from '#contract';
import { judgeAccess, openBrowser, openPage } from './look.ts';
import { answersOf, MAILBOX, rowOf, viewOf } from './mail-fixtures.ts';
import { openStage, type Stage } from './stage.ts';

const VIEW = 'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view';
const INVOICE = {
  kind: 'invoice',
  title: 'Fattura n. 118',
  rows: Array.from({ length: 40 }, (_, at) => ({ label: `Riga ${at}`, value: 'x' })),
  lines: [],
  total: '9.920,00 EUR',
  faults: [],
};

let stage: Stage;
let browser: Browser;
before(async () => {
  stage = await openStage(['webmail']);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await stage?.close();
});

function signed(name: string, more: Partial<NonNullable<PartView['signature']>>): PartView {
  const part = { part: name, name, type: 'application/pkcs7-mime', size: 9, isInline: false };
  const signature = {
    ok: true,
    authority: 'not-judged',
    signers: ['Giulia Bianchi'],
    code: 'unaltered',
    detail: '',
  } as const;
  const inside = [{ ...part, part: `${name}!1`, name: 'fattura.xml', shows: 'invoice' as const }];
  return { ...part, shows: 'signed', signature: { ...signature, ...more }, inside };
}

test('T147 a signature nobody vouches for is not called valid; a changed document says so beside its name and above its preview', async () => {
  const attachments: PartView[] = [
    signed('ignoto.p7m', {}),
    signed('noto.p7m', { authority: 'trusted' }),
    signed('alterato.p7m', { ok: false, code: 'altered' }),
    { part: '9', name: 'atti.zip', type: 'application/zip', size: 9, shows: 'archive', isInline: false },
  ];
  stage.answer = answersOf({
    total: 1,
    row: () => rowOf(1),
    view: () => viewOf(rowOf(1), { level: 'none', checks: [] }, { attachments }),
    other: (name) => (name === VIEW ? { json: INVOICE } : undefined),
  });
  const { page, close } = await openPage(browser);
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto(`${stage.url}/posta/${MAILBOX}/1/1`);
  const file = (name: string) => page.locator('.file', { hasText: name });
  await file('ignoto.p7m').getByText('Firma integra, firmatario non verificato').waitFor();
  await file('ignoto.p7m').getByText('Firmato a nome di Giulia Bianchi').waitFor();
  await file('noto.p7m').getByText('Firma digitale valida', { exact: true }).waitFor();
  await file('alterato.p7m').getByText('Firma digitale NON valida').waitFor();
  await file('atti.zip').getByText('Il contenuto non si può elencare').waitFor();
  assert.equal(await page.getByText('Firma digitale valida', { exact: true }).count(), 1);

  await page.getByRole('button', { name: 'alterato.p7m' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Riga 39').waitFor();
  await dialog.getByText('Firma digitale NON valida').waitFor();
  await judgeAccess(page, 'invoice-altered');
  // More than is in sight: read to its end by keyboard.
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await page.waitForFunction(() => (document.querySelector('.dialog-body')?.scrollTop ?? 0) > 100);
  await page.keyboard.press('Escape');
  await close();
});
