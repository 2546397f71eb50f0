/** OpenLDAP's slapd, with the schema of RFC 6109 and our LDIF in it, judges our client. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ldapDirectory } from '#adapters/ldap';
import { type LdifEntry, writeLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { compareRecords } from '#provider-index';
import { freePorts } from '#sandbox';
import { selfSigned } from '#testing';
import { until } from '../e2e/poll.ts';
import { FILE_URL, sampleDirectory } from './sample-directory.ts';

const SLAPD = '/usr/sbin/slapd';
const skip = spawnSync(SLAPD, ['-VV']).error ? 'slapd is not installed' : false;
const LIMITS = { maxEntries: 10_000, maxBytes: 10_000_000, timeoutMs: 20_000 };
const SCHEMA = fileURLToPath(new URL('../../fixtures/rfc6109/postacert.schema', import.meta.url));

/** slapadd takes the line of the version, which RFC 2849 allows before an empty line, for an entry. */
const withoutVersion = (entries: readonly LdifEntry[]) =>
  new TextDecoder().decode(writeLdif(entries)).replace(/^version: 1\n+/, '');

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-slapd-'));
const [server, client] = [selfSigned('slapd'), selfSigned('Gestore Alfa')];
const ports: { ldaps?: number; ldap?: number } = {};
let slapd: ChildProcess;
let entries: readonly LdifEntry[];

before(async () => {
  if (skip) return;
  entries = await sampleDirectory(450);
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
  [ports.ldaps, ports.ldap] = (await freePorts(2)) as readonly [number, number];
  const urls = `ldaps://127.0.0.1:${ports.ldaps}/ ldap://127.0.0.1:${ports.ldap}/`;
  slapd = spawn(SLAPD, ['-f', conf, '-h', urls, '-d', '0'], { stdio: 'ignore' });
  await until('slapd answers', () => directory('ldaps').entries(LIMITS), 30_000);
});
after(async () => {
  if (skip) return;
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
  test(`over ${scheme}, in pages, the records are those of the LDIF it was fed with`, { skip }, async () => {
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

test('without a client certificate, or with the bounds too low, it says why', { skip }, async () => {
  const { ldaps } = ports;
  const nobody = ldapDirectory({ url: `ldaps://127.0.0.1:${ldaps}`, ca: [server.cert] });
  await assert.rejects(nobody.entries(LIMITS), /client certificate|ECONNRESET|handshake|alert/i);
  await assert.rejects(directory('ldaps').entries({ ...LIMITS, maxEntries: 100 }), /more than 100 entries/);
  await assert.rejects(directory('ldaps').entries({ ...LIMITS, maxBytes: 50_000 }), /over 50000 octets/);
});
