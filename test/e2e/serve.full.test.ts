import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type PostgresTarget, startEmbeddedPostgres } from '#adapters/postgres';
import { type ProviderConfig, systemRandom } from '#config';
import { COUNTRY, type Country } from '#sandbox';
import { startCountry, type TestCountry } from './country.ts';
import { temporaryFolder } from './folder.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { type NameServer, openNameServer } from './name-server.ts';
import { until } from './poll.ts';
import { mailboxOf } from './pop3.ts';
import { ceralacca, fillSettings, serve } from './served.ts';
import { SmtpClient } from './smtp.ts';
import { inClear, tlsCaller } from './tls-caller.ts';

const ALFA = 'gestore-alfa.example';
const GAMMA = 'gestore-gamma.example';
const MARIO = 'mario.rossi@pec.alfa.example';
const CARLA = { address: 'carla.blu@pec.gamma.example', password: 'una-parola-lunga-7' };

/** The country with a provider more, which the test serves itself: the launcher's process of it has no part to play. */
const WITH_GAMMA: Country = {
  ...COUNTRY,
  providers: [
    ...COUNTRY.providers,
    {
      key: 'gamma',
      name: 'Gestore Gamma',
      domain: GAMMA,
      pecDomains: [{ name: 'pec.gamma.example' }],
      residents: [],
      organisations: [],
      staff: [],
    },
  ],
};

let folder: string;
let dns: NameServer;
let country: TestCountry;
const told = new Map<string, ProviderConfig>();

before(async () => {
  folder = temporaryFolder('serve');
  dns = await openNameServer({
    'pec.gamma.example': { mx: [[10, 'mx.gestore-gamma.example']] },
    [GAMMA]: { mx: [[10, 'mx.gestore-gamma.example']] },
    'mx.gestore-gamma.example': { a: ['127.0.0.1'] },
    'pec.alfa.example': { mx: [[10, 'mx.gestore-alfa.example']] },
    [ALFA]: { mx: [[10, 'mx.gestore-alfa.example']] },
    'mx.gestore-alfa.example': { a: ['127.0.0.1'] },
  });
  let gammaPort = 0;
  country = await startCountry({
    country: WITH_GAMMA,
    configure(config) {
      told.set(config.domain, config);
      // The same port serves every host of this country's DNS, so alfa finds gamma by it and beta by its route.
      gammaPort ||= config.routes.find(({ domain }) => domain === GAMMA)?.port ?? 0;
      if (config.domain === GAMMA)
        return { ...config, roles: [], index: { ...config.index, ownRecordListen: undefined } };
      const routes = config.routes.filter(({ domain }) => !domain.endsWith('gamma.example'));
      return { ...config, routes, dnsServers: [dns.address], mxPort: gammaPort, strictTls: false };
    },
  });
});
after(async () => {
  await country?.[Symbol.asyncDispose]();
  await dns?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function about(
  mailbox: () => Promise<readonly Buffer[]>,
  subject: string,
  count: number,
): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject}`, async () => {
    const found = (await readAll(await mailbox())).filter((message) => message.header('subject').endsWith(subject));
    return found.length >= count && found;
  });
}

async function settings(name: string, change: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = join(folder, name, 'gamma.yaml');
  const words = ['--name', 'Gestore Gamma', '--domain', GAMMA, '--pec-domain', 'pec.gamma.example'];
  assert.equal((await ceralacca(['init', '--config', file, ...words])).code, 0);
  fillSettings(file, told.get(GAMMA)!, {
    '# dns: [] ': `dns: [${JSON.stringify(dns.address)}]\nmxPort: ${told.get(ALFA)!.doors.reception!.port} `,
    ...change,
  });
  return file;
}

/** A message from gamma to alfa and one back, each with its receipts. */
async function exchange(tag: string): Promise<void> {
  const { doors } = told.get(GAMMA)!;
  const carla = () => mailboxOf(doors.pop3s!, country.root, CARLA);
  using client = await SmtpClient.submitter({ ...doors.submissions!, tls: 'implicit' }, country.root, CARLA);
  await client.send({ from: CARLA.address, to: [MARIO] }, letter(CARLA.address, [MARIO], `${tag}, andata`));
  assert.equal(numbersOf(await about(carla, `${tag}, andata`, 2)), 'M1 M11');
  await country.submit({ from: MARIO, to: [CARLA.address] }, letter(MARIO, [CARLA.address], `${tag}, ritorno`));
  const receipts = await about(() => country.inbox(MARIO), `${tag}, ritorno`, 2);
  assert.equal(numbersOf(receipts), 'M1 M11');
  assert.equal(numbersOf(await about(carla, `${tag}, ritorno`, 1)), 'M4');
}

test('init, fill in, add a mailbox, serve: a provider with a database of its own exchanges with a peer found by DNS', async () => {
  const file = await settings('own');
  const again = await ceralacca(['init', '--config', file]);
  assert.equal(again.code, 1);
  assert.match(again.err, /is there already/);

  const on = ['--config', file];
  const added = await ceralacca(
    ['mailbox', 'add', CARLA.address, '--holder', 'Carla Blu', '--password-stdin', ...on],
    `${CARLA.password}\n`,
  );
  assert.equal(added.code, 0, added.err);
  const listed = await ceralacca(['mailbox', 'list', '--json', ...on]);
  assert.ok(listed.out.includes(CARLA.address), listed.out + listed.err);

  {
    // Its record gets into the index while it serves; the second start reads it there.
    await using _first = await serve(file, told.get(GAMMA)!);
    await country.advance('PT1S');
  }
  const served = await serve(file, told.get(GAMMA)!);
  await using _served = served;
  await exchange('Gamma');

  const status = await ceralacca(['status', '--json', ...on]);
  assert.equal(status.code, 0, status.err);
  assert.doesNotThrow(() => JSON.parse(status.out));
  const check = await ceralacca(['check', '--json', ...on]);
  assert.equal(check.code, 0, check.out + check.err);
  const domains = await ceralacca(['domain', 'list', '--json', ...on]);
  assert.match(domains.out, /pec\.gamma\.example/);
  const log = await ceralacca(['log', 'search', '--sender', CARLA.address, '--json', ...on]);
  assert.match(log.out, /Accettazione/);
  const index = await ceralacca(['index', 'show', '--json', ...on]);
  assert.match(index.out, /gestore-alfa\.example/);

  const suspended = await ceralacca(['account', 'suspend', CARLA.address, ...on]);
  assert.equal(suspended.code, 0, suspended.err);
  await until('a message to the suspended holder comes back as not delivered', async () => {
    const subject = 'Alla sospesa';
    const all = await readAll(await country.inbox(MARIO));
    if (!all.some((message) => message.header('subject').endsWith(subject)))
      await country.submit({ from: MARIO, to: [CARLA.address] }, letter(MARIO, [CARLA.address], subject));
    return all.some(({ number, daticert }) => number === 'M14' && daticert?.consegna === CARLA.address);
  });
  assert.equal((await ceralacca(['account', 'resume', CARLA.address, ...on])).code, 0);
  assert.equal(await served.stop(), 0, served.said());

  const stopped = await ceralacca(['log', 'search', '--event', 'Consegna', '--json', ...on]);
  assert.equal(stopped.code, 0, stopped.err);
  assert.match(stopped.out, /carla\.blu/);
  assert.equal((await ceralacca(['check', ...on])).code, 0);
});

test('a process with the role web alone, over TLS: pages, API, signing in; cookies and browsers are bound to it', async () => {
  const { host, port } = told.get(GAMMA)!.doors.web!;
  const origin = `https://localhost:${port}`;
  const file = await settings('web', { '# web:\n#   publicUrl': `web:\n  publicUrl: ${origin}\n#   publicUrl` });
  const add = ['mailbox', 'add', CARLA.address, '--holder', 'Carla Blu', '--password-stdin', '--config', file];
  assert.equal((await ceralacca(add, `${CARLA.password}\n`)).code, 0);
  await using served = await serve(file, told.get(GAMMA)!, {}, 'web');
  const call = tlsCaller(origin, country.root);
  assert.equal(host, '127.0.0.1');
  const nobody = await SmtpClient.submitter(
    { ...told.get(GAMMA)!.doors.submissions!, tls: 'implicit' },
    country.root,
    CARLA,
  ).then(
    () => 'answers',
    () => 'is shut',
  );
  assert.equal(nobody, 'is shut', 'no other door than its own');

  const page = await until(
    'the pages are built',
    async () => {
      const answer = await call('GET /');
      return answer.status === 200 && answer.text.includes('<script') && answer;
    },
    100_000,
  );
  assert.match(String(page.headers['strict-transport-security']), /^max-age=63072000/);
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'|default-src 'self'/);
  const script = /<script[^>]* src="([^"]+)"/.exec(page.text)![1]!;
  assert.equal((await call(`GET ${new URL(script, `${origin}/`).pathname}`)).status, 200);
  assert.equal((await call('GET /api/v1/activation/offer')).status, 200);
  assert.equal((await call('GET /api/v1/session')).status, 401);
  const apart = await call('GET /api/v1/activation/offer', { headers: { host: 'evil.example' } });
  assert.ok(apart.status >= 400, "nobody else's name leads here");

  const entered = await call('POST /api/v1/session', {
    body: { login: CARLA.address, password: CARLA.password },
    headers: { origin },
  });
  assert.equal(entered.status, 200, entered.text);
  const cookies = (entered.headers['set-cookie'] ?? []) as readonly string[];
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) {
    assert.match(cookie, /^__Host-ceralacca/);
    assert.match(cookie, /; Secure/);
    assert.match(cookie, /; HttpOnly/);
    assert.match(cookie, /; Path=\/(;|$)/);
    assert.doesNotMatch(cookie, /Domain=/);
  }
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  const { me } = JSON.parse(entered.text) as { me: { csrf: string; boxes: { id: string }[] } };
  const folders = await call(`GET /api/v1/mailboxes/${me.boxes[0]!.id}/folders`, { headers: { cookie } });
  assert.equal(folders.status, 200, folders.text);
  const leave = (headers: Readonly<Record<string, string>>) =>
    call('DELETE /api/v1/session', { headers: { cookie, ...headers } });
  assert.equal((await leave({ origin: 'https://evil.example', 'x-ceralacca-csrf': me.csrf })).status, 403);
  assert.ok((await leave({ origin, 'x-ceralacca-csrf': me.csrf })).status < 300);

  const clear = await inClear(port, `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  assert.doesNotMatch(clear, / 200 |<html/, 'nothing is served in clear');
  assert.equal(await served.stop(), 0, served.said());
});

test('verify judges a delivery receipt saved as a file, and refuses one with an octet changed', async () => {
  const receipt = (await about(() => country.inbox(MARIO), 'Gamma, ritorno', 2))[1]!;
  const file = join(folder, 'ricevuta.eml');
  writeFileSync(file, receipt.bytes);
  const trust = ['--trust', country.network.root, '--index', country.network.index.ldif];
  const good = await ceralacca(['verify', file, ...trust, '--json']);
  assert.equal(good.code, 0, good.out + good.err);
  const { holds, number } = JSON.parse(good.out) as { holds: boolean; number: string };
  assert.deepEqual({ holds, number }, { holds: true, number: 'M11' });
  const changed = Buffer.from(receipt.bytes);
  changed[changed.indexOf('Carla'.toLowerCase(), changed.indexOf('multipart/mixed'))] = 'k'.charCodeAt(0);
  writeFileSync(file, changed);
  const bad = await ceralacca(['verify', file, ...trust]);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /NOT valid PEC evidence/);
  assert.equal((await ceralacca(['verify', join(folder, 'nothing-there.eml')])).code, 2);
});

test('the same provider on a PostgreSQL of the operator, told by DATABASE_URL', async () => {
  const dataDir = join(folder, 'operator', 'postgres');
  await using cluster = await startEmbeddedPostgres({ dataDir, log: () => {}, random: systemRandom() });
  const { server, owner } = await cluster.database('theirs');
  const url = ({ user, password, host, database, port }: PostgresTarget) =>
    `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  const env = { DATABASE_URL: url(server), DATABASE_OWNER_URL: url(owner) };
  const file = await settings('theirs', { 'embedded: data/postgres': '# embedded: data/postgres' });
  const on = ['--config', file];
  const add = ['mailbox', 'add', CARLA.address, '--holder', 'Carla Blu', '--password-stdin', ...on];
  const added = await ceralacca(add, `${CARLA.password}\n`, env);
  assert.equal(added.code, 0, added.err);
  await using _served = await serve(file, told.get(GAMMA)!, env);
  await exchange('Con il database suo');
  assert.equal((await ceralacca(['check', ...on], '', env)).code, 0);
});

test('a door that is taken is named, and the database does not outlive the start that failed', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { host, port } = told.get(GAMMA)!.doors.imap!;
  const other = (taken.address() as AddressInfo).port;
  const file = await settings('taken');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`imap: ${host}:${port}`, `imap: 127.0.0.1:${other}`));
  await ceralacca(['serve', '--config', file]);
  const end = await ceralacca(['serve', '--config', file]);
  taken.close();
  assert.equal(end.code, 1);
  assert.doesNotMatch(end.out + end.err, /PostgreSQL of an earlier start/);
  assert.match(end.err, new RegExp(`listen\\.imap: 127\\.0\\.0\\.1:${other}: .*EADDRINUSE`));
});

test('settings that cannot stand are refused by name before anything starts', async () => {
  const file = await settings('faulty');
  const text = readFileSync(file, 'utf8').replace('keys/signing.key.pem', 'keys/absent.pem');
  writeFileSync(file, text);
  const end = await ceralacca(['serve', '--config', file]);
  assert.notEqual(end.code, 0);
  assert.match(end.err, /signing\.key/);
});
