import { canonical, envelopedSignature, keyInfo } from '#adapters/identity-saml';
import { ENTITY_FORMAT, TRANSIENT_FORMAT } from './saml-judge-request.ts';

/** Who signs: the test identity provider. PEM. */
export interface SamlIssuer {
  readonly entityId: string;
  readonly key: string;
  readonly certificate: string;
}

/** What a response says; whoever tries a relying party makes single things of it untrue. */
export interface ResponseTerms {
  readonly id: string;
  readonly assertionId: string;
  readonly requestId: string;
  readonly consumerUrl: string;
  readonly recipient: string;
  readonly audience: string;
  readonly issuedAt: string;
  readonly until: string;
  readonly nameId: string;
  readonly sessionIndex: string;
  readonly level: number;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly isUnsigned?: 'response' | 'assertion';
}

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:';
const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
export const levelName = (level: number): string => `https://www.spid.gov.it/SpidL${level}`;

/** Canonical: a prefix is declared once, where it is used first. */
const issuerOf = ({ entityId }: SamlIssuer, isDeclared = false) =>
  canonical('saml:Issuer', { ...(!isDeclared && { 'xmlns:saml': ASSERTION }), Format: ENTITY_FORMAT }, entityId);

/** An element signed in its own envelope; the signature stands behind the issuer, as the schema has it. */
function signed(
  issuer: SamlIssuer,
  [name, attributes, content]: readonly [string, Readonly<Record<string, string>>, readonly string[]],
  isUnsigned = false,
): string {
  const whole = (inside: readonly string[]) =>
    canonical(name, attributes, [issuerOf(issuer, 'xmlns:saml' in attributes), ...inside]);
  if (isUnsigned) return whole(content);
  return whole([envelopedSignature(whole(content), attributes.ID!, issuer), ...content]);
}

/** Somebody was identified (SPID regole tecniche, Response and Assertion): both signed. */
export function successResponse(issuer: SamlIssuer, terms: ResponseTerms): string {
  const { issuedAt, until, requestId } = terms;
  const confirmation = { InResponseTo: requestId, NotOnOrAfter: until, Recipient: terms.recipient };
  const name = { Format: TRANSIENT_FORMAT, NameQualifier: issuer.entityId };
  const assertion = signed(
    issuer,
    [
      'saml:Assertion',
      { 'xmlns:saml': ASSERTION, ID: terms.assertionId, IssueInstant: issuedAt, Version: '2.0' },
      [
        canonical('saml:Subject', {}, [
          canonical('saml:NameID', name, terms.nameId),
          canonical('saml:SubjectConfirmation', { Method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer' }, [
            canonical('saml:SubjectConfirmationData', confirmation),
          ]),
        ]),
        canonical('saml:Conditions', { NotBefore: issuedAt, NotOnOrAfter: until }, [
          canonical('saml:AudienceRestriction', {}, [canonical('saml:Audience', {}, terms.audience)]),
        ]),
        canonical('saml:AuthnStatement', { AuthnInstant: issuedAt, SessionIndex: terms.sessionIndex }, [
          canonical('saml:AuthnContext', {}, [canonical('saml:AuthnContextClassRef', {}, levelName(terms.level))]),
        ]),
        canonical(
          'saml:AttributeStatement',
          {},
          terms.attributes.map(([Name, value]) =>
            canonical('saml:Attribute', { Name, NameFormat: BASIC }, [canonical('saml:AttributeValue', {}, value)]),
          ),
        ),
      ],
    ],
    terms.isUnsigned === 'assertion',
  );
  return response(issuer, terms, [status('Success'), assertion], terms.isUnsigned === 'response');
}

/** Nobody was identified: why, by its number in SPID's table of anomalies. */
export function anomalyResponse(
  issuer: SamlIssuer,
  terms: Pick<ResponseTerms, 'id' | 'requestId' | 'consumerUrl' | 'issuedAt'>,
  number: number,
): string {
  return response(issuer, terms, [status('Responder', 'AuthnFailed', `ErrorCode nr${number}`)]);
}

function response(
  issuer: SamlIssuer,
  { id, requestId, consumerUrl, issuedAt }: Pick<ResponseTerms, 'id' | 'requestId' | 'consumerUrl' | 'issuedAt'>,
  content: readonly string[],
  isUnsigned = false,
): string {
  const head = { Destination: consumerUrl, ID: id, InResponseTo: requestId, IssueInstant: issuedAt, Version: '2.0' };
  return signed(issuer, ['samlp:Response', { 'xmlns:samlp': PROTOCOL, ...head }, content], isUnsigned);
}

function status(code: string, inner?: string, message?: string): string {
  const nested = inner === undefined ? '' : [canonical('samlp:StatusCode', { Value: STATUS + inner })];
  return canonical('samlp:Status', {}, [
    canonical('samlp:StatusCode', { Value: STATUS + code }, nested),
    ...(message === undefined ? [] : [canonical('samlp:StatusMessage', {}, message)]),
  ]);
}

interface LogoutHead {
  readonly id: string;
  readonly issuedAt: string;
  readonly destination: string;
}

/** Not signed: the query that carries it is. */
export function logoutAnswer(issuer: SamlIssuer, head: LogoutHead, requestId: string, hasEnded: boolean): string {
  const { id, issuedAt, destination } = head;
  const attributes = {
    Destination: destination,
    ID: id,
    InResponseTo: requestId,
    IssueInstant: issuedAt,
    Version: '2.0',
  };
  const result = hasEnded ? status('Success') : status('Requester', 'UnknownPrincipal');
  return canonical('samlp:LogoutResponse', { 'xmlns:samlp': PROTOCOL, ...attributes }, [issuerOf(issuer), result]);
}

export function logoutOrder(
  issuer: SamlIssuer,
  { id, issuedAt, destination }: LogoutHead,
  session: { readonly nameId: string; readonly sessionIndex: string },
): string {
  const name = { 'xmlns:saml': ASSERTION, Format: TRANSIENT_FORMAT, NameQualifier: issuer.entityId };
  const attributes = { Destination: destination, ID: id, IssueInstant: issuedAt, Version: '2.0' };
  return canonical('samlp:LogoutRequest', { 'xmlns:samlp': PROTOCOL, ...attributes }, [
    issuerOf(issuer),
    canonical('saml:NameID', name, session.nameId),
    canonical('samlp:SessionIndex', {}, session.sessionIndex),
  ]);
}

/** What a relying party must know of it, signed. */
export function providerMetadata(
  issuer: SamlIssuer,
  {
    ssoUrl,
    sloUrl,
    attributes,
  }: { readonly ssoUrl: string; readonly sloUrl: string; readonly attributes: readonly string[] },
): string {
  const at = (name: string, binding: string, Location: string) =>
    canonical(`md:${name}`, { Binding: BINDING + binding, Location });
  const descriptor = canonical(
    'md:IDPSSODescriptor',
    { WantAuthnRequestsSigned: 'true', protocolSupportEnumeration: PROTOCOL },
    [
      canonical('md:KeyDescriptor', { use: 'signing' }, [keyInfo(issuer.certificate)]),
      at('SingleLogoutService', 'HTTP-Redirect', sloUrl),
      canonical('md:NameIDFormat', {}, TRANSIENT_FORMAT),
      at('SingleSignOnService', 'HTTP-Redirect', ssoUrl),
      at('SingleSignOnService', 'HTTP-POST', ssoUrl),
      ...attributes.map((Name) => canonical('saml:Attribute', { 'xmlns:saml': ASSERTION, Name, NameFormat: BASIC })),
    ],
  );
  const entity = (inside: readonly string[]) =>
    canonical('md:EntityDescriptor', { 'xmlns:md': METADATA, ID: '_prova', entityID: issuer.entityId }, inside);
  return entity([envelopedSignature(entity([descriptor]), '_prova', issuer), descriptor]);
}
