import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import Pop3Command from 'node-pop3';
import { startCountry, type TestCountry } from './country.ts';
import { letter, type Read, readAll } from './mail.ts';
import { missing } from './openssl.ts';
import { until } from './poll.ts';
import { SHAPES } from './shapes.ts';

const run = promisify(execFile);
const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const QUERCIA = 'laquercia@pec.beta.example';

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

async function about(address: string, subject: string, count = 1): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const found = all.filter((message) => message.header('subject').endsWith(subject));
    return found.length >= count && found;
  });
}

/** The body of the original as it came to the recipient. */
function bodyOf(message: Read): string {
  const original = message.original().toString('latin1');
  return original.slice(original.indexOf('\r\n\r\n') + 4);
}

for (const [how, doorOf, words] of [
  ['STARTTLS', () => country.alfa.submission!, ['--tls']],
  ['TLS from the first octet', () => country.alfa.submissions!, ['--tlsc']],
] as const) {
  test(`swaks submits over ${how} and authenticates`, { skip: missing('swaks') }, async () => {
    const { host, port } = doorOf();
    const subject = `Da swaks con ${how}`;
    const login = ['--auth', 'PLAIN', '--auth-user', MARIO, '--auth-password', country.box(MARIO).password];
    const trust = ['--tls-ca-path', country.network.root];
    const mail = ['--from', MARIO, '--to', BIANCHI, '--header', `Subject: ${subject}`, '--body', 'Saluti da swaks'];
    const { stdout } = await run('swaks', [
      '--server',
      host,
      '--port',
      String(port),
      ...words,
      ...login,
      ...trust,
      ...mail,
    ]);
    assert.match(stdout, /<~ +250 2\.6\.0/);
    const [envelope] = await about(BIANCHI, subject);
    assert.equal(envelope!.number, 'M4');
    assert.match(bodyOf(envelope!), /Saluti da swaks/);
    assert.equal((await about(MARIO, subject, 2)).length, 2);
  });
}

test('swaks without TLS is offered no authentication', { skip: missing('swaks') }, async () => {
  const { host, port } = country.alfa.submission!;
  const login = ['--auth', 'PLAIN', '--auth-user', MARIO, '--auth-password', country.box(MARIO).password];
  const args = ['--server', host, '--port', String(port), ...login, '--from', MARIO, '--to', BIANCHI];
  await assert.rejects(run('swaks', args), (fault: Error & { code: number }) => fault.code === 28);
});

test("postfix's smtp-source delivers a hundred ordinary messages to the reception, on ten connections", {
  skip: missing('smtp-source', '-?'),
}, async () => {
  const { host, port } = country.beta.reception!;
  const before = (await country.inbox(QUERCIA)).length;
  const load = [
    '-m',
    '100',
    '-s',
    '10',
    '-l',
    '2000',
    '-f',
    'lucia@posta.example',
    '-t',
    QUERCIA,
    '-M',
    'posta.example',
  ];
  await run('smtp-source', [...load, `inet:${host}:${port}`]);
  const after = await until('all of them have come', async () => {
    const all = await country.inbox(QUERCIA);
    return all.length >= before + 100 && all;
  });
  assert.equal(after.length, before + 100);
  for (const message of await readAll(after.slice(before))) assert.equal(message.number, 'M6');
});

test('T146 curl and node-pop3 read the same octets as stand in the mailbox', { skip: missing('curl') }, async () => {
  const subject = 'Per tre lettori';
  await country.submit({ from: MARIO, to: [QUERCIA] }, letter(MARIO, [QUERCIA], subject));
  await about(QUERCIA, subject);
  const ours = await country.inbox(QUERCIA);
  const number = ours.length;
  const { host, port } = country.beta.pop3s!;
  const { password } = country.box(QUERCIA);
  const words = ['--silent', '--fail', '--cacert', country.network.root, '--user', `${QUERCIA}:${password}`];
  const { stdout } = await run('curl', [...words, `pop3s://${host}:${port}/${number}`], { encoding: 'buffer' });
  assert.deepEqual(stdout, ours.at(-1));
  const options = { user: QUERCIA, password, host, port, tls: true, tlsOptions: { ca: country.root } };
  const client = new Pop3Command(options as ConstructorParameters<typeof Pop3Command>[0]);
  try {
    const list = await client.UIDL();
    assert.equal(list.length, number);
    // It leaves the last line end out.
    assert.equal(`${await client.RETR(number)}\r\n`, ours.at(-1)!.toString('utf8'));
  } finally {
    await client.QUIT();
  }
});

test('bodies of every shape come out of POP3 with the SHA-256 they went into SMTP with', async () => {
  const digest = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');
  for (const [name, header, body] of SHAPES) {
    const subject = `Forma, ${name}`;
    const options = /[\x80-\xff]/.test(body) ? ' BODY=8BITMIME' : '';
    await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject, { header, body }), options);
    const [envelope] = await about(BIANCHI, subject);
    assert.equal(digest(bodyOf(envelope!)), digest(body), name);
    const [, receipt] = await about(MARIO, subject, 2);
    assert.equal(digest(bodyOf(receipt!)), digest(body), `${name}, in the receipt`);
  }
});

test('T44 a message its author signed himself still verifies after it was taken out of postacert.eml', {
  skip: missing('openssl', 'version'),
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-signed-'));
  const path = (name: string) => join(folder, name);
  try {
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', path('key.pem'), '-out', path('own.pem')];
    const who = ['-days', '30', '-subj', '/CN=Mario Rossi', '-addext', `subjectAltName=email:${MARIO}`];
    execFileSync('openssl', ['req', ...made, ...who], { stdio: 'ignore' });
    writeFileSync(path('text.txt'), 'Content-Type: text/plain\r\n\r\nFirmato da me.\r\n');
    const signer = ['-signer', path('own.pem'), '-inkey', path('key.pem')];
    const how = ['-sign', '-binary', '-crlfeol', '-in', path('text.txt'), '-md', 'sha256', '-out', path('signed.eml')];
    execFileSync('openssl', ['cms', ...how, ...signer]);
    const signed = readFileSync(path('signed.eml'), 'latin1').replace(/\r?\n/g, '\r\n');
    const subject = 'Firmato dal mittente';
    const head = `From: ${MARIO}\r\nTo: ${BIANCHI}\r\nSubject: ${subject}\r\nMessage-ID: <firmato@client.example>\r\n`;
    await country.submit({ from: MARIO, to: [BIANCHI] }, head + signed);
    const [envelope] = await about(BIANCHI, subject);
    writeFileSync(path('original.eml'), envelope!.original());
    const verify = ['cms', '-verify', '-in', path('original.eml'), '-CAfile', path('own.pem'), '-purpose', 'any'];
    const content = execFileSync('openssl', verify, { stdio: ['ignore', 'pipe', 'pipe'] });
    assert.match(content.toString(), /Firmato da me\./);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
