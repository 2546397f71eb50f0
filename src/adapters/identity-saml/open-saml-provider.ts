import { type Profile, SAML, SamlStatusError, ValidateInResponseTo } from '@node-saml/node-saml';
import { hex } from '#mime';
import {
  type DigitalIdentity,
  type IdentityProvider,
  IdentityRefused,
  type IdentitySession,
  IdentityTooWeak,
  type LegalTime,
  type Random,
} from '#ports';
import { readXml, type XmlElement } from '#xml';
import { anomalyOf } from './anomalies.ts';
import { checkLogoutRequest, isEndedBy } from './check-logout.ts';
import { checkResponse, child, levelIn, levelOf, SKEW_MS, textOf } from './check-response.ts';
import { authnRequest, logoutRequest, logoutResponse, type MessageHead, type SamlSession } from './compose-messages.ts';
import { readRedirect, signedRedirect } from './redirect-binding.ts';
import { type FederationEntry, spidMetadata } from './spid-metadata.ts';

export interface SamlProviderOptions {
  readonly id: string;
  readonly name: string;
  /** Of the identity provider, exactly as it signs it. */
  readonly entityId: string;
  /** Where it takes requests (HTTP-Redirect). */
  readonly entryPoint: string;
  /** Where it takes requests and answers of single logout (HTTP-Redirect); absent: it has none. */
  readonly logoutUrl?: string | undefined;
  /** PEM: whose signatures are believed; two while it changes keys. */
  readonly certificates: readonly string[];
  readonly own: {
    readonly entityId: string;
    /** PEM. */
    readonly key: string;
    readonly certificate: string;
    /** Absent: metadata for a provider of one body, which asks no federation. */
    readonly federation?: FederationEntry | undefined;
  };
  /** The least level: `https://www.spid.gov.it/SpidL2`. */
  readonly level: string;
  /** Which attributes are asked for, as our metadata number them. */
  readonly attributeSet?: string | undefined;
  /** Attribute that holds the tax code. */
  readonly fiscalNumberAttribute: string;
  readonly random: Random;
  /** Real time, as the provider of identities has it. */
  readonly clock: LegalTime;
}

/** Our request, and where it is to be answered. */
interface Journey {
  readonly requestId: string;
  readonly callbackUrl: string;
}

const ID_OCTETS = 20;
/** Of the attributes that our metadata name. */
const FIRST_SET = '0';
/** Since when the request stands, for the library: how long a journey may last is judged by whoever keeps it. */
const NEVER_OLD = '9999-01-01T00:00:00Z';
/** Octets of a response in base64. */
const MAX_RESPONSE = 200_000;

/** A provider of identities over SAML 2.0: signed requests, responses and assertions both signed, answered once (SPID regole tecniche). */
export function openSamlProvider(options: SamlProviderOptions): IdentityProvider {
  const { id, name, random, entityId, level, own } = options;
  /** An XML id may not begin with a digit. */
  const newId = () => `_${hex(random.bytes(ID_OCTETS))}`;
  const headTo = (destination: string, as = newId()): MessageHead => {
    return { id: as, issuedAt: new Date(options.clock.now()).toISOString(), destination, issuer: own.entityId };
  };
  return {
    id,
    name,
    protocol: 'saml',
    async begin(callbackUrl) {
      const journey: Journey = { requestId: newId(), callbackUrl };
      const attributeSet = options.attributeSet ?? (own.federation && FIRST_SET);
      const request = authnRequest(headTo(options.entryPoint, journey.requestId), { callbackUrl, level, attributeSet });
      const location = signedRedirect(options.entryPoint, 'SAMLRequest', request, own.key);
      return { location, kept: JSON.stringify(journey) };
    },
    async finish({ SAMLResponse = '' }, kept) {
      const journey = JSON.parse(kept) as Journey;
      if (SAMLResponse === '' || SAMLResponse.length > MAX_RESPONSE)
        throw new IdentityRefused(`${name}: no response came`);
      const { profile } = await samlFor(options, journey)
        .validatePostResponseAsync({ SAMLResponse })
        .catch((cause: unknown) => {
          // The library has seen by then that the whole answer is signed.
          if (cause instanceof SamlStatusError) throw anomalyOf(readResponse(SAMLResponse, name), name, cause);
          throw new IdentityRefused(`${name}: not to be believed: ${String(cause)}`, { cause });
        });
      const response = readResponse(SAMLResponse, name);
      const why = profile === null ? 'it says nothing' : checkResponse(response, { ...journey, entityId });
      if (why !== undefined || profile === null) throw new IdentityRefused(`${name}: ${why}`);
      const identity = identityOf(profile, response, options);
      if (levelOf(identity.level) < levelOf(level))
        throw new IdentityTooWeak(`${name}: its level is "${identity.level}", ${level} is demanded`);
      return identity;
    },
    ...singleLogout(options, newId, headTo),
    knownAs: own.entityId,
    metadata: (ours) => spidMetadata(own, own.federation, { ...ours, attributeSet: options.attributeSet ?? FIRST_SET }),
  };
}

/** Sessions end on both sides: on our word, and on the provider's (SAML profiles 4.4, by HTTP-Redirect). */
function singleLogout(
  { name, entityId, logoutUrl, certificates, own, clock }: SamlProviderOptions,
  newId: () => string,
  headTo: (destination: string, as?: string) => MessageHead,
): Pick<IdentityProvider, 'leave' | 'hasLeft' | 'askedToEnd'> {
  if (logoutUrl === undefined) return {};
  return {
    async leave(session, backUrl) {
      const journey: Journey = { requestId: newId(), callbackUrl: backUrl };
      const request = logoutRequest(headTo(logoutUrl, journey.requestId), JSON.parse(session) as SamlSession);
      return {
        location: signedRedirect(logoutUrl, 'SAMLRequest', request, own.key),
        kept: JSON.stringify(journey),
      };
    },
    hasLeft(query, kept) {
      const { requestId, callbackUrl } = JSON.parse(kept) as Journey;
      const { root } = readRedirect(query, 'SAMLResponse', certificates);
      return isEndedBy(root, { url: callbackUrl, entityId }, requestId);
    },
    askedToEnd(query, url) {
      const { root, relayState } = readRedirect(query, 'SAMLRequest', certificates);
      const why = checkLogoutRequest(root, { url, entityId }, clock.now());
      if (why !== undefined) throw new IdentityRefused(`${name}: ${why}`);
      const knownAs = knownAsOf(textOf(child(root, 'NameID')), textOf(child(root, 'SessionIndex')));
      const asked = root.attributes.get('ID')!;
      return {
        knownAs,
        answer: (hasEnded) =>
          signedRedirect(
            logoutUrl,
            'SAMLResponse',
            logoutResponse(headTo(logoutUrl), asked, hasEnded),
            own.key,
            relayState,
          ),
      };
    },
  };
}

const knownAsOf = (nameId: string, sessionIndex: string) => JSON.stringify([nameId, sessionIndex]);

/** One for each journey: it believes an answer to this request alone. */
function samlFor(options: SamlProviderOptions, { requestId, callbackUrl }: Journey): SAML {
  const { own } = options;
  return new SAML({
    issuer: own.entityId,
    audience: own.entityId,
    callbackUrl,
    entryPoint: options.entryPoint,
    idpIssuer: options.entityId,
    idpCert: [...options.certificates],
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
    acceptedClockSkewMs: SKEW_MS,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async (asked) => (asked === requestId ? NEVER_OLD : null),
      removeAsync: async () => null,
    },
  });
}

function readResponse(base64: string, name: string): XmlElement {
  try {
    return readXml(Buffer.from(base64, 'base64')).root;
  } catch (cause) {
    throw new IdentityRefused(`${name}: not to be read: ${String(cause)}`, { cause });
  }
}

function identityOf(profile: Profile, response: XmlElement, options: SamlProviderOptions): DigitalIdentity {
  const said = (attribute: string) => (typeof profile[attribute] === 'string' ? profile[attribute] : undefined);
  const fiscalNumber = said(options.fiscalNumberAttribute);
  if (fiscalNumber === undefined)
    throw new IdentityRefused(`${options.name}: it gives no ${options.fiscalNumberAttribute}`);
  const name = [said('name'), said('familyName')].filter((one) => one !== undefined).join(' ');
  const level = levelIn(child(response, 'Assertion')!);
  return { subject: profile.nameID, fiscalNumber, level, ...(name !== '' && { name }), session: sessionOf(profile) };
}

/** What single logout will name: exactly what the assertion said. */
function sessionOf({ nameID, nameIDFormat, nameQualifier, spNameQualifier, sessionIndex }: Profile): IdentitySession {
  const session: SamlSession = { nameId: nameID, format: nameIDFormat, nameQualifier, spNameQualifier, sessionIndex };
  return { kept: JSON.stringify(session), knownAs: [knownAsOf(nameID, sessionIndex ?? '')] };
}
