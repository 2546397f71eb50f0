import type { XmlElement } from '#xml';

export interface ExpectedResponse {
  /** Id of our request. */
  readonly requestId: string;
  readonly callbackUrl: string;
  /** Of the identity provider. */
  readonly entityId: string;
}

/** Clocks of two providers differ by some seconds. */
export const SKEW_MS = 60_000;
/** SHA-1 signs nothing any more (SPID regole tecniche, avviso 19). */
const SIGNATURES = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
];
const DIGESTS = [
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512',
];
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/**
 * What binds a response to our request beyond its signatures (SAML 2.0 profiles 4.1.4.3; SPID regole tecniche, response). The whole
 * document is signed and was verified, so that what is read here is what was signed. Answers why it is not to be believed.
 */
export function checkResponse(response: XmlElement, expected: ExpectedResponse): string | undefined {
  const { requestId, callbackUrl, entityId } = expected;
  if (local(response) !== 'Response') return 'it is no response';
  if (response.attributes.get('Destination') !== callbackUrl) return 'it is meant for another place';
  if (response.attributes.get('InResponseTo') !== requestId) return 'it answers another request';
  if (textOf(child(response, 'Issuer')) !== entityId) return 'it is of another provider';
  if (child(child(response, 'Status'), 'StatusCode')?.attributes.get('Value') !== SUCCESS) return 'it is no success';
  const assertions = children(response, 'Assertion');
  const [assertion] = assertions;
  if (assertion === undefined || assertions.length !== 1 || count(response, 'Assertion') !== 1)
    return 'it holds not just one assertion';
  if (textOf(child(assertion, 'Issuer')) !== entityId) return 'its assertion is of another provider';
  const data = child(child(child(assertion, 'Subject'), 'SubjectConfirmation'), 'SubjectConfirmationData');
  if (data?.attributes.get('Recipient') !== callbackUrl) return 'its assertion is meant for another place';
  if (data.attributes.get('InResponseTo') !== requestId) return 'its assertion answers another request';
  if (data.attributes.get('NotOnOrAfter') === undefined) return 'its assertion has no end';
  return weakAlgorithm(response);
}

/** How surely he was identified. */
export function levelIn(assertion: XmlElement): string {
  const context = child(child(assertion, 'AuthnStatement'), 'AuthnContext');
  return textOf(child(context, 'AuthnContextClassRef'));
}

export function levelOf(level: string): number {
  return Number(/(\d)$/.exec(level)?.[1] ?? 0);
}

function weakAlgorithm(root: XmlElement): string | undefined {
  const used = (name: string) => all(root, name).map(({ attributes }) => attributes.get('Algorithm') ?? '');
  const weak = [
    ...used('SignatureMethod').filter((one) => !SIGNATURES.includes(one)),
    ...used('DigestMethod').filter((one) => !DIGESTS.includes(one)),
  ];
  return weak.length === 0 ? undefined : `it is signed with ${weak[0]}`;
}

export const local = ({ name }: XmlElement): string => name.slice(name.indexOf(':') + 1);

export function children(of: XmlElement | undefined, name: string): readonly XmlElement[] {
  return of?.children.filter((one) => local(one) === name) ?? [];
}

export const child = (of: XmlElement | undefined, name: string): XmlElement | undefined => children(of, name)[0];

export const textOf = (of: XmlElement | undefined): string => of?.text.trim() ?? '';

function all(of: XmlElement, name: string): readonly XmlElement[] {
  return [...(local(of) === name ? [of] : []), ...of.children.flatMap((one) => all(one, name))];
}

const count = (of: XmlElement, name: string): number => all(of, name).length;
