import { child, children, textOf } from '#adapters/identity-saml';
import { readXml, type XmlElement } from '#xml';
import { isSignedBy } from './saml-signatures.ts';

/** Who was registered with the test identity provider: a name, a key, and where its metadata are. */
export interface RelyingParty {
  readonly entityId: string;
  /** PEM. */
  readonly certificate: string;
  readonly metadataUrl: string;
}

/** What the metadata of a relying party say. */
export interface PartyMetadata {
  /** Where it takes responses, by index. */
  readonly consumers: ReadonlyMap<string, string>;
  /** Where it takes messages of single logout (HTTP-Redirect). */
  readonly logoutUrls: readonly string[];
  /** Names of the attributes it asks for, by index of the set. */
  readonly attributeSets: ReadonlyMap<string, readonly string[]>;
}

const MAX_METADATA = 200_000;
const TIMEOUT_MS = 5_000;
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** Its metadata as they are now, signed by the key that was registered. Throws in one sentence for people. */
export async function readParty({ entityId, certificate, metadataUrl }: RelyingParty): Promise<PartyMetadata> {
  const answer = await fetch(metadataUrl, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  const text = await answer.text();
  if (!answer.ok || text.length > MAX_METADATA) throw new Error(`i metadata di ${entityId} non si leggono`);
  const { root } = readXml(new TextEncoder().encode(text));
  if (root.attributes.get('entityID') !== entityId) throw new Error(`i metadata non sono di ${entityId}`);
  if (!isSignedBy(text, root, certificate))
    throw new Error(`i metadata di ${entityId} non sono firmati dalla sua chiave`);
  const descriptor = child(root, 'SPSSODescriptor');
  const bound = (name: string, binding: string) =>
    children(descriptor, name).filter(({ attributes }) => attributes.get('Binding') === binding);
  const at = (name: string) => (one: XmlElement) => one.attributes.get(name) ?? '';
  return {
    consumers: new Map(bound('AssertionConsumerService', POST).map((one) => [at('index')(one), at('Location')(one)])),
    logoutUrls: bound('SingleLogoutService', REDIRECT).map(at('Location')),
    attributeSets: new Map(
      children(descriptor, 'AttributeConsumingService')
        .filter((one) => textOf(child(one, 'ServiceName')) !== '')
        .map((one) => [at('index')(one), children(one, 'RequestedAttribute').map(at('Name'))]),
    ),
  };
}
