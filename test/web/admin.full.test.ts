/** The administration in a browser, with answers given by hand: every page and state for everybody, by keyboard, narrow, in three languages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Api } from '#contract';
import { ANSWERS, MAILBOXES, OPERATOR, ORGANISATION_ADMIN } from './admin-fixtures.ts';
import { type AdminStage, given, openAdminStage } from './admin-stage.ts';
import { judgeAccess, judgeWidth } from './look.ts';
import type { Stage, StageAnswer } from './stage.ts';

const PAGES = [
  '',
  '/caselle',
  '/caselle/nuova',
  '/caselle/m1',
  '/organizzazioni',
  '/organizzazioni/o1',
  '/domini',
  '/richieste',
  '/elenco',
  '/indirizzi',
  '/indirizzi/o1',
  '/titolari',
  '/coda',
  '/flusso',
  '/registro',
  '/controlli',
  '/quarantena',
  '/livelli',
  '/indice',
  '/persone',
  '/attivita',
  '/ipa',
];
let admin: AdminStage;
let stage: Stage;
before(async () => {
  admin = await openAdminStage();
  stage = admin.stage;
});
after(() => admin?.[Symbol.asyncDispose]());

const open = (page: Page, path: string) => admin.open(page, path);
const look = (...asked: Parameters<AdminStage['look']>) => admin.look(...asked);

test('every page has no violation and fits 320 pixels', async () => {
  stage.answer = given;
  await look(async (page) => {
    for (const path of PAGES) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await open(page, path);
      await judgeAccess(page, path);
      await judgeWidth(page, path);
      await judgeAccess(page, `${path} narrow`);
    }
  });
});

test('empty, waiting and failing pages say so, without violation', async () => {
  const empty: Record<string, unknown> = {
    'GET /admin/overview': { ...ANSWERS['GET /admin/overview'], isWell: true, findings: [] },
    'GET /admin/queue': { queues: [], jobs: [] },
    'GET /admin/findings': { total: 0, findings: [] },
    'GET /admin/index': { isOverdue: true, providers: [] },
    'GET /admin/service-levels': {
      ...ANSWERS['GET /admin/service-levels'],
      availability: 99.1,
      minutesLeft: -40,
      outages: [],
      malfunctions: [],
    },
    'GET /admin/public-addresses/{organisation}': { version: 0, slug: 'ente', entries: [], differences: [] },
  };
  const all = ['', '/caselle', '/coda', '/controlli', '/livelli', '/indice', '/indirizzi/o1', '/flusso'];
  const some = ['', '/caselle', '/indice'];
  const answers: readonly [string, answer: (name: string) => StageAnswer, sign: string, paths: readonly string[]][] = [
    [
      'empty',
      (name) => ({ json: empty[name] ?? (Array.isArray(ANSWERS[name as keyof Api]) ? [] : { items: [] }) }),
      'main h1',
      all,
    ],
    ['waiting', () => 'never', '.skeleton', some],
    [
      'failing',
      () => ({ status: 503, problem: { code: 'not-now', detail: 'Il disco è pieno.' } }),
      '[role=alert]',
      some,
    ],
    [
      'refused',
      () => ({ status: 403, problem: { code: 'role-missing', detail: 'Non con questo ruolo.' } }),
      '[role=alert]',
      some,
    ],
  ];
  for (const [name, answer, sign, paths] of answers) {
    stage.answer = (asked) =>
      asked === 'GET /session' ? { json: OPERATOR } : asked === 'GET /admin/flow' ? { events: [] } : answer(asked);
    await look(async (page) => {
      for (const path of paths) {
        await page.goto(`${stage.url}/admin${path}`);
        await page.locator('main h1').waitFor();
        if (path !== '/flusso') await page.locator(sign).first().waitFor({ timeout: 15_000 });
        const retries = await page.getByRole('button', { name: 'Riprova' }).count();
        if (name === 'failing') assert.ok(retries > 0, path);
        if (name === 'refused') assert.equal(retries, 0, `another try would be refused again: ${path}`);
        await judgeAccess(page, `${name} ${path}`);
      }
    });
  }
});

test('who is not signed in is led to sign in and back; who has no role is told', async () => {
  stage.answer = () => ({ status: 401, problem: { code: 'unknown', type: 'unknown' } });
  await look(async (page) => {
    await page.route('**/accesso?*', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Accesso</h1>' }));
    await page.goto(`${stage.url}/admin/coda`);
    await page.waitForURL(`**/accesso?per=${encodeURIComponent('/admin/coda')}`);
  });
  stage.answer = () => ({ json: { ...OPERATOR, roles: [] } });
  await look(async (page) => {
    await page.goto(`${stage.url}/admin/`);
    await page.getByRole('heading', { name: 'Questa parte è riservata' }).waitFor();
    await judgeAccess(page, 'outside');
  });
});

test('an organisation administrator sees the menu of his own and no health of the provider', async () => {
  stage.answer = (name) => (name === 'GET /session' ? { json: ORGANISATION_ADMIN } : given(name));
  await look(async (page) => {
    await open(page, '');
    const places = await page.getByRole('navigation', { name: 'Menu' }).getByRole('link').allTextContents();
    assert.deepEqual(places, [
      'Panoramica',
      'Caselle',
      'Organizzazioni',
      'Domini',
      'Richieste di attivazione',
      'Molte caselle da file',
      'Pagine pubbliche',
      'Indice e certificati',
      'Persone e ruoli',
      'Attività svolte',
    ]);
    assert.equal(await page.getByText('Il servizio ha bisogno di attenzione').count(), 0);
  });
});

test('a mailbox is frozen by keyboard alone, after its consequences and a reason', async () => {
  stage.answer = given;
  stage.asked.length = 0;
  await look(async (page) => {
    await open(page, '/caselle/m1');
    const button = page.getByRole('button', { name: 'Blocca l’invio' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /Bloccare l’invio da protocollo@/ });
    await dialog.waitFor();
    await judgeAccess(page, 'freeze');
    await dialog.getByText('La casella continua a ricevere').waitFor();
    const reason = dialog.getByLabel('Motivo');
    for (let presses = 0; presses < 10 && !(await reason.evaluate((one) => one === document.activeElement)); presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByText('Scriva il motivo.').waitFor();
    assert.equal(
      stage.asked.some(({ name }) => name.endsWith('/freeze')),
      false,
      'nothing is done without a reason',
    );
    await page.keyboard.type('Invii insoliti di notte');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('L’invio è bloccato.').waitFor();
    assert.deepEqual(JSON.parse(stage.asked.find(({ name }) => name.endsWith('/freeze'))!.body), {
      frozen: true,
      reason: 'Invii insoliti di notte',
    });
    assert.equal(await button.evaluate((one) => one === document.activeElement), true, 'the focus comes back');
  });
});

test('something sensitive asks who one is, and goes on; Esc goes back', async () => {
  let isConfirmed = false;
  stage.answer = (name) => {
    if (name === 'POST /session/confirm') isConfirmed = true;
    if (name === 'POST /session/confirm') return { json: { confirmedUntil: '2026-11-22T11:00:00+01:00' } };
    if (name === 'GET /security') return { json: { totp: { since: '2026-11-01T10:00:00+01:00' }, passkeys: [] } };
    if (name.endsWith('/state') && !isConfirmed)
      return { status: 401, problem: { code: 'unconfirmed', type: 'unconfirmed' } };
    return given(name);
  };
  await look(async (page) => {
    await open(page, '/caselle/m1');
    await page.getByRole('button', { name: 'Cambia stato' }).click();
    const dialog = page.getByRole('dialog', { name: /Cambiare lo stato/ });
    await dialog.getByLabel('Nuovo stato').selectOption('closing');
    await dialog.getByLabel('Ultimo giorno').fill('2026-12-31');
    await dialog.getByText('fino all’ultimo giorno').waitFor();
    await judgeAccess(page, 'state');
    await judgeWidth(page, 'state');
    await dialog.getByLabel('Motivo').fill('Richiesta del titolare');
    await dialog.getByRole('button', { name: 'Cambia stato' }).click();
    const proof = page.getByRole('dialog', { name: 'Confermi che è lei' });
    await proof.waitFor();
    await judgeAccess(page, 'step-up');
    await proof.getByLabel('Codice di 6 cifre').fill('123456');
    await proof.getByRole('button', { name: 'Conferma' }).click();
    await page.getByText('Lo stato è cambiato.').waitFor();
    await page.getByRole('button', { name: 'Modifica i dati' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

test('a new mailbox gives its link once, in full', async () => {
  stage.answer = given;
  await look(async (page) => {
    await open(page, '/caselle/nuova');
    await page.getByLabel('Prima della chiocciola').fill('protocollo');
    await page.getByRole('button', { name: 'Crea la casella' }).click();
    assert.equal(await page.getByRole('dialog').count(), 0, 'whoever holds it is said, not preset');
    await page.getByLabel('Tipo di titolare').selectOption('public-body');
    await page.getByLabel('Nome del titolare').fill('Comune di Borgo Sereno');
    await page.getByLabel('Recapito ordinario').fill('ced@comune.example');
    await page.getByRole('button', { name: 'Crea la casella' }).click();
    const dialog = page.getByRole('dialog', { name: /Primo accesso di/ });
    await dialog.getByText(`${stage.url}/primo-accesso#k9Xw2-7pQ`).waitFor();
    await judgeAccess(page, 'once');
    await dialog.getByRole('button', { name: 'Fatto' }).click();
    await page.waitForURL('**/admin/caselle/m1');
  });
});

test('a file is tried before it can be applied', async () => {
  const clean = { rows: 2, made: 2, changed: 0, same: 0, faults: [] };
  let tries = 0;
  stage.answer = (name) => (name === 'POST /admin/bulk/mailboxes' && tries++ > 0 ? { json: clean } : given(name));
  stage.asked.length = 0;
  await look(async (page) => {
    await open(page, '/elenco');
    const apply = page.getByRole('button', { name: 'Applica' });
    assert.equal(await apply.isDisabled(), true);
    const file = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('indirizzo\r\na@b.example\r\n') };
    await page.locator('#bulk-file').setInputFiles(file);
    await page.getByText('C’è un errore da correggere').waitFor();
    await judgeAccess(page, 'bulk with faults');
    assert.equal(await apply.isDisabled(), true, 'what has faults cannot be applied');
    await page.locator('#bulk-file').setInputFiles({ ...file, name: 'b.csv' });
    await page.getByText('Il file è in ordine').waitFor();
    await apply.click();
    await page.getByText('Righe: 2. Create: 2.').waitFor();
    assert.equal(stage.asked.filter(({ name }) => name.startsWith('POST /admin/bulk')).length, 3);
  });
});

test('dialogs of the desk, rules, people, entries, extracts, malfunctions have no violation', async () => {
  stage.answer = given;
  const dialogs: readonly [path: string, button: string | RegExp][] = [
    ['/richieste', /^Identifica: Luigia/],
    ['/richieste', /^Rifiuta: Luigia/],
    ['/caselle/m1', 'Modifica'],
    ['/caselle/m1', 'Crea il link'],
    ['/domini', /^Modifica: pec.tribunale/],
    ['/organizzazioni', 'Nuova organizzazione'],
    ['/organizzazioni/o1', 'Nuovo ufficio'],
    ['/persone', 'Nuova persona'],
    ['/indirizzi/o1', 'Modifica Anagrafe e stato civile'],
    ['/registro', 'Estratto per un’autorità'],
    ['/livelli', 'Registra un malfunzionamento'],
    ['/livelli', 'Registra un’interruzione'],
    ['/indice', 'Accetta questa perdita'],
    ['/controlli', /^Prendi in visione: /],
    ['/livelli', /^Termina l’interruzione/],
    ['/livelli', /^Annota sul malfunzionamento/],
    ['/coda', /^Rinuncia: Messaggio in uscita/],
  ];
  await look(async (page) => {
    for (const [path, name] of dialogs) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await open(page, path);
      await page
        .getByRole('button', { name, exact: typeof name === 'string' })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await judgeAccess(page, `${path} ${name}`);
      await judgeWidth(page, `${path} ${name}`);
    }
  });
});

test('the log is searched with a reason, and the live flow can be stopped', async () => {
  stage.answer = given;
  await look(async (page) => {
    await open(page, '/registro');
    await page.getByRole('button', { name: 'Cerca' }).click();
    assert.equal(await page.getByRole('table').count(), 0, 'no reason, no search');
    await page.getByLabel('Motivo').fill('Richiesta 4411');
    await page.getByLabel('Mittente').fill('mario.rossi@pec.alfa.example');
    await page.getByRole('button', { name: 'Cerca' }).click();
    await page.getByRole('table').getByText('Accettazione').waitFor();
    await page.getByText('Dettagli').first().click();
    await judgeAccess(page, 'records');
    await judgeWidth(page, 'records');
    await open(page, '/flusso');
    await page.getByRole('table').getByText('b.example').waitFor();
    const stop = page.getByRole('button', { name: 'Ferma' });
    await stop.click();
    await page.getByRole('button', { name: /Riprendi/ }).waitFor();
    assert.equal(await page.getByRole('button', { pressed: true }).count(), 1);
  });
});

test('speaks English and German, and stays in the language chosen', async () => {
  stage.answer = given;
  await look(
    async (page) => {
      await open(page, '');
      await page.getByRole('heading', { name: 'Übersicht' }).waitFor();
      await page.getByText('Seit über 4 Stunden in der Warteschlange (pec.gamma.example): 3 Aufträge.').waitFor();
      await page.getByText('Zertifikat zum Signieren: Es läuft in 41 Tagen ab (2. Januar 2027').waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'de');
      await page.getByRole('button', { name: /Sprache:/ }).click();
      await page.getByRole('menuitemradio', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
    },
    { language: 'de-DE' },
  );
});

test('on a phone the menu is folded, and opens by a button', async () => {
  stage.answer = given;
  await look(
    async (page) => {
      await open(page, '/caselle');
      const menu = page.getByRole('button', { name: 'Menu', exact: true });
      assert.equal(await menu.getAttribute('aria-expanded'), 'false');
      await menu.click();
      await judgeAccess(page, 'menu');
      await page.getByRole('link', { name: 'Coda' }).click();
      await page.getByRole('heading', { level: 1, name: 'Coda' }).waitFor();
      assert.equal(await menu.getAttribute('aria-expanded'), 'false');
      assert.equal(
        await page.evaluate(() => document.activeElement?.tagName),
        'H1',
        'the reader is led to the new page',
      );
    },
    { width: 360 },
  );
});

test('names that strangers wrote are text', async () => {
  const evil = { ...MAILBOXES[2]!, holder: '<img src=x onerror=alert(1)>', address: 'x@pec.alfa.example' };
  stage.answer = (name) => (name === 'GET /admin/mailboxes' ? { json: { items: [evil] } } : given(name));
  await look(async (page) => {
    await open(page, '/caselle');
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    assert.equal(await page.locator('main img').count(), 0);
  });
});
