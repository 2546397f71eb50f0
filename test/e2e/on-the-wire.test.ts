import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fieldsNamed, indexMime } from '#mime';
import { startCountry, type TestCountry, withoutPages } from './country.ts';
import { type Hop, openHop, type Passing } from './hop.ts';
import { letter, numbersOf, type Read, read, readAll } from './mail.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { SmtpClient } from './smtp.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const QUERCIA = 'laquercia@pec.beta.example';
const NERI = 'anna.neri@cittadini.beta.example';
const PROTOCOLLO = 'protocollo@comune.roccaverde.example';

/** What the hop does with the envelopes that pass; by the end of their subject. */
const CONDUCT: Readonly<Record<string, (passing: Passing) => Promise<string>>> = {
  'due volte': async (passing) => {
    await forward(passing);
    return await forward(passing);
  },
  'in tondo': (passing) => forward({ ...passing, message: Buffer.concat([Buffer.from(LOOPED), passing.message]) }),
  toccato: (passing) => {
    const message = Buffer.from(passing.message);
    message[message.indexOf('Buongiorno.')] = 'b'.charCodeAt(0);
    return forward({ ...passing, message });
  },
};
const LOOPED = 'Received: from a.example by b.example; Sun, 22 Nov 2026 10:00:00 +0100\r\n'.repeat(51);

let hop: Hop;
let deaf: Hop;
let country: TestCountry;
const passed: Passing[] = [];

before(async () => {
  const data = () => country?.data ?? dataOfConfig;
  let dataOfConfig = '';
  hop = await openHop({
    tls: () => ({
      key: readFileSync(join(data(), 'pki', 'beta-tls.key.pem'), 'utf8'),
      cert: readFileSync(join(data(), 'pki', 'beta-tls.crt.pem'), 'utf8'),
    }),
    async receive(passing) {
      passed.push(passing);
      const subject = (await read(passing.message)).header('subject');
      const conduct = Object.entries(CONDUCT).find(([end]) => subject.endsWith(end) && subject.startsWith('POSTA'));
      return await (conduct?.[1] ?? forward)(passing);
    },
  });
  deaf = await openHop({ receive: () => '250 taken in clear' });
  country = await startCountry({
    configure(config) {
      dataOfConfig = join(config.tls.key, '..', '..');
      const ports: Readonly<Record<string, number>> = {
        'pec.beta.example': hop.port,
        'cittadini.beta.example': deaf.port,
      };
      const routes = config.routes.map((route) => ({ ...route, port: ports[route.domain] ?? route.port }));
      return withoutPages({ ...config, routes });
    },
  });
});
after(async () => {
  await country?.[Symbol.asyncDispose]();
  await hop?.[Symbol.asyncDispose]();
  await deaf?.[Symbol.asyncDispose]();
});

/** On to the provider it was meant for. */
async function forward({ from, to, options, message }: Passing): Promise<string> {
  using client = await SmtpClient.open(country.beta.reception!, country.root);
  return (await client.transact({ from, to }, message, options)).data;
}

async function about(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const found = all.filter((message) => message.header('subject').endsWith(subject));
    return found.length >= count && found;
  });
}

/** No job waits at either provider that could still run now. */
async function rest(): Promise<void> {
  for (const key of ['alfa', 'beta', 'alfa']) {
    await using records = await openRecords(country.data, key);
    await until(`${key} has nothing to do`, async () => {
      const [row] = await records.rows<{ count: string }>('SELECT count(*) FROM job WHERE run_at <= $1', [Date.now()]);
      return row!.count === '0';
    });
  }
}

async function eventsOf(key: string, identificativo: string): Promise<readonly string[]> {
  await using records = await openRecords(country.data, key);
  return (await records.store.searchLog({ identificativo, limit: 200 })).map(({ event }) => event);
}

test('T42, T37, T150: the envelope leaves over TLS with the reverse and forward paths and the Received fields of its submission, and no other host', async () => {
  const subject = 'Come fu sottomesso';
  await country.submit({ from: MARIO, to: [BIANCHI, QUERCIA] }, letter(MARIO, [BIANCHI, QUERCIA], subject));
  assert.equal(numbersOf(await about(MARIO, subject, 3)), 'M1 M11 M11');
  const envelopes = passed.filter(({ from }) => from === MARIO);
  assert.deepEqual(
    envelopes.map(({ from, to, overTls }) => ({ from, to, overTls })),
    [{ from: MARIO, to: [BIANCHI, QUERCIA], overTls: true }],
  );
  const received = (bytes: Uint8Array) => fieldsNamed(indexMime(bytes).root, 'received').map(({ value }) => value);
  const onTheWire = received(envelopes[0]!.message);
  assert.equal(onTheWire.length, 1, 'the submission, nothing else');
  assert.match(onTheWire[0]!, /from \[127\.0\.0\.1\].*by mx\.gestore-alfa\.example with ESMTPSA/s);
  const [delivered] = await about(BIANCHI, subject, 1);
  const atHome = received(delivered!.bytes);
  assert.deepEqual(atHome.slice(-1), onTheWire, 'the Received of the submission is still there');
  for (const value of atHome.slice(0, -1)) assert.match(value, /by mx\.gestore-beta\.example/);
});

test('T45 octets over 127, lines of 998 and lines of dots pass through a peer unchanged', async () => {
  const subject = 'Otto bit';
  const body = `${Buffer.from('Perché no: àèìòù €').toString('latin1')}\r\n${'x'.repeat(998)}\r\n.\r\n..due punti\r\n \r\n`;
  const message = letter(MARIO, [BIANCHI], subject, {
    header: 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n',
    body,
  });
  await country.submit({ from: MARIO, to: [BIANCHI] }, message, ' BODY=8BITMIME');
  const [envelope] = await about(BIANCHI, subject, 1);
  const original = envelope!.original().toString('latin1');
  assert.equal(original.slice(original.indexOf('\r\n\r\n') + 4), body);
});

test('T89 the same envelope delivered twice by SMTP: one copy, one receipt', async () => {
  const subject = 'Arriva due volte';
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const [receipt] = await about(MARIO, subject, 2);
  await rest();
  assert.equal(numbersOf(await about(MARIO, subject, 2)), 'M1 M11');
  assert.equal(numbersOf(await about(BIANCHI, subject, 1)), 'M4');
  const events = await eventsOf('beta', receipt!.daticert!.identificativo);
  assert.equal(events.filter((event) => event === 'RicezioneDuplicato').length, 1);
  assert.equal(events.filter((event) => event === 'Consegna').length, 1);
});

test('T91 an envelope with more than 50 Received fields is refused as a loop; its sender is told', async () => {
  const subject = 'Gira in tondo';
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const notices = await about(MARIO, subject, 2);
  assert.equal(numbersOf(notices), 'M1 M14');
  assert.match(notices[1]!.daticert!.erroreEsteso ?? '', /5\.4\.6/);
  assert.deepEqual(
    (await readAll(await country.inbox(BIANCHI))).filter((one) => one.header('subject').endsWith(subject)),
    [],
  );
});

test('T70 one octet changed on the way: an anomaly for the recipient, no receipt for the sender', async () => {
  const subject = 'Messaggio toccato';
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const [anomaly] = await about(BIANCHI, subject, 1);
  await rest();
  assert.equal(anomaly!.number, 'M6');
  assert.equal(numbersOf(await about(MARIO, subject, 1)), 'M1');
});

test('T149 a certified destination without STARTTLS: nothing is said to it in clear, the message waits', async () => {
  const subject = 'Mai in chiaro';
  await country.submit({ from: PROTOCOLLO, to: [NERI] }, letter(PROTOCOLLO, [NERI], subject));
  await until('an attempt was put off', async () => {
    await using records = await openRecords(country.data, 'alfa');
    return (await records.store.searchLog({ event: 'SmtpRinvio', sender: PROTOCOLLO, limit: 1 })).length > 0;
  });
  assert.ok(deaf.heard.some((command) => command.startsWith('EHLO')));
  assert.deepEqual(
    deaf.heard.filter((command) => /^(MAIL|RCPT|DATA)/i.test(command)),
    [],
  );
  await using records = await openRecords(country.data, 'alfa');
  assert.equal((await records.store.jobs(10)).length, 1, 'it is still queued');
});

test('T128 the index is served over HTTPS to holders of a client certificate only', async () => {
  const { url, clientCertificate, clientKey } = country.network.index;
  const ask = (client: { cert?: Buffer; key?: Buffer }) =>
    new Promise<number>((resolve, reject) => {
      request(url, { ca: country.root, ...client, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  await assert.rejects(ask({}));
  assert.equal(await ask({ cert: readFileSync(clientCertificate), key: readFileSync(clientKey) }), 200);
});

test('T146 what POP3 hands out is what the delivery point stored, octet by octet', async () => {
  for (const [key, address] of [
    ['alfa', MARIO],
    ['beta', BIANCHI],
  ] as const) {
    await using records = await openRecords(country.data, key);
    const mailbox = await records.store.mailbox(address);
    const items = await records.store.items(mailbox!.id, 'INBOX');
    const fetched = await country.inbox(address);
    assert.equal(fetched.length, items.length);
    assert.ok(items.length >= 4);
    for (const [at, { messageId }] of items.entries()) {
      const stored = await records.octets(messageId);
      assert.deepEqual(fetched[at], stored);
    }
  }
});
