/**
 * Pictures of the administration and of the public pages, wide and as a phone shows them, from a real provider that was given something to do:
 * organisations, mailboxes from a file, rules, a public page, a queue that waits for another provider.
 */
import type { Page } from 'playwright-core';
import { letter } from '../e2e/mail.ts';
import { confirmIfAsked, enter, type Flow, type Person, passwordOf } from './flow.ts';
import { call } from './furnish.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const VERDI = 'notaio.verdi@pec.beta.example';
const COMUNE = 'comune-roccaverde';

const BOXES = [
  'indirizzo;titolare;tipo;codice fiscale;organizzazione;ufficio;spazio MiB;contatto',
  'urp@comune.roccaverde.example;Comune di Roccaverde, URP;ente;;Comune di Roccaverde;Ufficio protocollo;1024;paolo@posta.example',
  'suap@comune.roccaverde.example;Comune di Roccaverde, SUAP;ente;;Comune di Roccaverde;;2048;paolo@posta.example',
  'polizialocale@comune.roccaverde.example;Comune di Roccaverde, Polizia locale;ente;;Comune di Roccaverde;;4096;paolo@posta.example',
  'direzione@asl.valleserena.example;ASL Valle Serena, Direzione;ente;01533640221;ASL Valle Serena;;4096;lucia@posta.example',
  'cup@asl.valleserena.example;ASL Valle Serena, Prenotazioni;ente;01533640221;ASL Valle Serena;;2048;lucia@posta.example',
].join('\r\n');

const certified = (address: string, role?: string) => ({ address, kind: 'certified', certifiedOnly: false, role });
const ordinary = (address: string, role: string, label?: string) => ({
  ...{ address, kind: 'ordinary', certifiedOnly: false, role },
  ...(label !== undefined && { label }),
});
const ENTRIES = [
  {
    section: 'Ente',
    name: 'Comune di Roccaverde',
    addresses: [certified('protocollo@comune.roccaverde.example', 'institutional')],
  },
  {
    section: 'Organi di governo',
    name: 'Sindaca',
    official: 'Elena Valle',
    addresses: [ordinary('sindaca@roccaverde.example', 'official')],
  },
  {
    section: 'Servizi',
    name: 'Anagrafe e stato civile',
    description: 'Certificati, carta d’identità, cambi di residenza.',
    official: 'Marco Serra',
    addresses: [
      certified('anagrafe@comune.roccaverde.example', 'sector'),
      ordinary('sportello@roccaverde.example', 'front-office', 'lunedì e giovedì 9-12'),
    ],
  },
  {
    section: 'Servizi',
    name: 'Tributi',
    addresses: [certified('tributi@comune.roccaverde.example', 'sector')],
  },
];

type Both = (name: string, person: Person) => Promise<void>;

/** Hands over every screen, named `admin-queue`, of a country in which some mail has passed. */
export async function takeAdminScreens(flow: Flow, both: Both): Promise<void> {
  const operator = await flow.person(flow.country.alfa);
  const secret = passwordOf(flow.country.alfa, 'operatore');
  await enter(operator, 'operatore', secret, '/admin/');
  await operator.page.locator('main h1').waitFor();
  await furnishProvider(operator.page);
  const box = await idOf(operator.page, 'protocollo@comune');
  const take = async (name: string, path: string) => {
    await operator.page.goto(operator.home + path);
    await ready(operator.page);
    await both(name, operator);
  };
  for (const [name, path] of Object.entries({
    overview: '',
    mailboxes: '/caselle',
    mailbox: `/caselle/${box}`,
    'new-mailbox': '/caselle/nuova',
    organisation: `/organizzazioni/${COMUNE}`,
    domains: '/domini',
    activations: '/richieste',
    'public-page': `/indirizzi/${COMUNE}`,
    levels: '/livelli',
    index: '/indice',
    people: '/persone',
    audit: '/attivita',
  }))
    await take(`admin-${name}`, `/admin${path}`);
  await takeBulk(operator, both);
  await takeLog(operator, secret, both);
  await takeFlow(flow, operator, both);
  await takeQueue(flow, operator, both);
  for (const [name, path] of Object.entries({
    body: '/it/enti/roccaverde',
    provider: '/it/gestore',
    providers: '/it/gestori',
    status: '/it/stato',
    accessibility: '/it/accessibilita',
    privacy: '/it/privacy',
    verify: '/verifica/',
  })) {
    await operator.page.goto(operator.home + path);
    await operator.page.locator('h1').first().waitFor();
    await both(`public-${name}`, operator);
  }
  await operator.page.context().close();
}

/** After a night: what the provider found when it looked at itself. */
export async function takeFindings(flow: Flow, both: Both): Promise<void> {
  const operator = await flow.person(flow.country.alfa);
  await enter(operator, 'operatore', passwordOf(flow.country.alfa, 'operatore'), '/admin/controlli');
  await ready(operator.page);
  await both('admin-findings', operator);
  await operator.page.context().close();
}

/** A provider with customers. */
async function furnishProvider(page: Page): Promise<void> {
  const { id } = await call<{ id: string }>(page, 'POST /admin/organisations', {
    ...{ name: 'ASL Valle Serena', taxCode: '01533640221', domains: [], quotaBytes: 50_000_000_000 },
  });
  await call(page, 'POST /admin/domains', { name: 'asl.valleserena.example', organisation: id });
  await call(page, 'POST /admin/bulk/mailboxes?dryRun=false', BOXES);
  const policy = { ordinaryMail: { kind: 'refuse', text: 'Scrivere da una casella PEC.' }, secondFactor: 'required' };
  await call(page, 'PUT /admin/domains/asl.valleserena.example', { organisation: id, policy });
  await call(page, `POST /admin/mailboxes/${await idOf(page, 'cup@asl')}/freeze`, {
    ...{ frozen: true, reason: 'Password divulgata, richiesta della Direzione' },
  });
  const { version } = await call<{ version: number }>(page, `GET /admin/public-addresses/${COMUNE}`);
  await call(page, `PUT /admin/public-addresses/${COMUNE}?version=${version}`, {
    ...{ slug: 'roccaverde', site: 'https://www.roccaverde.example', entries: ENTRIES },
  });
  await call(page, 'POST /admin/malfunctions', { code: '5', text: 'Disco del secondo nodo sostituito a caldo' });
  await call(page, 'PUT /admin/people/luisa.ferrari', { name: 'Luisa Ferrari', role: 'operator' });
}

async function idOf(page: Page, text: string): Promise<string> {
  const { items } = await call<{ items: { id: string }[] }>(page, `GET /admin/mailboxes?text=${text}`);
  return items[0]!.id;
}

async function ready(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

/** A file with something to correct. */
async function takeBulk(operator: Person, both: Both): Promise<void> {
  const { page, home } = operator;
  await page.goto(`${home}/admin/elenco`);
  await ready(page);
  const rows = `${BOXES}\r\nsport@comune.roccaverde.example;Comune di Roccaverde, Sport;ente;;Comune di Roccaverde;Sport;1024;paolo@posta.example\r\n`;
  const file = { name: 'caselle.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText('da correggere').waitFor();
  await both('admin-bulk', operator);
}

async function takeLog(operator: Person, secret: string, both: Both): Promise<void> {
  const { page, home } = operator;
  await page.goto(`${home}/admin/registro`);
  await ready(page);
  await page.getByLabel('Mittente').fill(MARIO);
  await page.getByLabel('Motivo').fill('Richiesta 118/2026 del titolare');
  await page.getByRole('button', { name: 'Cerca' }).click();
  await confirmIfAsked(operator, secret, page.getByRole('table'));
  await both('admin-log', operator);
}

async function takeFlow({ country }: Flow, operator: Person, both: Both): Promise<void> {
  const { page, home } = operator;
  await page.goto(`${home}/admin/flusso`);
  await page.getByText('In attesa di eventi').waitFor();
  await country.submit({ from: FERRI, to: [BIANCHI] }, letter(FERRI, [BIANCHI], 'Ordine'));
  await country.submit({ from: MARIO, to: [FERRI] }, letter(MARIO, [FERRI], 'Preventivo'));
  await page.getByText('Avvenuta consegna').first().waitFor();
  await page.getByText('Ricevuta arrivata').nth(3).waitFor();
  await both('admin-flow', operator);
}

/** The other provider does not answer for a while. */
async function takeQueue({ country }: Flow, operator: Person, both: Both): Promise<void> {
  const { page, home } = operator;
  const beta = (running: boolean) =>
    fetch(`${country.network.control}/providers`, {
      ...{ method: 'POST', body: JSON.stringify({ name: country.beta.name, running }) },
    });
  await beta(false);
  try {
    for (const to of [BIANCHI, VERDI])
      await country.submit({ from: FERRI, to: [to] }, letter(FERRI, [to], 'Sollecito di pagamento'));
    await page.goto(`${home}/admin/coda`);
    await page.getByText('ECONNREFUSED').nth(2).waitFor();
    await both('admin-queue', operator);
  } finally {
    await beta(true);
  }
}
