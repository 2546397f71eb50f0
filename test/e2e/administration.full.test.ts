import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Activation, AdminMailbox, Holding } from '#contract';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, readAll } from './mail.ts';
import { until } from './poll.ts';
import { mailboxOf } from './pop3.ts';
import { SmtpClient } from './smtp.ts';
import { callerOf, confirmed, type WebCaller } from './web-caller.ts';

const BIANCHI = 'avv.bianchi@pec.beta.example';
const ROSSI = 'm.rossi@pec.alfa.example';
const TAX_CODE = 'RSSMRA80A01H501U';
const PASSWORD = 'quattro cavalli al galoppo';

let country: TestCountry;
let operator: WebCaller;
before(async () => {
  country = await startCountry();
  operator = await confirmed(country.alfa, 'operatore');
});
after(() => country?.[Symbol.asyncDispose]());

const APPLICANT = {
  ...{ kind: 'person', taxCode: TAX_CODE, givenName: 'Mario', familyName: 'Rossi', birthDate: '1980-01-01' },
  ...{ birthPlace: 'Roma', postalAddress: 'Via Roma 1, Roccaverde', contactAddress: 'lucia@posta.example' },
};

async function boxOf(address: string): Promise<AdminMailbox> {
  const { items } = await operator.json<{ items: AdminMailbox[] }>(`GET /admin/mailboxes?text=${address}`);
  return items[0]!;
}

async function lettersOf(address: string): Promise<string> {
  const { ordinary } = country.network;
  const { password } = ordinary.mailboxes.find((box) => box.address === address)!;
  return `${await mailboxOf(ordinary.pop3s, country.root, { address, password })}`;
}

const inMailOf = (login: { address: string; password: string }) => mailboxOf(country.alfa.pop3s!, country.root, login);

test('from the first word to a mailbox that sends certified mail, with evidence by an operator', async () => {
  const anyone = callerOf(country.alfa);
  const begun = await anyone.json<Activation & { key: string }>('POST /activation', APPLICANT);
  await until('the letter with the link', async () => (await lettersOf('lucia@posta.example')).includes(begun.id));
  const going = { 'x-ceralacca-activation': begun.key };
  const step = (what: string, body?: unknown) => anyone.json<Activation>(what, body, going);
  const at = `/activation/${begun.id}`;
  assert.equal((await anyone.ask(`GET ${at}`)).status, 404, 'without its key');
  await step(`POST ${at}/terms`, { version: 'TEST', accepted: true });
  await step(`POST ${at}/address`, { address: ROSSI });
  const early = await anyone.ask(`POST ${at}/finish`, { password: PASSWORD }, going);
  assert.equal(early.status, 409, 'nothing without evidence');
  const document = { type: 'identity-card', number: 'CA00000AA', issuer: 'Comune di Roccaverde', until: '2099-01-01' };
  await operator.json(`POST /admin/activations/${begun.id}/evidence`, { document });
  assert.equal((await step(`POST ${at}/finish`, { password: PASSWORD })).state, 'active');

  using client = await SmtpClient.submitter(country.alfa.submissions!, country.root, {
    address: ROSSI,
    password: PASSWORD,
  });
  await client.send({ from: ROSSI, to: [BIANCHI] }, letter(ROSSI, [BIANCHI], 'Dalla casella nuova'));
  await until(
    'acceptance and delivery',
    async () => numbersOf(await readAll(await inMailOf({ address: ROSSI, password: PASSWORD }))) === 'M1 M11',
  );
  const { items } = await operator.json<{ items: Holding[] }>(`GET /admin/holdings?address=${ROSSI}&why=prova`);
  assert.equal(items[0]?.holder.taxCode, TAX_CODE);
});

test('a mailbox that closes receives and does not send, and ends by the clock', async () => {
  const box = await boxOf(ROSSI);
  const login = { address: ROSSI, password: PASSWORD };
  await operator.json(`POST /admin/mailboxes/${box.id}/state`, {
    state: 'closing',
    reason: 'prova',
    until: '2030-12-31',
  });
  await until('sending has stopped', async () => {
    using client = await SmtpClient.submitter(country.alfa.submissions!, country.root, login);
    return !(await client.ask(`MAIL FROM:<${ROSSI}>`)).startsWith('250');
  });
  assert.match(`${await inMailOf(login)}`, /sar=C3=A0 chiusa|sarà chiusa/);
  const { now } = (await (await fetch(`${country.network.control}/clock`)).json()) as { now: string };
  const tomorrow = new Date(Date.parse(now) + 86_400_000).toISOString().slice(0, 10);
  await operator.json(`POST /admin/mailboxes/${box.id}/state`, { state: 'closing', reason: 'prova', until: tomorrow });
  await country.advance('P3D');
  operator = await confirmed(country.alfa, 'operatore');
  assert.equal((await boxOf(ROSSI)).state, 'revoked');
  const again = { holder: 'Mario Rossi', reason: 'è lui' };
  const other = await operator.ask(`POST /admin/mailboxes/${box.id}/reassign`, {
    ...again,
    taxCode: 'RSSMRA80A41H501Y',
  });
  assert.equal(other.status, 403);
  await operator.json(`POST /admin/mailboxes/${box.id}/reassign`, { ...again, taxCode: TAX_CODE });
});

test('an organisation’s administrator makes mailboxes from a file, for his own alone; IPA data, and the body’s public page', async () => {
  const mayor = await confirmed(country.alfa, 'sindaco');
  const box = await boxOf('mario.rossi@pec.alfa.example');
  for (const [what, status] of [
    [`GET /admin/mailboxes/${box.id}`, 404],
    ['GET /admin/queue', 403],
    ['GET /admin/log?why=x', 403],
    ['GET /admin/holdings?why=x', 403],
  ] as const)
    assert.equal((await mayor.ask(what)).status, status, what);
  const file = Buffer.from(
    'indirizzo;titolare;tipo;ufficio;contatto\n' +
      'suap@comune.roccaverde.example;Comune, SUAP;ente;Ufficio tributi;paolo@posta.example\n' +
      'mio@pec.alfa.example;Mia;ente;;paolo@posta.example\n',
  );
  const bulk = (dryRun: boolean) =>
    mayor.json<{ made: number; same: number; faults: { row: number }[] }>(
      `POST /admin/bulk/mailboxes?dryRun=${dryRun}`,
      file,
    );
  assert.deepEqual([(await bulk(true)).made, (await bulk(false)).made, (await bulk(false)).same], [1, 1, 1]);
  await until('the link', async () => (await lettersOf('paolo@posta.example')).includes('primo-accesso'));

  const enti = readFileSync(new URL('../../fixtures/ipa/enti.csv', import.meta.url));
  await operator.json('POST /admin/directory/ipa?family=enti&asOf=2026-10-01', enti);
  const page = '/admin/public-addresses/comune-roccaverde';
  const { entries, differences } = await mayor.json<{ entries: unknown[]; differences: { ipa?: string }[] }>(
    `GET ${page}`,
  );
  assert.ok(differences.some(({ ipa }) => ipa === 'info@roccaverde.example'));
  await mayor.json(`PUT ${page}?version=0`, { slug: 'roccaverde', entries });
  const told = await callerOf(country.alfa).json<{ body: string }>('GET /public/bodies/roccaverde');
  assert.equal(told.body, 'Comune di Roccaverde');
});
