import { type Profile, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { hex } from '#mime';
import { type DigitalIdentity, type IdentityProvider, IdentityRefused, IdentityTooWeak, type Random } from '#ports';
import { readXml, type XmlElement } from '#xml';
import { checkResponse, child, levelIn, levelOf } from './check-response.ts';
import { type FederationEntry, spidMetadata } from './spid-metadata.ts';

export interface SamlProviderOptions {
  readonly id: string;
  readonly name: string;
  /** Of the identity provider, exactly as it signs it. */
  readonly entityId: string;
  /** Where it takes requests (HTTP-Redirect). */
  readonly entryPoint: string;
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
}

/** Our request, and where it is to be answered. */
interface Journey {
  readonly requestId: string;
  readonly callbackUrl: string;
}

const ID_OCTETS = 20;
/** Of the attributes that our metadata name. */
const FIRST_SET = '0';
/** Clocks of two providers differ by some seconds. */
const SKEW_MS = 60_000;
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
/** Since when the request stands, for the library: how long a journey may last is judged by whoever keeps it. */
const NEVER_OLD = '9999-01-01T00:00:00Z';
/** Octets of a response in base64. */
const MAX_RESPONSE = 200_000;

/** A provider of identities over SAML 2.0: signed requests, responses and assertions both signed, answered once (SPID regole tecniche). */
export function openSamlProvider(options: SamlProviderOptions): IdentityProvider {
  const { id, name, random, entityId, level, own } = options;
  return {
    id,
    name,
    protocol: 'saml',
    async begin(callbackUrl) {
      // An XML id may not begin with a digit.
      const journey: Journey = { requestId: `_${hex(random.bytes(ID_OCTETS))}`, callbackUrl };
      const location = await samlFor(options, journey).getAuthorizeUrlAsync('', undefined, {});
      return { location, kept: JSON.stringify(journey) };
    },
    async finish({ SAMLResponse = '' }, kept) {
      const journey = JSON.parse(kept) as Journey;
      if (SAMLResponse === '' || SAMLResponse.length > MAX_RESPONSE)
        throw new IdentityRefused(`${name}: no response came`);
      const { profile } = await samlFor(options, journey)
        .validatePostResponseAsync({ SAMLResponse })
        .catch((cause: unknown) => {
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
    knownAs: own.entityId,
    metadata(callbackUrls) {
      const { federation } = own;
      const attributeSet = options.attributeSet ?? FIRST_SET;
      if (federation !== undefined) return spidMetadata(own, federation, { callbackUrls, attributeSet });
      const journey = { requestId: '_', callbackUrl: callbackUrls[0]! };
      return samlFor(options, journey).generateServiceProviderMetadata(null, own.certificate);
    },
  };
}

/** One for each journey: it believes an answer to this request alone. */
function samlFor(options: SamlProviderOptions, { requestId, callbackUrl }: Journey): SAML {
  const { own } = options;
  const attributeSet = options.attributeSet ?? (own.federation && FIRST_SET);
  return new SAML({
    issuer: own.entityId,
    audience: own.entityId,
    callbackUrl,
    entryPoint: options.entryPoint,
    idpIssuer: options.entityId,
    idpCert: [...options.certificates],
    privateKey: own.key,
    publicCert: own.certificate,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    identifierFormat: TRANSIENT,
    authnContext: [options.level],
    racComparison: 'minimum',
    forceAuthn: true,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
    acceptedClockSkewMs: SKEW_MS,
    generateUniqueId: () => requestId,
    signMetadata: true,
    ...(attributeSet !== undefined && { attributeConsumingServiceIndex: attributeSet }),
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
  return { subject: profile.nameID, fiscalNumber, level, ...(name !== '' && { name }) };
}
