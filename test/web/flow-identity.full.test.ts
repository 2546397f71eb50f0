/** Coming in by a digital identity: to ask for a mailbox, and to choose between several; and how it is told when it does not do. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillData, takeMailbox } from './applicant.ts';
import { enter, type Flow, judge, openFlow, type Person, passwordOf } from './flow.ts';
import { type Identities, identitiesOf } from './identity.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const SECOND = 'rossi-avvocato@pec.alfa.example';
const MARIO_ROSSI = {
  given: 'Mario',
  family: 'Rossi',
  taxCode: 'RSSMRA80A01H501U',
  born: ['1980-01-01', 'Roma'],
  contact: 'lucia@posta.example',
} as const;
const PASSWORD = 'tre gatti neri dormono';

let flow: Flow;
let elsewhere: Identities['elsewhere'];
let identifyAs: Identities['identifyAs'];
let endThere: Identities['endThere'];
before(async () => {
  flow = await openFlow();
  ({ elsewhere, identifyAs, endThere } = identitiesOf(flow, /Identità di prova CIE/));
});
after(() => flow?.[Symbol.asyncDispose]());

const signInPage = async ({ page, home }: Person) => {
  await page.goto(`${home}/accesso`);
  await page.getByRole('heading', { name: 'Accedi alla posta certificata' }).waitFor();
};

test('a second mailbox is asked for, by the same person and no other, and is there at once', async () => {
  const mario = await flow.person(flow.country.alfa);
  const { page } = mario;
  await page.goto(`${mario.home}/attivazione/`);
  await fillData(page, MARIO_ROSSI);
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByRole('heading', { name: 'La sua identità' }).waitFor();
  await identifyAs(page, /Luca Conti/);
  await page.getByText('L’identità è di un’altra persona').waitFor();
  await judge(mario, 'identity-other');
  await identifyAs(page, /Marta Villa/);
  await page.getByText(/di livello 1/).waitFor();
  await identifyAs(page, /Mario Rossi/);
  await takeMailbox(page, 'Rossi-Avvocato', SECOND, PASSWORD);
  await mario.leave(elsewhere);
});

test('who holds two says in which he wants to come in; the choice is good once', async () => {
  const mario = await flow.person(flow.country.alfa);
  const { page } = mario;
  await signInPage(mario);
  await identifyAs(page, /Mario Rossi/);
  await page.getByText('In quale casella vuole entrare?').waitFor();
  const choice = page.url();
  await judge(mario, 'identity-choice');
  await page.getByRole('button', { name: new RegExp(MARIO) }).waitFor();
  await page.getByRole('button', { name: new RegExp(SECOND) }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/posta\//);
  await page.getByText(SECOND).first().waitFor();
  await page.goto(choice);
  await page.getByRole('link', { name: 'Torna all’accesso' }).waitFor();
  await page.getByRole('alert').first().waitFor();
  assert.equal(await page.getByRole('button', { name: new RegExp(MARIO) }).count(), 0);
  await mario.leave(elsewhere);
});

test('an identity without a mailbox, one that is too weak, one that was called off are told as what they are', async () => {
  const stranger = await flow.person(flow.country.alfa);
  const { page } = stranger;
  await signInPage(stranger);
  await identifyAs(page, /Sofia Greco/);
  await page.getByText('Con questa identità qui non c’è nessuna casella attiva.').waitFor();
  await identifyAs(page, /Marta Villa/);
  await page.getByText('Questa identità è di livello 1').waitFor();
  await judge(stranger, 'identity-weak');
  await page.getByRole('link', { name: /Identità di prova CIE/ }).click();
  await page.getByRole('button', { name: 'Annulla' }).click();
  await page.getByText('L’accesso è stato annullato').waitFor();
  await enter(stranger, MARIO, passwordOf(flow.country.alfa, MARIO), '/accesso');
  await page.waitForURL(/\/posta\//);
  await stranger.leave(elsewhere);
});

test('who goes out at his provider is out here without a browser between them; when it is away, a page of ours says so', async () => {
  const mario = await flow.person(flow.country.alfa);
  const { page } = mario;
  const comeIn = async () => {
    await signInPage(mario);
    await identifyAs(page, /Mario Rossi/);
    await page.getByRole('button', { name: new RegExp(MARIO) }).click();
    await page.waitForURL(/\/posta\//);
  };
  await comeIn();
  await endThere(mario, /Mario Rossi/);
  await comeIn();
  await page.route('**/api/v1/session/identity-leaving', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), answers: false } });
  });
  await page
    .getByRole('button', { name: /Mario Rossi/ })
    .first()
    .click();
  await page.getByText('Esci', { exact: true }).click();
  await page.getByText(/non ha risposto e la sessione là può essere ancora aperta/).waitFor();
  await judge(mario, 'identity-away');
  await page.getByRole('link', { name: 'Esci da Identità di prova CIE' }).click();
  await page.getByText('È uscito, anche dal fornitore di identità.').waitFor();
  await mario.leave(elsewhere);
});
