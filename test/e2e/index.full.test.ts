/** The index of providers as the people see it who run a provider: commands on a running country. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startCountry, type TestCountry } from './country.ts';
import { temporaryFolder } from './folder.ts';
import { until } from './poll.ts';
import { ceralacca } from './served.ts';

interface Status {
  readonly alarms: readonly { readonly code: string; readonly text: string }[];
  readonly copy: {
    readonly providers: number;
    readonly domains: number;
    readonly fetchedAt: string;
    readonly url: string;
  };
  readonly held?: { readonly domains: { readonly first: readonly string[] } };
  readonly directory: { readonly state: string };
  readonly ownRecord: { readonly differences: { readonly total: number } };
}

let country: TestCountry;
let folder: string;
before(async () => {
  folder = temporaryFolder('index');
  country = await startCountry({
    // Beta is told of the directory alone.
    configure: (config) =>
      config.domain === 'gestore-beta.example' ? { ...config, index: { ...config.index, url: undefined } } : config,
  });
});
after(async () => {
  await country?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const index = (words: readonly string[], provider = 'alfa') =>
  ceralacca(['index', ...words, '--data', country.data, '--provider', provider]);

async function statusOf(words: readonly string[] = ['status'], provider = 'alfa'): Promise<Status> {
  return JSON.parse((await index([...words, '--json'], provider)).out);
}

async function treat(name: string, record: string): Promise<void> {
  const body = JSON.stringify({ name, record });
  const reply = await fetch(`${country.network.control}/record`, { method: 'POST', body });
  assert.equal(reply.status, 200, await reply.text());
}

test('both providers have the index, one by the address of its settings, one by what the directory says', async () => {
  for (const provider of ['alfa', 'beta']) {
    const status = await statusOf(['status'], provider);
    assert.deepEqual([status.alarms, status.copy.providers, status.copy.url], [[], 2, country.network.index.url]);
    assert.deepEqual([status.directory.state, status.ownRecord.differences.total], ['agrees', 0]);
  }
  assert.match((await index(['show', 'pec.beta.example'])).out, /Gestore Beta/);
  const unknown = await index(['show', 'nobody.example']);
  assert.deepEqual([unknown.code, unknown.out], [1, '']);
  assert.match(unknown.err, /neither a PEC domain nor part of a provider's name/);
});

test('a provider struck off is a loss that is held until a person has accepted it', async () => {
  const nothing = await index(['accept']);
  assert.equal(nothing.code, 1);
  assert.match(nothing.err, /nothing is held/);
  await treat('Gestore Beta', 'struck');
  const refreshed = await index(['refresh']);
  assert.equal(refreshed.code, 1);
  assert.match(refreshed.out, /^ALARM {2}a new index without 3 domains .*pec\.beta\.example/);
  assert.match((await ceralacca(['status', '--data', country.data, '--provider', 'alfa'])).out, /^ALARM index/m);
  assert.equal((await statusOf()).copy.providers, 2);
  assert.equal((await index(['accept'])).code, 0);
  assert.deepEqual([(await statusOf()).held, (await statusOf()).copy.providers], [undefined, 1]);
  await treat('Gestore Beta', 'taken');
  assert.equal((await statusOf(['refresh'])).copy.providers, 2);
});

test('the signed file of another moment is had again, and verified against the copy in use', async () => {
  const past = join(folder, 'past.p7m');
  const { fetchedAt } = (await statusOf()).copy;
  assert.equal((await index(['save', '--at', fetchedAt, past])).code, 0);
  const same = await index(['verify', past]);
  assert.equal(same.code, 0, same.err);
  assert.match(same.out, /It says what the copy in use says/);
  const stranger = await index(['verify', past, '--authority', country.network.root]);
  assert.equal(stranger.code, 1);
  assert.match(stranger.out, /NOT to be believed: not signed by the authority/);
  assert.match((await index(['save', '--at', '2001-01-01', past])).err, /no index of 2001-01-01.* is kept/);
});

test('a change of our record that the authority holds back is an alarm by name after 24 hours', async () => {
  await treat('Gestore Alfa', 'withheld');
  const words = ['--data', country.data, '--provider', 'alfa'];
  assert.equal((await ceralacca(['domain', 'add', 'nuovo.alfa.example', ...words])).code, 0);
  await country.advance('PT2M');
  await until('the record is published', async () => (await statusOf(['refresh'])).ownRecord.differences.total === 1);
  assert.deepEqual((await statusOf()).alarms, []);
  await country.advance('PT24H');
  const [alarm] = (await statusOf(['refresh'])).alarms;
  assert.equal(alarm?.code, 'index-own-record');
  assert.match(alarm!.text, /managedDomains missing in the index: nuovo\.alfa\.example/);
  await treat('Gestore Alfa', 'taken');
  assert.deepEqual((await statusOf(['refresh'])).alarms, []);
});
