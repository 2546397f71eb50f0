import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { until } from './poll.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

async function order(path: string, name: string): Promise<void> {
  const reply = await fetch(`${country.network.control}${path}`, { method: 'POST', body: JSON.stringify({ name }) });
  assert.equal(reply.status, 200, await reply.text());
}

/** What a mailbox holds about one subject, once `count` messages have come. */
async function received(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const about = all.filter((message) => message.header('subject').endsWith(subject));
    return about.length >= count && about;
  });
}

/** The reason an anomaly envelope gives. */
function reason(anomaly: Read): string {
  return Buffer.from(anomaly.bytes).toString('latin1').replaceAll('=\r\n', '').slice(0, 4_000);
}

const write = (from: string, to: string, subject: string) =>
  country.submit({ from, to: [to] }, letter(from, [to], subject));

test('T73 a peer whose certificate is revoked while mail flows is noticed at the next revocation list', async () => {
  await write(MARIO, BIANCHI, 'Prima');
  assert.equal(numbersOf(await received(MARIO, 'Prima', 2)), 'M1 M11');
  await order('/revoke', 'Gestore Beta');
  await country.advance('PT1M');

  await write(BIANCHI, MARIO, 'Da chi fu revocato');
  const [fromBeta] = await received(MARIO, 'Da chi fu revocato', 1);
  assert.equal(fromBeta!.number, 'M6', 'an envelope of Beta is an anomaly at Alfa');
  assert.match(reason(fromBeta!), /certificato revocato/);

  await write(MARIO, BIANCHI, 'A chi fu revocato');
  const [accepted, receipt] = await received(MARIO, 'A chi fu revocato', 2);
  assert.equal(numbersOf([accepted!, receipt!]), 'M1 M6', 'so is its delivery receipt');
  assert.match(reason(receipt!), /certificato revocato/);
});

test('receipts signed with a revoked certificate do not count: the notices of 12 and 24 hours come', async () => {
  await country.advance('PT24H');
  const all = await received(MARIO, 'A chi fu revocato', 4);
  assert.equal(numbersOf(all), 'M1 M6 M9 M10');
});

test('with a new certificate the provider is believed again', async () => {
  await order('/certify', 'Gestore Beta');
  await write(MARIO, BIANCHI, 'Dopo');
  assert.equal(numbersOf(await received(MARIO, 'Dopo', 2)), 'M1 M11');
});
