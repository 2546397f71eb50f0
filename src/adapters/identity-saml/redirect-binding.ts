import { createSign, createVerify, X509Certificate } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { IdentityRefused } from '#ports';
import { readXml, type XmlElement } from '#xml';

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
/** SHA-1 signs nothing any more (SPID regole tecniche, avviso 19). */
const HASHES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    [RSA_SHA256]: 'sha256',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': 'sha384',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
  }),
);
const MAX_QUERY = 60_000;
const MAX_MESSAGE = 60_000;

export type MessageField = 'SAMLRequest' | 'SAMLResponse';

/** An address by which a browser carries a message of ours, signed (SAML bindings 3.4.4.1). `key`: PEM. */
export function signedRedirect(target: string, field: MessageField, xml: string, key: string, relayState = ''): string {
  const fields = [
    [field, deflateRawSync(xml).toString('base64')],
    ...(relayState === '' ? [] : [['RelayState', relayState]]),
    ['SigAlg', RSA_SHA256],
  ] as const;
  const signed = fields.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&');
  const signature = encodeURIComponent(createSign('sha256').update(signed).sign(key, 'base64'));
  return `${target}${target.includes('?') ? '&' : '?'}${signed}&Signature=${signature}`;
}

export interface CarriedMessage {
  readonly root: XmlElement;
  readonly relayState: string;
}

/**
 * The message that a query carries, signed by one of these (PEM). What is signed is the query as it was sent, not as it reads: another way
 * to escape it would be another signature (SAML bindings 3.4.4.1). Throws IdentityRefused.
 */
export function readRedirect(query: string, field: MessageField, certificates: readonly string[]): CarriedMessage {
  const refuse = (why: string): never => {
    throw new IdentityRefused(`a message in an address: ${why}`);
  };
  if (query.length > MAX_QUERY) return refuse('it is too long');
  const pairs = query.split('&').map((pair) => [pair.split('=', 1)[0]!, pair] as const);
  const written = (name: string) => {
    const found = pairs.filter(([one]) => one === name);
    return found.length > 1 ? refuse(`${name} stands there twice`) : found[0]?.[1];
  };
  const decoded = (pair: string | undefined) => new URLSearchParams(pair ?? '').values().next().value ?? '';
  const [carried, relay, algorithm] = [written(field), written('RelayState'), written('SigAlg')];
  const hash = HASHES.get(decoded(algorithm));
  if (carried === undefined || hash === undefined) return refuse('it is not signed, or weakly');
  const signed = [carried, relay, algorithm].filter((one) => one !== undefined).join('&');
  const signature = decoded(written('Signature'));
  const isBy = (pem: string) =>
    createVerify(hash).update(signed).verify(new X509Certificate(pem).publicKey, signature, 'base64');
  if (!certificates.some(isBy)) return refuse('its signature does not hold');
  try {
    const octets = inflateRawSync(Buffer.from(decoded(carried), 'base64'), { maxOutputLength: MAX_MESSAGE });
    return { root: readXml(octets).root, relayState: decoded(relay) };
  } catch (cause) {
    return refuse(`not to be read: ${String(cause)}`);
  }
}
