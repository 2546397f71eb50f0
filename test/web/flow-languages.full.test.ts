/** From nothing to a proof, by keyboard alone, in English and in German; each state judged. Labels come from the catalogues. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { temporaryFolder } from '../e2e/folder.ts';
import { type Flow, judge, openFlow, type Person, saved, tabTo } from './flow.ts';

const BIANCHI = 'avv.bianchi@pec.beta.example';
const PASSWORD = 'drei schwarze Katzen schlafen';

interface Texts {
  readonly [name: string]: string | Texts;
}
/** A text of a catalogue by its path; its words filled in. */
type Say = (path: string, values?: Readonly<Record<string, string>>) => string;

/** Says what a catalogue says: `web/webmail/write-texts`. */
async function catalogue(place: string, language: string): Promise<Say> {
  const file = new URL(`../../web/${place}-${language}.ts`, import.meta.url).href;
  const texts = ((await import(file)) as Readonly<Record<string, Texts>>)[language]!;
  return (path, values = {}) => {
    const text = path.split('.').reduce<string | Texts | undefined>((at, name) => (at as Texts)?.[name], texts);
    assert.equal(typeof text, 'string', `${place}: ${path}`);
    return (text as string).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  };
}

interface Applicant {
  readonly language: 'en' | 'de';
  readonly locale: string;
  readonly name: readonly [given: string, family: string];
  readonly taxCode: string;
  readonly born: readonly [day: string, where: string];
  /** What the page that verifies says of a dossier that holds: it has a catalogue of its own. */
  readonly holds: string;
}

const APPLICANTS: readonly Applicant[] = [
  {
    ...{ language: 'en', locale: 'en-GB', name: ['Luca', 'Conti'], taxCode: 'CNTLCU92E20H501T' },
    ...{ born: ['1992-05-20', 'Roma'], holds: 'The dossier holds' },
  },
  {
    ...{ language: 'de', locale: 'de-DE', name: ['Sofia', 'Greco'], taxCode: 'GRCSFO88M60G273D' },
    ...{ born: ['1988-08-20', 'Palermo'], holds: 'Die Beweisakte hält' },
  },
];

let flow: Flow;
before(async () => {
  flow = await openFlow();
});
after(() => flow?.[Symbol.asyncDispose]());

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** The parts of a date stand in the order of the browser's own language. */
async function typeDay(page: Page, target: Locator, iso: string): Promise<void> {
  const [year, month, day] = iso.split('-') as [string, string, string];
  await type(page, target, `${day}${month}${year}`);
  if ((await target.inputValue()) === iso) return;
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(`${month}${day}${year}`);
  assert.equal(await target.inputValue(), iso);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** What a person does whose language is looked at. */
interface Journey {
  readonly person: Person;
  readonly applicant: Applicant;
  see(what: string): Promise<void>;
}

/** Asks for a mailbox, is identified, agrees, chooses: the address. */
async function activate({ person: { page, home }, applicant, see }: Journey): Promise<string> {
  const { language, name, taxCode, born } = applicant;
  const ask = await catalogue('activation/words', language);
  const fill = (what: string, text: string) =>
    type(page, page.getByLabel(ask(`fields.${what}`), { exact: true }), text);
  await page.goto(`${home}/attivazione/`);
  await page.getByRole('heading', { name: ask('title') }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  await fill('givenName', name[0]);
  await fill('familyName', name[1]);
  await fill('taxCode', taxCode);
  await typeDay(page, page.getByLabel(ask('fields.birthDate')), born[0]);
  await fill('birthPlace', born[1]);
  await fill('postalAddress', 'Via Roma 1, 38122 Trento');
  await fill('contactAddress', 'lucia@posta.example');
  await see('activation-data');
  await press(page, button(page, ask('goOn')));
  await page.getByRole('heading', { name: ask('steps.identity') }).waitFor();
  await see('activation-identity');
  const way = ask('identity.enterWith', { name: '' }).trim();
  await press(page, page.getByRole('link', { name: way }).or(page.getByRole('button', { name: way })));
  await press(page, page.getByRole('button', { name: new RegExp(name.join(' ')) }));
  await page.waitForURL(/\/attivazione\//);
  await press(page, button(page, ask('goOn')));
  await press(page, page.getByLabel(ask('terms.agree')), 'Space');
  await see('activation-terms');
  await press(page, button(page, ask('goOn')));
  await page.getByRole('radio').first().waitFor();
  await press(page, page.getByRole('radio').first(), 'Space');
  await see('activation-address');
  const address = (await page.getByRole('radio', { checked: true }).getAttribute('value'))!;
  assert.match(address, /@pec\.alfa\.example$/);
  await press(page, button(page, ask('goOn')));
  await type(page, field(page, ask('password.label')), PASSWORD);
  await see('activation-password');
  await press(page, button(page, ask('password.finish')));
  await page.getByRole('heading', { name: ask('ended.active') }).waitFor();
  await see('activation-done');
  await press(page, page.getByRole('link', { name: ask('ended.enter') }));
  return address;
}

/** Signs in, writes, sends, sees it delivered: the file of its dossier. */
async function sendAndProve(
  { person: { page }, applicant: { language }, see }: Journey,
  address: string,
): Promise<string> {
  const mail = await catalogue('webmail/texts', language);
  const writing = await catalogue('webmail/write-texts', language);
  const proof = await catalogue('webmail/proof-texts', language);
  await field(page, mail('signIn.login')).waitFor();
  await see('sign-in');
  await type(page, field(page, mail('signIn.login')), address);
  await type(page, field(page, mail('signIn.password')), PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/posta\//);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  await see('inbox');
  await page.keyboard.press('c');
  await type(page, page.getByRole('combobox', { name: writing('to.label'), exact: true }), BIANCHI);
  await page.keyboard.press('Enter');
  await type(page, page.getByLabel(writing('subject')), 'Disdetta');
  await type(page, field(page, writing('body.label')), 'Comunico la disdetta.');
  await page.locator('.badge', { hasText: writing('check.ok') }).waitFor();
  await see('write');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: writing('sent.sent') }).waitFor();
  await see('sent');
  await press(page, page.getByRole('link', { name: writing('sent.timeline') }));
  await page.getByRole('heading', { name: proof('chain.answers.deliveredOne') }).waitFor();
  await see('delivered');
  const dossier = page.getByRole('button', { name: proof('chain.actions.dossier') });
  await tabTo(page, dossier);
  const { name: file, bytes } = await saved(page, () => page.keyboard.press('Enter'));
  const path = join(temporaryFolder('flow-languages'), file);
  writeFileSync(path, bytes);
  return path;
}

/** Has the file judged by the page that verifies. */
async function verify(
  { person: { page, home }, applicant: { language, holds }, see }: Journey,
  path: string,
): Promise<void> {
  // Long before the key: the browser is told first that nobody chooses by hand.
  const choosing = page.waitForEvent('filechooser');
  await page.goto(`${home}/verifica/`);
  await press(page, page.locator('input#file'), 'Space');
  await (await choosing).setFiles(path);
  await page.getByRole('heading', { name: holds }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  await see('verified');
}

for (const applicant of APPLICANTS) {
  const { language, locale } = applicant;
  test(`${language}: asks for a mailbox, is identified, sends, sees it delivered, takes the proof along, has it judged`, async () => {
    const person = await flow.person(flow.country.alfa, { language: locale });
    const journey: Journey = { person, applicant, see: (what) => judge(person, `${language}-${what}`) };
    const address = await activate(journey);
    await verify(journey, await sendAndProve(journey, address));
    // She was led to the provider of identities, and nowhere else.
    await person.leave(/^http:\/\/127\.0\.0\.1:\d+\/authorize(\?|$)/);
  });
}
