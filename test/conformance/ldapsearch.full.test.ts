/** OpenLDAP's ldapsearch judges the directory of the sandbox. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type LdifEntry, readLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { compareRecords } from '#provider-index';
import { openLdapServer } from '#sandbox';
import { selfSigned } from '#testing';
import { FILE_URL, sampleDirectory } from './sample-directory.ts';

const skip = spawnSync('ldapsearch', ['-VV']).error ? 'ldapsearch is not installed' : false;

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-ldapsearch-'));
const [server, client] = [selfSigned('Indice'), selfSigned('Visitatore')];
let entries: readonly LdifEntry[];
let port: number;
let close: () => void;

before(async () => {
  entries = await sampleDirectory(30);
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

test('the whole directory, as LDIF that we read back to the same records', { skip }, async () => {
  const { code, out, err } = await simple('-E', 'pr=7/noprompt', '(objectClass=*)', '*', 'providerCertificate;binary');
  assert.deepEqual([code, err], [0, '']);
  const ldif = out.replaceAll(/^# pagedresults.*\n/gm, '');
  const [theirs, ours] = await Promise.all([
    readProviderRecords(readLdif(new TextEncoder().encode(ldif))),
    readProviderRecords(entries),
  ]);
  assert.deepEqual([theirs.problems, theirs.records.length, theirs.ldifUrl], [[], 31, FILE_URL]);
  assert.deepEqual(compareRecords(ours.records, theirs.records, 'ldapsearch'), []);
});

test('filters in the grammar of RFC 4515, by name and by OID', { skip }, async () => {
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

test('attributes, types alone, sizes and the schema', { skip }, async () => {
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

test('binds: nobody and EXTERNAL come in, passwords do not, and nothing can be changed', { skip }, async () => {
  assert.equal((await simple('-s', 'base')).code, 0);
  const wrong = await simple('-D', 'cn=admin', '-w', 'secret');
  assert.equal(wrong.code, 49);
  assert.match(wrong.err, /your certificate says who you are/);
  assert.equal((await search('-Y', 'EXTERNAL', '-Q', '-b', 'o=postacert', '-s', 'base')).code, 0);
  assert.equal((await search('-x', '-b', 'o=elsewhere')).code, 32);
  assert.equal((await search('-x', '-b', 'nothing')).code, 34);
  assert.equal((await simple('-E', '!1.2.3.4=:x')).code, 12);
});
