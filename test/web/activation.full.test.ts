/** Somebody wants a mailbox: the guided pages, with answers given by hand. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Api, allEndpoints } from '#contract';
import { ACTIVATION_ANSWERS, EVIDENCE, KEY, REQUEST } from './activation-fixtures.ts';
import { fillData } from './applicant.ts';
import { judgeAccess, judgeWidth, openBrowser, openPage } from './look.ts';
import { openStage, type Stage, type StageAnswer } from './stage.ts';

let stage: Stage;
let browser: Browser;
/** The request as it stands. */
let now: object = REQUEST;
before(async () => {
  stage = await openStage(
    ['activation'],
    allEndpoints
      .filter(({ path }) => /^\/(activation|public|session)/.test(path))
      .map(({ method, path }) => `${method} ${path}`),
  );
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await stage?.close();
});

const given = (name: string): StageAnswer =>
  name === 'GET /activation/{activation}' ? { json: now } : { json: ACTIVATION_ANSWERS[name as keyof Api] };

async function look(use: (page: Page) => Promise<void>, more: Parameters<typeof openPage>[1] = {}): Promise<void> {
  const { page, close } = await openPage(browser, more);
  await use(page);
  await close();
}

async function judge(page: Page, name: string): Promise<void> {
  await judgeAccess(page, name);
  await judgeWidth(page, name);
  await judgeAccess(page, `${name} narrow`);
}

const LUIGIA = {
  given: 'Luigia',
  family: 'Verdi',
  taxCode: 'vrdlgu85m50l378x',
  born: ['1985-08-10', 'Trento'],
  contact: 'luigia.verdi@posta.example',
} as const;

test('from the first page to an active mailbox, on a phone, every page for everybody', async () => {
  stage.answer = given;
  stage.asked.length = 0;
  now = { ...REQUEST, evidence: EVIDENCE };
  await look(
    async (page) => {
      await page.goto(`${stage.url}/attivazione/`);
      await page.getByText('Chi ha compiuto 18 anni').waitFor();
      await judge(page, 'begin');
      await fillData(page, LUIGIA);
      await page.getByRole('button', { name: 'Continua' }).click();
      await page.getByRole('heading', { name: 'La sua identità' }).waitFor();
      assert.match(page.url(), new RegExp(`/attivazione/${REQUEST.id}#${KEY}$`), 'the address resumes it');
      const sent = JSON.parse(stage.asked.find(({ name }) => name === 'POST /activation')!.body);
      assert.equal(sent.taxCode, 'VRDLGU85M50L378X');
      await page.getByText('26R7-K2M4').waitFor();
      await judge(page, 'identity');
      await page.getByRole('button', { name: 'Vai avanti intanto' }).click();
      await page.getByRole('heading', { name: 'Le condizioni' }).waitFor();
      await page.getByRole('button', { name: 'Continua' }).click();
      await page.getByText('Per continuare accetti le condizioni.').waitFor();
      await judge(page, 'terms');
      await page.getByLabel('Ho letto le condizioni e le accetto').check();
      await page.getByRole('button', { name: 'Continua' }).click();
      await page.getByRole('heading', { name: 'Il suo indirizzo' }).waitFor();
      await page.getByLabel('Come lo vorrebbe').fill('luigia.verdi');
      await page.getByText('è libero.').waitFor();
      await page.getByRole('radio', { name: 'luigia.verdi@pec.alfa.example' }).check();
      await judge(page, 'address');
      await page.getByRole('button', { name: 'Continua' }).click();
      await page.getByRole('heading', { name: 'La password' }).waitFor();
      const password = page.getByLabel('Password', { exact: true });
      await password.fill('luigiaverdi85');
      await page.getByText('Contiene quasi solo il suo nome').first().waitFor();
      await page.getByRole('button', { name: 'Attiva la casella' }).click();
      assert.equal(
        stage.asked.some(({ name }) => name.endsWith('/finish')),
        false,
      );
      await judge(page, 'password');
      await password.fill('tre gatti neri dormono');
      await page.getByText('Ottima.').waitFor();
      await page.getByRole('button', { name: 'Attiva la casella' }).click();
      await page.getByRole('heading', { name: 'La sua casella è attiva' }).waitFor();
      await judge(page, 'done');
      assert.equal(await page.getByRole('link', { name: 'Entra nella casella' }).getAttribute('href'), '/accesso');
      assert.equal(await page.evaluate(() => Object.keys(sessionStorage).length), 0, 'the key is forgotten');
    },
    { width: 360 },
  );
});

test('what is wrong is told at its field, and the first of them has the focus', async () => {
  const faults = [
    { at: 'taxCode', code: 'check', detail: 'Il carattere di controllo non torna.' },
    { at: 'birthDate', code: 'minor', detail: 'La casella è per chi ha compiuto 18 anni.' },
  ];
  stage.answer = (name) =>
    name === 'POST /activation'
      ? { status: 400, problem: { code: 'applicant', detail: 'Alcuni dati non vanno bene.', faults } }
      : given(name);
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/`);
    await fillData(page, LUIGIA);
    await page.getByRole('button', { name: 'Continua' }).click();
    await page.getByText('Il carattere di controllo non torna.').waitFor();
    const code = page.getByLabel('Codice fiscale', { exact: true });
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    assert.equal(await code.evaluate((one) => one === document.activeElement), true);
    assert.equal(await code.inputValue(), 'vrdlgu85m50l378x', 'nothing typed is lost');
    await judge(page, 'faults');
  });
});

const OWN_WORDS = [
  {
    language: 'it-IT',
    goOn: 'Continua',
    needed: 'Questo campo va compilato.',
    date: 'Indichi giorno, mese e anno.',
    all: '7 campi da correggere: sono indicati sopra, uno per uno.',
    contact: 'E-mail che legge già',
    email: 'Non è un indirizzo e-mail intero: controlli la chiocciola e il dominio.',
  },
  {
    language: 'en-GB',
    goOn: 'Continue',
    needed: 'This field is needed.',
    date: 'Give day, month and year.',
    all: '7 fields to correct: each is named above.',
    contact: 'E-mail that you read already',
    email: 'This is no whole e-mail address: check the @ sign and the domain.',
  },
  {
    language: 'de-DE',
    goOn: 'Weiter',
    needed: 'Dieses Feld muss ausgefüllt werden.',
    date: 'Geben Sie Tag, Monat und Jahr an.',
    all: '7 Felder sind zu berichtigen: jedes ist oben genannt.',
    contact: 'E-Mail, die Sie schon lesen',
    email: 'Das ist keine vollständige E-Mail-Adresse: prüfen Sie das @-Zeichen und die Domain.',
  },
] as const;

for (const { language, goOn, needed, date, all, contact, email } of OWN_WORDS)
  test(`a form that is not whole is told in words of ours, at each field and together: ${language}`, async () => {
    stage.answer = given;
    stage.asked.length = 0;
    await look(
      async (page) => {
        await page.goto(`${stage.url}/attivazione/`);
        const send = page.getByRole('button', { name: goOn, exact: true });
        await send.click();
        await page.getByRole('alert').getByText(all).waitFor();
        assert.equal(await page.locator('.field-error', { hasText: needed }).count(), 6);
        assert.equal(await page.locator('.field-error', { hasText: date }).count(), 1);
        await judgeFocus(page, needed);
        await judge(page, `unfilled ${language}`);
        await page.getByLabel(contact).fill('luigia@');
        assert.equal(await page.locator('.field-error', { hasText: needed }).count(), 5, 'what is mended is not told');
        await send.click();
        await page.locator('.field-error', { hasText: email }).waitFor();
        assert.equal(stage.asked.filter(({ name }) => name === 'POST /activation').length, 0);
      },
      { language },
    );
  });

/** What has the focus is wrong, and says why to who hears it. */
async function judgeFocus(page: Page, why: string): Promise<void> {
  const told = await page.waitForFunction(() => {
    const at = document.activeElement?.closest('[aria-invalid="true"]');
    const ids = at?.getAttribute('aria-describedby')?.split(' ') ?? [];
    return at ? ids.map((id) => document.getElementById(id)?.textContent?.trim() ?? '') : undefined;
  });
  assert.ok((await told.jsonValue())?.includes(why), why);
}

test('each later step leads to what is wrong in it, and says why there', async () => {
  stage.answer = given;
  now = { ...REQUEST, evidence: EVIDENCE };
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
    await page.getByRole('heading', { name: 'Le condizioni' }).waitFor();
    await page.getByRole('button', { name: 'Continua' }).click();
    await judgeFocus(page, 'Per continuare accetti le condizioni.');
    await page.getByLabel('Ho letto le condizioni e le accetto').check();
    await page.getByRole('button', { name: 'Continua' }).click();
    await page.getByRole('radio', { name: 'verdi.luigia@pec.alfa.example' }).waitFor();
    await page.getByRole('button', { name: 'Continua' }).click();
    await judgeFocus(page, 'Scelga uno degli indirizzi.');
    await judge(page, 'address missing');
    await page.getByRole('radio', { name: 'verdi.luigia@pec.alfa.example' }).check();
    await page.getByRole('button', { name: 'Continua' }).click();
    await page.getByRole('button', { name: 'Attiva la casella' }).click();
    await judgeFocus(page, 'Troppo corta: almeno 12 caratteri.');
  });
});

test('the back button goes from step to step, and a reload stays where one is', async () => {
  stage.answer = given;
  now = { ...REQUEST, evidence: EVIDENCE, termsVersion: '2026-09', address: 'luigia.verdi@pec.alfa.example' };
  await look(async (page) => {
    const at = (name: string) => page.getByRole('heading', { level: 2, name }).waitFor();
    await page.goto(`${stage.url}/it/gestore`);
    await page.goto(`${stage.url}/attivazione/`);
    await fillData(page, LUIGIA);
    await page.reload();
    assert.equal(await page.getByLabel('Cognome').inputValue(), 'Verdi', 'what was typed is still there');
    await page.getByRole('button', { name: 'Continua' }).click();
    await at('La sua identità');
    await page.getByRole('button', { name: /Le condizioni/ }).click();
    await at('Le condizioni');
    await page.reload();
    await at('Le condizioni');
    await page.getByRole('button', { name: /Il suo indirizzo/ }).click();
    await at('Il suo indirizzo');
    await page.goBack();
    await at('Le condizioni');
    await page.goBack();
    await at('La sua identità');
    await page.goForward();
    await at('Le condizioni');
    await page.goBack();
    await page.goBack();
    await page.waitForURL(/\/it\/gestore$/);
  });
});

test('the whole link, opened where the key was missing, opens the request', async () => {
  stage.answer = given;
  now = { ...REQUEST, evidence: EVIDENCE };
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}`);
    await page.getByText('apra il link completo').waitFor();
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
    await page.getByRole('heading', { name: 'Le condizioni' }).waitFor();
  });
});

test('each kind of holder is asked what belongs to it', async () => {
  stage.answer = given;
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/`);
    await page.getByText('Per me, cittadino straniero').click();
    await page.getByLabel('Numero del permesso di soggiorno').waitFor();
    await page.getByText('Per un’impresa').click();
    await page.getByLabel('Partita IVA', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Numero del permesso di soggiorno').count(), 0);
  });
});

test('a firm is led to the desk alone: a digital identity does not say whom somebody may act for', async () => {
  stage.answer = given;
  now = { ...REQUEST, applicant: { ...REQUEST.applicant, kind: 'firm' } };
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
    await page.getByText('un documento che provi che può rappresentare').waitFor();
    await page.getByText('l’identità digitale dice chi è lei').waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByRole('link', { name: /Identità di prova/ }).count(), 0);
    await judge(page, 'identity of a firm');
  });
});

test('who reloads the end, come back from a digital identity, still sees it', async () => {
  stage.answer = given;
  now = { ...REQUEST, evidence: EVIDENCE, termsVersion: '2026-09', address: 'luigia.verdi@pec.alfa.example' };
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}?identita=ok`);
    await page.getByLabel('Password', { exact: true }).fill('tre gatti neri dormono');
    await page.getByRole('button', { name: 'Attiva la casella' }).click();
    await page.getByRole('heading', { name: 'La sua casella è attiva' }).waitFor();
    now = { ...now, state: 'active' };
    await page.reload();
    await page.getByRole('heading', { name: 'La sua casella è attiva' }).waitFor();
  });
});

test('is resumed by its link at the step that is missing; without the key it says what to do', async () => {
  stage.answer = given;
  now = { ...REQUEST, evidence: EVIDENCE, termsVersion: '2026-09' };
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
    await page.getByRole('heading', { name: 'Il suo indirizzo' }).waitFor();
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}`);
    await page.getByRole('heading', { name: 'Il suo indirizzo' }).waitFor();
  });
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}`);
    await page.getByText('apra il link completo').waitFor();
    await judge(page, 'no key');
  });
});

test('no password before all the rest; a refusal is told with its reason; a closed offer says whom to ask', async () => {
  stage.answer = given;
  now = { ...REQUEST, termsVersion: '2026-09', address: 'a@pec.alfa.example' };
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
    await page.getByRole('button', { name: /La password/ }).click();
    await page.getByText('Prima mancano ancora questi passi:').waitFor();
    assert.equal(await page.locator('input[type=password]').count(), 0);
    await judge(page, 'missing');
    now = { ...REQUEST, state: 'refused', reason: 'Documento illeggibile' };
    await page.reload();
    await page.getByText('Documento illeggibile').waitFor();
    await judge(page, 'refused');
  });
  stage.answer = (name) =>
    name === 'GET /activation/offer' ? { json: { ...ACTIVATION_ANSWERS[name], isOpen: false } } : given(name);
  await look(async (page) => {
    await page.goto(`${stage.url}/attivazione/`);
    await page.getByText('non riceve richieste da qui').waitFor();
    await judge(page, 'closed');
  });
});

test('is withdrawn after a question, and speaks German', async () => {
  stage.answer = given;
  now = REQUEST;
  await look(
    async (page) => {
      await page.goto(`${stage.url}/attivazione/${REQUEST.id}#${KEY}`);
      await page.getByRole('heading', { name: 'Ihre Identität' }).waitFor();
      await page.getByText('Aufhören und später weitermachen').click();
      await page.getByRole('button', { name: 'Antrag zurückziehen' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Antrag zurückziehen' }).click();
      await page.getByRole('heading', { name: 'Der Antrag ist zurückgezogen' }).waitFor();
    },
    { language: 'de-DE' },
  );
});
