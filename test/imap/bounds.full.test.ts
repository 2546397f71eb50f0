import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { startCountry, type TestCountry } from '../e2e/country.ts';
import { resetPeak, residentOf } from '../e2e/memory.ts';
import { until } from '../e2e/poll.ts';
import { openRecords } from '../e2e/records.ts';
import { providerPid } from '../e2e/sandbox.ts';
import { Bystander } from './bystander.ts';
import { ImapClient, type ImapEndpoint } from './imap-client.ts';
import { Mirror } from './mirror.ts';

const MB = 1_048_576;
/** What a provider process may grow at its peak, whatever is done to it here. */
const MAX_GROWTH = 256 * MB;
const MAX_WAIT_MS = 1_000;
/** The door's own: a handshake, and a login. */
const HANDSHAKE_MS = 30_000;
const STRANGER_MS = 60_000;
const MESSAGES = 300;
const MESSAGE_OCTETS = 100_000;

let country: TestCountry;
let endpoint: ImapEndpoint;
let pid: number;
let bystander: Bystander;
let resting: number;
/** Who never gets as far as a login, and when he began. */
const strangers: { readonly name: string; readonly socket: Socket; said: string; readonly began: number }[] = [];

before(async () => {
  country = await startCountry();
  endpoint = { ...country.alfa.imaps!, root: country.root };
  pid = providerPid(country.data, 'alfa')!;
  await fill();
  bystander = await Bystander.enter(endpoint, country.alfa.mailboxes[1]!);
  resting = residentOf(pid).now;
  for (const [name, words] of [
    ['says nothing', ''],
    ['never ends his line', 'a LOGIN mario'],
    ['never ends his literal', 'a LOGIN {5}\r\nmar'],
    ['never says who he is', 'a AUTHENTICATE PLAIN\r\n'],
  ] as const) {
    const socket = connectTls({ ...endpoint, ca: country.root });
    stay(name, socket);
    await once(socket, 'secureConnect');
    socket.write(words);
  }
  stay('never shakes hands', connect(endpoint));
});
after(async () => {
  for (const { socket } of strangers) socket.destroy();
  await bystander?.[Symbol.asyncDispose]();
  await country?.[Symbol.asyncDispose]();
});

function stay(name: string, socket: Socket): void {
  const stranger = { name, socket, said: '', began: performance.now() };
  socket.on('data', (chunk: Buffer) => {
    stranger.said += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  strangers.push(stranger);
}

async function fill(): Promise<void> {
  using client = await enter();
  const text = `From: uno@client.example\r\nSubject: grande\r\n\r\n${'Una riga come le altre, lunga quanto basta.\r\n'.repeat(MESSAGE_OCTETS / 44)}`;
  for (let n = 0; n < MESSAGES; n++) await client.ok('APPEND INBOX ', Buffer.from(text));
}

async function enter(): Promise<ImapClient> {
  const [box] = country.alfa.mailboxes;
  return await ImapClient.login(endpoint, box!.address, box!.password);
}

/** Does something to the server, and says what it cost the others. */
async function harmless<T>(t: TestContext, attack: () => Promise<T>): Promise<T> {
  resetPeak(pid);
  const before = await bystander.worstMs();
  const result = await attack();
  const waited = await bystander.worstMs();
  const growth = residentOf(pid).peak - resting;
  t.diagnostic(`others waited ${waited.toFixed(0)} ms at most, memory at its peak ${(growth / MB).toFixed(0)} MB more`);
  const bound = Math.max(MAX_WAIT_MS, before * 10);
  assert.ok(waited < bound, `others waited ${waited.toFixed(0)} ms, and ${before.toFixed(0)} ms before`);
  assert.ok(growth < MAX_GROWTH, `${(growth / MB).toFixed(0)} MB more`);
  return result;
}

/** Writes as fast as the server reads, until all is written or it hangs up. */
async function pour(client: ImapClient, octets: number): Promise<void> {
  const piece = Buffer.alloc(MB, 'x');
  for (let left = octets; left > 0; left -= piece.length) {
    if (!(await client.written(left < piece.length ? piece.subarray(0, left) : piece))) return;
  }
}

async function alive(client: ImapClient): Promise<void> {
  assert.equal((await client.command('NOOP')).status, 'OK');
}

/** The tagged answer of what was written already. */
async function refusedAs(client: ImapClient, pattern: RegExp): Promise<void> {
  assert.match(await client.response(), pattern);
  await alive(client);
}

test('a literal that is too big is refused before it is sent, when the client asks', async (t) => {
  await harmless(t, async () => {
    using stranger = await ImapClient.connect(endpoint);
    for (const [words, answer] of [
      ['a LOGIN {10000000}\r\n', /^a BAD /],
      ['b LOGIN {99999999999999999999}\r\n', /^b BAD /],
    ] as const) {
      stranger.write(words);
      await refusedAs(stranger, answer);
    }
    using client = await enter();
    await client.ok('SELECT INBOX');
    for (const [words, answer] of [
      ['c SEARCH TEXT {2000000}\r\n', /^c BAD /],
      ['d APPEND INBOX {4000000000}\r\n', /^d NO \[TOOBIG\] /],
      ['e APPEND INBOX {99999999999999999999}\r\n', /^e (BAD|NO) /],
      ['f REPLACE 1 INBOX {4000000000}\r\n', /^f NO \[TOOBIG\] /],
      [`g SELECT {1048577}\r\n`, /^g BAD /],
    ] as const) {
      client.write(words);
      await refusedAs(client, answer);
    }
  });
});

test('a literal that is too big and comes unasked is thrown away, and one without measure ends the connection', async (t) => {
  await harmless(t, async () => {
    using client = await enter();
    const limit = Number(/APPENDLIMIT=(\d+)/.exec((await client.ok('CAPABILITY')).join())![1]);
    client.write(`a APPEND INBOX {${limit + 1}+}\r\n`);
    await pour(client, limit + 1);
    client.write('\r\n');
    await refusedAs(client, /^a NO \[TOOBIG\] /);
    client.write('b LIST "" {3000000+}\r\n');
    await pour(client, 3_000_000);
    client.write('\r\n');
    await refusedAs(client, /^b BAD /);
    client.write('c LIST "" {4000000000+}\r\n');
    assert.match(await client.response(), /^\* BYE /);
    assert.ok(await client.closed());
    using stranger = await ImapClient.connect(endpoint);
    stranger.write('a LOGIN {9000+}\r\n');
    await pour(stranger, 9_000);
    stranger.write(' x\r\n');
    assert.match(await stranger.response(), /^a BAD /);
  });
});

test('a line too long is refused, one that never ends ends the connection', async (t) => {
  await harmless(t, async () => {
    using client = await enter();
    client.write(`a NOOP ${'x'.repeat(1_000_000)}\r\n`);
    await refusedAs(client, /^a BAD /);
    client.write('b NOOP ');
    await pour(client, 200 * MB);
    assert.match(await client.response(), /^\* BYE /);
    using stranger = await ImapClient.connect(endpoint);
    await pour(stranger, 10 * MB);
    assert.match(await stranger.response(), /^\* BYE /);
  });
});

test('what is nested too deep, or names too much, is refused or answered, and nothing falls over', async (t) => {
  await harmless(t, async () => {
    using client = await enter();
    await client.ok('SELECT INBOX');
    const odd = Array.from({ length: 100_000 }, (_, n) => 2 * n + 1);
    for (const [command, answer] of [
      [`SEARCH ${'('.repeat(30_000)}ALL${')'.repeat(30_000)}`, 'BAD'],
      [`SEARCH ${'NOT '.repeat(15_000)}ALL`, 'BAD'],
      [`SEARCH ${'OR ALL '.repeat(9_000)}ALL`, 'BAD'],
      [`FETCH 1 BODY[${'1.'.repeat(30_000)}1]`, 'BAD'],
      [`FETCH 1 (${'BODY.PEEK[HEADER] '.repeat(2_000)}UID)`, 'BAD'],
      [`FETCH 1 BODY.PEEK[HEADER.FIELDS (${'Subject '.repeat(8_000)}x)]`, 'OK'],
      [`FETCH ${odd} FLAGS`, 'BAD'],
      [`UID FETCH ${odd.slice(0, 10_000)} FLAGS`, 'OK'],
      [`UID FETCH ${odd.slice(0, 10_001)} FLAGS`, 'BAD'],
      [`UID SEARCH UID ${odd.slice(0, 10_000)}`, 'OK'],
      [`UID STORE ${odd.slice(0, 10_000)} +FLAGS (\\Flagged)`, 'OK'],
      [`UID FETCH 1:4294967295,${'1:*,'.repeat(9_000)}1 FLAGS`, 'OK'],
      ['ENABLE QRESYNC', 'BAD'],
      [`UID FETCH 1:4294967295 (FLAGS) (CHANGEDSINCE 1)`, 'OK'],
      [`STORE 1 +FLAGS (${Array.from({ length: 5_000 }, (_, n) => `parola${n}`).join(' ')})`, 'NO'],
      [`LIST (SUBSCRIBED) "" (${'*a'.repeat(10_000)} ${'% '.repeat(5_000)}x)`, 'NO'],
      [`LIST "" ${'*a'.repeat(30_000)}`, 'OK'],
      [`CREATE ${'a/'.repeat(10_000)}b`, 'NO'],
    ] as const) {
      const { status, text } = await client.command(command);
      assert.match(status, new RegExp(`^(${answer})$`), `${command.slice(0, 40)}… ${text.slice(0, 200)}`);
    }
    await alive(client);
  });
});

test('commands given by thousands are answered in their order', async (t) => {
  await harmless(t, async () => {
    using client = await enter();
    await client.ok('SELECT INBOX');
    const kinds = ['NOOP', 'SEARCH FLAGGED', 'FETCH 1 FLAGS', 'STATUS INBOX (MESSAGES)', 'CHECK', 'XYZ'];
    const tags = Array.from({ length: 12_000 }, () => client.nextTag());
    client.write(tags.map((tag, n) => `${tag} ${kinds[n % kinds.length]}\r\n`).join(''));
    for (const [n, tag] of tags.entries()) {
      const { status } = await client.answer(tag);
      assert.equal(status, n % kinds.length === 5 ? 'BAD' : 'OK');
    }
  });
});

test('clients that ask for everything and read nothing are served no further than they read', async (t) => {
  const clients = await Promise.all(Array.from({ length: 40 }, () => enter()));
  try {
    await harmless(t, async () => {
      for (const client of clients) {
        client.pause();
        client.write(`a SELECT INBOX\r\n${'b FETCH 1:* (BODY.PEEK[] ENVELOPE)\r\n'.repeat(2_000)}`);
      }
      await pause(4_000);
    });
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
});

test('clients that search for very much are served one after the other, and not before everybody else', async (t) => {
  const clients = await Promise.all(Array.from({ length: 12 }, () => enter()));
  try {
    await harmless(t, async () => {
      const words = Array.from({ length: 4 }, (_, n) => `NOT TEXT q${n}`).join(' ');
      await Promise.all(
        clients.map(async (client) => {
          await client.ok('SELECT INBOX');
          const [found] = await client.ok(`SEARCH RETURN (COUNT) ${words}`);
          assert.match(found ?? '', new RegExp(`COUNT ${MESSAGES}$`));
        }),
      );
      const { status, text } = await clients[0]!.command(`SEARCH ${`${words} `.repeat(30).trim()}`);
      assert.match(`${status} ${text}`, /^NO \[LIMIT\] /);
    });
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
});

test('who idles and never reads costs no memory, and knows everything once he reads', async (t) => {
  using deaf = await enter();
  using client = await enter();
  await client.ok('CREATE Rumore');
  for (const one of [deaf, client]) await one.ok('SELECT Rumore');
  await harmless(t, async () => {
    deaf.write('a IDLE\r\n');
    assert.match(await deaf.response(), /^\+ /);
    deaf.pause();
    const message = Buffer.from('Subject: rumore\r\n\r\nuno\r\n');
    for (let n = 0; n < 40; n++) await client.ok('APPEND Rumore ', message);
    const many = 'abcdefghij'.repeat(6);
    for (let n = 0; n < 300; n++) await client.ok(`STORE 1:40 FLAGS (${many}${n % 50} ${many}x${n % 49})`);
    await client.ok('STORE 11:20 +FLAGS (\\Deleted)');
    await client.ok('EXPUNGE');
  });
  deaf.resume();
  deaf.write('DONE\r\n');
  const mirror = new Mirror();
  for (const line of (await deaf.answer('a')).untagged) mirror.take(line, 'IDLE');
  for (const line of await deaf.ok('UID FETCH 1:* FLAGS')) mirror.take(line, 'UID FETCH');
  assert.deepEqual(mirror.faults, []);
  assert.equal(mirror.exists, 30);
});

test('a compressed bomb is no more than what it says, and what it says is bounded', async (t) => {
  await harmless(t, async () => {
    for (const [bomb, answer] of [
      [() => deflate('a NOOP ', 'x', 400), /^\* BYE /],
      [() => deflate('a SEARCH TEXT {120000000+}\r\n', 'x', 115, '\r\n'), /^a BAD /],
      [() => deflate('', '\0', 400), /^\* BYE /],
    ] as const) {
      using client = await enter();
      await client.ok('COMPRESS DEFLATE');
      const inflated = client.inflate();
      for await (const octets of bomb()) if (!(await client.written(octets))) break;
      assert.match(await inflated.response(), answer);
    }
    // Many commands in few octets: each is answered, as far as the client reads.
    using client = await enter();
    await client.ok('COMPRESS DEFLATE');
    client.pause();
    client.write(
      deflateRawSync(Buffer.from('a LIST "" *\r\n'.repeat(1_000_000)), { finishFlush: constants.Z_SYNC_FLUSH }),
    );
    await pause(2_000);
  });
});

/** Megabytes of one octet behind some words, deflated on the way. */
async function* deflate(begin: string, octet: string, megabytes: number, end = ''): AsyncGenerator<Buffer> {
  const out = createDeflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
  void (async () => {
    out.write(Buffer.from(begin, 'latin1'));
    const piece = Buffer.alloc(MB, octet);
    for (let n = 0; n < megabytes; n++) if (!out.write(piece)) await once(out, 'drain');
    out.end(Buffer.from(end, 'latin1'));
  })().catch(() => {});
  for await (const chunk of out) yield chunk as Buffer;
}

test('who does not come in is shown out in his time, and kept nobody waiting', async () => {
  for (const { name, socket, said, began } of strangers) {
    const bound = name === 'never shakes hands' ? HANDSHAKE_MS : STRANGER_MS;
    await until(`one who ${name} is shown out`, () => socket.closed, bound + 10_000 - (performance.now() - began));
    if (name === 'never shakes hands') assert.equal(said, '');
    else assert.match(strangers.find((one) => one.name === name)!.said, /\* BYE [^\r\n]+\r\n$/, name);
  }
});

test('after all this the provider is about as small as before, and its records are in order', async (t) => {
  const growth = residentOf(pid).now - resting;
  t.diagnostic(`${(growth / MB).toFixed(0)} MB more than before`);
  assert.ok(growth < (MAX_GROWTH * 3) / 4, `${(growth / MB).toFixed(0)} MB more`);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});
