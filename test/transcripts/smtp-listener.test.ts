import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import { listenSmtp, type SmtpHandlers, type SmtpListenerOptions } from '#doors/smtp-listener';
import { selfSigned } from './certificate.ts';
import { RawClient } from './raw-client.ts';

const tls = selfSigned();
const ENVELOPE = 'MAIL FROM:<anna@posta.example>\r\nRCPT TO:<mario@pec.alfa.example>\r\nDATA\r\n';

/** A listener whose door takes everything, and writes down what it was handed. */
async function open(
  t: TestContext,
  handlers: Partial<SmtpHandlers<string>> = {},
  options: Partial<SmtpListenerOptions<string>> = {},
) {
  const bodies: string[] = [];
  const faults: Error[] = [];
  const listener = await listenSmtp<string>({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    mode: 'starttls',
    heloName: 'mx.gestore-alfa.example',
    maxBytes: 50_000_000,
    maxRecipients: 10,
    onFault: (fault) => faults.push(fault),
    ...options,
    limits: { closeGraceMs: 1, ...options.limits },
    handlers: {
      mailFrom: async () => undefined,
      recipient: async () => undefined,
      message: async (body) => {
        let text = '';
        for await (const piece of body) text += Buffer.from(piece).toString('latin1');
        bodies.push(text);
        return { code: 250, enhanced: '2.0.0', text: `taken ${text.length}` };
      },
      ...handlers,
    },
  });
  t.after(() => listener.close());
  const dial = async () => {
    const client = await RawClient.connect(listener.port, options.mode === 'implicit' ? 'tls' : 'clear');
    t.after(() => client.close());
    assert.equal(await client.reply(), '220 mx.gestore-alfa.example ESMTP');
    await client.ask('EHLO pc.example');
    return client;
  };
  return { listener, bodies, faults, dial };
}

/** Resolves when the listener lets go of the next connection: who reads nothing may never notice that it was reset. */
function closingAt(t: TestContext, port: number): Promise<void> {
  return new Promise((resolve) => {
    const accepted = (message: unknown) => {
      const { socket } = message as { readonly socket: Socket };
      if (socket.localPort === port) socket.once('close', () => resolve());
    };
    subscribe('net.server.socket', accepted);
    t.after(() => unsubscribe('net.server.socket', accepted));
  });
}

test('a command that ends in a bare LF is not carried out, nor is anything behind it', async (t) => {
  const { bodies, dial } = await open(t);
  const client = await dial();
  client.send(`RSET\nNOOP\r\n${ENVELOPE}x\r\n.\r\n`);
  assert.match(await client.reply(), /^421 4\.7\.0 a bare LF/);
  assert.equal(await client.rest(), '');
  assert.deepEqual(bodies, []);
});

test('a bare CR, a NUL or another control character makes a command unknown', async (t) => {
  const client = await (await open(t)).dial();
  for (const line of ['NOOP\rMAIL FROM:<a@b.example>', 'RCPT TO:<a@b.example>\0', '\x1b[2JQUIT', 'EHLO a\x08b']) {
    assert.match(await client.ask(line), /^500 5\.5\.2 /, JSON.stringify(line));
  }
});

test('a message sent along with a DATA that is refused is never read as commands', async (t) => {
  const { bodies, dial } = await open(t, {
    recipient: async () => ({ code: 550, enhanced: '5.1.1', text: 'no such box' }),
  });
  const client = await dial();
  client.send(`${ENVELOPE}RSET\r\nMAIL FROM:<capo@pec.alfa.example>\r\n.\r\n`);
  for (const code of ['250', '550', '503']) assert.equal((await client.reply()).slice(0, 3), code);
  assert.match(await client.rest(), /^421 4\.7\.0 [^\r]*\r\n$/);
  assert.deepEqual(bodies, []);
});

test('parameters that were not announced are refused: AUTH where no logins are, SIZE at RCPT', async (t) => {
  const client = await (await open(t)).dial();
  assert.match(await client.ask('MAIL FROM:<a@b.example> AUTH=<>'), /^555 5\.5\.4 /);
  assert.match(await client.ask('MAIL FROM:<a@b.example> SIZE=1 SIZE=1'), /^501 5\.5\.4 /);
  assert.match(await client.ask('MAIL FROM:<a@b.example>'), /^250 /);
  assert.match(await client.ask('RCPT TO:<c@d.example> SIZE=1'), /^555 5\.5\.4 /);
});

test('commands sent together are answered together, in one write, and in order', async (t) => {
  const { listener } = await open(t);
  const socket = connect(listener.port, '127.0.0.1');
  t.after(() => socket.destroy());
  const hear = async () => String((await once(socket, 'data'))[0]).replace(/(\d{3})[^\r]*\r\n/g, '$1 ');
  assert.equal(await hear(), '220 ');
  socket.write('EHLO x\r\n');
  await hear();
  socket.write(ENVELOPE);
  assert.equal(await hear(), '250 250 354 ');
  socket.write(`x\r\n.\r\n${ENVELOPE}`);
  assert.equal(await hear(), '250 250 250 354 ');
});

test('a whole dialogue sent at once behind the greeting, by a client that half-closes, is answered to its end', async (t) => {
  const { listener, bodies } = await open(t);
  const socket = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  await once(socket, 'data');
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.end(`EHLO x\r\n${ENVELOPE}..x\r\n.\r\nQUIT\r\n`);
  await once(socket, 'close');
  assert.match(text, /354 [^\r]*\r\n250 2\.0\.0 taken 4\r\n221 2\.0\.0 [^\r]*\r\n$/);
  assert.deepEqual(bodies, ['.x\r\n']);
});

test('a big message to a slow door comes whole, in clear and inside TLS', async (t) => {
  let size = 0;
  const message: SmtpHandlers<string>['message'] = async (body) => {
    size = 0;
    for await (const piece of body) {
      size += piece.length;
      await new Promise(setImmediate);
    }
    return { code: 250, enhanced: '2.0.0', text: 'taken' };
  };
  for (const mode of ['starttls', 'implicit'] as const) {
    const client = await (await open(t, { message }, { mode })).dial();
    client.send(ENVELOPE);
    for (const code of ['250', '250', '354']) assert.equal((await client.reply()).slice(0, 3), code);
    client.send(`${`${'x'.repeat(998)}\r\n`.repeat(20_000)}.\r\n`);
    assert.match(await client.reply(), /^250 /);
    assert.equal(size, 20_000_000);
  }
});

test('a door that decides without reading is heard when the message has come whole', async (t) => {
  const refusal = { code: 554, enhanced: '5.7.1', text: 'not today' };
  const client = await (await open(t, { message: async () => refusal })).dial();
  client.send(ENVELOPE);
  for (const code of ['250', '250', '354']) assert.equal((await client.reply()).slice(0, 3), code);
  for (let part = 0; part < 20; part++) client.send(`${'x'.repeat(998)}\r\n`.repeat(1000));
  client.send('.\r\nNOOP\r\n');
  assert.equal(await client.reply(), '554 5.7.1 not today');
  assert.match(await client.reply(), /^250 /);
});

test('closing: who is idle hears 421, who waits for a decision gets it first', async (t) => {
  let decide: () => void = () => {};
  let asked: () => void = () => {};
  const handed = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const message: SmtpHandlers<string>['message'] = async (body) => {
    for await (const _ of body);
    asked();
    await new Promise<void>((resolve) => {
      decide = resolve;
    });
    return { code: 250, enhanced: '2.0.0', text: 'taken' };
  };
  const { listener, dial } = await open(t, { message }, { limits: { closeGraceMs: 10_000 } });
  const idle = await dial();
  const busy = await dial();
  busy.send(ENVELOPE);
  for (let replies = 0; replies < 3; replies++) await busy.reply();
  busy.send('x\r\n.\r\n');
  await handed;
  const closed = listener.close();
  assert.match(await idle.rest(), /^421 4\.3\.2 /);
  decide();
  assert.equal(await busy.reply(), '250 2.0.0 taken');
  assert.match(await busy.rest(), /^421 4\.3\.2 /);
  await closed;
});

test('commands inside TLS never begin in what was said in clear, and a handshake that fails ends the connection', async (t) => {
  const { dial } = await open(t);
  const client = await dial();
  client.send('STARTTLS\r\nMAIL FROM:<a@b.exam');
  assert.match(await client.reply(), /^220 /);
  await client.startTls();
  assert.match(await client.ask('ple>'), /^500 /);
  const clear = await dial();
  assert.match(await clear.ask('STARTTLS'), /^220 /);
  clear.send('EHLO clear.example\r\n');
  assert.doesNotMatch(await clear.rest(), /^[2-5]\d\d/);
});

test('where logins are offered but not needed, a stranger sends mail, and a login is told to the door', async (t) => {
  const accounts: (string | undefined)[] = [];
  const client = await (
    await open(
      t,
      {
        login: async (user) => ({ ok: true, account: user }),
        mailFrom: async (_, session) => {
          accounts.push(session.account);
          return undefined;
        },
      },
      { mode: 'implicit', loginOptional: true },
    )
  ).dial();
  assert.match(await client.ask('MAIL FROM:<a@b.example>'), /^250 /);
  await client.ask('RSET');
  assert.match(await client.ask(`AUTH PLAIN ${btoa('\0mario\0x')}`), /^235 /);
  assert.match(await client.ask('MAIL FROM:<a@b.example> AUTH=<>'), /^250 /);
  assert.deepEqual(accounts, [undefined, 'mario']);
});

test('who never reads the answers is not listened to for ever', async (t) => {
  const { listener, dial } = await open(t, {}, { limits: { idleMs: 300 } });
  const letGo = closingAt(t, listener.port);
  const client = await dial();
  client.pause();
  client.send('NOOP\r\n'.repeat(4_000_000));
  await letGo;
});
