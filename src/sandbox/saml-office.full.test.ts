import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { envelopedSignature, openSamlProvider, type SamlProviderOptions } from '#adapters/identity-saml';
import { seededRandom } from '#adapters/memory';
import { IdentityDeclined, IdentityRefused } from '#ports';
import { selfSigned } from '#testing';
import { type IdentityServer, openIdentityServer } from './identity-server.ts';
import { DEFECTS } from './saml-outcomes.ts';

const US = 'https://webmail.alfa.example/spid';
const PLACE = '/api/v1/session/identity/prova-spid';
const mario = { subject: 's-mario', givenName: 'Mario', familyName: 'Rossi', taxCode: 'RSSMRA80A01H501U' };
const people = [mario, { ...mario, subject: 's-weak', level: 1 }];
const [own, idp, stranger] = ['own', 'idp', 'stranger'].map((name) => selfSigned(name, ['localhost'], 2_048));
const ENTRY = {
  serviceName: 'Accesso alla casella',
  organisation: { name: 'Gestore Alfa', displayName: 'Alfa', url: 'https://www.alfa.example' },
  contact: { email: 'spid@alfa.example', phone: '+39061234567', ipaCode: 'c_rv01' },
};

/** The service's own metadata are read from where it is. */
let service: Server;
let office: IdentityServer;
let here: string;
before(async () => {
  service = createServer((_, response) => response.end(provider().metadata!(ours())));
  here = await listening(service);
  const parties = [{ entityId: US, certificate: own!.cert, metadataUrl: `${here}${PLACE}/metadata` }];
  office = await openIdentityServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, people, clients: [] },
    saml: { entityId: 'https://idp.example', key: idp!.key, certificate: idp!.cert, parties },
  });
});
after(() => {
  for (const server of [service, office.server]) server.close().closeAllConnections();
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const back = () => `${here}${PLACE}/back`;
const out = () => `${here}${PLACE}/logout`;
const ours = () => ({ callbackUrls: [back()], logoutUrls: [out()] });

function provider(change: Partial<SamlProviderOptions> = {}) {
  return openSamlProvider({
    ...{ id: 'prova-spid', name: 'SPID di prova', entityId: 'https://idp.example', attributeSet: '0' },
    entryPoint: `${office.issuer}/saml/sso`,
    logoutUrl: `${office.issuer}/saml/slo`,
    certificates: [idp!.cert],
    own: { entityId: US, key: own!.key, certificate: own!.cert, federation: ENTRY },
    level: 'https://www.spid.gov.it/SpidL2',
    fiscalNumberAttribute: 'fiscalNumber',
    random: seededRandom(count++),
    clock: { now: () => Date.now() },
    ...change,
  });
}
let count = 1;

const hidden = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
const post = (path: string, fields: Record<string, string>) =>
  fetch(`${office.issuer}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

/** What a browser brings back when this person chose this outcome. */
async function chosen(location: string, person: string, outcome = ''): Promise<Record<string, string>> {
  const page = await (await fetch(location)).text();
  assert.match(page, /Il servizio chiede il livello 2/);
  const answer = await (await post('/saml/scelta', { ticket: hidden(page, 'ticket')!, person, outcome })).text();
  assert.match(answer, new RegExp(`action="${back()}"`));
  return { SAMLResponse: hidden(answer, 'SAMLResponse')! };
}

async function journey(person: string, outcome?: string) {
  const saml = provider();
  const { location, kept } = await saml.begin(back());
  const brought = await chosen(location, person, outcome);
  return await saml.finish(brought, kept).catch((fault: unknown) => {
    if (fault instanceof IdentityDeclined) return { why: fault.why };
    if (fault instanceof IdentityRefused) return { why: fault.name, told: fault.message };
    throw fault;
  });
}

test('who is identified there over SAML comes back as who he is', async () => {
  const identity = await journey('s-mario');
  assert.ok('fiscalNumber' in identity);
  const { fiscalNumber, name, level } = identity;
  assert.deepEqual([fiscalNumber, name, level.slice(-2)], ['TINIT-RSSMRA80A01H501U', 'Mario Rossi', 'L2']);
});

test('every anomaly comes back as what it is', async () => {
  const whys = await Promise.all(['19', '21', '22', '23', '25'].map((number) => journey('s-mario', number)));
  assert.deepEqual(
    whys.map((one) => 'why' in one && one.why),
    ['credentials', 'late', 'consent', 'blocked', 'cancelled'],
  );
  assert.deepEqual(await journey(''), { why: 'cancelled' });
  const weak = await Promise.all([journey('s-weak'), journey('s-mario', '20')]);
  assert.deepEqual(
    weak.map((one) => 'why' in one && one.why),
    ['IdentityTooWeak', 'IdentityTooWeak'],
  );
});

test('none of its responses that are not to be believed is believed', async () => {
  assert.equal(DEFECTS.length, 11);
  for (const defect of DEFECTS) {
    const outcome = await journey('s-mario', defect);
    assert.ok('why' in outcome && outcome.why === 'IdentityRefused', `${defect}: ${JSON.stringify(outcome)}`);
  }
});

test('a request that is not signed by us, was used, or says what we did not register is refused with the reason', async () => {
  const refusal = async (location: string) => {
    const answer = await fetch(location);
    return `${answer.status} ${/<p>(.*?)<\/p>/.exec(await answer.text())?.[1]}`;
  };
  const begun = async (change: Partial<SamlProviderOptions> = {}, callback = back()) =>
    (await provider(change).begin(callback)).location;
  const bad = { ...own!, entityId: US, certificate: own!.cert };
  assert.match(await refusal(await begun({ own: { ...bad, key: stranger!.key } })), /^400 .*La firma non vale/);
  assert.match(await refusal((await begun()).replace(/&SigAlg=[^&]*/, '')), /^400 .*La firma non vale/);
  assert.match(await refusal(await begun({ own: { ...bad, entityId: 'https://who.example' } })), /non è conosciuto/);
  assert.match(await refusal(await begun({}, 'https://evil.example/back')), /AssertionConsumerService/);
  assert.match(await refusal(await begun({ level: 'https://www.spid.gov.it/SpidL4' })), /AuthnContextClassRef/);
  assert.match(await refusal(await begun({ attributeSet: '7' })), /AttributeConsumingServiceIndex/);
  assert.match(await refusal(await begun({ clock: { now: () => Date.now() - 3_600_000 } })), /IssueInstant/);
  const elsewhere = await begun({ entryPoint: 'http://other.example/sso' });
  assert.match(
    await refusal(elsewhere.replace('http://other.example/sso', `${office.issuer}/saml/sso`)),
    /Destination/,
  );
  const once = await begun();
  assert.match(await refusal(once), /^200/);
  assert.match(await refusal(once), /^400 .*già stata usata/);
});

test('a request may come by a form as well, signed in itself: by libxml2 it is judged, not by who wrote it', async () => {
  const { location } = await provider().begin(back());
  const carried = Buffer.from(new URL(location).searchParams.get('SAMLRequest')!, 'base64');
  const xml = inflateRawSync(carried).toString('utf8');
  const id = / ID="([^"]+)"/.exec(xml)![1]!;
  const signature = envelopedSignature(xml, id, { key: own!.key, certificate: own!.cert });
  const signed = xml.replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
  const answer = (text: string) => post('/saml/sso', { SAMLRequest: Buffer.from(text).toString('base64') });
  const changed = signed.replace('Comparison="minimum"', 'Comparison="exact"');
  assert.deepEqual([(await answer(changed)).status, (await answer(xml)).status], [400, 400]);
  assert.equal((await answer(signed)).status, 200);
});

test('a session ends on both sides: on our word, and on that of the provider', async () => {
  const saml = provider();
  const identity = await journey('s-mario');
  assert.ok('session' in identity && identity.session);
  const way = await saml.leave!(identity.session.kept, out());
  const left = await fetch(way!.location, { redirect: 'manual' });
  const returned = new URL(left.headers.get('location')!);
  assert.equal(returned.origin + returned.pathname, out());
  assert.equal(saml.hasLeft!(returned.search.slice(1), way!.kept), true);
  assert.equal(
    saml.hasLeft!(returned.search.slice(1), JSON.stringify({ ...JSON.parse(way!.kept), requestId: '_x' })),
    false,
  );
  const tampered = returned.search.slice(1).replace('&SigAlg', '&RelayState=x&SigAlg');
  assert.throws(() => saml.hasLeft!(tampered, way!.kept), IdentityRefused);

  const other = await journey('s-mario');
  assert.ok('session' in other && other.session);
  const page = await (await fetch(`${office.issuer}/saml/sessioni`)).text();
  const open = [...page.matchAll(/name="session" value="([^"]+)"/g)].at(-1)![1]!;
  const order = await post('/saml/esci', { session: open });
  const { search } = new URL(order.headers.get('location')!);
  const asked = saml.askedToEnd!(search.slice(1), out());
  assert.deepEqual([asked.knownAs], other.session.knownAs);
  const done = await fetch(asked.answer(true));
  assert.match(await done.text(), /La sessione è chiusa, anche nel servizio/);
  assert.throws(() => saml.askedToEnd!(search.slice(1), `${here}/elsewhere`), IdentityRefused);
  const late = provider({ clock: { now: () => Date.now() + 3_600_000 } });
  assert.throws(() => late.askedToEnd!(search.slice(1), out()), IdentityRefused);
  const unsigned = search.slice(1).replace(/&Sig(Alg|nature)=[^&]*/g, '');
  assert.throws(() => saml.askedToEnd!(unsigned, out()), IdentityRefused);
});
