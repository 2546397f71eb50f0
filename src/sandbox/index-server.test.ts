import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { httpsDownload } from '#adapters/https';
import { openIndexServer } from './index-server.ts';
import { foundPki, type KeyFiles, pkiFiles } from './pki.ts';

const LIMITS = { maxBytes: 1000, timeoutMs: 5000 };
const CRL_URL = 'http://127.0.0.1:1/intermediate.crl';
const DOCUMENT = Buffer.from('the index');
const read = (path: string) => readFileSync(path, 'utf8');

/** A test authority with nobody licensed. */
async function authority(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-index-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const pki = pkiFiles(folder);
  const now = Date.now();
  await foundPki(pki, { real: now, legal: now }, { providers: [], ordinaryDomain: 'posta.example' }, CRL_URL);
  return pki;
}

/** What the server answers in clear: nothing that is HTTP. */
function askInClear(port: number): Promise<string> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/index.ldif.p7m' }, (response) => {
      response.resume();
      resolve(`status ${response.statusCode}`);
    }).on('error', () => resolve('no answer'));
  });
}

test('T128 the index is handed out over HTTPS alone, and only to who holds a client certificate of the authority', async (t) => {
  const [pki, stranger] = await Promise.all([authority(t), authority(t)]);
  const server = await openIndexServer({
    listen: { host: '127.0.0.1', port: 0 },
    tls: { key: read(pki.indexTls.key), certificate: read(pki.indexTls.certificate) },
    clientRoot: read(pki.root.certificate),
    document: () => DOCUMENT,
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/index.ldif.p7m`;
  const ca = [read(pki.root.certificate)];
  const as = ({ key, certificate }: KeyFiles) =>
    httpsDownload({ ca, clientCertificate: read(certificate), clientKey: read(key) });

  assert.deepEqual(Buffer.from(await as(pki.visitor).get(url, LIMITS)), DOCUMENT);
  await assert.rejects(httpsDownload({ ca }).get(url, LIMITS), { name: 'DownloadRefused' });
  await assert.rejects(as(stranger.visitor).get(url, LIMITS), { name: 'DownloadRefused' });
  await assert.rejects(as(pki.visitor).get(`${url}.more`, LIMITS), /status 404/);
  assert.equal(await askInClear(port), 'no answer');
  await assert.rejects(as(pki.visitor).get(url.replace('https', 'http'), LIMITS), /only https/);
});
