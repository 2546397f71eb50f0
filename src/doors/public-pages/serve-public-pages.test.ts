import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemRandom } from '#config';
import { type HttpListener, openHttpListener } from '#doors/http-listener';
import { SAMPLE_BODY, samplePublicPages } from '#testing';
import { servePublicPages } from './serve-public-pages.ts';

const ADDRESSES = SAMPLE_BODY.entries.flatMap((entry) => entry.addresses.map(({ address }) => address));
const PATHS = ['/gestore', '/gestori', '/stato', '/enti', '/enti/borgo-sereno', '/accessibilita', '/privacy'];

let listener: HttpListener;
let now = 0;
before(async () => {
  listener = await openHttpListener({
    listen: { host: '127.0.0.1', port: 0 },
    origins: ['https://pec.alfa.example'],
    monotonic: { now: () => now },
    random: systemRandom(),
    onFault: (fault) => {
      throw fault;
    },
  });
  await servePublicPages(listener, samplePublicPages({ monotonic: { now: () => now } }));
});
after(() => listener.close());

function get(url: string, headers: Record<string, string> = {}) {
  now += 60_000;
  return listener.app.inject({ url, headers: { host: 'pec.alfa.example', ...headers } });
}
function post(url: string, form: Record<string, string>) {
  now += 60_000;
  const headers = { host: 'pec.alfa.example', 'content-type': 'application/x-www-form-urlencoded' };
  return listener.app.inject({ method: 'POST', url, headers, payload: new URLSearchParams(form).toString() });
}
const ticketOf = (page: string) => /name="biglietto" value="([^"]+)"/.exec(page)![1]!;

test('stand in three languages, without scripts, under a policy that allows none', async () => {
  for (const path of PATHS) {
    for (const language of ['it', 'en', 'de']) {
      const { statusCode, body, headers } = await get(`/${language}${path}`);
      assert.equal(statusCode, 200, path);
      assert.match(body, new RegExp(`<html lang="${language}">`));
      assert.doesNotMatch(body, /<script|style=|onclick|javascript:|\{\w+\}|undefined|\[object/);
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'self'/);
      assert.match(body, /TEST|PROVA/);
    }
  }
});

test('nobody is told to write where nobody can write, nor that a text was read again today', async () => {
  const service = /posta-certificata/;
  for (const path of ['/accessibilita', '/privacy', '/gestore']) {
    const shown = (await get(`/it${path}`)).body.replace(
      /<span class="q\d" aria-hidden="true">[^<]*<\/span>|<[^>]*>/g,
      '',
    );
    assert.match(shown, /assistenza@gestore\.alfa\.example/, path);
    if (path !== '/gestore') assert.doesNotMatch(shown, service, path);
  }
  assert.match((await get('/it/gestore')).body, /Riceve solo avvisi di altri gestori/);
  assert.match((await get('/it/accessibilita')).body, /Riesaminata il 22 novembre 2026/);
});

test('without a language in the path speak that of the browser, and say so to caches', async () => {
  const { body, headers } = await get('/gestore', { 'accept-language': 'de-IT,de;q=0.9' });
  assert.match(body, /<html lang="de">/);
  assert.equal(headers.vary, 'accept-language');
  assert.equal((await get('/en/gestore')).headers.vary, undefined);
});

test('hold no address that a harvester finds, the service address among them', async () => {
  for (const path of [...PATHS, '/enti/borgo-sereno/incorpora']) {
    const { body } = await get(path);
    assert.doesNotMatch(body, /[\w.+-]+@[\w-]+\.\w/, path);
    assert.doesNotMatch(body.replace(/<[^>]*>/g, ''), /[\w.+-]+@[\w-]+\.\w/, path);
  }
});

test('show what others wrote as text', async () => {
  const { body } = await get('/it/enti/borgo-sereno');
  assert.match(body, /Sindaco &amp; &lt;Giunta&gt;/);
  assert.doesNotMatch(body, /<Giunta>/);
});

test('give the data as CSV and JSON to who fills in the form, and to nobody else', async () => {
  const ticket = ticketOf((await get('/it/enti/borgo-sereno')).body);
  const csv = await post('/it/enti/borgo-sereno/dati', { biglietto: ticket, formato: 'csv' });
  assert.equal(csv.headers['content-disposition'], 'attachment; filename="borgo-sereno.csv"');
  for (const address of ADDRESSES) assert.ok(csv.body.includes(`,${address},`), address);
  assert.match(csv.body, /,"'=HYPERLINK\(""x""\)",/, 'no formula for a spreadsheet to run');
  const json = await post('/de/enti/borgo-sereno/dati', { biglietto: ticket, formato: 'json' });
  assert.deepEqual(JSON.parse(json.body), SAMPLE_BODY);
  for (const wrong of ['', 'x.y', `${ticket}x`, ticket.replace(/^./, '0')]) {
    const refused = await post('/it/enti/borgo-sereno/dati', { biglietto: wrong, formato: 'csv' });
    assert.equal(refused.statusCode, 403);
    assert.doesNotMatch(refused.body, /protocollo/);
  }
  assert.equal((await get('/it/enti/borgo-sereno/dati')).statusCode, 404);
  const flood = await post('/it/enti/borgo-sereno/dati', { biglietto: 'x'.repeat(10_000), formato: 'csv' });
  assert.equal(flood.statusCode, 403);
});

test('call the provider by its name, once', async () => {
  for (const language of ['it', 'en', 'de'])
    assert.match((await get(`/${language}/gestore`)).body, /<h1>Gestore Alfa S\.p\.A\.<\/h1>/, language);
});

test('let only the site of the body frame them, and only the part for it', async () => {
  const framed = await get('/it/enti/borgo-sereno/incorpora');
  const policy = String(framed.headers['content-security-policy']);
  assert.match(policy, /frame-ancestors https:\/\/www\.comune\.borgosereno\.example$/);
  assert.equal(framed.headers['x-frame-options'], undefined, 'it knows no sites, and would keep this one out');
  assert.doesNotMatch(framed.body, /biglietto|<header/);
  const whole = await get('/it/enti/borgo-sereno');
  assert.match(String(whole.headers['content-security-policy']), /frame-ancestors 'none'/);
  assert.equal(whole.headers['x-frame-options'], 'DENY');
  assert.match(
    whole.body,
    /&lt;iframe src=&quot;https:\/\/pec\.alfa\.example\/it\/enti\/borgo-sereno\/incorpora&quot;/,
  );
});

test('say what is not there, and slow down who asks for many lists', async () => {
  assert.equal((await get('/it/enti/altro')).statusCode, 404);
  assert.equal((await get('/it/enti/..%2fx')).statusCode, 404);
  for (const path of ['/it', '/it/altro', '/de/enti/comune/altro']) {
    const { statusCode, body } = await get(path);
    assert.equal(statusCode, 404, path);
    assert.match(body, /<h1>/, path);
  }
  now += 600_000;
  const asked = () => listener.app.inject({ url: '/it/enti/borgo-sereno', headers: { host: 'pec.alfa.example' } });
  const answers = await Promise.all(Array.from({ length: 40 }, asked));
  const slowed = answers.filter(({ statusCode }) => statusCode === 429);
  assert.equal(slowed.length, 10);
  assert.ok(Number(slowed[0]!.headers['retry-after']) >= 1);
  assert.doesNotMatch(slowed[0]!.body, /anagrafe/);
});

test('give certificates, roots, letters and the style sheet as files', async () => {
  const certificate = await get(`/gestore/certificati/${'ab'.repeat(32)}.cer`);
  assert.equal(certificate.headers['content-type'], 'application/pkix-cert');
  assert.equal((await get('/gestore/certificati/x.cer')).statusCode, 404);
  assert.match((await get('/gestore/radici.pem')).body, /BEGIN CERTIFICATE/);
  assert.equal(
    (await get('/pubblico/lettere/titillium-web-latin-400-normal.woff2')).headers['content-type'],
    'font/woff2',
  );
  assert.equal((await get('/pubblico/lettere/..%2f..%2fetc')).statusCode, 404);
  assert.match((await get('/pubblico/stile.css')).body, /Titillium/);
});
