import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test as nodeTest, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { readCertificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import { judgeChain } from './judge-chain.ts';
import { fromPem, toPem } from './pem.ts';
import { readSignedData } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import {
  DAY,
  NOW,
  newKeys,
  PROVIDER,
  SERVICE_ADDRESS,
  signContent,
  type TestNetwork,
  term,
  testNetwork,
} from './test-kit.ts';
import { verifyContent, verifySignature } from './verify-signature.ts';

// OpenSSL is the independent judge of everything this room writes, and the writer of what this room must be able to read.
const run = promisify(execFile);
const skip = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : false;
const test = (title: string, work: (t: TestContext) => Promise<void>) => nodeTest(title, { skip }, work);
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nRicevuta di accettazione\r\n');
const attime = String(NOW / 1000);
let network: TestNetwork;
let dir: string;

const file = (name: string) => join(dir, name);
const openssl = async (...args: string[]) => (await run('openssl', args, { cwd: dir })).stdout;

before(async () => {
  network = await testNetwork();
  dir = await mkdtemp(join(tmpdir(), 'cms-'));
  await writeFile(file('root.pem'), toPem('CERTIFICATE', network.root.certificate));
  await writeFile(file('ca.pem'), toPem('CERTIFICATE', network.ca.certificate));
  await writeFile(file('leaf.pem'), toPem('CERTIFICATE', network.leaf));
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', network.leafKeys.privateKey);
  await writeFile(file('leaf.key'), toPem('PRIVATE KEY', new Uint8Array(pkcs8)));
  const caKey = await crypto.subtle.exportKey('pkcs8', network.caKeys.privateKey);
  await writeFile(file('ca.key'), toPem('PRIVATE KEY', new Uint8Array(caKey)));
  await writeFile(file('content'), content);
});

after(() => rm(dir, { recursive: true }));

test('T56 openssl cms verifies a detached signature against the chain', async () => {
  await writeFile(file('s.p7s'), await signContent(network, content));
  const args = [
    '-binary',
    '-inform',
    'DER',
    '-in',
    's.p7s',
    '-content',
    'content',
    '-CAfile',
    'root.pem',
    '-attime',
    attime,
  ];
  await openssl('cms', '-verify', ...args, '-purpose', 'smimesign', '-out', 'out');
  assert.deepEqual(new Uint8Array(await readFile(file('out'))), content);
  await writeFile(file('altered'), content.with(30, 0x20));
  const altered = args.map((arg) => (arg === 'content' ? 'altered' : arg));
  await assert.rejects(openssl('cms', '-verify', ...altered, '-out', 'out'), /verification failure/);
});

test('T56 the signature still verifies when the signing time is after 2049', async () => {
  await writeFile(file('late.p7s'), await signContent(network, content, false, Date.UTC(2061, 0, 2)));
  const args = ['-binary', '-inform', 'DER', '-in', 'late.p7s', '-content', 'content', '-CAfile', 'root.pem'];
  await openssl('cms', '-verify', ...args, '-attime', attime, '-out', 'out');
  assert.equal(readSignedData(new Uint8Array(await readFile(file('late.p7s')))).signingTime, Date.UTC(2061, 0, 2));
});

test('T57 the signer certificate and its issuer stand inside, the root does not', async () => {
  await writeFile(file('s.p7s'), await signContent(network, content));
  const printed = await openssl('pkcs7', '-inform', 'DER', '-in', 's.p7s', '-print_certs', '-noout');
  assert.match(printed, /Posta Certificata/);
  assert.match(printed, /subject=.*CN = Test CA1/);
  assert.doesNotMatch(printed, /subject=.*CN = Test Root/);
});

test('T58 the digest is SHA-256 and the signed attributes are the three of spec 5.8, in DER order', async () => {
  await writeFile(file('s.p7s'), await signContent(network, content));
  const printed = await openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 's.p7s', '-noout');
  assert.match(printed, /digestAlgorithm: \s+algorithm: sha256/);
  const attributes = printed.slice(printed.indexOf('signedAttrs'), printed.indexOf('unsignedAttrs'));
  assert.deepEqual(
    attributes.match(/object: \w+/g)?.filter((line) => !line.includes('data')),
    ['object: contentType', 'object: signingTime', 'object: messageDigest'],
  );
});

test('openssl opens a .p7m with the content inside', async () => {
  await writeFile(file('i.p7m'), await signContent(network, content, true));
  await openssl(
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    'i.p7m',
    '-CAfile',
    'root.pem',
    '-attime',
    attime,
    '-out',
    'out',
  );
  assert.deepEqual(new Uint8Array(await readFile(file('out'))), content);
});

const sign = (...args: string[]) =>
  openssl(
    'cms',
    '-sign',
    '-binary',
    '-in',
    'content',
    '-signer',
    'leaf.pem',
    '-inkey',
    'leaf.key',
    '-outform',
    'DER',
    '-out',
    'o.p7s',
    ...args,
  );

test('T59 openssl signatures are read and verified: DER, BER with indefinite lengths, key identifier, SHA-1, SHA-512, PSS', async (t) => {
  const variants: Record<string, string[]> = {
    der: ['-md', 'sha256'],
    'indefinite lengths': ['-md', 'sha256', '-stream', '-indef'],
    'indefinite lengths, content inside': ['-md', 'sha256', '-stream', '-nodetach'],
    'key identifier': ['-md', 'sha256', '-keyid'],
    sha1: ['-md', 'sha1'],
    sha384: ['-md', 'sha384'],
    sha512: ['-md', 'sha512'],
    'without smimeCapabilities': ['-md', 'sha256', '-nosmimecap'],
    pss: ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss'],
    'pss, SHA-512, salt 20': ['-md', 'sha512', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20'],
  };
  for (const [name, args] of Object.entries(variants)) {
    await t.test(name, async () => {
      await sign(...args);
      const cms = readSignedData(new Uint8Array(await readFile(file('o.p7s'))));
      assert.equal(cms.digestAlgorithm, args[1]);
      assert.deepEqual(cms.signerCertificate && new Uint8Array(cms.signerCertificate), network.leaf);
      const right = await digest(cms.digestAlgorithm, content);
      assert.deepEqual(await verifySignature(cms, right), { valid: true });
      const wrong = right.map((octet, index) => (index === 0 ? octet ^ 1 : octet));
      assert.equal((await verifySignature(cms, wrong)).valid, false);
      if (cms.encapsulated) assert.deepEqual(await verifyContent(cms), { valid: true });
    });
  }
});

test('a signature over elliptic curves is verified', async () => {
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'ec.key',
    '-out',
    'ec.pem',
    '-subj',
    '/CN=ec',
    '-days',
    '9',
  );
  await openssl(
    'cms',
    '-sign',
    '-binary',
    '-in',
    'content',
    '-signer',
    'ec.pem',
    '-inkey',
    'ec.key',
    '-outform',
    'DER',
    '-out',
    'e.p7s',
  );
  const cms = readSignedData(new Uint8Array(await readFile(file('e.p7s'))));
  assert.deepEqual(await verifySignature(cms, await digest('sha256', content)), { valid: true });
});

test('a signature without signed attributes is verified over the content and not over a digest alone', async () => {
  await sign('-md', 'sha256', '-noattr', '-nodetach');
  const cms = readSignedData(new Uint8Array(await readFile(file('o.p7s'))));
  assert.deepEqual(await verifyContent(cms), { valid: true });
  assert.equal((await verifySignature(cms, await digest('sha256', content))).valid, false);
  assert.equal((await verifyContent(cms, new Uint8Array(3))).valid, false);
});

test('T57 a signature without the signer certificate is not valid', async () => {
  await sign('-md', 'sha256', '-nocerts');
  const cms = readSignedData(new Uint8Array(await readFile(file('o.p7s'))));
  assert.equal(cms.signerCertificate, undefined);
  const verdict = await verifySignature(cms, await digest('sha256', content));
  assert.match(verdict.valid ? '' : verdict.reason, /certificate is not inside/);
});

test('T129 openssl verifies the provider certificate for signing mail and prints the profile', async () => {
  const verdict = await openssl(
    'verify',
    '-x509_strict',
    '-purpose',
    'smimesign',
    '-attime',
    attime,
    '-CAfile',
    'root.pem',
    '-untrusted',
    'ca.pem',
    'leaf.pem',
  );
  assert.match(verdict, /leaf.pem: OK/);
  const printed = await openssl('x509', '-in', 'leaf.pem', '-noout', '-text');
  assert.match(
    printed,
    /X509v3 Key Usage: critical\s+Digital Signature\s*\n\s+X509v3 Extended Key Usage: \s+E-mail Protection/,
  );
  assert.match(printed, new RegExp(`X509v3 Subject Alternative Name: \\s+email:${SERVICE_ADDRESS}`));
  assert.match(printed, /URI:http:\/\/crl\.autorita\.example\/ca\.crl/);
  assert.doesNotMatch(printed, /Basic Constraints/);
  assert.match(printed, new RegExp(`Subject: C = IT, O = ${PROVIDER}, CN = Posta Certificata`));
});

test('openssl reads our CRL, labelled X509 CRL, and finds the revoked certificate', async () => {
  const { serial } = await readCertificate(network.leaf);
  const revoked = [
    { serial: Uint8Array.from(serial.match(/../g)!, (pair) => Number.parseInt(pair, 16)), since: NOW - DAY },
  ];
  const der = await network.ca.crl({ revoked, thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 7 });
  await writeFile(file('ca.crl'), toPem('X509 CRL', der));
  const printed = await openssl('crl', '-in', 'ca.crl', '-noout', '-text', '-CAfile', 'ca.pem');
  assert.match(printed, new RegExp(`Serial Number: ${serial}`, 'i'));
  assert.match(printed, /X509v3 CRL Number:\s+7/);
  const args = [
    '-attime',
    attime,
    '-CAfile',
    'root.pem',
    '-untrusted',
    'ca.pem',
    '-crl_check',
    '-CRLfile',
    'ca.crl',
    'leaf.pem',
  ];
  await assert.rejects(openssl('verify', ...args), /certificate revoked/);
  await writeFile(
    file('ca.crl'),
    toPem('X509 CRL', await network.ca.crl({ revoked: [], thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 8 })),
  );
  assert.match(await openssl('verify', ...args), /OK/);
});

test('a CRL written by openssl is read', async () => {
  await writeFile(file('index.txt'), 'R\t300101000000Z\t260101000000Z,keyCompromise\t00C0FFEE\tunknown\t/CN=x\n');
  await writeFile(file('number'), '02\n');
  await writeFile(
    file('ca.cnf'),
    '[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=3\n',
  );
  await openssl('ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-out', 'o.pem');
  await openssl('crl', '-in', 'o.pem', '-outform', 'DER', '-out', 'o.crl');
  const list = readCrl(new Uint8Array(await readFile(file('o.crl'))));
  assert.deepEqual([...list.revoked], [['c0ffee', Date.UTC(2026, 0, 1)]]);
  assert.equal(list.nextUpdate! - list.thisUpdate, 3 * DAY);
});

test('openssl accepts the TLS server certificate for its host and address, and the client certificate', async () => {
  const keys = await newKeys();
  const server = await network.root.issueTlsServer({
    ...term(2),
    publicKey: keys.publicKey,
    hosts: ['mx.alfa.example', '127.0.0.1'],
  });
  await writeFile(file('tls.pem'), toPem('CERTIFICATE', server));
  const base = ['verify', '-x509_strict', '-attime', attime, '-CAfile', 'root.pem'];
  assert.match(await openssl(...base, '-purpose', 'sslserver', '-verify_hostname', 'mx.alfa.example', 'tls.pem'), /OK/);
  assert.match(await openssl(...base, '-purpose', 'sslserver', '-verify_ip', '127.0.0.1', 'tls.pem'), /OK/);
  await assert.rejects(openssl(...base, '-purpose', 'sslserver', '-verify_hostname', 'mx.beta.example', 'tls.pem'));
  const client = await network.root.issueTlsClient({ ...term(2), publicKey: keys.publicKey, name: 'gestore-alfa' });
  await writeFile(file('client.pem'), toPem('CERTIFICATE', client));
  assert.match(await openssl(...base, '-purpose', 'sslclient', 'client.pem'), /OK/);
});

test('a chain with SHA-1 signatures, or a CRL with one, counts only with acceptSha1', async () => {
  await openssl('req', '-new', '-key', 'leaf.key', '-subj', '/C=IT/O=Vecchio/CN=Posta Certificata', '-out', 'old.csr');
  const dates = ['-days', '36500', '-set_serial', '77'];
  await openssl(
    'x509',
    '-req',
    '-sha1',
    '-in',
    'old.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    ...dates,
    '-out',
    'old.pem',
  );
  const leaf = fromPem(await readFile(file('old.pem'), 'utf8'))[0]!.der;
  await writeFile(file('index.txt'), '');
  await writeFile(file('number'), '02\n');
  await writeFile(file('ca.cnf'), '[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha1\n');
  await openssl(
    'ca',
    '-gencrl',
    '-config',
    'ca.cnf',
    '-cert',
    'ca.pem',
    '-keyfile',
    'ca.key',
    '-crldays',
    '9',
    '-out',
    'old.crl',
  );
  const crl = fromPem(await readFile(file('old.crl'), 'utf8'))[0]!;
  assert.equal(crl.label, 'X509 CRL');
  const { notBefore } = await readCertificate(leaf);
  const trust = { intermediates: [network.ca.certificate], roots: [network.root.certificate], crls: [crl.der] };
  const judge = (acceptSha1: boolean, signer = leaf) =>
    judgeChain({ leaf: signer, ...trust, at: notBefore, revocation: 'required', acceptSha1 });
  const refused = await judge(false);
  assert.match(refused.pathReason ?? '', /signed with SHA-1/);
  const accepted = await judge(true);
  assert.deepEqual([accepted.path, accepted.revocation], ['ok', 'good']);
  const newLeaf = await judge(false, network.leaf);
  assert.deepEqual([newLeaf.path, newLeaf.revocation], ['ok', 'unavailable']);
  assert.match(newLeaf.reasons.join(), /CRL .* is signed with SHA-1/);
});
