import assert from 'node:assert/strict';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { selfSigned } from '#testing';
import { httpsDownload } from './https-download.ts';

const limits = { maxBytes: 1000, timeoutMs: 5000 };
const server = selfSigned('localhost');
const client = selfSigned('Gestore Alfa');

async function serve(t: TestContext, answer: RequestListener, options: ServerOptions | 'clear' = {}): Promise<string> {
  const listener = options === 'clear' ? createHttpServer(answer) : createServer({ ...server, ...options }, answer);
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  t.after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return `${options === 'clear' ? 'http' : 'https'}://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
}

test('brings the exact octets of a document', async (t) => {
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  const url = await serve(t, (_, response) => response.end(bytes));
  assert.deepEqual(Buffer.from(await httpsDownload({ ca: [server.cert] }).get(url, limits)), bytes);
});

test('presents the client certificate where the server asks for one', async (t) => {
  const url = await serve(t, (_, response) => response.end('ok'), {
    requestCert: true,
    rejectUnauthorized: true,
    ca: client.cert,
  });
  const known = httpsDownload({ ca: [server.cert], clientCertificate: client.cert, clientKey: client.key });
  assert.equal(Buffer.from(await known.get(url, limits)).toString(), 'ok');
  await assert.rejects(httpsDownload({ ca: [server.cert] }).get(url, limits), { name: 'DownloadRefused' });
});

test('a server whose certificate is not trusted is refused', async (t) => {
  const url = await serve(t, (_, response) => response.end('ok'));
  await assert.rejects(httpsDownload({ ca: [client.cert] }).get(url, limits), /self.signed/);
});

test('any status but 200 is refused, and a redirect is never followed', async (t) => {
  let calls = 0;
  const url = await serve(t, (request, response) => {
    calls++;
    response.writeHead(request.url === '/' ? 302 : 200, { location: '/elsewhere' }).end('body');
  });
  await assert.rejects(httpsDownload({ ca: [server.cert] }).get(url, limits), /status 302/);
  assert.equal(calls, 1);
});

test('a document over the cap is refused, announced or not', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/announced') response.setHeader('content-length', '1001');
    response.write(Buffer.alloc(600));
    response.end(Buffer.alloc(401));
  });
  const download = httpsDownload({ ca: [server.cert] });
  await assert.rejects(download.get(`${url}announced`, limits), /larger than 1000/);
  await assert.rejects(download.get(url, limits), /larger than 1000/);
  assert.equal((await download.get(url, { ...limits, maxBytes: 1001 })).length, 1001);
});

test('an answer that trickles is ended by the time-out, and one cut short is refused', async (t) => {
  const url = await serve(t, (request, response) => {
    response.setHeader('content-length', '10');
    response.write('x');
    if (request.url === '/cut') response.socket?.destroy();
  });
  const download = httpsDownload({ ca: [server.cert] });
  await assert.rejects(download.get(url, { ...limits, timeoutMs: 60 }), /within 60 ms/);
  await assert.rejects(download.get(`${url}cut`, limits), { name: 'DownloadRefused' });
});

test('http is refused unless it was allowed, and other schemes always', async (t) => {
  const url = await serve(t, (_, response) => response.end('crl'), 'clear');
  await assert.rejects(httpsDownload({}).get(url, limits), /only https/);
  assert.equal((await httpsDownload({ allowHttp: true }).get(url, limits)).length, 3);
  await assert.rejects(httpsDownload({ allowHttp: true }).get('file:///etc/hostname', limits), /only https/);
  await assert.rejects(httpsDownload({}).get('not a url', limits), /not a URL/);
});

test('an address that others wrote leads nowhere inside, by number or by name, and nothing is asked there', async (t) => {
  let asked = 0;
  const url = await serve(
    t,
    (_, response) => {
      asked++;
      response.end('crl');
    },
    'clear',
  );
  const { port } = new URL(url);
  const download = httpsDownload({ allowHttp: true, isReachable: (address) => address.startsWith('193.') });
  const inside = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '0'];
  for (const host of inside)
    await assert.rejects(download.get(`http://${host}:${port}/`, limits), /not of the public Internet/, host);
  assert.equal(asked, 0);
});
