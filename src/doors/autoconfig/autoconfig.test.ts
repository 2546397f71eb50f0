import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { readXml, type XmlElement } from '#xml';
import { type AutoconfigRequest, answerRequest } from './answer-request.ts';
import type { MailSettings } from './mail-settings.ts';
import { openAutoconfigDoor } from './open-autoconfig-door.ts';

const SETTINGS: MailSettings = {
  provider: 'Posta & "Certa" <S.p.A.>',
  servers: [
    { protocol: 'imap', host: 'mail.gestore.example', port: 993, security: 'tls' },
    { protocol: 'imap', host: 'mail.gestore.example', port: 143, security: 'starttls' },
    { protocol: 'pop3', host: 'mail.gestore.example', port: 995, security: 'tls' },
    { protocol: 'smtp', host: 'mail.gestore.example', port: 465, security: 'tls' },
  ],
};
const PORTS = {
  settings: SETTINGS,
  isOurDomain: (domain: string) => domain === 'pec.alfa.example',
  now: () => new Date('2026-03-01T09:00:00Z'),
};
const THUNDERBIRD = '/.well-known/autoconfig/mail/config-v1.1.xml';
const OUTLOOK = '/autodiscover/autodiscover.xml';

const ask = (target: string, more: Partial<AutoconfigRequest> = {}) =>
  answerRequest({ method: 'GET', target, host: 'autoconfig.pec.alfa.example', ...more }, PORTS);
const outlook = (address: string) =>
  Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">' +
      `<Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`,
  );
const post = (body: Uint8Array, target = OUTLOOK) => ask(target, { method: 'POST', body });

function read(text: string | undefined): XmlElement {
  // A DTD is refused by our own reader, and a profile must have one.
  return readXml(Buffer.from((text ?? '').replace(/<!DOCTYPE[^>]*>/, ''))).root;
}

function all(root: XmlElement, name: string): XmlElement[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => all(child, name))];
}
const texts = (root: XmlElement, name: string) => all(root, name).map(({ text }) => text);

test('Thunderbird hears of every door, the best first, by host name and by address', () => {
  for (const [target, host] of [
    [`${THUNDERBIRD}?emailaddress=mario%40PEC.alfa.example`, 'mail.gestore.example'],
    ['/mail/config-v1.1.xml?emailaddress=chiunque%40pec.alfa.example', '127.0.0.1'],
    ['/mail/config-v1.1.xml', 'autoconfig.pec.alfa.example'],
    [THUNDERBIRD, 'pec.alfa.example'],
  ] as const) {
    const { status, text } = ask(target, { host });
    assert.equal(status, 200, target);
    const root = read(text);
    assert.equal(root.attributes.get('version'), '1.1');
    assert.deepEqual(texts(root, 'domain'), ['pec.alfa.example']);
    assert.deepEqual(texts(root, 'displayName'), [SETTINGS.provider]);
    assert.deepEqual(texts(root, 'port'), ['993', '143', '995', '465']);
    assert.deepEqual(texts(root, 'socketType'), ['SSL', 'STARTTLS', 'SSL', 'SSL']);
    assert.deepEqual(new Set(texts(root, 'username')), new Set(['%EMAILADDRESS%']));
  }
});

test('Outlook hears of one server of each protocol, whatever the letters of the path', () => {
  for (const target of [OUTLOOK, '/Autodiscover/Autodiscover.xml', '/AutoDiscover/autodiscover.xml']) {
    const root = read(post(outlook('Mario@pec.alfa.example'), target).text);
    assert.deepEqual(texts(root, 'Type'), ['IMAP', 'POP3', 'SMTP']);
    assert.deepEqual(texts(root, 'Port'), ['993', '995', '465']);
    assert.deepEqual(texts(root, 'LoginName'), Array(3).fill('Mario@pec.alfa.example'));
    assert.deepEqual(texts(root, 'Encryption'), ['SSL', 'SSL', 'SSL']);
  }
});

test('Outlook is refused in its own words', () => {
  const code = (body: string | Uint8Array) => texts(read(post(Buffer.from(body)).text), 'ErrorCode').join();
  assert.equal(code(outlook('mario@altrove.example')), '500');
  for (const bad of [
    '',
    'x',
    '<a/>',
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    outlook('').subarray(0, 200),
  ])
    assert.equal(code(bad), '600', String(bad));
  assert.equal(code(outlook('')), '500');
  assert.deepEqual(ask(OUTLOOK), { status: 405 });
  assert.deepEqual(ask(OUTLOOK, { method: 'POST' }), { status: 413 });
});

test('an Apple profile is the same for the same address, and another for another', () => {
  const profile = (address: string) => ask(`/apple.mobileconfig?email=${encodeURIComponent(address)}`);
  const mine = profile('mario@pec.alfa.example');
  assert.equal(mine.type, 'application/x-apple-aspen-config; charset=utf-8');
  assert.equal(mine.fileName, 'mail.mobileconfig');
  assert.equal(profile('MARIO@pec.alfa.example').text, mine.text);
  const uuids = (text: string | undefined) =>
    text?.match(/[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}/g);
  assert.equal(new Set(uuids(mine.text)).size, 2);
  assert.notDeepEqual(uuids(profile('anna@pec.alfa.example').text), uuids(mine.text));
  const [account] = all(all(read(mine.text), 'array')[0]!, 'dict');
  const values = new Map(
    account!.children.flatMap((key, at) => (key.name === 'key' ? [[key.text, account!.children[at + 1]!]] : [])),
  );
  assert.equal(values.get('IncomingMailServerHostName')?.text, 'mail.gestore.example');
  assert.equal(values.get('IncomingMailServerPortNumber')?.text, '993');
  assert.equal(values.get('OutgoingMailServerPortNumber')?.text, '465');
  assert.equal(values.get('IncomingMailServerUseSSL')?.name, 'true');
});

test('only for own domains, and only what there is', () => {
  for (const target of [
    `${THUNDERBIRD}?emailaddress=mario%40altrove.example`,
    `${THUNDERBIRD}?emailaddress=`,
    `${THUNDERBIRD}?emailaddress=%00@pec.alfa.example`,
    '/apple.mobileconfig',
    '/apple.mobileconfig?email=mario',
    '/apple.mobileconfig?email=mario%40altrove.example',
    '/',
    '/../etc/passwd',
  ])
    assert.equal(ask(target).status, 404, target);
  assert.equal(ask(THUNDERBIRD, { host: 'autoconfig.altrove.example' }).status, 404);
  assert.equal(ask(THUNDERBIRD, { method: 'DELETE' }).status, 405);
  assert.equal(ask('http://[').status, 400);
});

const noXmllint = spawnSync('xmllint', ['--version']).error ? 'xmllint is not installed' : false;
test('every answer is well-formed XML to another reader', { skip: noXmllint }, () => {
  for (const { text } of [
    ask(THUNDERBIRD),
    post(outlook('"a&amp;b"@pec.alfa.example')),
    post(outlook('mario@pec.alfa.example')),
    post(outlook('')),
    ask(`/apple.mobileconfig?email=${encodeURIComponent("o'neill&co@pec.alfa.example")}`),
  ]) {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '-'], { input: text });
    assert.equal(status, 0, `${stderr}${text}`);
  }
});

async function openDoor(t: TestContext) {
  const faults: Error[] = [];
  const door = await openAutoconfigDoor({
    ...PORTS,
    listen: { host: '127.0.0.1', port: 0 },
    onFault: (fault) => faults.push(fault),
  });
  t.after(() => door.close());
  return { url: `http://127.0.0.1:${door.port}`, port: door.port, faults };
}

test('it serves a program over HTTP, with nothing to cache and nothing to guess', async (t) => {
  const { url, faults } = await openDoor(t);
  const reply = await fetch(`${url}${THUNDERBIRD}?emailaddress=mario%40pec.alfa.example`);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'text/xml; charset=utf-8');
  assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
  assert.match(await reply.text(), /<clientConfig version="1.1">/);
  const asked = await fetch(`${url}/Autodiscover/Autodiscover.xml`, {
    method: 'POST',
    body: outlook('x@pec.alfa.example'),
  });
  assert.match(await asked.text(), /<Type>IMAP<\/Type>/);
  const head = await fetch(`${url}/apple.mobileconfig?email=x%40pec.alfa.example`, { method: 'HEAD' });
  assert.equal(head.headers.get('content-disposition'), 'attachment; filename="mail.mobileconfig"');
  assert.deepEqual(faults, []);
});

test('a body that is too long, an endless header and a peer that hangs up disturb nobody', async (t) => {
  const { url, port, faults } = await openDoor(t);
  const long = await fetch(`${url}${OUTLOOK}`, { method: 'POST', body: Buffer.alloc(100_000, 'x') }).then(
    ({ status }) => status,
    () => 413,
  );
  assert.equal(long, 413);
  const header = await fetch(url, { headers: { x: 'x'.repeat(20_000) } });
  assert.equal(header.status, 431);
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST ${OUTLOOK} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`);
  await once(socket, 'connect');
  socket.destroy();
  assert.equal((await fetch(`${url}/`)).status, 404);
  assert.deepEqual(faults, []);
});
