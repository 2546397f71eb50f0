import { canonical } from './canonical-xml.ts';

/** What every message of ours begins with. */
export interface MessageHead {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly issuedAt: string;
  readonly destination: string;
  /** Our own name. */
  readonly issuer: string;
}

/** Whose session, as the provider named him in its assertion (SAML core 3.7.1). */
export interface SamlSession {
  readonly nameId: string;
  readonly format?: string | undefined;
  readonly nameQualifier?: string | undefined;
  readonly spNameQualifier?: string | undefined;
  readonly sessionIndex?: string | undefined;
}

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';

/** Asks that somebody be identified anew, at this level or above, and answered by a form (SPID regole tecniche, AuthnRequest). */
export function authnRequest(
  head: MessageHead,
  asked: { readonly callbackUrl: string; readonly level: string; readonly attributeSet?: string | undefined },
): string {
  const { callbackUrl, level, attributeSet } = asked;
  const more = {
    AssertionConsumerServiceURL: callbackUrl,
    ...(attributeSet !== undefined && { AttributeConsumingServiceIndex: attributeSet }),
    ...{ ForceAuthn: 'true', ProtocolBinding: POST },
  };
  return message('AuthnRequest', head, more, [
    canonical('samlp:NameIDPolicy', { Format: TRANSIENT }),
    canonical('samlp:RequestedAuthnContext', { Comparison: 'minimum' }, [
      canonical('saml:AuthnContextClassRef', { 'xmlns:saml': ASSERTION }, level),
    ]),
  ]);
}

/** Asks that a session end there as well (SAML profiles 4.4). */
export function logoutRequest(head: MessageHead, session: SamlSession): string {
  const { nameId, format = TRANSIENT, nameQualifier, spNameQualifier, sessionIndex } = session;
  const qualified = {
    ...{ 'xmlns:saml': ASSERTION, Format: format },
    ...(nameQualifier !== undefined && { NameQualifier: nameQualifier }),
    ...(spNameQualifier !== undefined && { SPNameQualifier: spNameQualifier }),
  };
  return message('LogoutRequest', head, {}, [
    canonical('saml:NameID', qualified, nameId),
    ...(sessionIndex === undefined ? [] : [canonical('samlp:SessionIndex', {}, sessionIndex)]),
  ]);
}

export function logoutResponse(head: MessageHead, inResponseTo: string, hasEnded: boolean): string {
  const code = hasEnded
    ? canonical('samlp:StatusCode', { Value: `${STATUS}Success` })
    : canonical('samlp:StatusCode', { Value: `${STATUS}Requester` }, [
        canonical('samlp:StatusCode', { Value: `${STATUS}UnknownPrincipal` }),
      ]);
  return message('LogoutResponse', head, { InResponseTo: inResponseTo }, [canonical('samlp:Status', {}, [code])]);
}

/** The issuer says that it is one, and in whose realm (SPID regole tecniche: Format, NameQualifier). */
function message(
  name: string,
  { id, issuedAt, destination, issuer }: MessageHead,
  more: Readonly<Record<string, string>>,
  content: readonly string[],
): string {
  const all = { ...more, Destination: destination, ID: id, IssueInstant: issuedAt, Version: '2.0' };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const named = { 'xmlns:saml': ASSERTION, Format: ENTITY, NameQualifier: issuer };
  return canonical(`samlp:${name}`, { 'xmlns:samlp': PROTOCOL, ...sorted }, [
    canonical('saml:Issuer', named, issuer),
    ...content,
  ]);
}
