import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProviderConfig } from '#config';
import { startCountry, type TestCountry, withoutPages } from './country.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { missing, opensslVerify } from './openssl.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { SmtpClient } from './smtp.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const TRIBUTI = 'tributi@comune.roccaverde.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const QUERCIA = 'laquercia@pec.beta.example';
const UNREACHABLE = 'anna.neri@cittadini.beta.example';
const HOUR_MS = 3_600_000;

/** Nobody listens there: to the comune, this domain's provider is in the index and never answers. */
function loseRoute(config: ProviderConfig): ProviderConfig {
  const routes = config.routes.map((route) =>
    route.domain === 'cittadini.beta.example' ? { ...route, port: 1 } : route,
  );
  return withoutPages({ ...config, routes });
}

let country: TestCountry;
before(async () => {
  country = await startCountry({ configure: loseRoute });
});
after(() => country?.[Symbol.asyncDispose]());

/** What a mailbox holds about one subject, once `count` messages have come. */
async function received(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const about = all.filter((message) => message.header('subject').endsWith(subject));
    return about.length >= count && about;
  });
}

const verifies = { skip: missing('openssl', 'version') };

test('T20 a message between two providers gives its sender one acceptance and one delivery receipt, its recipient the envelope', async () => {
  const subject = 'Tra due gestori';
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const receipts = await received(MARIO, subject, 2);
  assert.equal(numbersOf(receipts), 'M1 M11');
  const [envelope, ...more] = await received(BIANCHI, subject, 1);
  assert.equal(more.length, 0);
  assert.equal(envelope!.number, 'M4');
  assert.equal(envelope!.daticert?.issuerName, country.alfa.name);
  assert.equal(receipts[0]!.daticert?.issuerName, country.alfa.name);
  assert.equal(receipts[1]!.daticert?.issuerName, country.beta.name);
  assert.equal(receipts[1]!.daticert?.consegna, BIANCHI);
  const names = new Set([envelope!, ...receipts].map(({ daticert }) => daticert?.identificativo));
  assert.deepEqual([...names], [envelope!.header('message-id').slice(1, -1)]);
  assert.deepEqual(receipts[1]!.original(), envelope!.original(), 'the completa receipt holds the original itself');
});

test('mail inside one provider takes the same road: acceptance, envelope, delivery receipt', async () => {
  const subject = 'Dentro un gestore';
  await country.submit({ from: TRIBUTI, to: [FERRI] }, letter(TRIBUTI, [FERRI], subject));
  assert.equal(numbersOf(await received(TRIBUTI, subject, 2)), 'M1 M11');
  assert.equal(numbersOf(await received(FERRI, subject, 1)), 'M4');
});

test('T64 the reception offers STARTTLS and takes ordinary mail in clear; it reaches the holder as an anomaly', async () => {
  const subject = 'Posta comune';
  const message = letter('lucia@posta.example', [QUERCIA], subject);
  using client = await SmtpClient.open({ ...country.beta.reception!, tls: 'none' }, country.root);
  assert.match(await client.ask('EHLO mail.posta.example'), /^250[ -]STARTTLS$/m);
  await client.send({ from: 'lucia@posta.example', to: [QUERCIA] }, message);
  const [anomaly, ...more] = await received(QUERCIA, subject, 1);
  assert.equal(more.length, 0);
  assert.equal(anomaly!.number, 'M6');
  assert.equal(anomaly!.header('x-trasporto'), 'errore');
  assert.equal(anomaly!.header('subject'), `ANOMALIA MESSAGGIO: ${subject}`);
  assert.ok(anomaly!.original().toString('latin1').endsWith(message));
});

test('T109, T119 a provider that never answers: notices at 12 and before 24 hours, with their own times; then the queue gives up', async () => {
  const from = 'protocollo@comune.roccaverde.example';
  const subject = 'A chi non risponde';
  await country.submit({ from, to: [UNREACHABLE] }, letter(from, [UNREACHABLE], subject));
  await country.advance('PT24H');
  const notices = await received(from, subject, 3);
  assert.equal(numbersOf(notices), 'M1 M9 M10', 'C28: nothing more when the queue gives up');
  const [accepted, first, second] = notices.map(({ at }) => at!);
  assert.ok(first! - accepted! >= 12 * HOUR_MS && first! - accepted! < 12 * HOUR_MS + 60_000, 'M9 at 12 hours');
  assert.ok(second! - accepted! >= 22 * HOUR_MS && second! - accepted! < 24 * HOUR_MS, 'M10 between 22 and 24 hours');
  for (const { daticert } of notices.slice(1)) assert.equal(daticert?.consegna, UNREACHABLE);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.store.jobs(10), []);
  const [end] = await records.store.searchLog({ event: 'SmtpErrore', sender: from, limit: 1 });
  assert.equal(end?.consegna, UNREACHABLE);
  assert.ok(end!.instant - accepted! >= 24 * HOUR_MS);
});

test('T56 an independent verifier accepts everything that stands in the mailboxes', verifies, async () => {
  let judged = 0;
  for (const { address } of [...country.alfa.mailboxes, ...country.beta.mailboxes]) {
    for (const message of await readAll(await country.inbox(address))) {
      const at = Date.parse(message.header('date')) + 1_000;
      await opensslVerify(message.bytes, country.network.root, at);
      judged++;
    }
  }
  assert.ok(judged >= 10, `${judged} messages`);
});
