import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import { Client, EqualityFilter, type Filter, type ResultCodeError } from 'ldapts';
import { ldapDirectory } from '#adapters/ldap';
import { type LdifEntry, readLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { openLdapServer } from './ldap-server.ts';
import { foundPki, type KeyFiles, type Pki, pkiFiles } from './pki.ts';

const LIMITS = { maxEntries: 10_000, maxBytes: 10_000_000, timeoutMs: 10_000 };
const read = (path: string) => readFileSync(path, 'utf8');
const sample = readLdif(readFileSync(new URL('../../fixtures/rfc6109/directory.ldif', import.meta.url)));

/** As many providers as are wanted. */
function many(count: number): readonly LdifEntry[] {
  const one = (n: number): LdifEntry => ({
    dn: `providerName=Gestore ${n},o=postacert`,
    attributes: new Map<string, readonly (string | Uint8Array)[]>([
      ...sample[1]!.attributes,
      ['providername', [`Gestore ${n}`]],
    ]),
  });
  return [sample[0]!, ...Array.from({ length: count }, (_, n) => one(n))];
}

let pki: Pki;
let folder: string;
let url: string;
let port: number;
let entries: readonly LdifEntry[] = sample;
let close: () => void;
const as = ({ key, certificate }: KeyFiles): ConnectionOptions => ({
  ca: read(pki.root.certificate),
  key: read(key),
  cert: read(certificate),
});
const client = () => new Client({ url, tlsOptions: as(pki.visitor), timeout: 5_000 });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ceralacca-ldap-'));
  pki = pkiFiles(folder);
  const moment = { real: Date.now(), legal: Date.now() };
  await foundPki(pki, moment, { providers: [], ordinaryDomain: 'posta.example' }, 'http://127.0.0.1:1/x.crl');
  const server = await openLdapServer({
    listen: { host: '127.0.0.1', port: 0 },
    tls: { key: read(pki.indexTls.key), certificate: read(pki.indexTls.certificate) },
    clientRoot: read(pki.root.certificate),
    entries: () => entries,
  });
  port = (server.address() as AddressInfo).port;
  url = `ldaps://127.0.0.1:${port}`;
  close = () => server.close();
});
after(() => {
  close();
  rmSync(folder, { recursive: true });
});

const found = async (base: string, options: Parameters<Client['search']>[1]) => {
  const asking = client();
  try {
    return (await asking.search(base, options)).searchEntries;
  } finally {
    await asking.unbind();
  }
};
const names = async (filter: string | Filter, base = 'o=postacert') =>
  (await found(base, { filter, attributes: ['1.1'] })).map(({ dn }) => dn.split(',')[0]);

test('our client has from it the records that the LDIF file holds, octet by octet', async () => {
  const { key, certificate } = pki.visitor;
  const who = { ca: [read(pki.root.certificate)], clientCertificate: read(certificate), clientKey: read(key) };
  const got = await ldapDirectory({ url, ...who }).entries(LIMITS);
  const [theirs, ours] = await Promise.all([readProviderRecords(got), readProviderRecords(sample)]);
  assert.deepEqual(theirs, ours);
  assert.equal(ours.records.length, 3);
  assert.ok(ours.ldifUrl);
});

test('nobody without a certificate of the authority is answered', async () => {
  const anonymous = ldapDirectory({ url, ca: [read(pki.root.certificate)] });
  await assert.rejects(anonymous.entries(LIMITS), { code: /ERR_SSL|ECONNRESET/ });
});

test('scopes, filters and attributes are those of the standard', async () => {
  const [main, second] = ['providerName=Anonymous Certified Mail S.p.A.', 'providerUnit=Secondary Environment'];
  const postal = 'providerName=Postal Services S.r.l.';
  assert.deepEqual(await names('(objectClass=*)'), ['o=postacert', main, second, postal]);
  assert.deepEqual(await names('(objectclass=PROVIDER)'), [main, second, postal]);
  assert.deepEqual(await names('(objectClass=1.3.6.1.4.1.16572.2.1.2)'), [main, second, postal]);
  assert.deepEqual(await names('(managedDomains=CERT.company.example.com)'), [main]);
  assert.deepEqual(await names('(&(providerName=Anonymous*)(!(providerUnit=*)))'), [main]);
  assert.deepEqual(await names('(|(mailReceipt=*secondary*)(providerName=*services s.r.l.))'), [second, postal]);
  const byOid = new EqualityFilter({ attribute: '1.3.6.1.4.1.16572.2.2.7', value: 'secondary   environment' });
  assert.deepEqual(await names(byOid), [second]);
  // Of what nobody knows nothing can be said, nor of its contrary.
  assert.deepEqual(await names('(!(colour=red))'), []);
  assert.deepEqual(await names('(|(colour=red)(o=postacert))'), ['o=postacert']);
  assert.deepEqual(await names('(objectClass=*)', 'PROVIDERNAME = postal  services S.r.l. , O=PostaCert'), [postal]);
  // The sample folds this DN where a space should be: its environment is not below its provider.
  assert.deepEqual(await names('(objectClass=*)', `${main},o=postacert`), [main]);
  const [shown] = await found('o=postacert', {
    filter: `(${postal})`,
    attributes: ['managedDomains', 'providerCertificate'],
  });
  assert.deepEqual(
    Object.keys(shown!).sort(),
    ['dn', 'managedDomains', 'providerCertificate', 'providerCertificate;binary'].sort(),
  );
  const oneLevel = await found('o=postacert', { scope: 'one', attributes: ['1.1'] });
  assert.equal(oneLevel.length, 2);
  assert.equal((await found('o=postacert', { scope: 'base', attributes: ['o'] })).length, 1);
});

test('the root and the schema describe themselves', async () => {
  const [root] = await found('', { scope: 'base', attributes: ['*', '+'] });
  assert.equal(root!.namingContexts, 'o=postacert');
  assert.equal(root!.supportedControl, '1.2.840.113556.1.4.319');
  const [schema] = await found(String(root!.subschemaSubentry), { scope: 'base', attributes: ['+'] });
  assert.match(String(schema!.attributeTypes), /1\.3\.6\.1\.4\.1\.16572\.2\.2\.7 NAME 'providerUnit'/);
  assert.match(String(schema!.objectClasses), /1\.3\.6\.1\.4\.1\.16572\.2\.1\.2 NAME 'provider'/);
});

test('limits and pages: every entry once, whatever the page; more than a thousand without pages is too much', async () => {
  entries = many(1_201);
  for (const pageSize of [50, 500, 5_000]) {
    const all = await found('o=postacert', { paged: { pageSize }, attributes: ['providerName'] });
    assert.equal(new Set(all.map(({ dn }) => dn)).size, 1_202);
  }
  const code = (limit: number) => (fault: ResultCodeError) => fault.code === limit;
  await assert.rejects(found('o=postacert', { attributes: ['1.1'] }), code(4));
  const three = await found('o=postacert', { sizeLimit: 3, attributes: ['1.1'] });
  assert.equal(three.length, 3);
  entries = sample;
});

test('a page of a directory that has changed meanwhile begins anew', async () => {
  entries = many(30);
  const asking = client();
  const pages = asking.searchPaginated('o=postacert', { paged: { pageSize: 10 } });
  assert.equal((await pages.next()).value!.searchEntries.length, 10);
  entries = many(29);
  await assert.rejects(pages.next(), (fault: ResultCodeError) => fault.code === 53);
  entries = sample;
  await asking.unbind();
});

test('names that are none, passwords, changes and unknown orders are refused by the code that belongs', async () => {
  const asking = client();
  const codeOf = (order: Promise<unknown>) =>
    order.then(
      () => 0,
      (fault: ResultCodeError) => fault.code,
    );
  assert.equal(await codeOf(asking.bind('')), 0);
  assert.equal(await codeOf(asking.bind('cn=admin', 'secret')), 49);
  assert.equal(await codeOf(asking.bind('cn=admin', '')), 53);
  assert.equal(await codeOf(asking.bindSASL('PLAIN', 'x')), 7);
  assert.equal(await codeOf(asking.bindSASL('EXTERNAL')), 0);
  assert.equal(await codeOf(asking.search('o=elsewhere')), 32);
  assert.equal(await codeOf(asking.search('no name')), 34);
  assert.equal(await codeOf(asking.del('o=postacert')), 53);
  assert.equal(await codeOf(asking.compare('o=postacert', 'o', 'postacert')), 53);
  assert.equal(await codeOf(asking.exop('1.2.3.4')), 2);
  await asking.unbind();
});

test('what is no LDAP, or too much of it, is told so and ended', async () => {
  const say = (...octets: readonly Buffer[]) =>
    new Promise<string>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', ...as(pki.visitor) });
      let heard = '';
      socket.on('data', (piece) => (heard += piece.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => resolve(heard));
      socket.on('secureConnect', () => octets.forEach((piece) => void socket.write(piece)));
    });
  assert.match(await say(Buffer.from('GET / HTTP/1.1\r\n\r\n')), /1\.3\.6\.1\.4\.1\.1466\.20036/);
  assert.match(await say(Buffer.from([0x30, 0x84, 0, 1, 0, 1])), /a message over 65536 octets/);
  assert.match(await say(Buffer.from([0x30, 5, 2, 1, 0, 0x42, 0])), /a request with the number 0/);
  assert.match(await say(Buffer.from([0x30, 0x80])), /a length that LDAP does not allow/);
  const deep = Buffer.concat([Buffer.alloc(400, 0xa2).map((_, at) => (at % 2 === 0 ? 0xa2 : 0x7f))]);
  assert.match(await say(Buffer.from([0x30, 0x7f]), deep), /20036/);
});
