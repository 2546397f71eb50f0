import { createHash, createSign } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';

/** A SAML identity provider in a test: writes responses octet by octet in canonical form, so that it signs without a library. */
export interface TestResponse {
  readonly requestId: string;
  readonly callbackUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly level?: string;
  readonly fiscalNumber?: string;
  readonly recipient?: string;
  readonly destination?: string;
  readonly assertionInResponseTo?: string;
  readonly notOnOrAfter?: string;
  readonly status?: string;
  readonly algorithm?: 'sha256' | 'sha1';
  /** Leaves out a signature. */
  readonly unsigned?: 'response' | 'assertion';
  /** Changes what is signed already. */
  tamper?(xml: string): string;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';
const METHODS = {
  sha256: ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmlenc#sha256'],
  sha1: [`${DSIG}rsa-sha1`, `${DSIG}sha1`],
} as const;

/** The enveloped signature over an element that is written canonically (XML Signature 4; Exclusive XML Canonicalization). */
export function signatureOf(canonical: string, id: string, key: string, algorithm: 'sha256' | 'sha1'): string {
  const [method, digest] = METHODS[algorithm];
  const value = createHash(algorithm).update(canonical).digest('base64');
  const info =
    `<ds:CanonicalizationMethod Algorithm="${EXC}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${method}"></ds:SignatureMethod>` +
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${DSIG}enveloped-signature"></ds:Transform>` +
    `<ds:Transform Algorithm="${EXC}"></ds:Transform></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${digest}"></ds:DigestMethod><ds:DigestValue>${value}</ds:DigestValue></ds:Reference>`;
  const signed = createSign(algorithm).update(`<ds:SignedInfo xmlns:ds="${DSIG}">${info}</ds:SignedInfo>`);
  return (
    `<ds:Signature xmlns:ds="${DSIG}"><ds:SignedInfo>${info}</ds:SignedInfo>` +
    `<ds:SignatureValue>${signed.sign(key, 'base64')}</ds:SignatureValue></ds:Signature>`
  );
}

/** Base64, as the form brings it. */
export function samlResponse(given: TestResponse, key: string, now: number): string {
  const { requestId, callbackUrl, issuer, audience, algorithm = 'sha256', unsigned } = given;
  const at = (ms: number) => new Date(now + ms).toISOString();
  const level = given.level ?? 'https://www.spid.gov.it/SpidL2';
  const until = given.notOnOrAfter ?? at(120_000);
  const attribute = (name: string, value: string) =>
    `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
  const head = `<saml:Assertion xmlns:saml="${SAML}" ID="_a1" IssueInstant="${at(0)}" Version="2.0"><saml:Issuer>${issuer}</saml:Issuer>`;
  const rest =
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">sub-7</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData ` +
    `InResponseTo="${given.assertionInResponseTo ?? requestId}" NotOnOrAfter="${until}" Recipient="${given.recipient ?? callbackUrl}">` +
    `</saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${at(-5_000)}" NotOnOrAfter="${until}"><saml:AudienceRestriction>` +
    `<saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}" SessionIndex="s1"><saml:AuthnContext>` +
    `<saml:AuthnContextClassRef>${level}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attribute('name', 'Mario')}${attribute('familyName', 'Rossi')}` +
    `${attribute('fiscalNumber', given.fiscalNumber ?? 'TINIT-RSSMRA80A01H501U')}</saml:AttributeStatement></saml:Assertion>`;
  const signed = unsigned === 'assertion' ? '' : signatureOf(head + rest, '_a1', key, algorithm);
  const assertion = head + signed + rest;
  const open =
    `<samlp:Response xmlns:samlp="${SAMLP}" Destination="${given.destination ?? callbackUrl}" ID="_r1" InResponseTo="${requestId}" ` +
    `IssueInstant="${at(0)}" Version="2.0"><saml:Issuer xmlns:saml="${SAML}">${issuer}</saml:Issuer>`;
  const status = given.status ?? 'urn:oasis:names:tc:SAML:2.0:status:Success';
  const body = `<samlp:Status><samlp:StatusCode Value="${status}"></samlp:StatusCode></samlp:Status>${assertion}</samlp:Response>`;
  const whole = open + (unsigned === 'response' ? '' : signatureOf(open + body, '_r1', key, algorithm)) + body;
  return Buffer.from(given.tamper?.(whole) ?? whole).toString('base64');
}

/** What stands in the request that the browser carried there. */
export function requestIn(location: string): string {
  const carried = new URL(location).searchParams.get('SAMLRequest') ?? '';
  return inflateRawSync(Buffer.from(carried, 'base64')).toString('utf8');
}
