import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readCertificate, readSignedData } from '#cms';
import { dataFolder } from '#sandbox';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, readAll } from './mail.ts';
import { until } from './poll.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

async function command(provider: string, ...words: readonly string[]) {
  const { code, out, err } = await ceralacca([...words, '--data', country.data, '--provider', provider]);
  assert.equal(code, 0, err || out);
  return out;
}

async function clock(): Promise<number> {
  const { now } = (await (await fetch(`${country.network.control}/clock`)).json()) as { now: string };
  return Date.parse(now);
}

async function exchange(subject: string) {
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const told = await until(`both receipts of ${subject}`, async () => {
    const all = await readAll(await country.inbox(MARIO));
    const found = all.filter((message) => message.header('subject').endsWith(subject));
    return found.length >= 2 && found;
  });
  assert.equal(numbersOf(told), 'M1 M11');
  return told[0]!;
}

interface Key {
  readonly state: string;
  readonly serial: string;
  readonly ends: string;
  readonly note?: string;
}

/** The key in force; all others are over or wait for their time. */
async function keyInForce(provider: string): Promise<Key> {
  const { keys } = JSON.parse(await command(provider, 'key', 'status', '--json')) as { readonly keys: readonly Key[] };
  const active = keys.filter(({ state }) => state === 'active');
  assert.equal(active.length, 1);
  return active[0]!;
}

test('T132 T134 ten years pass: keys follow each other in time, every day is sealed, nobody raises an alarm', async () => {
  await exchange('Prima');
  const seen = new Set<string>();
  for (let year = 0; year <= 10; year++) {
    if (year > 0) await country.advance('P1Y');
    for (const provider of ['alfa', 'beta']) {
      const { serial, ends, note } = await keyInForce(provider);
      assert.ok(Date.parse(ends) > (await clock()), `${provider} signs with what ended on ${ends}`);
      // Not because the one before had ended.
      if (seen.size >= 2 && !seen.has(serial)) assert.match(note!, /: pubblicata da almeno 72 ore$/);
      seen.add(serial);
    }
  }
  assert.equal(seen.size, 8, 'four certificates of three years each');

  const receipt = await exchange('Dieci anni dopo');
  const { notBefore, notAfter } = await readCertificate(
    readSignedData(receipt.pec.signed!.signature).signerCertificate!,
  );
  const now = await clock();
  assert.ok(notBefore <= now && now < notAfter);
  for (const provider of ['alfa', 'beta']) {
    assert.deepEqual(JSON.parse(await command(provider, 'key', 'status', '--json')).warnings, []);
    for (const event of ['RegistroContraddetto', 'BustaAnomalia'])
      assert.deepEqual(JSON.parse(await command(provider, 'log', 'search', '--event', event, '--json')), []);
    const said = readFileSync(join(dataFolder(country.data).logs, `${provider}.log`), 'utf8');
    assert.doesNotMatch(
      said,
      /"level":"?(error|50)/,
      said.split('\n').find((line) => /"level":"?(error|50)/.test(line)),
    );
    assert.match(await command(provider, 'log', 'verify'), /everything is as it was sealed\.\n$/);
  }
  assert.deepEqual(country.said, []);
});
