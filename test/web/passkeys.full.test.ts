/** Passkeys with a real browser and its virtual authenticator: registered, asked as second factor, and opening alone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { makeAppPassword, openLogins, passwordMarkOf } from '#accounts';
import { openMemoryStore } from '#adapters/memory';
import { systemLegalTime, systemMonotonic, systemRandom } from '#config';
import { loginBrake } from '#doors/brakes';
import { type HttpListener, openHttpListener } from '#doors/http-listener';
import { securityRoutes, serveApi, sessionRoutes } from '#doors/web-api';
import { openGround, openVisitors } from '#sign-in';
import { sampleMailbox } from '#testing';
import { openBrowser } from './look.ts';

const LOGIN = 'ugo@pec.alfa.example';

let listener: HttpListener;
let browser: Browser;
let port = 0;

before(async () => {
  const [store, legalTime, monotonic, random] = [
    openMemoryStore(),
    systemLegalTime(),
    systemMonotonic(),
    systemRandom(),
  ];
  await store.commit({
    accounts: [{ kind: 'put-mailbox', mailbox: sampleMailbox('ugo', { passwordHash: 'ugo-pw' }) }],
  });
  const book = openLogins({ store, legalTime, verifyPassword: async (kept, password) => kept === password });
  const ground = openGround({
    ...{ store, legalTime, monotonic, random, realTime: legalTime },
    keys: [random.bytes(32)],
    logins: { ...book, markOf: passwordMarkOf, newAppPassword: (taken) => makeAppPassword(random, taken) },
    site: { name: 'Gestore Alfa', publicUrl: () => `http://127.0.0.1:${port}`, isTest: true },
    hashPassword: async (password) => password,
    guarded: loginBrake(monotonic).attempt,
    notify: () => ({}),
    endPrograms: async () => [],
    domainDemandsFactor: () => false,
  });
  const visitors = openVisitors(ground);
  const ports = {
    ...{ ground, visitors, isSandbox: true, origins: [] },
    unread: async () => new Map<string, number>(),
    organisationName: async () => undefined,
  };
  const listen = { host: '127.0.0.1', port: 0 };
  listener = await openHttpListener({
    listen,
    origins: [],
    monotonic,
    random,
    onFault: (fault) => console.error(fault),
  });
  const routes = { session: sessionRoutes(ports), security: securityRoutes(ports) };
  serveApi({ listener, visitors, routes, monotonic, checksAnswers: true });
  const policy = { 'content-security-policy': "default-src 'self'" };
  listener.app.get('/prova', (_, reply) =>
    reply.headers(policy).type('text/html').send('<!doctype html><title>x</title>'),
  );
  port = await listener.listen();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await listener?.close();
});

/** In the page: the API as the webmail calls it, and a ceremony with what it gave. */
const IN_PAGE = `
  let csrf = '';
  const api = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', ...(csrf && { 'x-ceralacca-csrf': csrf }) };
    const answer = await fetch('/api/v1' + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const value = answer.status === 204 ? undefined : await answer.json();
    csrf = value?.me?.csrf ?? csrf;
    if (!answer.ok) throw new Error(value.code);
    return value;
  };
  const create = async (options) =>
    (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })).toJSON();
  const get = async (options) =>
    (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();
`;

test('a passkey is registered in the browser, answers as second factor, confirms, and opens alone', async () => {
  // By the name `localhost`: browsers make no passkeys for addresses.
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto(`http://localhost:${port}/prova`);
  const told = await page.evaluate(`(async () => {
    ${IN_PAGE}
    const password = { login: '${LOGIN}', password: 'ugo-pw' };
    await api('POST', '/session', password);
    const { options, challenge } = await api('POST', '/security/passkeys');
    const made = await api('PUT', '/security/passkeys', { challenge, name: 'Chromium', credential: await create(options) });
    await api('DELETE', '/session');
    const asked = await api('POST', '/session', password);
    const factor = { kind: 'passkey', credential: await get(asked.passkey) };
    const second = await api('POST', '/session/second-factor', { challenge: asked.challenge, factor });
    const { passkey } = await api('POST', '/session/confirm/passkey');
    await api('POST', '/session/confirm', { kind: 'passkey', credential: await get(passkey) });
    await api('DELETE', '/session');
    const begun = await api('POST', '/session/passkey/begin');
    const alone = { kind: 'passkey', credential: await get(begun.passkey) };
    const opened = await api('POST', '/session/second-factor', { challenge: begun.challenge, factor: alone });
    const replayed = await api('POST', '/session/second-factor', { challenge: begun.challenge, factor: alone }).catch((fault) => fault.message);
    return [made.recoveryCodes.length, asked.methods.join(), second.state, opened.me.login, replayed];
  })()`);
  assert.deepEqual(told, [10, 'passkey,recovery-code', 'in', LOGIN, 'challenge-over']);
  await context.close();
});
