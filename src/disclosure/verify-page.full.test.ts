import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildVerifyPage } from '#cli';
import { toPem } from '#cms';
import { makeDossier } from './make-dossier.ts';
import { reproduceReceipt } from './reproduce-receipts.ts';
import { archiveBytes, DAY, type DisclosureHouse, openDisclosureHouse } from './test-house.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-page-'));
const file = (name: string) => join(folder, name);
const NASTY = '<img src=x onerror=alert(1)><script>alert(2)</script>';

let house: DisclosureHouse;
let browser: Browser;
const requests: string[] = [];
const faults: string[] = [];

before(async () => {
  house = await openDisclosureHouse();
  const from = 'mario@pec.alfa.example';
  const to = ['ufficio@pec.beta.example'];
  const headers = { 'Content-Type': 'text/html' };
  const body = '<img src="http://192.0.2.1/x.png"><script>document.title = "eseguito"</script>';
  const { identificativo } = await house.world.submit({ from, to, subject: NASTY, body, headers });
  await house.world.advance(DAY);
  await house.seal();
  const asker = { kind: 'holder', address: from } as const;
  const dossier = await archiveBytes(await makeDossier({ identificativo, asker }, house.ports));
  writeFileSync(file('good.zip'), dossier);
  const [reproduced] = await reproduceReceipt({ identificativo, asker, kind: 'consegna' }, house.ports);
  writeFileSync(file('good.prova.json'), reproduced!.proof!);
  const receipt = (await house.world.inbox(from)).find(({ number }) => number === 'M11')!.bytes;
  writeFileSync(file('good.eml'), receipt);
  dossier[Buffer.from(dossier).indexOf(receipt) + Buffer.from(receipt).lastIndexOf('alert(1)')]! ^= 1;
  writeFileSync(file('bad.zip'), dossier);
  writeFileSync(
    file('bad.eml'),
    Buffer.from(receipt)
      .toString('latin1')
      .replace(/alert\(1\)(?![\s\S]*alert\(1\))/, 'alert(3)'),
    'latin1',
  );
  writeFileSync(file('noise.eml'), 'From: nobody\r\n\r\nnothing\r\n');
  const roots = house.roots.map((der) => toPem('CERTIFICATE', der));
  writeFileSync(file('roots.pem'), roots.join(''));
  writeFileSync(file('trusting.html'), await buildVerifyPage(roots));
  writeFileSync(file('plain.html'), await buildVerifyPage([]));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function open(name: string): Promise<Page> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('console', (message) => faults.push(message.text()));
  await page.goto(pathToFileURL(file(name)).href);
  // The world's clock is not this machine's.
  await page.locator('#trust').evaluate((trust) => trust.setAttribute('open', ''));
  await page.fill('#at', '2026-03-10');
  return page;
}

async function verdictOf(page: Page, name: string): Promise<string> {
  await page.setInputFiles('#file', file(name));
  await page.waitForFunction((shown) => document.querySelector('.name')?.textContent === shown, name);
  return (await page.textContent('#headline')) ?? '';
}

const states = (page: Page, state: string) => page.locator(`.links li.${state}`).allTextContents();

test('a good dossier holds on the page, offline, in three languages', async () => {
  const page = await open('trusting.html');
  assert.equal(await verdictOf(page, 'good.zip'), 'Il fascicolo regge');
  assert.deepEqual(await states(page, 'broken'), []);
  assert.match((await page.textContent('.report')) ?? '', /Accettato dal gestore del mittente/);
  assert.match((await page.textContent('#told')) ?? '', /Il fascicolo regge/);
  await page.selectOption('#language', 'en');
  assert.equal(await page.textContent('#headline'), 'The dossier holds');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.selectOption('#language', 'de');
  assert.equal(await page.textContent('#headline'), 'Die Beweisakte hält');
  const german = (await page.textContent('.report')) ?? '';
  assert.match(german, /Vom Anbieter des Absenders angenommen/);
  assert.doesNotMatch(german, /the signature|of the|regge|messaggio/);
});

test('an altered octet is shown with the link that broke', async () => {
  const page = await open('trusting.html');
  assert.equal(await verdictOf(page, 'bad.zip'), 'Il fascicolo non regge');
  const broken = await states(page, 'broken');
  assert.ok(broken.every((text) => text.includes('ricevute/')) && /alterato/.test(broken.join()), broken.join('\n'));
});

test('a single receipt is judged, good or altered, and what is no PEC message is told so', async () => {
  const page = await open('trusting.html');
  assert.equal(await verdictOf(page, 'good.eml'), 'Il messaggio è autentico');
  assert.match((await page.textContent('.report')) ?? '', /ricevuta di avvenuta consegna/);
  assert.equal(await verdictOf(page, 'bad.eml'), 'Il messaggio non è una prova valida');
  assert.equal(await verdictOf(page, 'noise.eml'), 'Questo file non è posta certificata');
  assert.equal(await verdictOf(page, 'good.prova.json'), 'La prova va giudicata con la ricevuta');
});

test('without roots nothing is decided until the person names whom to trust; nothing is remembered', async () => {
  const page = await open('plain.html');
  assert.match(await verdictOf(page, 'good.zip'), /non tutto è giudicato/);
  await page.setInputFiles('#root-file', file('roots.pem'));
  await page.waitForSelector('.verdict.holds');
  await page.reload();
  assert.match((await page.textContent('#trust-list')) ?? '', /Nessuna autorità/);
});

test('what strangers wrote is text: no element of theirs, no script, no picture', async () => {
  const page = await open('trusting.html');
  await verdictOf(page, 'good.eml');
  assert.match((await page.textContent('dl')) ?? '', /<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator('img, iframe, object, embed').count(), 0);
  assert.equal(await page.locator('script').count(), 2, 'its own program and its list of roots');
  assert.equal(await page.title(), 'Verifica di posta certificata');
});

test('the page can be used by keyboard and read by a machine', async () => {
  const page = await open('trusting.html');
  for (const id of ['file', 'root-file', 'at']) assert.equal(await page.locator(`label[for=${id}]`).count(), 1, id);
  await verdictOf(page, 'good.zip');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'headline');
  assert.equal(await page.getAttribute('#told', 'aria-live'), 'polite');
  const headings = await page.locator('h1, h2').evaluateAll((all) => all.map(({ tagName }) => tagName));
  assert.deepEqual([headings[0], new Set(headings.slice(1)).size], ['H1', 1]);
});

test('no request ever left the page but for itself, and its policy forbids every one', async () => {
  assert.deepEqual(
    requests.filter((url) => !url.startsWith('file://') && !url.startsWith('data:font/')),
    [],
  );
  assert.deepEqual(faults, []);
  const page = await open('plain.html');
  const reached = await page.evaluate(async () => {
    const tries = ['http://192.0.2.1/', 'data:text/plain,a'];
    return Promise.all(
      tries.map((url) =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      ),
    );
  });
  assert.deepEqual(reached, [false, false]);
  assert.match(readFileSync(file('plain.html'), 'utf8'), /default-src 'none'/);
});
