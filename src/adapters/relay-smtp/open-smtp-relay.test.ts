import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import test, { type TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';
import type { Rope } from '#mime';
import type { Blobs, RelayReply } from '#ports';
import { selfSigned } from '#testing';
import { fakePeer } from './fake-peer.ts';
import { openSmtpRelay } from './open-smtp-relay.ts';
import type { Transaction } from './transaction.ts';
import type { SmtpRelayOptions, StaticRoute } from './types.ts';

const tls = selfSigned('mx.beta.example', ['mx.beta.example']);
const BODY = 'From: a@pec.alfa.example\r\n\r\nciao\r\n';

/** Literal pieces only, or one big blob by name. */
function testBlobs(big: ReadonlyMap<string, Uint8Array> = new Map()): Blobs {
  const octets = (rope: Rope) =>
    Buffer.concat(
      rope.map((piece) => {
        if (piece instanceof Uint8Array) return piece;
        const blob = big.get(piece.blob);
        if (!blob) throw new Error(`blob ${piece.blob} is missing`);
        return blob.subarray(piece.offset, piece.offset + piece.length);
      }),
    );
  return {
    bytes: async (rope: Rope) => octets(rope),
    async *read(rope: Rope) {
      const all = octets(rope);
      for (let at = 0; at < all.length; at += 65_537) yield all.subarray(at, at + 65_537);
    },
  } as unknown as Blobs;
}

function relayTo(
  t: TestContext,
  route: Partial<StaticRoute> & { port: number },
  options: Partial<SmtpRelayOptions> = {},
) {
  const relay = openSmtpRelay({
    heloName: 'mx.gestore-alfa.example',
    blobs: testBlobs(),
    monotonic: { now: () => 0 },
    routes: new Map([['pec.beta.example', { host: '127.0.0.1', ...route }]]),
    ...options,
  });
  t.after(() => relay[Symbol.asyncDispose]());
  return relay;
}

function transaction(changes: Partial<Transaction> & { body?: string } = {}): Transaction {
  const bytes = Buffer.from(changes.body ?? BODY, 'latin1');
  return {
    destination: { kind: 'ordinary', domain: 'pec.beta.example' },
    mailFrom: 'a@pec.alfa.example',
    recipients: ['b@pec.beta.example'],
    message: [bytes],
    size: bytes.length,
    eightBit: false,
    ...changes,
  };
}

const toProvider = { kind: 'provider', domain: 'pec.beta.example' } as const;
const outcomes = (replies: readonly RelayReply[]) => replies.map((reply) => reply.outcome);

test('each recipient gets the reply that was meant for it', async (t) => {
  const peer = await fakePeer(t, {
    answer: (command) =>
      ({
        'RCPT TO:<no@pec.beta.example>': '550-5.1.1 no\r\n550 5.1.1 such box',
        'RCPT TO:<later@pec.beta.example>': '451 4.2.0 greylisted',
        'RCPT TO:<many@pec.beta.example>': '552 too many recipients',
      })[command],
  });
  const recipients = ['b@pec.beta.example', 'no@pec.beta.example', 'later@pec.beta.example', 'many@pec.beta.example'];
  const replies = await relayTo(t, peer).send(transaction({ recipients }));
  const byRecipient = new Map(replies.map((reply) => [reply.recipient, reply]));
  assert.equal(replies.length, 4);
  assert.equal(byRecipient.get('b@pec.beta.example')?.outcome, 'sent');
  assert.equal(byRecipient.get('b@pec.beta.example')?.reply, '250 2.6.0 taken [127.0.0.1, in clear]');
  assert.deepEqual(byRecipient.get('no@pec.beta.example'), {
    recipient: 'no@pec.beta.example',
    outcome: 'failed',
    reply: '550 5.1.1 no 5.1.1 such box',
  });
  assert.equal(byRecipient.get('later@pec.beta.example')?.outcome, 'deferred');
  assert.equal(byRecipient.get('many@pec.beta.example')?.outcome, 'deferred');
  assert.deepEqual(peer.messages, [BODY]);
});

test('MAIL, RCPT and DATA go in one write, the next envelope with the end of the message before it', async (t) => {
  const peer = await fakePeer(t, { offers: ['PIPELINING'] });
  const relay = relayTo(t, peer, { limits: { maxConnections: 1 } });
  const replies = await Promise.all([1, 2, 3].map(() => relay.send(transaction())));
  assert.deepEqual(replies.map(outcomes), [['sent'], ['sent'], ['sent']]);
  assert.equal(peer.heard.length, 1);
  const envelope = 'MAIL FROM:<a@pec.alfa.example>\r\nRCPT TO:<b@pec.beta.example>\r\nDATA\r\n';
  assert.equal(peer.chunks.filter((chunk) => chunk === envelope).length, 1);
  assert.equal(peer.chunks.filter((chunk) => chunk === `${BODY}.\r\n${envelope}`).length, 2);
  assert.deepEqual(peer.messages, [BODY, BODY, BODY]);
});

test('without PIPELINING each command awaits its reply, and a transaction nobody takes is reset', async (t) => {
  const peer = await fakePeer(t, {
    offers: [],
    answer: (command) => (command === 'RCPT TO:<no@pec.beta.example>' ? '550 5.1.1 no' : undefined),
  });
  const relay = relayTo(t, peer, { limits: { maxConnections: 1 } });
  assert.deepEqual(outcomes(await relay.send(transaction({ recipients: ['no@pec.beta.example'] }))), ['failed']);
  assert.deepEqual(outcomes(await relay.send(transaction())), ['sent']);
  const [, mail, rcpt, reset, ...others] = peer.heard[0] ?? [];
  assert.deepEqual([mail, rcpt, reset], ['MAIL FROM:<a@pec.alfa.example>', 'RCPT TO:<no@pec.beta.example>', 'RSET']);
  assert.equal(others.length, 3);
});

test('a peer that takes DATA though it refused every recipient is sent an empty end, and the next message goes on', async (t) => {
  const peer = await fakePeer(t, {
    answer: (command) => (command.startsWith('RCPT TO:<no') ? '550 5.1.1 no' : undefined),
    received: (message) => (message === '' ? '554 no valid recipients' : undefined),
  });
  const relay = relayTo(t, peer, { limits: { maxConnections: 1 } });
  assert.deepEqual(outcomes(await relay.send(transaction({ recipients: ['no@pec.beta.example'] }))), ['failed']);
  assert.deepEqual(outcomes(await relay.send(transaction())), ['sent']);
  assert.deepEqual(peer.messages, ['', BODY]);
});

test('MAIL, DATA and the message itself may be refused, for now or for good', async (t) => {
  const table: readonly (readonly [string, string, 'deferred' | 'failed'])[] = [
    ['MAIL', '450 4.3.2 busy', 'deferred'],
    ['MAIL', '550 5.7.1 not you', 'failed'],
    ['DATA', '451 4.3.0 no room', 'deferred'],
    ['DATA', '554 5.7.0 no', 'failed'],
    ['.', '452 4.3.1 no room', 'deferred'],
    ['.', '554 5.6.0 bad', 'failed'],
    ['.', '552 5.3.4 too big', 'failed'],
  ];
  for (const [where, reply, outcome] of table) {
    const peer = await fakePeer(t, {
      answer: (command) => (command.startsWith(where) ? reply : undefined),
      received: () => (where === '.' ? reply : undefined),
    });
    const replies = await relayTo(t, peer).send(
      transaction({ recipients: ['b@pec.beta.example', 'c@pec.beta.example'] }),
    );
    assert.deepEqual(outcomes(replies), [outcome, outcome], `${where} ${reply}`);
    for (const each of replies) assert.ok(each.reply.startsWith(reply), each.reply);
  }
});

test('T149 a provider that offers no STARTTLS, or whose STARTTLS fails, gets nothing: not in clear, later', async (t) => {
  const clear = await fakePeer(t);
  const refusing = await fakePeer(t, {
    offers: ['STARTTLS'],
    answer: (c) => (c === 'STARTTLS' ? '454 4.7.0 no' : undefined),
  });
  const old = await fakePeer(t, { tls: { ...tls, maxVersion: 'TLSv1.1' } });
  for (const peer of [clear, refusing, old]) {
    const [reply] = await relayTo(t, peer).send(transaction({ destination: toProvider }));
    assert.equal(reply?.outcome, 'deferred');
    assert.match(reply?.reply ?? '', /TLS/);
    assert.doesNotMatch(peer.chunks.join(''), /MAIL/);
  }
});

test('a provider is reached inside TLS; its certificate is not authenticated unless a root or a pin is configured', async (t) => {
  const peer = await fakePeer(t, { tls });
  const send = async (route: Partial<StaticRoute>) => {
    const [reply] = await relayTo(t, { ...peer, ...route }).send(transaction({ destination: toProvider }));
    return `${reply?.outcome} ${reply?.reply}`;
  };
  const pin = createHash('sha256').update(new X509Certificate(tls.cert).raw).digest('hex');
  assert.match(await send({}), /^sent 250 .*\[127\.0\.0\.1, TLSv1\.3, certificate not authenticated\]$/);
  assert.match(await send({ ca: [tls.cert], serverName: 'mx.beta.example' }), /TLSv1\.3, authenticated\]$/);
  assert.match(await send({ pin }), /TLSv1\.3, authenticated\]$/);
  assert.match(await send({ ca: [tls.cert] }), /^deferred .*TLS failed/);
  assert.match(
    await send({ ca: [selfSigned('altro.example', ['altro.example']).cert], serverName: 'mx.beta.example' }),
    /^deferred .*TLS failed/,
  );
  assert.match(await send({ pin: pin.replace(/./g, '0') }), /^deferred .*not the pinned one/);
});

test('with strict TLS a provider that proves nothing gets nothing; an ordinary host is not asked to', async (t) => {
  const peer = await fakePeer(t, { tls });
  const send = async (route: Partial<StaticRoute>, changes: Partial<Transaction>) => {
    const [reply] = await relayTo(t, { ...peer, ...route }, { strictTls: true }).send(transaction(changes));
    return `${reply?.outcome} ${reply?.reply}`;
  };
  const trusted = { ca: [tls.cert], serverName: 'mx.beta.example' };
  assert.match(await send({}, { destination: toProvider }), /^deferred .*TLS failed: self-signed certificate/);
  assert.deepEqual(peer.messages, []);
  assert.match(await send(trusted, { destination: toProvider }), /^sent .*, authenticated\]$/);
  assert.match(await send({}, {}), /^sent .*TLSv1\.3, certificate not authenticated\]$/);
});

test('an ordinary host gets TLS where it offers it, and clear text where its TLS is broken', async (t) => {
  const good = await fakePeer(t, { tls });
  assert.match((await relayTo(t, good).send(transaction()))[0]?.reply ?? '', /TLSv1\.3/);
  const broken = await fakePeer(t, { tls: { ...tls, maxVersion: 'TLSv1.1' } });
  assert.match((await relayTo(t, broken).send(transaction()))[0]?.reply ?? '', /^250 .*in clear\]$/);
});

test('half a reply said in clear is not completed inside TLS (STARTTLS response injection)', async (t) => {
  const peer = await fakePeer(t, { tls, answer: (c) => (c === 'STARTTLS' ? '220 go on\r\n250-PIPE' : undefined) });
  const [reply] = await relayTo(t, peer).send(transaction({ destination: toProvider }));
  assert.equal(reply?.outcome, 'deferred');
  assert.deepEqual(peer.messages, []);
});

test('T45 8-bit content is sent with BODY=8BITMIME, and fails with 5.6.3 where the peer has no 8BITMIME', async (t) => {
  const able = await fakePeer(t, { offers: ['8BITMIME', 'SIZE 1000'] });
  const body = `${BODY}perch\xe9\r\n`;
  assert.deepEqual(outcomes(await relayTo(t, able).send(transaction({ body, eightBit: true }))), ['sent']);
  assert.deepEqual(able.messages, [body]);
  assert.equal(able.heard[0]?.[1], `MAIL FROM:<a@pec.alfa.example> SIZE=${body.length} BODY=8BITMIME`);
  const unable = await fakePeer(t, { offers: ['PIPELINING', 'SIZE 20'] });
  const relay = relayTo(t, unable, { limits: { maxConnections: 1 } });
  const [refused] = await relay.send(transaction({ body, eightBit: true }));
  assert.equal(refused?.outcome, 'failed');
  assert.match(refused?.reply ?? '', /^554 5\.6\.3 /);
  assert.match((await relay.send(transaction()))[0]?.reply ?? '', /^552 5\.3\.4 .*at most 20/);
  assert.deepEqual(outcomes(await relay.send(transaction({ body: 'A: b\r\n\r\n' }))), ['sent']);
  assert.deepEqual(unable.messages, ['A: b\r\n\r\n']);
});

test('octets arrive unchanged at a real server: dots, long lines, 8-bit, a body of many pieces', async (t) => {
  const got: Buffer[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    closeTimeout: 1,
    ...tls,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        got.push(Buffer.concat(chunks));
        callback();
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise<void>((done) => server.close(done)));
  const port = (server.server.address() as { port: number }).port;
  const big = Buffer.from(`.\r\n..\r\n.x\r\n${'y'.repeat(5000)}\r\n\xe9\x80\r\n`.repeat(1000), 'latin1');
  const relay = relayTo(t, { port }, { blobs: testBlobs(new Map([['big', big]])) });
  const head = Buffer.from('.First: dot\r\n\r\n.', 'latin1');
  const message: Rope = [head, { blob: 'big', offset: 1, length: big.length - 1 }];
  const expected = Buffer.concat([head, big.subarray(1)]);
  const work = { message, size: expected.length, eightBit: true, destination: toProvider };
  assert.deepEqual(outcomes(await relay.send(transaction(work))), ['sent']);
  assert.deepEqual(outcomes(await relay.send(transaction({ body: 'A: b\r\n\r\n...\r\n.' }))), ['sent']);
  assert.ok(got[0]?.equals(expected));
  assert.equal(got[1]?.toString('latin1'), 'A: b\r\n\r\n...\r\n.\r\n');
});

test('connections grow with the work up to the limit and are used again', async (t) => {
  const peer = await fakePeer(t);
  const relay = relayTo(t, peer, { limits: { maxConnections: 3 } });
  await Promise.all(Array.from({ length: 20 }, () => relay.send(transaction())));
  assert.equal(peer.heard.length, 3);
  await relay.send(transaction());
  assert.equal(peer.heard.length, 3);
  assert.equal(peer.messages.length, 21);
});

test('a peer that grants one connection is not hammered: the one carries everything', async (t) => {
  const peer = await fakePeer(t, {
    greet: (connection) => (connection === 0 ? '220 hello' : '421 4.7.0 one is enough'),
  });
  const relay = relayTo(t, peer, { limits: { maxConnections: 4 } });
  await relay.send(transaction());
  const replies = await Promise.all(Array.from({ length: 50 }, () => relay.send(transaction())));
  assert.ok(replies.every((each) => each[0]?.outcome === 'sent'));
  assert.ok(peer.heard.length <= 8, `${peer.heard.length} connections were made`);
});

test('a connection ends after its share of messages, and the rest goes over a new one', async (t) => {
  const peer = await fakePeer(t);
  const relay = relayTo(t, peer, { limits: { maxConnections: 1, maxMessagesPerConnection: 2 } });
  const replies = await Promise.all(Array.from({ length: 5 }, () => relay.send(transaction())));
  assert.ok(replies.every((each) => each[0]?.outcome === 'sent'));
  assert.equal(peer.heard.length, 3);
});

test('a kept connection that the peer closed costs a new one, not a failure; a second loss is put off', async (t) => {
  const first = await fakePeer(t, {
    answer: (command, connection) =>
      connection === 0 && command === 'RCPT TO:<c@pec.beta.example>' ? 'hang up' : undefined,
  });
  const relay = relayTo(t, first, { limits: { maxConnections: 1 } });
  await relay.send(transaction());
  assert.deepEqual(outcomes(await relay.send(transaction({ recipients: ['c@pec.beta.example'] }))), ['sent']);
  assert.deepEqual([first.heard.length, first.messages.length], [2, 2]);
  const always = await fakePeer(t, { answer: (command) => (command.startsWith('RCPT') ? 'hang up' : undefined) });
  const [reply] = await relayTo(t, always).send(transaction());
  assert.equal(reply?.outcome, 'deferred');
  assert.match(reply?.reply ?? '', /^451 4\.4\.2 .*before the message was sent$/);
  assert.equal(always.heard.length, 2);
});

test('a connection lost after the message was sent is put off and not sent again by itself', async (t) => {
  const peer = await fakePeer(t, { received: () => 'hang up' });
  const relay = relayTo(t, peer, { limits: { maxConnections: 1 } });
  const [first, second] = await Promise.all([relay.send(transaction()), relay.send(transaction())]);
  assert.match(first?.[0]?.reply ?? '', /^451 4\.4\.2 .*after the message was sent$/);
  assert.equal(second?.[0]?.outcome, 'deferred');
  assert.equal(peer.messages.length, 2);
});

test('silence at any point ends in a reply: greeting, command, end of message', async (t) => {
  const times = { connectMs: 1000, replyMs: 60, finalReplyMs: 60 };
  for (const where of ['greeting', 'EHLO', 'DATA', '.']) {
    const peer = await fakePeer(t, {
      ...(where === 'greeting' && { greet: () => '' }),
      answer: (command) => (command.startsWith(where) ? '' : undefined),
      received: () => (where === '.' ? '' : undefined),
    });
    const [reply] = await relayTo(t, peer, { times }).send(transaction());
    assert.equal(reply?.outcome, 'deferred', where);
    assert.match(reply?.reply ?? '', /no reply within 60 ms/, where);
  }
});

test('no server, a server that is not SMTP, and one that turns everybody away are put off', async (t) => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  await new Promise((closed) => listener.close(closed));
  const dead = await relayTo(t, { port }).send(
    transaction({ recipients: ['b@pec.beta.example', 'c@pec.beta.example'] }),
  );
  assert.deepEqual(outcomes(dead), ['deferred', 'deferred']);
  assert.match(dead[0]?.reply ?? '', /^451 4\.4\.1 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  for (const greeting of ['HTTP/1.1 400 Bad Request', '554 5.3.2 no mail here', '421 4.3.2 busy']) {
    const peer = await fakePeer(t, { greet: () => greeting });
    assert.deepEqual(outcomes(await relayTo(t, peer).send(transaction())), ['deferred'], greeting);
  }
});

test('an address that would break out of its command never reaches the wire', async (t) => {
  const peer = await fakePeer(t);
  const relay = relayTo(t, peer);
  for (const odd of [
    'b@pec.beta.example>\r\nRCPT TO:<x@y.example',
    'b c@pec.beta.example',
    'p\u00e8@pec.beta.example',
    '',
  ]) {
    assert.deepEqual(outcomes(await relay.send(transaction({ recipients: [odd] }))), ['failed'], odd);
    if (odd) assert.deepEqual(outcomes(await relay.send(transaction({ mailFrom: odd }))), ['failed'], odd);
  }
  assert.deepEqual(outcomes(await relay.send(transaction({ mailFrom: '' }))), ['sent']);
  assert.equal(peer.heard.length, 1);
});

test('a message that cannot be read is our fault: the promise rejects and the peer gets no half message', async (t) => {
  const peer = await fakePeer(t);
  const relay = relayTo(t, peer);
  for (const length of [10, 300_000]) {
    const message = [{ blob: 'gone', offset: 0, length }];
    await assert.rejects(relay.send(transaction({ message, size: length })), /blob gone is missing/);
  }
  assert.deepEqual(peer.messages, []);
  assert.deepEqual(outcomes(await relay.send(transaction())), ['sent']);
});

test('closing lets the transaction under way end and puts off what waits', async (t) => {
  let closing: Promise<void> | undefined;
  const peer = await fakePeer(t, {
    received: () => {
      closing ??= relay[Symbol.asyncDispose]() as Promise<void>;
      return undefined;
    },
  });
  const relay = relayTo(t, peer, { limits: { maxConnections: 1 } });
  const replies = await Promise.all(Array.from({ length: 4 }, () => relay.send(transaction())));
  await closing;
  assert.equal(replies[0]?.[0]?.outcome, 'sent');
  assert.equal(replies[3]?.[0]?.outcome, 'deferred');
  assert.match((await relay.send(transaction()))[0]?.reply ?? '', /the relay is closed/);
});
