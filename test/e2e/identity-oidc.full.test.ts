/** Digital identities of an OpenID provider that others wrote, and that the OpenID Foundation has certified: it judges our requests, we its tokens. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { openOidcProvider } from '#adapters/identity-oidc';
import { seededRandom } from '#adapters/memory';
import { systemMonotonic } from '#config';
import type { Instant } from '#pec';
import { IdentityDeclined, type IdentityProvider, IdentityRefused, IdentityTooWeak, type Random } from '#ports';
import { until } from './poll.ts';

const BACK = 'http://127.0.0.1:9/api/v1/session/identity/ente/back';
const OUT = 'http://127.0.0.1:9/api/v1/session/identity/ente/logout';
const LEVEL = 'https://www.spid.gov.it/SpidL2';
const CLIENT = { id: 'alfa', secret: 'un segreto: di prova %' };
const PERSON = { fiscal_number: 'TINIT-RSSMRA80A01H501U', given_name: 'Mario', family_name: 'Rossi' };

/** What of the package is used here; it has no types of its own. */
interface OpenIdProvider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object, how: object): Promise<void>;
}

let server: Server;
let issuer: string;
/** What the person does when he is asked who he is. */
let answer: object;
/** Orders to end a session, as they came to us. */
const orders: string[] = [];

before(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await openIdProvider();
  const answers = provider.callback();
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/person/'))
      return await provider.interactionFinished(request, response, answer, { mergeWithLastSubmission: false });
    if (request.url !== '/told') return answers(request, response);
    orders.push(new URLSearchParams(await text(request)).get('logout_token') ?? '');
    response.end();
  });
});
after(() => {
  server?.closeAllConnections();
  server?.close();
});

async function openIdProvider(): Promise<OpenIdProvider> {
  const { default: Provider } = await import('oidc-provider' as string);
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [BACK],
        post_logout_redirect_uris: [OUT],
        backchannel_logout_uri: `${issuer}/told`,
        backchannel_logout_session_required: true,
      },
    ],
    acrValues: [LEVEL, 'https://www.spid.gov.it/SpidL1'],
    claims: { openid: ['sub'], profile: Object.keys(PERSON) },
    cookies: { keys: ['prova'] },
    // Its own refuses to reach loopback.
    fetch: (url: URL, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/person/${uid}` },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...PERSON }) }),
    async loadExistingGrant({ oidc }: { oidc: Known }) {
      const grant = new oidc.provider.Grant({ clientId: CLIENT.id, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  }) as OpenIdProvider;
}

interface Known {
  readonly session: { readonly accountId: string };
  readonly provider: {
    readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<void> };
  };
}

function ours(change: { readonly clientSecret?: string; readonly random?: Random } = {}): IdentityProvider {
  return openOidcProvider({
    id: 'ente',
    name: 'Identità di altri',
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scope: 'openid profile',
    level: LEVEL,
    fiscalNumberClaim: 'fiscal_number',
    random: seededRandom(7),
    monotonic: systemMonotonic(),
    clock: { now: () => Date.now() as Instant },
    ...change,
  });
}

/** A browser: keeps cookies, follows where it is sent, presses the button of a page, until it is back at ours. */
function openVisit() {
  const cookies = new Map<string, string>();
  async function ask(url: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const method = body ? { method: 'POST', body } : {};
    const response = await fetch(url, { redirect: 'manual', headers: { cookie }, ...method });
    for (const one of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      cookies.set(name, value);
    }
    return response;
  }
  return async function go(start: string, home: string): Promise<string> {
    let response = await ask(start);
    for (let steps = 0; steps < 9; steps++) {
      const to = response.headers.get('location');
      if (to?.startsWith(home)) return new URL(to).search.slice(1);
      if (to !== null) response = await ask(new URL(to, issuer).href);
      else response = await press(await response.text());
    }
    throw new Error('it never came back');
  };
  async function press(page: string): Promise<Response> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    assert.ok(action, page);
    const [, name, value] = /<input type="hidden" name="([^"]+)" value="([^"]+)"/.exec(page) ?? [];
    return await ask(action, new URLSearchParams({ [name!]: value!, logout: 'yes' }));
  }
}

async function come(provider: IdentityProvider, go = openVisit()) {
  const { location, kept } = await provider.begin(BACK);
  return await provider.finish(Object.fromEntries(new URLSearchParams(await go(location, BACK))), kept);
}

test('somebody is identified, signs out there as well, and his session there that ends is ended here', async () => {
  answer = { login: { accountId: 's-mario', acr: LEVEL } };
  const provider = ours();
  const go = openVisit();
  const { session, ...identity } = await come(provider, go);
  assert.deepEqual(identity, {
    ...{ subject: 's-mario', fiscalNumber: PERSON.fiscal_number, level: LEVEL, name: 'Mario Rossi' },
  });
  const [bySession, byPerson] = session!.knownAs!;
  assert.match(bySession!, /^sid ./);
  assert.equal(byPerson, 'sub s-mario');

  const out = await provider.leave!(session!.kept, OUT);
  const query = await go(out!.location, OUT);
  assert.equal(provider.hasLeft!(query, out!.kept), true);
  await until('the provider tells us by itself', () => orders.length > 0);
  const told = await provider.toldToEnd!(orders[0]!);
  assert.equal(told.knownAs, bySession);
  await assert.rejects(provider.toldToEnd!(session!.kept), IdentityRefused, 'a token of identity is no order');
  const [head, body, seal] = orders[0]!.split('.') as [string, string, string];
  await assert.rejects(provider.toldToEnd!(`${head}.${body}.A${seal.slice(1)}`), /signature verification failed/);
});

test('who says no, is known too weakly, or comes back to somebody who is not us, is not let in', async () => {
  answer = { error: 'access_denied', error_description: 'he said no' };
  await assert.rejects(come(ours()), IdentityDeclined);
  answer = { login: { accountId: 's-mario', acr: 'https://www.spid.gov.it/SpidL1' } };
  await assert.rejects(come(ours()), IdentityTooWeak);
  answer = { login: { accountId: 's-mario', acr: LEVEL } };
  await assert.rejects(come(ours({ clientSecret: 'sbagliato' })), /invalid_client/);
  const { location, kept } = await ours().begin(BACK);
  const back = Object.fromEntries(new URLSearchParams(await openVisit()(location, BACK)));
  const another = await ours({ random: seededRandom(8) }).begin(BACK);
  await assert.rejects(ours().finish(back, another.kept), /unexpected "state"/, 'what another journey brought back');
  assert.equal((await ours().finish(back, kept)).subject, 's-mario');
  await assert.rejects(ours().finish(back, kept), /invalid_grant/, 'a second time');
});
