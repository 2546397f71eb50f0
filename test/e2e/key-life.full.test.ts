import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readCertificate, readSignedData } from '#cms';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { until } from './poll.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const HOUR = 3_600_000;

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

/** `ceralacca … --data … --provider alfa`; it must end well, or with this code. */
async function command(words: readonly string[], code = 0): Promise<string> {
  const end = await ceralacca([...words, '--data', country.data, '--provider', 'alfa']);
  assert.equal(end.code, code, end.err || end.out);
  return code === 0 ? end.out : end.err;
}

interface Key {
  readonly role: string;
  readonly state: string;
  readonly serial: string;
  readonly note?: string;
  readonly inIndex?: string;
}

async function keys(): Promise<readonly Key[]> {
  return (JSON.parse(await command(['key', 'status', '--json'])) as { keys: readonly Key[] }).keys;
}

const stateOf = async (serial: string) => (await keys()).find((key) => key.serial === serial)?.state;

async function control(path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`${country.network.control}${path}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(reply.status, 200, await reply.clone().text());
  return (await reply.json()) as Record<string, unknown>;
}

const write = (subject: string, from = MARIO, to = BIANCHI) =>
  country.submit({ from, to: [to] }, letter(from, [to], subject));

async function about(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const found = all.filter((message) => message.header('subject').endsWith(subject));
    return found.length >= count && found;
  });
}

/** Serial number of the certificate that signed a message. */
async function signerOf({ pec }: Read): Promise<string> {
  return (await readCertificate(readSignedData(pec.signed!.signature).signerCertificate!)).serial;
}

/** A message from Mario to Bianchi and its receipt; who signed the envelope and the acceptance. */
async function exchange(subject: string): Promise<string> {
  await write(subject);
  assert.equal(numbersOf(await about(MARIO, subject, 2)), 'M1 M11');
  const [envelope] = await about(BIANCHI, subject, 1);
  assert.equal(envelope!.number, 'M4');
  return await signerOf(envelope!);
}

let old: string;
let young: string;

test('T132 a key is requested, certified and installed by commands; it is published beside the one that signs', async () => {
  old = (await keys())[0]!.serial;
  assert.equal(await exchange('Con la prima chiave'), old);
  const csr = join(country.folder, 'alfa.csr.pem');
  assert.match(await command(['key', 'request', '--out', csr]), /A key was made in .*alfa-signing-next\.key\.pem/);
  assert.match(
    execFileSync('openssl', ['req', '-in', csr, '-noout', '-verify', '-text'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
    /email:posta-certificata@gestore-alfa\.example/,
  );
  assert.match(await command(['key', 'request', '--out', csr]), /The key was there/);
  assert.match(await command(['key', 'activate', '--now', '--reason', 'prova'], 1), /no next certificate/);

  const request = readFileSync(csr, 'utf8');
  const { certificate } = await control('/certify', { name: 'Gestore Alfa', request });
  const file = join(country.folder, 'alfa.crt.pem');
  writeFileSync(file, certificate as string);
  const judged = await ceralacca([
    'key',
    'lint',
    file,
    '--provider',
    'Gestore Alfa',
    '--address',
    'posta-certificata@gestore-alfa.example',
  ]);
  assert.equal(judged.code, 0, judged.out);
  const other = await control('/certify', { name: 'Gestore Beta', request }).catch((fault: Error) => fault.message);
  assert.match(String(other), /does not name posta-certificata@gestore-beta/);
  assert.match(await command(['key', 'install', country.alfa.certificate], 1), /for another key/);
  assert.match(await command(['key', 'install', file]), /signs with it 72 hours later/);

  const next = await until('the next certificate is published', async () =>
    (await keys()).find(({ role, state }) => role === 'next' && state === 'published'),
  );
  young = next.serial;
  assert.notEqual(young, old);
  assert.equal(await exchange('Pubblicata, non ancora in uso'), old);
});

test('T132 72 hours later it signs, without a restart; what was on its way with the old one is believed', async () => {
  await country.advance('PT71H55M');
  assert.equal(await exchange('Poco prima'), old);
  await control('/providers', { name: 'Gestore Beta', running: false });
  await write('In viaggio');
  await country.advance('PT10M');
  assert.equal(await stateOf(young), 'active');
  await write('Dopo il cambio');
  await control('/providers', { name: 'Gestore Beta', running: true });
  await country.advance('PT40M');
  assert.equal(numbersOf(await about(MARIO, 'In viaggio', 2)), 'M1 M11');
  assert.equal(numbersOf(await about(MARIO, 'Dopo il cambio', 2)), 'M1 M11');
  assert.equal(await signerOf((await about(BIANCHI, 'In viaggio', 1))[0]!), old);
  assert.equal(await signerOf((await about(BIANCHI, 'Dopo il cambio', 1))[0]!), young);
  assert.equal(await exchange('A regime'), young);
  assert.deepEqual(country.said, [], 'no process was started again but those held');

  const log = await command(['log', 'search', '--event', 'ChiaveUso', '--json', '--limit', '200']);
  const activated = (JSON.parse(log) as { instant: string; eccezioni: string[] }[]).filter(
    ({ eccezioni }) => eccezioni[0] === 'attivata',
  );
  assert.equal(activated.length, 1);
  const published = (JSON.parse(log) as { instant: string; eccezioni: string[] }[]).find(
    ({ eccezioni }) => eccezioni[0] === 'pubblicata' && eccezioni[1] === `certificato ${young}`,
  );
  const waited = Date.parse(activated[0]!.instant) - Date.parse(published!.instant);
  assert.ok(waited >= 72 * HOUR && waited < 72 * HOUR + 60_000, `in force after ${waited / HOUR} hours`);
});

test('T132 the old certificate is taken out; started again, the provider signs with the new one', async () => {
  assert.equal(await stateOf(old), 'retiring');
  assert.match(await command(['key', 'retire', young, '--reason', 'errore'], 1), /is in force/);
  await command(['key', 'retire', old, '--reason', 'chiave distrutta']);
  await until('one certificate is left in the index', async () => {
    await country.advance('PT1M');
    const shown = await ceralacca([
      'index',
      'show',
      'Gestore Alfa',
      '--json',
      '--data',
      country.data,
      '--provider',
      'beta',
    ]);
    const { providers } = JSON.parse(shown.out) as { providers: { certificatesUntil: string[] }[] };
    return providers[0]!.certificatesUntil.length === 1;
  });
  await control('/providers', { name: 'Gestore Alfa', running: false });
  await control('/providers', { name: 'Gestore Alfa', running: true });
  assert.equal(await exchange('Dopo il riavvio'), young);
  const beta = ['log', 'search', '--event', 'BustaAnomalia', '--json', '--data', country.data, '--provider', 'beta'];
  assert.deepEqual(JSON.parse((await ceralacca(beta)).out), [], 'nothing was an anomaly at the other provider');
});

interface KeyUses {
  readonly what: string;
  readonly signatures: number;
  readonly records?: number;
  readonly difference?: number;
}

test('what the keys signed agrees with what the log says was issued', async () => {
  let differing: readonly KeyUses[] = [];
  // Signatures are told each hour: what was signed a moment ago, as the day that ended, waits for the next.
  for (let hours = 0; hours < 4; hours++) {
    await country.advance('PT2H');
    const rows = JSON.parse(await command(['key', 'uses', '--from', '2020-01-01', '--json'])) as KeyUses[];
    assert.ok(rows.some(({ what, signatures }) => what === 'Accettazione' && signatures > 0));
    differing = rows.filter(({ records, difference }) => records !== undefined && difference !== 0);
    if (differing.length === 0) break;
  }
  assert.deepEqual(differing, []);
});
