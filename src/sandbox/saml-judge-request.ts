import { child, children, textOf } from '#adapters/identity-saml';
import type { XmlElement } from '#xml';
import type { PartyMetadata } from './saml-relying-party.ts';

/** What is asked of the test identity provider, once judged. */
export interface JudgedRequest {
  readonly id: string;
  readonly consumerUrl: string;
  /** 1 to 3. */
  readonly level: number;
  readonly attributes: readonly string[];
}

export const ENTITY_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
export const TRANSIENT_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const COMPARISONS = ['exact', 'minimum', 'better', 'maximum'];
const FRESH_MS = 300_000;
/** What is told where nothing else is asked for. */
const EVERYTHING = ['fiscalNumber', 'name', 'familyName', 'dateOfBirth'];

/**
 * Judges a request whose signature holds, as strictly as a provider of SPID has to (SPID regole tecniche, AuthnRequest and its table of
 * anomalies). Answers what is wrong with it, in Italian, or what is asked.
 */
export function judgeRequest(
  root: XmlElement,
  given: { readonly ssoUrl: string; readonly party: PartyMetadata; readonly now: number },
): JudgedRequest | string {
  const { ssoUrl, party, now } = given;
  const said = (name: string) => root.attributes.get(name);
  const id = said('ID') ?? '';
  if (!/^[A-Za-z_][\w.-]*$/.test(id)) return 'ID: manca o non è valido';
  if (said('Version') !== '2.0') return 'Version: non è 2.0';
  if (!(Math.abs(now - Date.parse(said('IssueInstant') ?? '')) <= FRESH_MS)) return 'IssueInstant: non è di adesso';
  if (said('Destination') !== ssoUrl) return `Destination: non è ${ssoUrl}`;
  if (said('IsPassive') !== undefined) return 'IsPassive: non deve esserci';
  const wrong = wrongIssuer(child(root, 'Issuer')) ?? wrongPolicy(child(root, 'NameIDPolicy'));
  if (wrong !== undefined) return wrong;
  const consumerUrl = consumerOf(said, party);
  if (consumerUrl === undefined) return 'AssertionConsumerService: non è nei metadata';
  const context = child(root, 'RequestedAuthnContext');
  const [level, another] = children(context, 'AuthnContextClassRef').map(textOf);
  const number = Number(/^https:\/\/www\.spid\.gov\.it\/SpidL([123])$/.exec(level ?? '')?.[1] ?? 0);
  if (number === 0 || another !== undefined)
    return 'AuthnContextClassRef: non è un solo livello SpidL1, SpidL2 o SpidL3';
  if (!COMPARISONS.includes(context?.attributes.get('Comparison') ?? 'exact')) return 'Comparison: non è previsto';
  if (number > 1 && said('ForceAuthn') !== 'true') return 'ForceAuthn: dal livello 2 deve essere true';
  const set = said('AttributeConsumingServiceIndex');
  const attributes = set === undefined ? EVERYTHING : party.attributeSets.get(set);
  if (attributes === undefined) return 'AttributeConsumingServiceIndex: non è nei metadata';
  return { id, consumerUrl, level: number, attributes };
}

function wrongIssuer(issuer: XmlElement | undefined): string | undefined {
  if (issuer?.attributes.get('Format') !== ENTITY_FORMAT) return 'Issuer: Format non è entity';
  return (issuer.attributes.get('NameQualifier') ?? '') === '' ? 'Issuer: manca NameQualifier' : undefined;
}

function wrongPolicy(policy: XmlElement | undefined): string | undefined {
  if (policy?.attributes.get('Format') !== TRANSIENT_FORMAT) return 'NameIDPolicy: Format non è transient';
  return policy.attributes.has('AllowCreate') ? 'NameIDPolicy: AllowCreate non deve esserci' : undefined;
}

/** By index, or by address and binding: never both. */
function consumerOf(said: (name: string) => string | undefined, { consumers }: PartyMetadata): string | undefined {
  const [index, url] = [said('AssertionConsumerServiceIndex'), said('AssertionConsumerServiceURL')];
  if (index !== undefined) return url === undefined ? consumers.get(index) : undefined;
  return said('ProtocolBinding') === POST && [...consumers.values()].includes(url ?? '') ? url : undefined;
}
