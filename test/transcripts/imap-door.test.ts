import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import { done, message, openMemoryDoor } from './imap-transcript.ts';
import { RawClient } from './raw-client.ts';

/** A client that talks compressed after its login, and counts what comes over the wire. */
async function compressedClient(t: TestContext, port: number) {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  t.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  const until = async (tag: string, source: typeof socket | ReturnType<typeof createInflateRaw>) => {
    let text = '';
    while (!new RegExp(`^${tag} .*\r\n`, 'm').test(text)) {
      const [chunk] = (await once(source, 'data')) as [Buffer];
      text += chunk.toString('latin1');
    }
    return text;
  };
  socket.write('a LOGIN mario segreto\r\n');
  await until('a', socket);
  socket.write('b COMPRESS DEFLATE\r\n');
  assert.match(await until('b', socket), /^b OK /m);
  const input = createInflateRaw();
  const output = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  let wireOctets = 0;
  socket.on('data', (chunk: Buffer) => {
    wireOctets += chunk.length;
  });
  // The server may end it halfway.
  for (const stream of [socket, input, output]) stream.on('error', () => {});
  socket.pipe(input);
  output.pipe(socket);
  return {
    socket,
    wireOctets: () => wireOctets,
    ask(tag: string, command: string): Promise<string> {
      output.write(`${tag} ${command}\r\n`);
      return until(tag, input);
    },
  };
}

test('a connection talks compressed, both ways, and says so once', async (t) => {
  const { account, port, faults } = await openMemoryDoor(t);
  const big = Buffer.from(`Subject: grande\r\n\r\n${'riga di prova\r\n'.repeat(20_000)}`);
  account.folders.get('INBOX')?.add(big);
  const client = await compressedClient(t, port);
  assert.doesNotMatch(await client.ask('c', 'CAPABILITY'), /COMPRESS/);
  assert.match(await client.ask('d', 'COMPRESS DEFLATE'), /^d NO \[COMPRESSIONACTIVE\] /m);
  await client.ask('e', 'SELECT INBOX');
  const answer = await client.ask('f', 'FETCH 1 BODY.PEEK[]');
  const start = answer.indexOf('}\r\n') + 3;
  assert.equal(answer.slice(start, start + big.length), big.toString('latin1'));
  assert.ok(client.wireOctets() < big.length / 10, `${client.wireOctets()} octets for ${big.length}`);
  assert.match(await client.ask('g', 'LOGOUT'), /^\* BYE [^\n]*\n?/m);
  await once(client.socket, 'close');
  assert.deepEqual(faults, []);
});

test('what cannot be inflated ends the connection, and is no fault of ours', async (t) => {
  const { account, port, faults, entered } = await openMemoryDoor(t);
  const client = await compressedClient(t, port);
  client.socket.write(Buffer.alloc(1_000, 0xff));
  await once(client.socket, 'close');
  assert.ok(await entered());
  assert.deepEqual(faults, []);
  assert.equal(account.sessions, 0);
});

test('a client that reads slowly holds the message back in the store, not in memory', async (t) => {
  const { account, entered } = await openMemoryDoor(t);
  const inbox = account.folders.get('INBOX')!;
  const size = 64 * 1024 * 1024;
  inbox.add(Buffer.alloc(size, 'riga di prova\r\n'));
  inbox.pieceOctets = 65_536;
  let asked = 0;
  const messages = inbox.messages.bind(inbox);
  inbox.messages = async function* (uids) {
    for await (const [uid, opened] of messages(uids)) {
      yield [
        uid,
        {
          ...opened,
          async *read(start, end) {
            for await (const piece of opened.read(start, end)) {
              asked += piece.length;
              yield piece;
            }
          },
        },
      ];
    }
  };
  const client = await entered('SELECT INBOX');
  client.pause();
  client.send('a FETCH 1 BODY.PEEK[]\r\n');
  // Nothing moves any more when the buffers between both are full.
  for (let before = -1; before !== asked || asked === 0; ) {
    before = asked;
    await new Promise((later) => setTimeout(later, 100));
  }
  assert.ok(asked < size / 2, `${asked} octets were read for a client that reads none`);
});

test('a fault of the world is NO [UNAVAILABLE], and the connection stays', async (t) => {
  const { account, entered, connect, faults } = await openMemoryDoor(t);
  const client = await entered('SELECT INBOX');
  account.status = () => Promise.reject(new Error('the database is away'));
  assert.match((await done(client, 'STATUS INBOX (MESSAGES)')).at(-1) ?? '', /^z9 NO \[UNAVAILABLE\] /);
  account.folders.get('INBOX')!.onRefresh = () => Promise.reject(new Error('no connection'));
  assert.match((await done(client, 'NOOP')).at(-1) ?? '', /^z9 NO \[UNAVAILABLE\] /);
  account.folders.get('INBOX')!.onRefresh = async () => {};
  assert.match((await done(client, 'NOOP')).at(-1) ?? '', /^z9 OK /);
  const stranger = await connect();
  await stranger.line();
  assert.match((await done(stranger, 'LOGIN rotto x')).at(-1) ?? '', /^z9 NO \[UNAVAILABLE\] /);
  assert.deepEqual(
    faults.map(({ message: words }) => words),
    ['the database is away', 'no connection', 'the database is away'],
  );
});

test('a fault while a folder is watched, and a fault of ours, end that connection alone', async (t) => {
  const { account, entered, faults } = await openMemoryDoor(t);
  const watcher = await entered('SELECT INBOX');
  const other = await entered();
  const inbox = account.folders.get('INBOX')!;
  watcher.send('a IDLE\r\n');
  await watcher.line();
  inbox.onRefresh = () => Promise.reject(new Error('no connection'));
  inbox.add(message(1));
  assert.match(await watcher.line(), /^\* BYE \[UNAVAILABLE\] /);
  assert.equal(await watcher.rest(), '');
  account.status = () => Promise.reject(new TypeError('undefined is no function'));
  const unlucky = await entered();
  unlucky.send('a STATUS INBOX (MESSAGES)\r\n');
  assert.equal(await unlucky.rest(), '');
  assert.match((await done(other, 'NOOP')).at(-1) ?? '', /^z9 OK /);
  assert.deepEqual(
    faults.map(({ message: words }) => words),
    ['no connection', 'undefined is no function'],
  );
  assert.equal(inbox.listeners, 0);
});

test('a message that breaks off is never made to look whole', async (t) => {
  const { account, entered, faults } = await openMemoryDoor(t);
  const inbox = account.folders.get('INBOX')!;
  inbox.add(message(1));
  inbox.messages = async function* () {
    const read = async function* () {
      yield Buffer.from('From: ');
      throw new Error('blob is short');
    };
    yield [1, { size: 166, read, tree: () => Promise.reject(new Error('none')) }];
  };
  const client = await entered('SELECT INBOX');
  client.send('a FETCH 1 BODY.PEEK[]\r\nb NOOP\r\n');
  assert.doesNotMatch(await client.rest(), /^[ab] /m);
  assert.equal(faults[0]?.message, 'blob is short');
});

test('a message that ends halfway is not kept, and is no fault', async (t) => {
  const { account, entered, faults } = await openMemoryDoor(t);
  const client = await entered();
  client.send('a APPEND INBOX {1000}\r\n');
  assert.match(await client.line(), /^\+ /);
  client.send('Subject: mezzo\r\n');
  client.close();
  const next = await entered('SELECT INBOX');
  assert.deepEqual(account.folders.get('INBOX')?.items(), []);
  client.close();
  assert.match((await done(next, 'NOOP')).at(-1) ?? '', /^z9 OK /);
  assert.deepEqual(faults, []);
});

test('who is lost while idling leaves nothing behind', async (t) => {
  const { account, entered } = await openMemoryDoor(t);
  const client = await entered('SELECT INBOX');
  client.send('a IDLE\r\n');
  await client.line();
  const inbox = account.folders.get('INBOX')!;
  assert.deepEqual([inbox.listeners, account.sessions], [1, 1]);
  client.close();
  for (let tries = 0; inbox.listeners + account.sessions > 0; tries++) {
    assert.ok(tries < 100, 'the session still stands');
    await new Promise((later) => setTimeout(later, 10));
  }
});

/** Long enough for a handshake on a busy machine. */
const SOON_MS = 1_000;

test('strangers and the silent are shown out in time', async (t) => {
  const strict = await openMemoryDoor(t, { limits: { strangerMs: SOON_MS } });
  const quick = await openMemoryDoor(t, { limits: { idleMs: SOON_MS } });
  const wordless = await openMemoryDoor(t, { limits: { handshakeMs: 100 } });
  const isShownOut = async () => {
    const stranger = await strict.connect();
    await stranger.line();
    assert.match(await stranger.rest(), /^\* BYE .*\r\n$/);
  };
  const isSentAway = async () => {
    const silent = await quick.entered('SELECT INBOX');
    assert.match(await silent.rest(), /^\* BYE .*\r\n$/);
  };
  const isCutOff = async () => {
    const never = await RawClient.connect(wordless.port, 'clear');
    t.after(() => never.close());
    assert.equal(await never.rest(), '');
  };
  await Promise.all([isShownOut(), isSentAway(), isCutOff()]);
  assert.deepEqual([...strict.faults, ...quick.faults, ...wordless.faults], []);
});

test('one peer cannot take every connection', async (t) => {
  const { connect } = await openMemoryDoor(t, { mode: 'starttls', limits: { maxConnectionsPerPeer: 2 } });
  const first = await connect();
  await first.line();
  await (await connect()).line();
  assert.match(await (await connect()).rest(), /^\* BYE \[UNAVAILABLE\] /);
  first.close();
  for (let tries = 0; ; tries++) {
    const client = await connect();
    if ((await client.line()).startsWith('* OK')) break;
    assert.ok(tries < 100);
  }
});

test('an endless line ends the connection, before and after login', async (t) => {
  const { connect, entered } = await openMemoryDoor(t);
  const stranger = await connect();
  await stranger.line();
  stranger.send(`a LOGIN ${'x'.repeat(200_000)}`);
  assert.match(await stranger.rest(), /^\* BYE .*\r\n$/);
  const guest = await entered();
  guest.send(`a LOGIN {999999999}\r\n`);
  assert.match(await guest.line(), /^a BAD /);
  assert.match((await done(guest, 'NOOP')).at(-1) ?? '', /^z9 OK /);
});

test('a door that closes says good-bye', async (t) => {
  const clients: RawClient[] = [];
  await t.test('while it is open', async (inner) => {
    const { entered } = await openMemoryDoor(inner);
    const client = await entered('SELECT INBOX');
    client.send('a IDLE\r\n');
    await client.line();
    inner.mock.method(client, 'close', () => {});
    clients.push(client);
  });
  assert.match((await clients[0]?.rest()) ?? '', /^\* BYE \[UNAVAILABLE\] .*\r\n$/);
});

test('a hundred thousand messages are told in a stream, and others are heard meanwhile', async (t) => {
  const { account, entered } = await openMemoryDoor(t);
  const inbox = account.folders.get('INBOX')!;
  const octets = message(1);
  for (let n = 0; n < 100_000; n++) inbox.add(octets, n % 2 ? ['\\Seen'] : []);
  inbox.recentUid = 100_000;
  const [busy, other] = [await entered('SELECT INBOX'), await entered()];
  busy.send('a FETCH 1:* (UID FLAGS)\r\n');
  assert.equal(await busy.line(), '* 1 FETCH (UID 1 FLAGS ())');
  assert.match((await done(other, 'NOOP')).at(-1) ?? '', /^z9 OK /);
  for (let n = 2; n <= 100_000; n++)
    assert.equal(await busy.line(), `* ${n} FETCH (UID ${n} FLAGS (${n % 2 ? '' : '\\Seen'}))`);
  assert.match(await busy.line(), /^a OK /);
});

test('each peer has a backend of its own', async (t) => {
  const peers: string[] = [];
  const { connect } = await openMemoryDoor(t, {
    backend(peer) {
      peers.push(peer);
      return { utcOffset: () => 0, login: async () => ({ ok: false, text: 'no' }) };
    },
  });
  const client = await connect();
  await client.line();
  assert.deepEqual(await done(client, 'LOGIN a b'), ['z9 NO no']);
  assert.deepEqual(peers, ['127.0.0.1']);
});
