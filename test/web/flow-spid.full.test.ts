/** Coming in by SPID, over SAML: a mailbox is asked for and entered, what goes wrong is told, what is forged is not believed, and one goes out on both sides. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillData, LUCA, takeMailbox } from './applicant.ts';
import { type Flow, judge, openFlow, type Person } from './flow.ts';
import { type Identities, identitiesOf } from './identity.ts';

const ADDRESS = 'luca.conti@pec.alfa.example';
const PASSWORD = 'tre gatti neri dormono';

let flow: Flow;
let elsewhere: Identities['elsewhere'];
let identifyAs: Identities['identifyAs'];
let endThere: Identities['endThere'];
before(async () => {
  flow = await openFlow();
  ({ elsewhere, identifyAs, endThere } = identitiesOf(flow, /prova SPID/, '/saml/sessioni'));
});
after(() => flow?.[Symbol.asyncDispose]());

async function signOut({ page }: Person, name: RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().click();
  await page.getByText('Esci', { exact: true }).click();
}

test('a mailbox is asked for with SPID, by who he is and nobody else, and entered with it', async () => {
  const luca = await flow.person(flow.country.alfa);
  const { page } = luca;
  await page.goto(`${luca.home}/attivazione/`);
  await fillData(page, LUCA);
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByRole('heading', { name: 'La sua identità' }).waitFor();
  await identifyAs(page, /Sofia Greco/);
  await page.getByText('L’identità è di un’altra persona').waitFor();
  await identifyAs(page, /Marta Villa/);
  await page.getByText(/di livello 1/).waitFor();
  await identifyAs(page, /Luca Conti/, '22');
  await page.getByText('Non ha dato il consenso').waitFor();
  await judge(luca, 'spid-consent');
  await identifyAs(page, /Luca Conti/);
  await takeMailbox(page, 'luca.conti', ADDRESS, PASSWORD);
  await page.goto(`${luca.home}/accesso`);
  await identifyAs(page, /Luca Conti/);
  await page.waitForURL(/\/posta\//);
  await page.getByText(ADDRESS).first().waitFor();
  await luca.leave(elsewhere);
});

test('every anomaly is told in the words of the person, and the place he wanted is not lost by it', async () => {
  const told = [
    ['it', { 19: 'credenziali', 20: 'livello 1', 21: 'troppo tempo', 22: 'consenso', 23: 'sospesa', 25: 'annullato' }],
    ['en', { 23: 'suspended', 25: 'cancelled' }],
    ['de', { 22: 'zugestimmt', 23: 'gesperrt' }],
  ] as const;
  for (const [language, words] of told) {
    const mario = await flow.person(flow.country.alfa, { language });
    const { page } = mario;
    await page.goto(`${mario.home}/sicurezza?da=lettera`);
    await page.waitForURL(/\/accesso/);
    for (const [number, word] of Object.entries(words)) {
      await identifyAs(page, /Mario Rossi/, number);
      await page.getByRole('alert').filter({ hasText: word }).waitFor();
    }
    await judge(mario, `spid-anomaly-${language}`);
    await identifyAs(page, /Mario Rossi/);
    await page.waitForURL(`${mario.home}/sicurezza?da=lettera`);
    await mario.leave(elsewhere);
  }
});

test('nothing that is forged, late, half signed or meant for others lets anybody in', async () => {
  const mario = await flow.person(flow.country.alfa);
  const { page } = mario;
  await page.goto(`${mario.home}/accesso`);
  await page.getByRole('link', { name: /prova SPID/ }).click();
  await page.getByLabel(/come deve andare/).waitFor();
  const defects = await page
    .locator('optgroup[label="Risposta da non credere"] option')
    .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  assert.equal(defects.length, 11);
  for (const defect of defects) {
    await page.goto(`${mario.home}/accesso`);
    await identifyAs(page, /Mario Rossi/, defect);
    await page.getByText('L’identità non è stata confermata').waitFor();
    assert.equal((await page.request.get(`${mario.home}/api/v1/session`)).status(), 401, defect);
  }
  await mario.leave(elsewhere);
});

test('who goes out here goes out at his provider of identities, and who goes out there is out here', async () => {
  const mario = await flow.person(flow.country.alfa);
  const { page } = mario;
  await page.goto(`${mario.home}/`);
  await identifyAs(page, /Mario Rossi/);
  await page.waitForURL(/\/posta\//);
  await signOut(mario, /Mario Rossi/);
  await page.getByText('È uscito, anche dal fornitore di identità.').waitFor();
  await judge(mario, 'spid-left');
  await identifyAs(page, /Mario Rossi/);
  await page.waitForURL(/\/posta\//);
  await endThere(mario, /Mario Rossi/);
  await mario.leave(elsewhere);
});
