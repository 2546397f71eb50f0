/** The pages beside reading, with answers given by hand: folders, how full the box is, lists that come in pages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Folder, Trust } from '#contract';
import { until } from '../e2e/poll.ts';
import { openBrowser, openPage } from './look.ts';
import { answersOf, MAILBOX, rowOf, viewOf } from './mail-fixtures.ts';
import { checkPage } from './page.ts';
import { openStage, type Stage, type StageAnswer } from './stage.ts';

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

type Other = (name: string, query: URLSearchParams) => StageAnswer | undefined;

async function open(path: string, other: Other) {
  const none: Trust = { level: 'none', checks: [] };
  stage.answer = answersOf({ total: 3, row: (at) => rowOf(3 - at), view: (uid) => viewOf(rowOf(uid), none), other });
  stage.asked.length = 0;
  const opened = await openPage(browser);
  await opened.page.goto(`${stage.url}/${path}/${MAILBOX}`);
  await opened.page.locator('main h1').waitFor();
  return opened;
}

/** What was asked to be changed, with its body. */
const changes = () => stage.asked.filter(({ name }) => !name.startsWith('GET ')).map(({ name, body }) => [name, body]);

const folder = (id: string, name: string, use: Folder['use'] = 'own', messages = 0): Folder => ({
  ...{ id, name, use, messages, unread: Math.min(messages, 1), rights: 'lrswipkxtea' },
});
const SYSTEM = [folder('1', 'INBOX', 'inbox', 3), folder('2', 'Sent', 'sent'), folder('3', 'Trash', 'trash')];
const OWN = [folder('7', 'Clienti', 'own', 12), folder('8', 'Clienti/Rossi', 'own', 2), folder('9', 'Gare 2026')];
const FOLDERS = 'GET /mailboxes/{mailbox}/folders';
const problem = (code: string, detail: string) => ({ type: 'about:blank', title: 'Conflict', code, detail });

const act = async (page: Page, name: string, what: string) => {
  await page.getByRole('button', { name: `Azioni sulla cartella ${name}` }).click();
  await page.getByRole('menuitem', { name: what }).click();
};

test('a folder is made, put inside another, renamed and deleted; what becomes of its mail is said before', async () => {
  const { page, close } = await open('cartelle', (name) => {
    if (name === FOLDERS) return { json: [...SYSTEM, ...OWN] };
    if (name.startsWith('POST') || name.startsWith('PATCH')) return { json: OWN[0] };
    return name.startsWith('DELETE') ? { json: undefined } : undefined;
  });
  await page.getByRole('link', { name: 'Gare 2026' }).waitFor();
  await checkPage(page, 'folders');
  // By keyboard alone.
  await page.getByRole('button', { name: 'Nuova cartella', exact: true }).focus();
  await page.keyboard.press('Enter');
  const making = page.getByRole('dialog', { name: 'Nuova cartella' });
  await making.waitFor();
  await page.keyboard.type('Fatture/2026');
  await page.keyboard.press('Enter');
  await making.getByText('Il nome non può contenere «/»').waitFor();
  await checkPage(page, 'folders-wrong-name');
  await making.getByLabel('Nome').fill('Fatture');
  await making.getByLabel('Dentro quale cartella').selectOption('7');
  await making.getByRole('button', { name: 'Crea' }).click();
  await page.getByText('Cartella «Fatture» creata.').waitFor();
  await act(page, 'Rossi', 'Rinomina o sposta');
  const editing = page.getByRole('dialog', { name: 'Rinomina o sposta «Rossi»' });
  assert.equal(await editing.getByLabel('Dentro quale cartella').inputValue(), '7');
  await editing.getByLabel('Nome').fill('Rossi e figli');
  await editing.getByLabel('Dentro quale cartella').selectOption('');
  await editing.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Cartella «Rossi e figli» salvata.').waitFor();
  await act(page, 'Clienti', 'Elimina');
  const asking = page.getByRole('dialog', { name: 'Eliminare la cartella «Clienti»?' });
  await asking.getByText('I 14 messaggi che contiene vanno nel cestino').waitFor();
  await asking.getByText('Viene eliminata anche la sottocartella').waitFor();
  await checkPage(page, 'folders-delete');
  await page.keyboard.press('Escape');
  await asking.waitFor({ state: 'detached' });
  assert.equal(changes().length, 2, 'nothing is deleted without a yes');
  await act(page, 'Clienti', 'Elimina');
  await asking.getByRole('button', { name: 'Elimina' }).click();
  await page.getByText('I suoi 14 messaggi sono nel cestino.').waitFor();
  assert.deepEqual(changes(), [
    ['POST /mailboxes/{mailbox}/folders', '{"name":"Clienti/Fatture"}'],
    ['PATCH /mailboxes/{mailbox}/folders/{folder}', '{"name":"Rossi e figli"}'],
    ['DELETE /mailboxes/{mailbox}/folders/{folder}', ''],
  ]);
  await close();
});

test('folders of the system offer nothing that harms them; a refusal stands where one wrote', async () => {
  const { page, close } = await open('cartelle', (name) => {
    if (name === FOLDERS) return { json: SYSTEM };
    if (!name.startsWith('POST')) return undefined;
    return { status: 409, problem: problem('folder-exists', 'Esiste già una cartella con questo nome.') };
  });
  await page.getByText('Nessuna cartella sua').waitFor();
  await checkPage(page, 'folders-none');
  await page.getByRole('button', { name: 'Azioni sulla cartella Posta in arrivo' }).click();
  assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['Nuova cartella qui dentro']);
  assert.equal(await page.getByRole('button', { name: 'Azioni sulla cartella Cestino' }).count(), 0);
  await page.keyboard.press('Enter');
  const making = page.getByRole('dialog', { name: 'Nuova cartella' });
  assert.equal(await making.getByLabel('Dentro quale cartella').inputValue(), '1');
  await making.getByLabel('Nome').fill('Bandi');
  await page.keyboard.press('Enter');
  await making.getByText('Esiste già una cartella con questo nome.').waitFor();
  assert.equal(await making.getByLabel('Nome').inputValue(), 'Bandi');
  await close();
  const broken = await open('cartelle', (name) =>
    name === FOLDERS ? { status: 409, problem: problem('conflict', 'Adesso no.') } : undefined,
  );
  await broken.page.getByText('Adesso no.').waitFor();
  await checkPage(broken.page, 'folders-broken');
  await broken.close();
});

test('how full the box is stands in octets, with the reserve in plain words, and warns at 80, 90 and beyond', async () => {
  for (const [share, words] of [
    [0.5, 'Restano liberi 1 GB.'],
    [0.8, 'piena oltre l’80 %'],
    [0.93, 'piena oltre il 90 %'],
    [1.05, 'sta riempiendo la riserva'],
  ] as const) {
    const use = { quota: 2e9, reserve: 2e8, used: 2e9 * share, messages: 9 };
    const biggest = [
      { folder: '1', name: 'INBOX', size: 1.2e9 },
      { folder: '2', name: 'Sent', size: 3e8 },
    ];
    const { page, close } = await open('spazio', (name) =>
      name === 'GET /mailboxes/{mailbox}'
        ? { json: { id: MAILBOX, address: 'x@pec.alfa.example', unread: 0, ...use, biggest } }
        : undefined,
    );
    await page.getByText(words).waitFor();
    await page.getByText('la posta certificata continua ad arrivare').waitFor();
    await page.getByRole('row', { name: /Posta in arrivo 1,2 GB/ }).waitFor();
    await checkPage(page, `space-${share * 100}`);
    await close();
  }
});

/** Answers a list in pages of two: `next` until the last. */
function inPages(total: number, query: URLSearchParams, item: (at: number) => object): StageAnswer {
  const from = Number(query.get('after') ?? 0);
  const items = [from, from + 1].filter((at) => at < total).map(item);
  return { json: { items, ...(from + 2 < total && { next: `${from + 2}` }) } };
}

test('the desk, what goes out, mail merges and who saw what go on as far as there is more', async () => {
  const at = '2026-11-22T10:31:07+01:00';
  const charge = (n: number) => ({
    ...{ thread: `t${n}`, version: 1, state: n === 1 ? 'in-charge' : 'open', subject: `Pratica ${n}`, at },
    ...(n === 1 && { assignee: 'anna', dueOn: '2026-11-20' }),
    ...{ from: 'protocollo@comune.roccaverde.example', ...(n !== 2 && { folder: '1', uid: n + 1 }) },
  });
  const outgoing = (n: number) => ({
    ...{
      id: `o${n}`,
      state: 'scheduled',
      at,
      by: 'anna',
      to: ['a@pec.beta.example'],
      subject: `Lettera ${n}`,
      size: 9,
    },
  });
  const merge = (n: number) => ({ id: `i${n}`, name: `Convocazione ${n}`, state: 'done', rows: 120 });
  const access = (n: number) => ({ at, login: `collega${n}`, what: 'opened', subject: `Pratica ${n}` });
  const lists = {
    gruppo: ['GET /mailboxes/{mailbox}/desk', charge, 'Pratica'],
    uscita: ['GET /mailboxes/{mailbox}/outbox', outgoing, 'Lettera'],
    invii: ['GET /mailboxes/{mailbox}/merges', merge, 'Convocazione'],
    deleghe: ['GET /mailboxes/{mailbox}/accesses', access, 'collega'],
  } as const;
  for (const [path, [endpoint, item, words]] of Object.entries(lists)) {
    const { page, close } = await open(path, (name, query) => {
      if (name === 'GET /mailboxes/{mailbox}/delegates') return { json: [] };
      return name === endpoint ? inPages(5, query, item) : undefined;
    });
    const more = page.getByRole('button', { name: 'Mostra altri' });
    const shown = page.locator(path === 'deleghe' ? 'tbody tr' : '.line').filter({ hasText: words });
    for (const count of [2, 4, 5]) {
      await shown.nth(count - 1).waitFor();
      assert.equal(await shown.count(), count, path);
      if (count < 5) await more.click();
    }
    assert.equal(await more.count(), 0);
    await checkPage(page, `pages-${path}`);
    if (path === 'gruppo') {
      assert.equal(await shown.nth(2).getByText('Non è in una cartella che può aprire').count(), 1);
      await shown.nth(1).getByRole('link').click();
      await page.waitForURL(/\/posta\/m1\/1\/2$/);
    }
    await close();
  }
});

test('a next page that is wanted while the server tells of a change comes all the same, at one press', async () => {
  const merge = (n: number) => ({ id: `i${n}`, name: `Convocazione ${n}`, state: 'done', rows: 120 });
  const asked: (string | null)[] = [];
  const { page, close } = await open('invii', (name, query) => {
    if (name !== 'GET /mailboxes/{mailbox}/merges') return undefined;
    const after = query.get('after');
    asked.push(after);
    // The first answer to the press is long in coming: what is told meanwhile breaks it off.
    return asked.filter((one) => one === '2').length === 1 && after === '2' ? 'never' : inPages(5, query, merge);
  });
  const shown = page.locator('.line').filter({ hasText: 'Convocazione' });
  const more = page.getByRole('button', { name: 'Mostra altri' });
  await shown.nth(1).waitFor();
  await until('it listens, and asks once more for what it may have missed', () => asked.length === 2);
  asked.length = 0;
  await more.click();
  await until('the press is asked for', () => asked.length === 1);
  assert.equal(stage.tell({ kind: 'merges' }), 1);
  await shown.nth(3).waitFor();
  assert.deepEqual(asked, ['2', null, '2']);
  assert.equal(await shown.count(), 4);
  await more.click();
  await shown.nth(4).waitFor();
  assert.equal(await more.count(), 0);
  await close();
});

test('people are called by their names wherever they are told of, and their logins can be asked for', async () => {
  const [at, login, gone] = ['2026-11-22T10:31:07+01:00', 'anna.neri', 'chi.non.lavora.qui'];
  const delegate = { login, name: 'Anna Neri', level: 'write', maySend: true, needsApproval: false, mayApprove: false };
  const charge = { assignee: login, state: 'in-charge' } as const;
  const panel = {
    ...{ thread: 't1', version: 1, ...charge },
    notes: [
      { id: 'n1', by: login, at, text: 'Telefonato.' },
      { id: 'n2', by: gone, at, text: 'Risposto.' },
    ],
    history: [{ at, by: 'mario.rossi@pec.alfa.example', what: `assignee:${login}` }],
  };
  const given: Readonly<Record<string, unknown>> = {
    'GET /mailboxes/{mailbox}/delegates': [delegate],
    'GET /mailboxes/{mailbox}/threads/{thread}/charge': panel,
    'GET /mailboxes/{mailbox}/accesses': { items: [{ at, login, what: 'opened', subject: 'Pratica' }] },
    'GET /mailboxes/{mailbox}/outbox': {
      items: [{ id: 'o1', state: 'scheduled', at, by: login, to: ['a@pec.beta.example'], subject: 'Lettera', size: 9 }],
    },
  };
  const other: Other = (name) => (name in given ? { json: given[name] } : undefined);
  const row = rowOf(1, { thread: 't1', charge });
  const titled = (page: Page) => page.locator(`[title="${login}"]`).filter({ hasText: 'Anna Neri' });

  for (const path of ['uscita', 'deleghe']) {
    const { page, close } = await open(path, other);
    await page.getByText('Anna Neri').first().waitFor();
    if (path === 'uscita') assert.equal(await titled(page).count(), 1);
    else
      assert.ok(await page.locator('tbody').getByText(login, { exact: true }).isVisible(), 'the holder sees the login');
    await checkPage(page, `names-${path}`);
    await close();
  }
  const { page, close } = await open('posta', other);
  stage.answer = answersOf({ total: 1, row: () => row, view: () => viewOf(row, { level: 'none', checks: [] }), other });
  await page.goto(`${stage.url}/posta/${MAILBOX}/1/1`);
  const notes = page.locator('.charge-note');
  await notes.first().waitFor();
  assert.match(await notes.first().innerText(), /Anna Neri/);
  assert.match(await notes.nth(1).innerText(), new RegExp(gone), 'who left is still told of');
  await page.getByText('Anna Neri', { exact: false }).first().waitFor();
  assert.equal(await page.locator('.label-chip').filter({ hasText: 'Anna Neri' }).getAttribute('title'), login);
  await page.locator('.charge summary').click();
  assert.match(await page.locator('.happening').innerText(), /Mario Rossi[\s\S]*Anna Neri/);
  await close();
});

test('two take charge at once: who comes second is told, and sees who has it, without loading anything anew', async () => {
  const free = { thread: 't1', version: 1, state: 'open', notes: [], history: [] };
  const taken = { ...free, version: 2, state: 'in-charge', assignee: 'anna.neri' };
  const people = [{ login: 'anna.neri', name: 'Anna Neri', level: 'write' }];
  let panel: object = free;
  const other: Other = (name) => {
    if (name === 'GET /mailboxes/{mailbox}/delegates') return { json: people };
    if (name === 'GET /mailboxes/{mailbox}/threads/{thread}/charge') return { json: panel };
    if (name !== 'PUT /mailboxes/{mailbox}/threads/{thread}/charge') return undefined;
    panel = taken;
    return { status: 409, problem: { type: 'about:blank', title: 'Conflict', code: 'changed', detail: 'Ricaricare.' } };
  };
  const { page, close } = await open('posta', other);
  const row = rowOf(1, { thread: 't1' });
  stage.answer = answersOf({ total: 1, row: () => row, view: () => viewOf(row, { level: 'none', checks: [] }), other });
  await page.goto(`${stage.url}/posta/${MAILBOX}/1/1`);
  await page.getByRole('button', { name: 'Prendi in carico' }).click();
  await page.getByText('Nel frattempo un’altra persona l’ha cambiato').waitFor();
  await page.locator('.charge').getByText('In carico a Anna Neri').waitFor();
  assert.equal(await page.getByText('Ricaricare.').count(), 0);
  await checkPage(page, 'charge-overtaken');
  await close();
});
