import assert from 'node:assert/strict';
import { createVerify, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { seededRandom } from '#adapters/memory';
import { IdentityRefused } from '#ports';
import { selfSigned } from '#testing';
import { openSamlProvider } from './open-saml-provider.ts';
import { requestIn, samlResponse, type TestResponse } from './test-saml-identity.ts';

const [idp, own, stranger] = ['idp', 'own', 'stranger'].map((name) => selfSigned(name, ['localhost'], 2_048)) as [
  ReturnType<typeof selfSigned>,
  ReturnType<typeof selfSigned>,
  ReturnType<typeof selfSigned>,
];
const ENTITY = 'https://idp.example';
const US = 'https://webmail.alfa.example/spid';
const BACK = 'https://webmail.alfa.example/api/v1/session/identity/spid/back';

const OUT = 'https://webmail.alfa.example/api/v1/session/identity/spid/logout';
/** Of the identity provider. */
const SLO = 'https://idp.example/slo';
const provider = openSamlProvider({
  id: 'spid',
  logoutUrl: SLO,
  name: 'SPID di prova',
  entityId: ENTITY,
  entryPoint: 'https://idp.example/sso',
  certificates: [idp.cert],
  own: { entityId: US, key: own.key, certificate: own.cert },
  level: 'https://www.spid.gov.it/SpidL2',
  attributeSet: '0',
  fiscalNumberAttribute: 'fiscalNumber',
  clock: { now: () => Date.now() },
  random: seededRandom(1),
});

const NOTHING = JSON.stringify({ requestId: '_x', callbackUrl: BACK });

/** Answers as the provider would, and says what came of it. */
async function answered(change: Partial<TestResponse> = {}, key = idp.key, aheadMs = 0): Promise<string> {
  const { kept } = await provider.begin(BACK);
  const given = { requestId: JSON.parse(kept).requestId, callbackUrl: BACK, issuer: ENTITY, audience: US, ...change };
  const SAMLResponse = samlResponse(given, key, Date.now() + aheadMs);
  return await provider.finish({ SAMLResponse }, kept).then(
    ({ fiscalNumber, level, name, subject }) => [fiscalNumber, level, name, subject].join(' '),
    (fault: unknown) => {
      if (fault instanceof IdentityRefused) return `${fault.name}: ${fault.message}`;
      throw fault;
    },
  );
}

test('a request is signed, asks for level 2, and names where to come back to', async () => {
  const { location, kept } = await provider.begin(BACK);
  const url = new URL(location);
  const request = requestIn(location);
  assert.match(request, new RegExp(`ID="${JSON.parse(kept).requestId}"`));
  assert.match(request, /Destination="https:\/\/idp\.example\/sso"/);
  assert.match(request, /ForceAuthn="true"/);
  assert.match(request, /Comparison="minimum".*https:\/\/www\.spid\.gov\.it\/SpidL2/s);
  assert.match(request, /AttributeConsumingServiceIndex="0"/);
  assert.ok(request.includes(`AssertionConsumerServiceURL="${BACK}"`));
  const signed = ['SAMLRequest', 'SigAlg']
    .map((name) => `${name}=${encodeURIComponent(url.searchParams.get(name)!)}`)
    .join('&');
  const { publicKey } = new X509Certificate(own.cert);
  assert.ok(createVerify('sha256').update(signed).verify(publicKey, url.searchParams.get('Signature')!, 'base64'));
});

test('what the provider signed of this journey is believed', async () => {
  const told = 'TINIT-RSSMRA80A01H501U https://www.spid.gov.it/SpidL2 Mario Rossi sub-7';
  assert.equal(await answered(), told);
  assert.match(await answered({ level: 'https://www.spid.gov.it/SpidL3' }), /SpidL3/);
});

test('signed by somebody else, half, weakly, or changed since, it is not', async () => {
  assert.match(await answered({}, stranger.key), /Invalid document signature/);
  assert.match(await answered({ unsigned: 'response' }), /Invalid document signature/);
  assert.match(await answered({ unsigned: 'assertion' }), /Invalid signature/);
  assert.match(await answered({ algorithm: 'sha1' }), /signed with .*sha1/);
  const forged = (xml: string) => xml.replace('RSSMRA80A01H501U', 'VRDLGI75T10F205Z');
  assert.match(await answered({ tamper: forged }), /Invalid document signature/);
});

test('clocks of two providers may differ by a minute, and by no more', async () => {
  const told = await Promise.all([50_000, -150_000, 90_000, -200_000].map((ms) => answered({}, idp.key, ms)));
  assert.match(told[0]!, /^TINIT/);
  assert.match(told[1]!, /^TINIT/);
  assert.match(told[2]!, /^IdentityRefused.*not yet valid/);
  assert.match(told[3]!, /^IdentityRefused.*(expired|No valid subject)/);
});

test('signature wrapping: a forged assertion beside, before or around the signed one is never read', async () => {
  const forge = (assertion: string) =>
    assertion
      .replace('ID="_a1"', 'ID="_evil"')
      .replace('RSSMRA80A01H501U', 'VRDLGI75T10F205Z')
      .replace(/<ds:Signature.*?<\/ds:Signature>/s, '');
  const assertionIn = (xml: string) => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)![0];
  const ways: readonly ((xml: string) => string)[] = [
    (xml) => xml.replace(assertionIn(xml), (one) => forge(one) + one),
    (xml) => xml.replace(assertionIn(xml), (one) => one + forge(one)),
    (xml) => xml.replace(assertionIn(xml), (one) => forge(one).replace('</saml:Assertion>', `${one}</saml:Assertion>`)),
    (xml) => {
      const original = xml.replace(/ ID="_r1"/, ' ID="_r1"');
      const evil = xml.replace('ID="_r1"', 'ID="_evil"').replace(/<ds:Signature.*?<\/ds:Signature>/s, '');
      return evil
        .replace(assertionIn(evil), (one) => forge(one))
        .replace('</samlp:Status>', `</samlp:Status><samlp:Extensions>${original}</samlp:Extensions>`);
    },
    // A comment splits what is read of the text in some readers.
    (xml) => xml.replace('RSSMRA80A01H501U', 'RSSMRA80A01H501U<!-- -->X'),
  ];
  for (const [at, tamper] of ways.entries()) assert.match(await answered({ tamper }), /^IdentityRefused/, `way ${at}`);
});

test('meant for others, of another journey, too old, too weak, or declined, it is not believed', async () => {
  const cases: readonly (readonly [Partial<TestResponse>, RegExp])[] = [
    [{ audience: 'https://other.example' }, /audience/i],
    [{ issuer: 'https://evil.example' }, /another provider|issuer/i],
    [{ destination: 'https://other.example/back' }, /another place/],
    [{ recipient: 'https://other.example/back' }, /another place|Recipient/],
    [{ requestId: '_somebody-elses' }, /InResponseTo/],
    [{ assertionInResponseTo: '_somebody-elses' }, /InResponseTo|another request/],
    [{ notOnOrAfter: new Date(Date.now() - 120_000).toISOString() }, /expired|No valid subject confirmation/],
    [{ level: 'https://www.spid.gov.it/SpidL1' }, /^IdentityTooWeak.*level/],
    [{ status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }, /success/],
  ];
  for (const [change, why] of cases) assert.match(await answered(change), why, JSON.stringify(change));
  await assert.rejects(provider.finish({}, NOTHING), IdentityRefused);
  await assert.rejects(provider.finish({ SAMLResponse: 'x'.repeat(300_000) }, NOTHING), IdentityRefused);
  await assert.rejects(
    provider.finish(
      { SAMLResponse: Buffer.from('<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>').toString('base64') },
      NOTHING,
    ),
    IdentityRefused,
  );
});

test('what a provider must know of us is told as metadata', () => {
  const metadata = provider.metadata!({ callbackUrls: [BACK], logoutUrls: [OUT] });
  assert.match(metadata, /entityID="https:\/\/webmail\.alfa\.example\/spid"/);
  assert.ok(metadata.includes(`Location="${BACK}"`) && metadata.includes('WantAssertionsSigned="true"'));
  assert.match(metadata, /<md:SingleLogoutService Binding="[^"]+HTTP-Redirect" Location="[^"]+\/logout">/);
});
