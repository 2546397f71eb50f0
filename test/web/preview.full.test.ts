/** Attachments looked at in the page: what their signature is worth goes along, and everything is reached without a mouse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { PartView } from '#contract';
import { judgeAccess, openBrowser, openPage } from './look.ts';
import { answersOf, MAILBOX, rowOf, viewOf } from './mail-fixtures.ts';
import { checkPage } from './page.ts';
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

test('a document signed twice tells of both signatures; one that was not judged says so', async () => {
  const once = signed('atto.pdf.p7m', { authority: 'trusted' });
  const inner = { ...once, inside: [{ ...once.inside![0]!, name: 'atto.pdf', shows: 'invoice' as const }] };
  const twice = { ...signed('atto.pdf.p7m.p7m', { ok: false, code: 'altered' }), inside: [inner] };
  const unjudged: PartView = { part: '8', name: 'enorme.p7m', type: 'a/b', size: 9, shows: 'signed', isInline: false };
  const zip = {
    part: '7',
    name: 'atti.zip',
    type: 'application/zip',
    size: 9,
    shows: 'archive',
    isInline: false,
  } as const;
  stage.answer = answersOf({
    total: 1,
    row: () => rowOf(1),
    view: () =>
      viewOf(rowOf(1), { level: 'none', checks: [] }, { attachments: [{ ...zip, inside: [twice, unjudged] }] }),
    other: (name) => (name === VIEW ? { json: INVOICE } : undefined),
  });
  const { page, close } = await openPage(browser);
  await page.goto(`${stage.url}/posta/${MAILBOX}/1/1`);
  await page.getByText('Contenuto di atti.zip').click();
  const file = page.locator('.file .file', { hasText: 'atto.pdf.p7m.p7m' });
  assert.deepEqual(await file.locator('li .badge').allInnerTexts(), [
    'Firma digitale NON valida: il documento è stato cambiato',
    'Firma digitale valida',
  ]);
  await page.getByText('La firma non è stata controllata').waitFor();
  await page.getByRole('button', { name: 'atto.pdf.p7m.p7m' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Riga 39').waitFor();
  assert.equal(await dialog.locator('li .badge').count(), 2);
  await checkPage(page, 'signed-twice');
  await close();
});

const HOSTILE = '<img src=x onerror=alert(1)> https://elsewhere.example/\u202efdp';
const CALENDAR = {
  kind: 'calendar',
  purpose: 'invitation',
  isCut: true,
  events: [
    {
      title: 'Conferenza di servizi',
      start: { kind: 'instant', at: '2026-11-22T10:30:00+01:00', zone: 'Europe/London' },
      end: { kind: 'instant', at: '2026-11-22T12:00:00+01:00', zone: 'Europe/London' },
      where: 'Municipio, Sala della Giunta',
      organizer: { name: 'Anna Neri', address: 'anna.neri@pec.beta.example' },
      people: [{ name: '', address: 'b@pec.beta.example', answer: 'declined' }],
      ...{ wantsAnswer: true, isCancelled: false, repeats: 'weekly', text: `Ordine del giorno\n${HOSTILE}` },
    },
    {
      ...{ title: HOSTILE, start: { kind: 'clock', wall: '2026-07-01T08:00', zone: 'Casa mia' }, where: '' },
      ...{ people: [], wantsAnswer: false, isCancelled: true, text: '' },
    },
    {
      title: '',
      start: { kind: 'day', day: '2026-12-24' },
      end: { kind: 'day', day: '2026-12-26' },
      ...{ where: '', people: [], wantsAnswer: false, isCancelled: false, text: '' },
    },
  ],
};

test('an appointment is told in legal time, with whom to answer; nothing of it is followed, and it cannot look like a page', async () => {
  const cards = [{ name: 'Anna Neri', organisation: 'Comune', addresses: [], phone: '0471 1', notes: HOSTILE }];
  const part = (name: string, shows: 'calendar' | 'contacts'): PartView => ({
    ...{ part: name, name, type: 'text/plain', size: 9, shows, isInline: false },
  });
  let view: unknown = CALENDAR;
  stage.answer = answersOf({
    total: 1,
    row: () => rowOf(1),
    view: () =>
      viewOf(
        rowOf(1),
        { level: 'none', checks: [] },
        { attachments: [part('invito.ics', 'calendar'), part('neri.vcf', 'contacts')] },
      ),
    other: (name) => (name === VIEW ? { json: view } : undefined),
  });
  const { page, close } = await openPage(browser);
  await page.goto(`${stage.url}/posta/${MAILBOX}/1/1`);
  await page.getByRole('button', { name: 'invito.ics' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('22 novembre 2026 alle ore 10:30 – 12:00').waitFor();
  for (const words of [
    'Ora legale italiana; scritto nell’ora di Europe/London',
    'Chi organizza chiede una risposta',
    'ha rifiutato',
    '1 luglio 2026, 08:00',
    'Nell’ora di «Casa mia», che qui non si conosce',
    '24 dicembre 2026 – 26 dicembre 2026',
    'Il file contiene altri appuntamenti',
  ])
    assert.ok((await dialog.innerText()).includes(words), words);
  assert.equal(await dialog.getByText('Annullato').count(), 1);
  assert.equal(await dialog.locator('.dialog-body a, .dialog-body img, .dialog-body iframe').count(), 0);
  assert.ok(!(await dialog.innerText()).includes('\u202e'));
  await checkPage(page, 'calendar');
  await page.keyboard.press('Escape');
  view = { kind: 'contacts', cards, isCut: false };
  await page.getByRole('button', { name: 'neri.vcf' }).click();
  await dialog.getByText('0471 1').waitFor();
  await checkPage(page, 'contact-cards');
  await close();
});
