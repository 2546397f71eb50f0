import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { request } from 'node:https';
import { type TestContext, test } from 'node:test';
import {
  type Day,
  nextDay,
  type PublishedHead,
  readHeadPage,
  readProof,
  readWitnessPage,
  TreeFrontier,
  verifyConsistency,
  verifyInclusion,
  writeLogHead,
} from '#evidence';
import { hex } from '#mime';
import { selfSigned } from '#testing';
import { type LogHeadsDoorOptions, type LogHeadsPorts, openLogHeadsDoor } from './index.ts';

const TLS = selfSigned('registro');
const sha256 = (text: string | Uint8Array) => new Uint8Array(hash('sha256', text, 'buffer'));
const LEAVES = Array.from({ length: 600 }, (_, n) => sha256(`leaf ${n}`));
const DAY: Day = '2026-11-22';

function rootOf(size: number): Uint8Array {
  const frontier = new TreeFrontier(sha256);
  for (const leaf of LEAVES.slice(0, size)) frontier.append(leaf);
  return frontier.root();
}

function headAt(day: Day, size = 600, final = true): PublishedHead {
  const head = {
    provider: 'Gestore <Alfa> S.p.A.',
    domain: 'gestore-alfa.example',
    day,
    size,
    root: hex(rootOf(size)),
    at: Date.UTC(2026, 10, 23),
    final,
    previous: null,
  };
  return { head, p7m: writeLogHead(head), timestamp: Uint8Array.of(0x30, 0), countersignatures: [Uint8Array.of(1)] };
}

const DAYS = Array.from({ length: 130 }, (_, n) => n).reduce<Day[]>(
  (days) => [...days, nextDay(days.at(-1)!)],
  ['2026-07-15'],
);
const HEADS = DAYS.map((day) => headAt(day));

function ports(more: Partial<LogHeadsPorts> = {}): LogHeadsPorts {
  return {
    provider: { name: 'Gestore <Alfa> S.p.A.', domain: 'gestore-alfa.example' },
    newest: async () => HEADS.at(-1),
    heads: async (after, limit) => HEADS.filter(({ head }) => head.day > after).slice(0, limit),
    size: async (day) => (DAYS.includes(day) ? 600 : undefined),
    commitments: async (_day, start, end) => Buffer.concat(LEAVES.slice(start, end)),
    witnessed: async (domain) => ({
      heads: domain === 'gestore-beta.example' ? [headAt(DAY)] : [],
      alarms: domain === 'gestore-beta.example' ? [{ at: 0, reason: 'due', heads: [sha256('1'), sha256('2')] }] : [],
    }),
    ...more,
  };
}

async function openDoor(t: TestContext, more: Partial<LogHeadsDoorOptions> = {}, onFault?: (fault: Error) => void) {
  const listen = { host: '127.0.0.1', port: 0 };
  const monotonic = { now: () => 0 };
  const door = await openLogHeadsDoor({ ...ports(more), listen, tls: TLS, monotonic, ...(onFault && { onFault }) });
  t.after(() => door.close());
  return (path: string, method = 'GET') =>
    new Promise<{ status: number; type: string; body: Buffer }>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: door.port, path, method, ca: TLS.cert, agent: false });
      asked.on('error', reject).on('response', async (response) => {
        const body = Buffer.concat(await response.toArray());
        resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '', body });
      });
      asked.end();
    });
}

test('heads come by day, at most a hundred at once, after the day that is asked for', async (t) => {
  const ask = await openDoor(t);
  const first = await ask('/log/heads');
  assert.equal(first.type, 'application/json; charset=utf-8');
  const heads = readHeadPage(first.body.toString());
  assert.equal(heads.length, 100);
  assert.deepEqual(heads[0], {
    p7m: HEADS[0]!.p7m,
    timestamp: HEADS[0]!.timestamp,
    countersignatures: [Uint8Array.of(1)],
  });
  const { day, size, final } = JSON.parse(first.body.toString()).heads[0];
  assert.deepEqual([day, size, final], ['2026-07-15', 600, true]);
  const rest = await ask(`/log/heads?after=${DAYS[99]}&limit=1000`);
  assert.equal(readHeadPage(rest.body.toString()).length, 31);
  assert.equal(readHeadPage((await ask('/log/heads?limit=2')).body.toString()).length, 2);
});

test('proofs lead from a commitment to a head, and from head to head', async (t) => {
  const ask = await openDoor(t);
  const [from, to] = [
    { size: 257, root: rootOf(257) },
    { size: 600, root: rootOf(600) },
  ];
  const consistency = await ask(`/log/consistency?day=${DAY}&from=257&to=600`);
  assert.ok(await verifyConsistency(from, to, readProof(consistency.body.toString())));
  const inclusion = await ask(`/log/inclusion?day=${DAY}&commitment=${hex(LEAVES[300]!)}&size=600`);
  const { index } = JSON.parse(inclusion.body.toString());
  assert.equal(index, 300);
  assert.ok(await verifyInclusion(LEAVES[300]!, index, readProof(inclusion.body.toString()), to));
  assert.equal((await ask(`/log/inclusion?day=${DAY}&commitment=${hex(LEAVES[300]!)}&size=300`)).status, 404);
});

test('the tree of an open day grows under the door', async (t) => {
  let size = 300;
  let reads = 0;
  const ask = await openDoor(t, {
    size: async () => size,
    commitments: async (_day, start, end) => {
      reads++;
      return Buffer.concat(LEAVES.slice(start, end));
    },
  });
  assert.equal((await ask(`/log/consistency?day=${DAY}&from=10&to=600`)).status, 404);
  size = 600;
  const before = reads;
  const grown = await ask(`/log/consistency?day=${DAY}&from=300&to=600`);
  const [from, to] = [300, 600].map((some) => ({ size: some, root: rootOf(some) })) as [never, never];
  assert.ok(await verifyConsistency(from, to, readProof(grown.body.toString())));
  assert.ok(reads - before <= 4, 'what was read once is not read again');
});

test('what was seen of others is told, with what contradicts it', async (t) => {
  const ask = await openDoor(t);
  const page = readWitnessPage((await ask('/log/witnessed?domain=GESTORE-BETA.example')).body.toString());
  assert.equal(page.heads.length, 1);
  assert.deepEqual(page.alarms, [{ at: 0, reason: 'due', heads: [sha256('1'), sha256('2')] }]);
  const none = readWitnessPage((await ask('/log/witnessed?domain=altro.example')).body.toString());
  assert.deepEqual(none, { heads: [], alarms: [] });
});

test('the newest head of a day is a file, and so is its time-stamp', async (t) => {
  const ask = await openDoor(t);
  const p7m = await ask(`/log/${DAY}.p7m`);
  assert.equal(p7m.type, 'application/pkcs7-mime; smime-type=signed-data');
  assert.deepEqual(new Uint8Array(p7m.body), headAt(DAY).p7m);
  assert.equal((await ask(`/log/${DAY}.tsr`)).type, 'application/timestamp-reply');
  assert.equal((await ask('/log/2025-01-01.p7m')).status, 404);
});

test('a person reads the last heads, in two languages and without scripts', async (t) => {
  const ask = await openDoor(t);
  const { type, body } = await ask('/log/');
  const text = body.toString();
  assert.equal(type, 'text/html; charset=utf-8');
  assert.ok(text.includes('Gestore &lt;Alfa&gt; S.p.A.') && !text.includes('<Alfa>'));
  assert.ok(text.includes(hex(rootOf(600))) && text.includes('lang="en"') && text.includes('openssl cms -verify'));
  assert.equal(text.match(/\.p7m">/g)?.length, 14);
  assert.ok(!/<script|https?:\/\/(?!…)/.test(text));
  const empty = await openDoor(t, { newest: async () => undefined });
  assert.match((await empty('/log/')).body.toString(), /Nessuna radice/);
});

test('what is not asked rightly is refused in a sentence, what is not there is not found', async (t) => {
  const ask = await openDoor(t);
  for (const path of [
    '/log/heads?after=ieri',
    '/log/heads?limit=0',
    '/log/heads?limit=x',
    '/log/consistency',
    `/log/consistency?day=${DAY}&from=0&to=5`,
    `/log/consistency?day=${DAY}&from=6&to=5`,
    `/log/consistency?day=${DAY}&from=1&to=9e9`,
    `/log/inclusion?day=${DAY}&commitment=ABCD&size=5`,
    '/log/witnessed',
    '/log/witnessed?domain=../x',
  ]) {
    const { status, body } = await ask(path);
    assert.equal(status, 400, path);
    assert.ok(JSON.parse(body.toString()).error.length > 10, path);
  }
  for (const path of ['/', '/log', '/log/x', '/log/../etc/passwd', `/log/consistency?day=2020-01-01&from=1&to=2`])
    assert.equal((await ask(path)).status, 404, path);
  assert.equal((await ask('/log/heads', 'POST')).status, 405);
  assert.equal((await ask('/log/', 'HEAD')).body.length, 0);
});

test('a fault of ours is told to us, and nothing of it outside', async (t) => {
  const faults: Error[] = [];
  const ask = await openDoor(t, { heads: () => Promise.reject(new Error('no disk')) }, (fault) => faults.push(fault));
  const { status, body } = await ask('/log/heads');
  assert.deepEqual([status, body.length, faults[0]?.message], [500, 0, 'no disk']);
});

test('of those who ask for proofs at once, some are asked to come again', async (t) => {
  let free = (_: undefined) => {};
  const held = new Promise<undefined>((resolve) => {
    free = resolve;
  });
  const ask = await openDoor(t, { newest: () => held });
  const many = Array.from({ length: 17 }, () => ask('/log/'));
  const first = await Promise.race(many);
  assert.equal(first.status, 503);
  free(undefined);
  const statuses = (await Promise.all(many)).map(({ status }) => status);
  assert.deepEqual(
    [statuses.filter((one) => one === 200).length, statuses.filter((one) => one === 503).length],
    [16, 1],
  );
});

test('who has trees of ever other days built is asked to come again later; what is built is free', async (t) => {
  const ask = await openDoor(t, { leavesPerHour: 3 * 16_384 });
  const proof = async (day: Day) => (await ask(`/log/consistency?day=${day}&from=1&to=600`)).status;
  const statuses = [];
  for (const day of [DAYS[0]!, DAYS[1]!, DAYS[0]!, DAYS[2]!, DAYS[3]!, DAYS[1]!]) statuses.push(await proof(day));
  assert.deepEqual(statuses, [200, 200, 200, 200, 429, 200]);
  const search = await ask(`/log/inclusion?day=${DAYS[0]}&commitment=${hex(LEAVES[3]!)}&size=600`);
  assert.equal(search.status, 429, 'a search reads all leaves');
  assert.equal((await ask('/log/heads')).status, 200);
});
