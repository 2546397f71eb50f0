import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { ProviderConfig } from '#config';
import { indexMime } from '#mime';
import { startCountry, type TestCountry } from './country.ts';
import { missingDkimpy, verifyDkim } from './dkim.ts';
import { temporaryFolder } from './folder.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { type NameServer, openNameServer } from './name-server.ts';
import { type OrdinaryHost, openOrdinaryHost, type Taken } from './ordinary-host.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { CERALACCA } from './sandbox.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const COMUNE = 'protocollo@comune.roccaverde.example';
/** Certified, and the DNS knows nothing of their domain. */
const BIANCHI = 'avv.bianchi@pec.beta.example';
/** Certified, and the MX of their domain speaks no TLS. */
const ANNA = 'anna.neri@cittadini.beta.example';

const CLEAR = '127.0.0.3';
const SECURE = '127.0.0.4';
const SLOW = '127.0.0.5';
const NOBODY = '127.0.0.6';

const ZONES = {
  'ordine.example': {
    mx: [
      [30, 'chiaro.example'],
      [20, 'sicuro.example'],
      [10, 'spento.example'],
    ],
  },
  'chiaro.example': { a: [CLEAR] },
  'sicuro.example': { a: [SECURE] },
  'spento.example': { a: [NOBODY] },
  'lento.example': { mx: [[10, 'stanco.example']] },
  'stanco.example': { a: [SLOW] },
  'senza-mx.example': { a: [CLEAR] },
  'solo-sei.example': { aaaa: ['::1'] },
  'muto.example': { mx: [[0, '']] },
  'cittadini.beta.example': { mx: [[10, 'chiaro.example']] },
} as const;

const noIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')
  ? false
  : 'this machine has no ::1';

let folder: string;
let dns: NameServer;
let clear: OrdinaryHost;
let secure: OrdinaryHost;
let slow: OrdinaryHost;
let six: OrdinaryHost | undefined;
let country: TestCountry;

before(async () => {
  folder = temporaryFolder('ordinary');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  dns = await openNameServer(ZONES);
  clear = await openOrdinaryHost({ address: CLEAR });
  const { port } = clear;
  slow = await openOrdinaryHost({ address: SLOW, port, refusal: [451, '4.7.1 riprovare'] });
  if (!noIpv6) six = await openOrdinaryHost({ address: '::1', port });
  country = await startCountry({ configure: (config) => (config.domain === ALFA ? byDns(config, port) : config) });
  const pem = (name: string) => readFileSync(join(country.data, 'pki', name), 'utf8');
  const tls = { key: pem('ordinary-tls.key.pem'), cert: pem('ordinary-tls.crt.pem') };
  secure = await openOrdinaryHost({ address: SECURE, port, tls });
});
after(async () => {
  for (const one of [country, clear, secure, slow, six, dns]) await one?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const ALFA = 'gestore-alfa.example';

/** Alfa finds everybody by the DNS, as `serve` does, and signs ordinary mail. */
function byDns(config: ProviderConfig, mxPort: number): ProviderConfig {
  const dkim = { selector: 'c1', key: join(folder, 'dkim.pem') };
  return { ...config, routes: [], dnsServers: [dns.address], mxPort, dkim };
}

async function send(from: string, to: readonly string[], subject: string): Promise<void> {
  await country.submit({ from, to }, letter(from, to, subject));
}

async function taken(host: OrdinaryHost, to: string): Promise<Taken> {
  return await until(`a message for ${to}`, () => host.taken.find((one) => one.to.includes(to)));
}

async function about(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const found = all.filter((message) => Buffer.from(message.bytes).includes(subject));
    return found.length >= count && found;
  });
}

function isDeliveryStatus(message: Read): boolean {
  return indexMime(message.bytes).root.contentType.params.get('report-type') === 'delivery-status';
}

/** The text of the one delivery status among M1 and itself. */
async function statusAbout(subject: string): Promise<string> {
  const messages = await about(MARIO, subject, 2);
  assert.deepEqual(
    messages.map((message) => (isDeliveryStatus(message) ? 'DSN' : message.number)),
    ['M1', 'DSN'],
  );
  return Buffer.from(messages[1]!.bytes).toString('latin1');
}

test('an ordinary domain is reached by its MX in order of preference, inside TLS where it is offered', async () => {
  await send(MARIO, ['ada@ordine.example'], 'In ordine');
  const message = await taken(secure, 'ada@ordine.example');
  assert.equal(message.from, MARIO);
  assert.ok(message.overTls);
  assert.equal(clear.taken.filter(({ to }) => to.includes('ada@ordine.example')).length, 0);
  assert.equal((await readAll([message.message]))[0]!.number, 'M4');
});

test('a domain without MX is reached at its own address, in clear where no TLS is offered', async () => {
  await send(MARIO, ['bea@senza-mx.example'], 'Senza MX');
  assert.equal((await taken(clear, 'bea@senza-mx.example')).overTls, false);
  assert.ok(dns.asked.includes('senza-mx.example MX'));
});

test('a domain with only an IPv6 address is reached there', { skip: noIpv6 }, async () => {
  await send(MARIO, ['ciro@solo-sei.example'], 'Solo sei');
  await taken(six!, 'ciro@solo-sei.example');
});

test('C10 a null MX and a domain that does not exist give the sender an ordinary delivery status, not a PEC notice', async () => {
  await send(MARIO, ['dino@muto.example'], 'Al muto');
  const mute = await statusAbout('Al muto');
  assert.match(mute, /^Final-Recipient: rfc822; dino@muto\.example\r\nAction: failed\r\nStatus: 5\.1\.10\r\n/m);
  await send(MARIO, ['elio@inesistente.example'], 'Al nulla');
  const nothing = await statusAbout('Al nulla');
  assert.match(nothing, /^Status: 5\.1\.2\r\n/m);
  const returned = nothing.slice(nothing.indexOf('text/rfc822-headers'));
  assert.match(returned, /^Subject: POSTA CERTIFICATA: Al nulla\r\n/m);
  assert.doesNotMatch(
    returned,
    /daticert|Content-Transfer-Encoding: base64/,
    'the header of what failed, not its body',
  );
});

test('C29 a certified recipient whose domain the DNS does not know gives M14 with no-dominio', async () => {
  await send(MARIO, [BIANCHI], 'Dominio ignoto');
  const notices = await about(MARIO, 'Dominio ignoto', 2);
  assert.equal(numbersOf(notices), 'M1 M14');
  assert.equal(notices[1]!.daticert?.errore, 'no-dominio');
  assert.equal(notices[1]!.daticert?.consegna, BIANCHI);
});

test('T149 mail for a provider whose MX offers no STARTTLS stays queued and is not sent in clear', async () => {
  await send(COMUNE, [ANNA], 'Solo con TLS');
  await using records = await openRecords(country.data, 'alfa');
  const deferred = await until('the first attempt', async () =>
    (await records.store.searchLog({ event: 'SmtpRinvio', limit: 100 })).find(({ consegna }) => consegna === ANNA),
  );
  assert.match(deferred.erroreEsteso ?? '', /TLS is required and STARTTLS is not offered/);
  const waiting = (await records.store.jobs(100)).filter(({ work }) => work.recipients.includes(ANNA));
  assert.equal(waiting.length, 1);
  assert.deepEqual(
    clear.taken.filter(({ to }) => to.includes(ANNA)),
    [],
  );
});

test('what ordinary recipients get verifies with the DKIM record that ceralacca dns prints', {
  skip: missingDkimpy,
}, async () => {
  const dir = join(country.data, 'pki');
  const file = join(folder, 'alfa.yaml');
  writeFileSync(file, settings(dir));
  const answer = await promisify(execFile)(process.execPath, [CERALACCA, 'dns', '--config', file, '--json']);
  const { records } = JSON.parse(answer.stdout) as {
    records: readonly { name: string; type: string; value: string }[];
  };
  const texts = Object.fromEntries(
    records.filter(({ type }) => type === 'TXT').map(({ name, value }) => [name, value]),
  );
  const body = `${'àèì  spazi \t e tabulazioni \t\r\n'.repeat(50)}\r\n\r\n\r\n`;
  const header =
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nReply-To: a@b.example\r\n';
  const to = 'fede@ordine.example';
  const original = letter(
    MARIO,
    [to],
    'Con firma DKIM e un oggetto abbastanza lungo da andare a capo prima della fine',
    {
      header,
      body,
    },
  );
  await country.submit({ from: MARIO, to: [to] }, Buffer.from(original), ' BODY=8BITMIME');
  const { message } = await taken(secure, to);
  assert.deepEqual(await verifyDkim(message, texts), { signatures: 1, valid: true });
  assert.match(message.toString('latin1'), /^DKIM-Signature: [^;]*;[^;]*;[^;]*;\s*d=gestore-alfa\.example;/);
  const touched = Buffer.from(message.toString('latin1').replace('spazi', 'Spazi'), 'latin1');
  assert.equal((await verifyDkim(touched, texts)).valid, false);
});

function settings(pki: string): string {
  const pair = (name: string) => `{ key: ${pki}/${name}.key.pem, certificate: ${pki}/${name}.crt.pem }`;
  return `
provider: { name: Gestore Alfa, domain: ${ALFA}, heloName: mx.${ALFA} }
domains: [{ name: pec.alfa.example }, { name: comune.roccaverde.example }]
signing: ${pair('alfa-signing')}
tls: ${pair('alfa-tls')}
trust: { roots: [${pki}/root.crt.pem] }
index:
  url: https://127.0.0.1:1/index.ldif.p7m
  authorityCertificate: ${pki}/index-signer.crt.pem
  clientCertificate: ${pki}/alfa-client.crt.pem
  clientKey: ${pki}/alfa-client.key.pem
scanner: { clamd: '127.0.0.1:3310' }
dkim: { selector: c1, key: ${folder}/dkim.pem }
`;
}

test('T119 after 24 hours of "later" the sender is told by a delivery status, and nothing waits any more', async () => {
  await send(MARIO, ['gino@lento.example'], 'Al lento');
  await until('the first attempt', () => slow.attempts > 0);
  await country.advance('PT23H');
  const before = await about(MARIO, 'Al lento', 1);
  assert.equal(numbersOf(before), 'M1', 'nothing yet at 23 hours');
  assert.ok(slow.attempts > 10, `${slow.attempts} attempts`);
  await country.advance('PT90M');
  const status = await statusAbout('Al lento');
  assert.match(status, /^Final-Recipient: rfc822; gino@lento\.example\r\nAction: failed\r\nStatus: 5\.4\.7\r\n/m);
  assert.match(status, /451 4\.7\.1 riprovare/);
  await using records = await openRecords(country.data, 'alfa');
  const left = (await records.store.jobs(100)).filter(({ work }) => work.recipients.includes('gino@lento.example'));
  assert.deepEqual(left, []);
  assert.deepEqual(
    clear.taken.filter(({ to }) => to.includes(ANNA)),
    [],
    'T149: not in clear after 24 hours either',
  );
});
