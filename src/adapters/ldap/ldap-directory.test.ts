import assert from 'node:assert/strict';
import { createServer as createPlainServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createSecureContext, createServer, TLSSocket } from 'node:tls';
import { selfSigned } from '#testing';
import { BER, element, integer, text } from './ber.ts';
import { ldapDirectory } from './ldap-directory.ts';
import {
  LDAP,
  type LdapMessage,
  MessageCutter,
  PAGED_RESULTS,
  pageControl,
  readMessage,
  readPage,
  writeMessage,
} from './ldap-message.ts';
import { RESULT, writeResult } from './ldap-result.ts';

const server = selfSigned('Indice');
const LIMITS = { maxEntries: 100, maxBytes: 100_000, timeoutMs: 3_000 };
type Answer = (message: LdapMessage, socket: Socket) => Uint8Array | undefined;

function entry(
  id: number,
  dn: string,
  attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>,
): Uint8Array {
  const parts = Object.entries(attributes).map(([name, values]) => {
    const octets = values.map((value) => (typeof value === 'string' ? text(value) : element(BER.octets, value)));
    return element(BER.sequence, text(name), element(BER.set, ...octets));
  });
  return writeMessage(id, element(LDAP.searchEntry, text(dn), element(BER.sequence, ...parts)));
}

const done = (id: number, code: number = RESULT.success, diagnostic = '') =>
  writeMessage(id, writeResult(LDAP.searchDone, code, { diagnostic }));

/** Answers each message as the test says; with `starttls` only after it. */
function talk(socket: Socket, answer: Answer): void {
  const cutter = new MessageCutter(100_000);
  socket.on('error', () => {});
  socket.on('data', (piece: Buffer) => {
    for (const bytes of cutter.push(piece)) {
      const reply = answer(readMessage(bytes), socket);
      if (reply !== undefined) socket.write(reply);
    }
  });
}

async function serve(t: TestContext, answer: Answer, tls: 'implicit' | 'starttls' = 'implicit') {
  const listener =
    tls === 'implicit'
      ? createServer(server, (socket) => talk(socket, answer))
      : createPlainServer((socket) => {
          const secureContext = createSecureContext(server);
          talk(socket, ({ id, operation }) => {
            assert.equal(operation.tag, LDAP.extendedRequest, 'nothing is asked in clear');
            socket.removeAllListeners('data');
            socket.write(writeMessage(id, writeResult(LDAP.extendedResponse, RESULT.success)));
            talk(new TLSSocket(socket, { isServer: true, secureContext }), answer);
            return undefined;
          });
        });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  t.after(() => void listener.close());
  const { port } = listener.address() as { port: number };
  const url = `${tls === 'implicit' ? 'ldaps' : 'ldap'}://127.0.0.1:${port}`;
  return ldapDirectory({ url, ca: [server.cert] });
}

test('entries are read page by page: text as text, certificates as octets with and without ;binary', async (t) => {
  const certificate = Uint8Array.of(0x30, 0x82, 1);
  const asked: number[] = [];
  const directory = await serve(t, ({ id, operation, controls }) => {
    if (operation.tag !== LDAP.searchRequest) return undefined;
    const { cookie } = readPage(controls.find(({ oid }) => oid === PAGED_RESULTS)!.value!);
    asked.push(cookie.length);
    const one = entry(id, `providerName=${asked.length}`, {
      managedDomains: ['Città.example', 'b.example'],
      [asked.length === 1 ? 'providerCertificate;binary' : 'providerCertificate']: [certificate],
    });
    const last = writeResult(LDAP.searchDone, RESULT.success);
    const next = asked.length === 1 ? Uint8Array.of(7) : new Uint8Array();
    return Buffer.concat([one, writeMessage(id, last, [pageControl({ size: 2, cookie: next })])]);
  });
  const entries = await directory.entries(LIMITS);
  assert.deepEqual(asked, [0, 1]);
  assert.deepEqual(
    entries.map(({ dn }) => dn),
    ['providerName=1', 'providerName=2'],
  );
  for (const { attributes } of entries) {
    assert.deepEqual(attributes.get('manageddomains'), ['Città.example', 'b.example']);
    assert.deepEqual(attributes.get('providercertificate'), [certificate]);
  }
});

test('StartTLS comes before anything else, and a server that refuses it is not spoken to', async (t) => {
  const answer: Answer = ({ id, operation }) => (operation.tag === LDAP.searchRequest ? done(id) : undefined);
  assert.deepEqual(await (await serve(t, answer, 'starttls')).entries(LIMITS), []);
  const plain = createPlainServer((socket) =>
    talk(socket, ({ id }) => writeMessage(id, writeResult(LDAP.extendedResponse, RESULT.unwillingToPerform))),
  );
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  t.after(() => void plain.close());
  const { port } = plain.address() as { port: number };
  await assert.rejects(
    ldapDirectory({ url: `ldap://127.0.0.1:${port}` }).entries(LIMITS),
    /StartTLS is refused: unwillingToPerform/,
  );
});

test('a server whose certificate is not trusted is not asked', async (t) => {
  const directory = await serve(t, () => undefined);
  const stranger = ldapDirectory({ url: directory.description, ca: [selfSigned('other').cert] });
  await assert.rejects(stranger.entries(LIMITS), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

test('whatever a server does, the reading ends with a reason: nothing grows, nothing waits for ever', async (t) => {
  const big = 'x'.repeat(30_000);
  const cases: readonly [answer: Answer, reason: RegExp, limits?: Partial<typeof LIMITS>][] = [
    [
      ({ id }) => done(id, RESULT.insufficientAccessRights, 'not you'),
      /ends with insufficientAccessRights \(not you\)/,
    ],
    [
      ({ id }) => Buffer.concat([entry(id, 'a', {}), entry(id, 'b', {}), done(id)]),
      /more than 1 entries/,
      { maxEntries: 1 },
    ],
    [
      ({ id }) => Buffer.concat(Array.from({ length: 5 }, () => entry(id, 'a', { description: [big] }))),
      /over 100000 octets/,
    ],
    [() => Uint8Array.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff), /over 100000 octets/],
    [() => undefined, /no complete answer within 50 ms/, { timeoutMs: 50 }],
    [() => Buffer.from('220 mail.example ESMTP\r\n'), /not an LDAP message/],
    // A value longer than the message that holds it: a parser that trusts it never ends.
    [
      ({ id }) =>
        element(
          BER.sequence,
          integer(id),
          element(LDAP.searchEntry, Uint8Array.of(4, 0, 0x30, 10, 0x30, 8, 4, 1, 0x61, 0x31, 3, 4, 0x7f, 0)),
        ),
      /longer than what holds it/,
    ],
    [({ id }) => writeMessage(id, element(LDAP.searchDone)), /nothing where/],
    [(_, socket) => void socket.end(), /without an answer, perhaps because of our client certificate/],
    [({ id }, socket) => void socket.end(entry(id, 'a', {})), /closed before the answer was whole/],
    [
      () => writeMessage(0, writeResult(LDAP.extendedResponse, RESULT.busy, { diagnostic: 'later' })),
      /ends the connection: busy \(later\)/,
    ],
  ];
  for (const [answer, reason, limits] of cases) {
    const directory = await serve(t, answer);
    await assert.rejects(directory.entries({ ...LIMITS, ...limits }), reason);
  }
});

test('endless pages end at the bound', async (t) => {
  const directory = await serve(t, ({ id }) => {
    const again = pageControl({ size: 0, cookie: Uint8Array.of(1) });
    return Buffer.concat([entry(id, 'a', {}), writeMessage(id, writeResult(LDAP.searchDone, 0), [again])]);
  });
  await assert.rejects(directory.entries(LIMITS), /more than 100 entries/);
});
