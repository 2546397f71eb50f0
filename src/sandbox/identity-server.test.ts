import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type OidcProviderOptions, openOidcProvider } from '#adapters/identity-oidc';
import { memoryClock, seededRandom } from '#adapters/memory';
import type { Instant } from '#pec';
import { IdentityRefused, IdentityUnavailable } from '#ports';
import { FISCAL_NUMBER_CLAIM, type IdentityServer, openIdentityServer } from './identity-server.ts';

const BACK = 'http://127.0.0.1:9/api/v1/session/identity/prova/back';
const OUT = 'http://127.0.0.1:9/api/v1/session/identity/prova/logout';
const mario = { subject: 's-mario', givenName: 'Mario', familyName: 'Rossi', taxCode: 'RSSMRA80A01H501U' };
const people = [mario, { ...mario, subject: 's-weak', level: 1 }];
const client = { id: 'alfa', secret: 'segreto:%', redirectUris: [BACK], logoutUris: [OUT], endedUri: '' };

let office: IdentityServer;
before(async () => {
  office = await openIdentityServer({ listen: { host: '127.0.0.1', port: 0 }, people, clients: [client] });
});
after(() => closed(office.server));

const closed = (server: Server) => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
};

function provider(change: Partial<OidcProviderOptions> = {}) {
  return openOidcProvider({
    id: 'prova',
    name: 'Identità di prova',
    issuer: office.issuer,
    clientId: client.id,
    clientSecret: client.secret,
    scope: 'openid profile',
    level: 'https://www.spid.gov.it/SpidL2',
    fiscalNumberClaim: FISCAL_NUMBER_CLAIM,
    random: seededRandom(1),
    monotonic: memoryClock(0),
    clock: { now: () => Date.now() as Instant },
    ...change,
  });
}

/** What a browser brings back when this person was chosen. */
async function chosen(location: string, person: string): Promise<Record<string, string>> {
  const page = await (await fetch(location)).text();
  assert.match(page, /TEST: identità inventate/);
  const request = new URL(location).search.slice(1);
  const body = new URLSearchParams({ request, person });
  const sent = await fetch(`${office.issuer}/authorize`, { method: 'POST', body, redirect: 'manual' });
  return Object.fromEntries(new URL(sent.headers.get('location')!).searchParams);
}

const outcome = (finished: Promise<{ readonly fiscalNumber: string; readonly name?: string }>) =>
  finished.then(
    ({ fiscalNumber, name }) => `${fiscalNumber} ${name}`,
    (fault: unknown) => {
      if (fault instanceof IdentityRefused || fault instanceof IdentityUnavailable)
        return `${fault.name}: ${fault.message}`;
      throw fault;
    },
  );

test('who is identified there comes back as who he is', async () => {
  const oidc = provider();
  const { location, kept } = await oidc.begin(BACK);
  const asked = new URL(location).searchParams;
  assert.deepEqual(
    ['response_type', 'code_challenge_method', 'acr_values', 'redirect_uri'].map((name) => asked.get(name)),
    ['code', 'S256', 'https://www.spid.gov.it/SpidL2', BACK],
  );
  assert.ok(!location.includes(JSON.parse(kept).verifier), 'the verifier stays with us');
  const back = await chosen(location, 's-mario');
  assert.equal(await outcome(oidc.finish(back, kept)), 'TINIT-RSSMRA80A01H501U Mario Rossi');
  assert.match(await outcome(oidc.finish(back, kept)), /^IdentityRefused: .*invalid_grant/, 'a code is good once');
});

test('an answer of another journey is not believed: neither state, nonce nor verifier of somebody else', async () => {
  const oidc = provider();
  const [mine, his] = [await oidc.begin(BACK), await oidc.begin(BACK)];
  assert.match(
    await outcome(oidc.finish(await chosen(his.location, 's-mario'), mine.kept)),
    /^IdentityRefused: .*state/,
  );
  const kept = (change: object) => JSON.stringify({ ...JSON.parse(mine.kept), ...change });
  const again = await oidc.begin(BACK);
  const { nonce, verifier } = JSON.parse(again.kept) as { nonce: string; verifier: string };
  assert.match(
    await outcome(oidc.finish(await chosen(mine.location, 's-mario'), kept({ nonce }))),
    /^IdentityRefused: .*nonce/,
  );
  assert.match(
    await outcome(oidc.finish(await chosen(mine.location, 's-mario'), kept({ verifier }))),
    /^IdentityRefused: .*invalid_grant/,
  );
  assert.match(await outcome(oidc.finish({}, mine.kept)), /^IdentityRefused/);
});

test('declined, too weak, or of another issuer it is not believed', async () => {
  const oidc = provider();
  const declined = await oidc.begin(BACK);
  assert.match(
    await outcome(oidc.finish(await chosen(declined.location, ''), declined.kept)),
    /^IdentityDeclined.*declined \(access_denied\)/,
  );
  const weak = await oidc.begin(BACK);
  assert.match(
    await outcome(oidc.finish(await chosen(weak.location, 's-weak'), weak.kept)),
    /^IdentityTooWeak.*SpidL1.*is demanded/,
  );
  const good = await oidc.begin(BACK);
  const mixed = { ...(await chosen(good.location, 's-mario')), iss: 'https://evil.example' };
  assert.match(await outcome(oidc.finish(mixed, good.kept)), /^IdentityRefused: .*iss/);
});

test('a provider that calls itself otherwise, or does not answer, is not gone to', async () => {
  const liar = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ issuer: 'https://evil.example', authorization_endpoint: 'https://evil.example/a' }));
  });
  await new Promise<void>((done) => liar.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(liar.address() as { port: number }).port}`;
  await assert.rejects(provider({ issuer }).begin(BACK), IdentityUnavailable);
  await closed(liar);
  await assert.rejects(provider({ issuer }).begin(BACK), IdentityUnavailable);
});

test('signing out goes there with a hint of whose session it is, and back to a known address alone', async () => {
  const oidc = provider();
  const { location, kept } = await oidc.begin(BACK);
  const { session } = await oidc.finish(await chosen(location, 's-mario'), kept);
  const way = await oidc.leave!(session!.kept, OUT);
  const { searchParams } = new URL(way!.location);
  assert.equal(searchParams.get('id_token_hint')?.split('.').length, 3);
  const left = await fetch(way!.location, { redirect: 'manual' });
  const back = new URL(left.headers.get('location')!);
  assert.equal(back.origin + back.pathname, OUT);
  assert.equal(oidc.hasLeft!(back.search.slice(1), way!.kept), true);
  assert.equal(oidc.hasLeft!('state=another', way!.kept), false);
  assert.equal(oidc.hasLeft!('', way!.kept), false);
  const elsewhere = await oidc.leave!(session!.kept, 'https://evil.example/');
  assert.equal((await fetch(elsewhere!.location, { redirect: 'manual' })).status, 400);
});

test('the session that is ended there is named in an order that the provider signed, and in no other way (Back-Channel Logout 1.0, 2.6)', async () => {
  const oidc = provider();
  const { location, kept } = await oidc.begin(BACK);
  const { session } = await oidc.finish(await chosen(location, 's-mario'), kept);
  let order = '';
  const service = createServer(async (request, response) => {
    order = new URLSearchParams(await text(request)).get('logout_token') ?? '';
    response.end();
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  client.endedUri = `http://127.0.0.1:${(service.address() as { port: number }).port}/`;
  const page = await (await fetch(`${office.issuer}/sessioni`)).text();
  const ids = [...page.matchAll(/name="session" value="([^"]+)"/g)].map(([, id]) => id!);
  assert.deepEqual(session!.knownAs, [`sid ${ids.at(-1)}`, 'sub s-mario']);
  await fetch(`${office.issuer}/esci`, { method: 'POST', body: new URLSearchParams({ session: ids.at(-1)! }) });
  await closed(service);
  const told = await oidc.toldToEnd!(order);
  assert.equal(told.knownAs, session!.knownAs![0]);
  const [head, body, seal] = order.split('.') as [string, string, string];
  await assert.rejects(oidc.toldToEnd!(`${head}.${body}.${seal.slice(4)}AAAA`), /signature verification failed/);
  await assert.rejects(provider({ clientId: 'beta' }).toldToEnd!(order), /"aud"/);
  const later = { now: () => (Date.now() + 361_000) as Instant };
  await assert.rejects(provider({ clock: later }).toldToEnd!(order), /"exp"/);
});

test('the test provider goes back to known addresses alone, and only with PKCE', async () => {
  const { location } = await provider().begin(BACK);
  const elsewhere = new URL(location);
  elsewhere.searchParams.set('redirect_uri', 'https://evil.example/');
  const refused = await fetch(elsewhere, { redirect: 'manual' });
  assert.deepEqual([refused.status, refused.headers.get('location')], [400, null]);
  const plain = new URL(location);
  plain.searchParams.delete('code_challenge');
  const answer = await fetch(plain, { redirect: 'manual' });
  assert.match(answer.headers.get('location') ?? '', /error=invalid_request/);
});
