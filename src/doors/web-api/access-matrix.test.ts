import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { z } from 'zod';
import { type Area, allEndpoints, type Endpoint, endpoints, Refusal, SCOPES } from '#contract';
import { type TestPerson, testWebApi } from './test-web-api.ts';
import type { AreaRoutes } from './web-api-ports.ts';

/** Every endpoint, tried as everybody: who gets through, and what the others are told. */

const reached = async () => {
  throw new Refusal('conflict', 'reached', { it: '', en: '', de: '' });
};
const everyArea = Object.fromEntries(
  Object.keys(endpoints).map((area) => [area as Area, new Proxy({}, { get: () => reached })]),
) as AreaRoutes;

const BOX = 'm1';
const LEVELS = ['read', 'write', 'manage', 'own'] as const;
const all = { scopes: SCOPES, isConfirmed: true } as const;
const people: readonly TestPerson[] = [
  { login: 'stranger', ...all },
  ...LEVELS.map((level) => ({ login: level, ...all, boxes: [{ id: BOX, level, maySend: false }] })),
  { login: 'sender', ...all, boxes: [{ id: BOX, level: 'read', maySend: true }] },
  { login: 'unconfirmed', boxes: [{ id: BOX, level: 'own' }], roles: [{ role: 'operator' }] },
  {
    login: 'half',
    isHalfIn: true,
    isConfirmed: true,
    boxes: [{ id: BOX, level: 'own' }],
    roles: [{ role: 'operator' }],
  },
  { login: 'scopeless', boxes: [{ id: BOX, level: 'own' }], roles: [{ role: 'operator' }] },
  { login: 'outside', ...all, mailboxes: ['m2'], boxes: [{ id: BOX, level: 'own' }] },
  { login: 'operator', ...all, roles: [{ role: 'operator' }] },
  { login: 'auditor', ...all, roles: [{ role: 'auditor' }] },
  { login: 'organisation', ...all, roles: [{ role: 'organisation', organisation: 'o1' }] },
  { login: 'lost', ...all, roles: [{ role: 'organisation' }] },
];
const many = { callsPerMinute: 1_000_000 };
const api = await testWebApi(everyArea, people, many);
after(() => api.close());

const CANDIDATES = ['x1', '1', 'retry', '2026-11-22', 'opec1@alfa.example', 'pec.alfa.example'];

/** A path whose parameters are possible, so that only access can refuse it. */
function pathOf({ path, params }: Endpoint): string {
  return path.replace(/\{(\w+)\}/g, (_hole, name: string) => {
    const field = params?.shape[name] as z.ZodType | undefined;
    if (name === 'mailbox') return BOX;
    if (field === undefined) return 'x1';
    const possible = [...CANDIDATES, ...(('options' in field ? field.options : []) as readonly string[])];
    return encodeURIComponent(possible.find((text) => field.safeParse(text).success) ?? assert.fail(`${path} ${name}`));
  });
}

type Outcome = 'through' | 'unknown' | 'unconfirmed' | 'forbidden' | 'not-found';

async function attempt(endpoint: Endpoint, how: Parameters<typeof api.call>[1]): Promise<Outcome> {
  // Brakes of single endpoints are not what is tried here.
  api.clock.advance(60_000);
  const { status, value } = await api.call(`${endpoint.method} ${pathOf(endpoint)}`, how);
  const { code } = value as { readonly code: string };
  if (code === 'reached' || status === 400 || status === 415) return 'through';
  if (status === 401) return code === 'unconfirmed' ? 'unconfirmed' : 'unknown';
  if (status === 403) return 'forbidden';
  assert.equal(status, 404, `${endpoint.method} ${endpoint.path}: ${status} ${code}`);
  return 'not-found';
}

async function everyEndpoint(
  expected: (endpoint: Endpoint) => Outcome,
  how: Parameters<typeof api.call>[1],
): Promise<void> {
  for (const endpoint of allEndpoints)
    assert.equal(await attempt(endpoint, how), expected(endpoint), `${endpoint.method} ${endpoint.path}`);
}

const isOpen = ({ access }: Endpoint) => access === 'anyone';
const mailboxOf = ({ access }: Endpoint) =>
  typeof access === 'object' && 'mailbox' in access ? access.mailbox : undefined;
const rolesOf = ({ access }: Endpoint) => (typeof access === 'object' && 'roles' in access ? access.roles : undefined);

test('without signing in only what is open to anyone is open', async () => {
  await everyEndpoint((endpoint) => (isOpen(endpoint) ? 'through' : 'unknown'), {});
  await everyEndpoint((endpoint) => (isOpen(endpoint) ? 'through' : 'unknown'), { as: 'nobody' });
  await everyEndpoint(() => 'unknown', { token: 'nobody' });
});

test('a mailbox is open as far as it was granted, and not at all to strangers', async () => {
  await everyEndpoint((endpoint) => (mailboxOf(endpoint) ? 'not-found' : rolesOf(endpoint) ? 'forbidden' : 'through'), {
    as: 'stranger',
  });
  for (const login of [...LEVELS, 'sender'] as const)
    await everyEndpoint(
      (endpoint) => {
        const needed = mailboxOf(endpoint);
        if (rolesOf(endpoint)) return 'forbidden';
        if (needed === undefined) return 'through';
        if (needed === 'send') return login === 'sender' ? 'through' : 'forbidden';
        const level = login === 'sender' ? 'read' : login;
        return LEVELS.indexOf(level) >= LEVELS.indexOf(needed) ? 'through' : 'forbidden';
      },
      { as: login },
    );
});

test('each role reaches what names it, and no mailbox', async () => {
  for (const role of ['operator', 'auditor', 'organisation'] as const)
    await everyEndpoint(
      (endpoint) =>
        mailboxOf(endpoint) ? 'not-found' : rolesOf(endpoint)?.includes(role) === false ? 'forbidden' : 'through',
      { as: role },
    );
  await everyEndpoint((endpoint) => (mailboxOf(endpoint) ? 'not-found' : rolesOf(endpoint) ? 'forbidden' : 'through'), {
    as: 'lost',
  });
});

test('what is sensitive wants a confirmed session; who is half in reaches what lets him in', async () => {
  await everyEndpoint(
    ({ isSensitive, ...endpoint }) => {
      if (isSensitive) return 'unconfirmed';
      if (mailboxOf(endpoint)) return 'through';
      return rolesOf(endpoint)?.includes('operator') === false ? 'forbidden' : 'through';
    },
    { as: 'unconfirmed' },
  );
  await everyEndpoint(
    (endpoint) => (isOpen(endpoint) || /^\/(session|security)(\/|$)/.test(endpoint.path) ? 'through' : 'forbidden'),
    { as: 'half' },
  );
});

test('a token reaches what its scopes and mailboxes name', async () => {
  await everyEndpoint((endpoint) => (isOpen(endpoint) ? 'through' : 'forbidden'), { token: 'scopeless' });
  await everyEndpoint(
    (endpoint) => {
      if (isOpen(endpoint)) return 'through';
      if (endpoint.scope === undefined || rolesOf(endpoint)) return 'forbidden';
      return mailboxOf(endpoint) ? 'not-found' : 'through';
    },
    { token: 'outside' },
  );
});

test('nothing is changed with a session from a foreign page, or without its CSRF header', async () => {
  const isChange = ({ method }: Endpoint) => method !== 'GET';
  for (const headers of [
    { 'x-ceralacca-csrf': 'csrf-own' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
  ])
    await everyEndpoint(
      (endpoint) => {
        if (isChange(endpoint) && !isOpen(endpoint)) return 'forbidden';
        if (isChange(endpoint) && !('x-ceralacca-csrf' in headers) && !endpoint.takesForms) return 'forbidden';
        if (mailboxOf(endpoint)) return 'not-found';
        return rolesOf(endpoint)?.includes('operator') === false ? 'forbidden' : 'through';
      },
      { as: 'operator', headers },
    );
});
