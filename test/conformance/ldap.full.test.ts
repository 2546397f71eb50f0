/** Other programs judge both sides of LDAP: OpenLDAP's ldapsearch asks ours, our client reads OpenLDAP's slapd. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ldapDirectory } from '#adapters/ldap';
import { type LdifEntry, readLdif, writeLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { compareRecords, recordEntry } from '#provider-index';
import { openLdapServer } from '#sandbox';
import { selfSigned, testCertificate, testRecord } from '#testing';
import { until } from '../e2e/poll.ts';

const LIMITS = { maxEntries: 10_000, maxBytes: 10_000_000, timeoutMs: 20_000 };
const SCHEMA = fileURLToPath(new URL('../../fixtures/rfc6109/postacert.schema', import.meta.url));
const FILE_URL = 'https://igpec.example/index.ldif.p7m';
const SECONDARY = 'Ambiente secondario';

/** More than a page of them, one with a secondary environment and two certificates, one with a name to be escaped. */
async function directoryOf(count: number): Promise<readonly LdifEntry[]> {
  const certificate = (serial: number) =>
    testCertificate({ authority: 'uno', keys: 'alfa', providerName: 'Gestore', serviceAddress: 'p@g.example', serial });
  const certificates = [await certificate(50), await certificate(51)];
  const record = (n: number, more: { unit?: string } = {}) =>
    testRecord({
      name: n === 1 ? 'Gestore "Uno", di Città + Figli S.p.A.' : `Gestore ${n}`,
      mailReceipt: `posta-certificata@g${n}.example`,
      managedDomains: more.unit ? ['secondo.example'] : [`g${n}.example`, `pec.g${n}.example`],
      certificates: n === 1 ? certificates : certificates.slice(0, 1),
      ...(more.unit === undefined && { ldifUrl: `https://g${n}.example/record.ldif.p7m` }),
      ...more,
    });
  const records = [await record(1), await record(1, { unit: SECONDARY })];
  for (let n = 2; n <= count; n++) records.push(await record(n));
  const root: LdifEntry = {
    dn: 'o=postacert',
    attributes: new Map([
      ['objectClass', ['top', 'organization', 'LDIFLocationURLObject']],
      ['o', ['postacert']],
      ['LDIFLocationURL', [FILE_URL]],
    ]),
  };
  return readLdif(writeLdif([root, ...records.map(recordEntry)]));
}

const missing = (program: string) => (spawnSync(program, ['-VV']).error ? `${program} is not installed` : false);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

suite("our client reads OpenLDAP's directory", { skip: missing('/usr/sbin/slapd') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-slapd-'));
  const [server, client] = [selfSigned('slapd'), selfSigned('Gestore Alfa')];
  const ports: { ldaps?: number; ldap?: number } = {};
  let slapd: ChildProcess;
  let entries: readonly LdifEntry[];

  before(async () => {
    entries = await directoryOf(450);
    const file = (name: string, text: string | Uint8Array) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    mkdirSync(join(folder, 'db'));
    const conf = file(
      'slapd.conf',
      [
        'include /etc/ldap/schema/core.schema',
        `include ${SCHEMA}`,
        `TLSCACertificateFile ${file('client.pem', client.cert)}`,
        `TLSCertificateFile ${file('server.pem', server.cert)}`,
        `TLSCertificateKeyFile ${file('server.key', server.key)}`,
        'TLSVerifyClient demand',
        'modulepath /usr/lib/ldap',
        'moduleload back_mdb',
        'database mdb',
        'suffix "o=postacert"',
        `directory ${join(folder, 'db')}`,
        '',
      ].join('\n'),
    );
    execFileSync('/usr/sbin/slapadd', ['-f', conf, '-l', file('directory.ldif', withoutVersion(entries))], {
      stdio: 'pipe',
    });
    ports.ldaps = await freePort();
    ports.ldap = await freePort();
    const urls = `ldaps://127.0.0.1:${ports.ldaps}/ ldap://127.0.0.1:${ports.ldap}/`;
    slapd = spawn('/usr/sbin/slapd', ['-f', conf, '-h', urls, '-d', '0'], { stdio: 'ignore' });
    await until('slapd answers', () => directory('ldaps').entries(LIMITS), 30_000);
  });
  after(async () => {
    const ended = once(slapd, 'exit');
    slapd.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });

  const directory = (scheme: 'ldap' | 'ldaps') =>
    ldapDirectory({
      url: `${scheme}://127.0.0.1:${ports[scheme]}`,
      ca: [server.cert],
      clientCertificate: client.cert,
      clientKey: client.key,
    });

  for (const scheme of ['ldaps', 'ldap'] as const) {
    test(`over ${scheme}, in pages, the records are those of the LDIF it was fed with`, async () => {
      const [theirs, ours] = await Promise.all([
        directory(scheme)
          .entries(LIMITS)
          .then((found) => readProviderRecords(found)),
        readProviderRecords(entries),
      ]);
      assert.deepEqual([theirs.problems, ours.problems], [[], []]);
      assert.equal(theirs.records.length, 451);
      assert.equal(theirs.ldifUrl, FILE_URL);
      assert.deepEqual(compareRecords(ours.records, theirs.records, 'slapd'), []);
    });
  }

  test('without a client certificate, or with the bounds too low, it says why', async () => {
    const { ldaps } = ports;
    const nobody = ldapDirectory({ url: `ldaps://127.0.0.1:${ldaps}`, ca: [server.cert] });
    await assert.rejects(nobody.entries(LIMITS), /client certificate|ECONNRESET|handshake|alert/i);
    await assert.rejects(directory('ldaps').entries({ ...LIMITS, maxEntries: 100 }), /more than 100 entries/);
    await assert.rejects(directory('ldaps').entries({ ...LIMITS, maxBytes: 50_000 }), /over 50000 octets/);
  });
});

/** slapadd takes the line of the version, which RFC 2849 allows before an empty line, for an entry. */
const withoutVersion = (entries: readonly LdifEntry[]) =>
  new TextDecoder().decode(writeLdif(entries)).replace(/^version: 1\n+/, '');

suite('ldapsearch reads the directory of the sandbox', { skip: missing('ldapsearch') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-ldapsearch-'));
  const [server, client] = [selfSigned('Indice'), selfSigned('Visitatore')];
  let entries: readonly LdifEntry[];
  let port: number;
  let close: () => void;

  before(async () => {
    entries = await directoryOf(30);
    for (const [name, text] of Object.entries({ 'ca.pem': server.cert, 'crt.pem': client.cert, 'key.pem': client.key }))
      writeFileSync(join(folder, name), text);
    const opened = await openLdapServer({
      listen: { host: '127.0.0.1', port: 0 },
      tls: { key: server.key, certificate: server.cert },
      clientRoot: client.cert,
      entries: () => entries,
    });
    port = (opened.address() as { port: number }).port;
    close = () => opened.close();
  });
  after(() => {
    close();
    rmSync(folder, { recursive: true });
  });

  async function search(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    const env = {
      ...process.env,
      LDAPTLS_CACERT: join(folder, 'ca.pem'),
      LDAPTLS_CERT: join(folder, 'crt.pem'),
      LDAPTLS_KEY: join(folder, 'key.pem'),
      LDAPNOINIT: undefined,
    };
    const child = spawn('ldapsearch', ['-LLL', '-o', 'ldif-wrap=no', '-H', `ldaps://127.0.0.1:${port}`, ...words], {
      env,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (piece) => (out += piece));
    child.stderr.on('data', (piece) => (err += piece));
    const [code] = await once(child, 'close');
    return { code, out, err };
  }
  const simple = (...words: readonly string[]) => search('-x', '-b', 'o=postacert', ...words);
  const dns = (out: string) => out.split('\n').filter((line) => line.startsWith('dn:')).length;

  test('the whole directory, as LDIF that we read back to the same records', async () => {
    const { code, out, err } = await simple(
      '-E',
      'pr=7/noprompt',
      '(objectClass=*)',
      '*',
      'providerCertificate;binary',
    );
    assert.deepEqual([code, err], [0, '']);
    const ldif = out.replaceAll(/^# pagedresults.*\n/gm, '');
    const [theirs, ours] = await Promise.all([
      readProviderRecords(readLdif(new TextEncoder().encode(ldif))),
      readProviderRecords(entries),
    ]);
    assert.deepEqual([theirs.problems, theirs.records.length, theirs.ldifUrl], [[], 31, FILE_URL]);
    assert.deepEqual(compareRecords(ours.records, theirs.records, 'ldapsearch'), []);
  });

  test('filters in the grammar of RFC 4515, by name and by OID', async () => {
    const count = async (filter: string) => dns((await simple(filter, '1.1')).out);
    assert.equal(await count('(managedDomains=PEC.g7.example)'), 1);
    assert.equal(await count('(1.3.6.1.4.1.16572.2.2.5=pec.g7.example)'), 1);
    assert.equal(await count('(&(objectClass=provider)(!(providerUnit=*)))'), 30);
    assert.equal(await count('(|(mailReceipt=*@g2*.example)(providerUnit=ambiente*))'), 12);
    assert.equal(await count('(providerName=gestore \\22uno\\22, di citt\\c3\\a0 \\2b figli s.p.a.)'), 2);
    assert.equal(await count('(!(unknownAttribute=x))'), 0);
    assert.equal(await count('(managedDomains:caseExactMatch:=x)'), 0);
    assert.equal(await count('(managedDomains>=a)'), 0);
  });

  test('attributes, types alone, sizes and the schema', async () => {
    const types = await simple('-A', '(mailReceipt=posta-certificata@g5.example)');
    assert.match(types.out, /^providerCertificate;binary:$/m);
    const few = await simple('-z', '3', '(objectClass=provider)', 'mailReceipt');
    assert.deepEqual([few.code, dns(few.out)], [4, 3]);
    assert.doesNotMatch(few.out, /managedDomains/);
    const schema = await search('-x', '-b', 'cn=subschema', '-s', 'base', '+');
    assert.match(schema.out, /^objectClasses: \( 1\.3\.6\.1\.4\.1\.16572\.2\.1\.2 NAME 'provider'/m);
    const root = await search('-x', '-b', '', '-s', 'base', '+');
    assert.match(root.out, /^supportedLDAPVersion: 3$/m);
  });

  test('binds: nobody and EXTERNAL come in, passwords do not, and nothing can be changed', async () => {
    assert.equal((await simple('-s', 'base')).code, 0);
    const wrong = await simple('-D', 'cn=admin', '-w', 'secret');
    assert.equal(wrong.code, 49);
    assert.match(wrong.err, /your certificate says who you are/);
    assert.equal((await search('-Y', 'EXTERNAL', '-Q', '-b', 'o=postacert', '-s', 'base')).code, 0);
    assert.equal((await search('-x', '-b', 'o=elsewhere')).code, 32);
    assert.equal((await search('-x', '-b', 'nothing')).code, 34);
    assert.equal((await simple('-E', '!1.2.3.4=:x')).code, 12);
  });
});
