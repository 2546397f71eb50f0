import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { memoryClock, seededRandom } from '#adapters/memory';
import type { Instant } from '#pec';
import type { AnsweredRequest } from './listen-options.ts';
import { openHttpListener } from './open-http-listener.ts';
import { pace } from './pace.ts';
import type { PageFile, PageFiles } from './page-files.ts';
import { requestLanguage } from './request-language.ts';
import { serveHealth } from './serve-health.ts';
import { openMetrics, serveMetrics } from './serve-metrics.ts';
import { servePages } from './serve-pages.ts';
import type { NotReady } from './waiting-page.ts';

const clock = memoryClock(0 as Instant);
const answered: AnsweredRequest[] = [];
const faults: Error[] = [];
const listener = await openHttpListener({
  listen: Object.freeze({ host: '127.0.0.1', port: 0 }),
  origins: ['https://pec.alfa.example'],
  monotonic: clock,
  random: seededRandom(7),
  limits: { requestsPerMinute: 200 },
  onAnswered: (told) => answered.push(told),
  onFault: (fault) => faults.push(fault),
});
after(() => listener.close());

const file = (type: string, text: string, more: Partial<PageFile> = {}): PageFile => {
  return {
    type,
    octets: Buffer.from(text),
    br: undefined,
    gzip: undefined,
    tag: `"${text.length}"`,
    isForEver: false,
    ...more,
  };
};
const page: PageFiles = new Map([
  ['index.html', file('text/html; charset=utf-8', '<!doctype html>page')],
  ['assets/a-12345678.js', file('text/javascript', 'script', { isForEver: true, br: Buffer.from('packed') })],
]);
let admin: PageFiles | NotReady = 'building';
servePages(listener, [
  { at: '/', files: () => page },
  { at: '/admin/', files: () => admin },
]);
let isWell = true;
serveHealth(listener, { database: async () => isWell, scanner: async () => true }, clock);
const metrics = openMetrics([
  {
    name: 'ceralacca_test_total',
    help: 'x',
    labels: ['event'],
    read: async () => [{ value: 3, labels: { event: 'accepted' } }],
  },
  { name: 'ceralacca_test_seconds', help: 'x', read: async () => 1.5 },
  { name: 'ceralacca_gone', help: 'x', read: () => Promise.reject(new Error('no')) },
]);
serveMetrics(listener, metrics, { token: 'secret', isProxied: false });
listener.app.get('/fault/:id', () => {
  throw new Error('where the database password is');
});

const get = (url: string, headers: Record<string, string> = {}, remoteAddress = '192.0.2.7') =>
  listener.app.inject({ url, headers: { host: 'pec.alfa.example', ...headers }, remoteAddress });
const wanting = { accept: 'text/html,*/*;q=0.8' };

test('every answer carries the headers that keep pages and data apart from strangers', async () => {
  const { headers } = await get('/', wanting);
  assert.match(String(headers['content-security-policy']), /script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
  assert.doesNotMatch(String(headers['content-security-policy']), /unsafe-inline|'unsafe-eval'|\*|http/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.match(String(headers['strict-transport-security']), /max-age=63072000/);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  const data = await get('/nowhere');
  assert.match(String(data.headers['content-security-policy']), /default-src 'none'.*sandbox/);
  assert.equal(data.headers['cache-control'], 'no-store');
});

test('pages are served whole, their parts for ever, and paths that are no file are the page', async () => {
  assert.equal((await get('/leggi/1', wanting)).payload, '<!doctype html>page');
  assert.equal((await get('/leggi/1')).statusCode, 404, 'who wants no page gets none');
  assert.equal((await get('/assets/old-12345678.js', wanting)).statusCode, 404);
  const script = await get('/assets/a-12345678.js', { 'accept-encoding': 'gzip, br' });
  assert.deepEqual([script.payload, script.headers['content-encoding']], ['packed', 'br']);
  assert.match(String(script.headers['cache-control']), /immutable/);
  assert.equal((await get('/assets/a-12345678.js')).payload, 'script');
  const index = await get('/', wanting);
  assert.equal(index.headers['cache-control'], 'no-cache');
  assert.equal((await get('/', { ...wanting, 'if-none-match': String(index.headers.etag) })).statusCode, 304);
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/index.html%00.js',
  ])
    assert.notEqual((await get(path)).statusCode, 200, path);
  assert.equal((await get('/api/v2/x', wanting)).statusCode, 404);
});

test('until pages are built a page says so in the language asked, and comes back by itself', async () => {
  const waiting = await get('/admin/caselle', { ...wanting, 'accept-language': 'de' });
  assert.equal(waiting.statusCode, 503);
  assert.match(waiting.payload, /lang="de".*http-equiv="refresh".*werden vorbereitet/);
  assert.match(String(waiting.headers['content-security-policy']), /style-src 'sha256-/);
  assert.equal((await get('/admin')).headers.location, '/admin/');
  admin = 'not-installed';
  assert.doesNotMatch((await get('/admin/', wanting)).payload, /refresh/);
  admin = page;
  assert.equal((await get('/admin/', wanting)).statusCode, 200);
});

test('a fault tells nothing of us but its number, and is told to us with it', async () => {
  const fault = await get('/fault/17', { 'accept-language': 'en' });
  assert.equal(fault.statusCode, 500);
  assert.doesNotMatch(fault.payload, /password/);
  assert.match(fault.payload, /went wrong on our side/);
  assert.equal(faults.length, 1);
  const told = answered.at(-1)!;
  assert.deepEqual([told.route, told.status, told.requestId], ['/fault/:id', 500, fault.headers['x-request-id']]);
});

test('names that are not ours are not answered to; machines may use any', async () => {
  const foreign = await get('/', { ...wanting, host: 'evil.example' });
  assert.deepEqual([foreign.statusCode, foreign.json().code], [421, 'wrong-host']);
  assert.equal((await get('/healthz', { host: '10.0.0.7' })).statusCode, 200);
});

test('whether it is ready is asked seldom, and told by name alone', async () => {
  assert.deepEqual((await get('/readyz')).json(), { status: 'ready', checks: { database: true, scanner: true } });
  isWell = false;
  assert.equal((await get('/readyz')).statusCode, 200, 'the answer of a moment ago');
  clock.advance(3_000);
  const unready = await get('/readyz');
  assert.deepEqual([unready.statusCode, unready.json().checks.database], [503, false]);
});

test('metrics are for this machine, or for who brings the token', async () => {
  assert.equal((await get('/metrics')).statusCode, 404);
  assert.equal((await get('/metrics', { authorization: 'Bearer wrong' })).statusCode, 404);
  assert.equal((await get('/metrics', { authorization: 'Bearer secret' })).statusCode, 200);
  metrics.answered(answered.find(({ route }) => route === '/fault/:id')!);
  const { payload } = await get('/metrics', {}, '127.0.0.1');
  assert.match(payload, /^ceralacca_test_total\{event="accepted"\} 3$/m);
  assert.match(payload, /^ceralacca_test_seconds 1\.5$/m);
  assert.doesNotMatch(payload, /^ceralacca_gone [^0]/m);
  assert.match(
    payload,
    /ceralacca_http_request_duration_seconds_bucket\{le="0\.005",method="GET",route="\/fault\/:id",status="500"\} 1/,
  );
  assert.match(
    (await get('/metrics', {}, '127.0.0.1')).payload,
    /^ceralacca_test_total\{event="accepted"\} 3$/m,
    'not six',
  );
});

test('who asks too often is told when to come again', async () => {
  let last = await get('/', {}, '198.51.100.1');
  for (let n = 0; n < 200; n++) last = await get('/', {}, '198.51.100.1');
  assert.deepEqual([last.statusCode, last.json().code], [429, 'too-many']);
  assert.ok(Number(last.headers['retry-after']) >= 1);
  assert.notEqual((await get('/', wanting, '198.51.100.2')).statusCode, 429);
  clock.advance(60_000);
  assert.notEqual((await get('/', wanting, '198.51.100.1')).statusCode, 429);
});

test('a pace lets a minute’s worth come at once, then evenly', () => {
  const time = memoryClock(0 as Instant);
  const paced = pace(time, 60);
  for (let n = 0; n < 60; n++) assert.equal(paced.take('a'), 0);
  assert.equal(paced.take('a'), 1_000);
  assert.equal(paced.take('b'), 0);
  time.advance(1_000);
  assert.equal(paced.take('a'), 0);
  assert.equal(paced.take('a'), 1_000);
});

test('the language is the first of ours that is asked for', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'it'],
    ['', 'it'],
    ['fr', 'it'],
    ['de-AT,it;q=0.5', 'de'],
    ['it;q=0.5, en-GB', 'en'],
    ['en;q=0, de;q=0.1', 'de'],
    ['*', 'it'],
    [`${'x,'.repeat(10_000)}en`, 'it'],
  ];
  for (const [asked, spoken] of cases) assert.equal(requestLanguage(asked), spoken, String(asked).slice(0, 20));
});

test('who names two hosts is understood by nobody, and an address written out counts for more than the field (RFC 9112 3.2)', async () => {
  const port = await listener.listen();
  const ask = async (target: string, ...hosts: readonly string[]) => {
    const lines = [`GET ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), 'Connection: close', '', ''];
    const socket = connect(port, '127.0.0.1');
    socket.write(lines.join('\r\n'));
    return /^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1];
  };
  const [ours, theirs] = ['pec.alfa.example', 'evil.example'];
  assert.equal(await ask('/nowhere', ours), '404');
  assert.equal(await ask('/nowhere', ours, theirs), '400');
  assert.equal(await ask('/nowhere', ours, ours), '400');
  assert.equal(await ask(`http://${theirs}/nowhere`, ours), '421');
  assert.equal(await ask(`http://${ours}/nowhere`, ours), '404');
});
