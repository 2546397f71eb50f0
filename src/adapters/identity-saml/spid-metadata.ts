import { createHash } from 'node:crypto';
import { canonical, envelopedSignature, keyInfo } from './canonical-xml.ts';
import { contactPersons, type FederationContact } from './spid-contacts.ts';

/** Who we are to a federation, as the technical rules of SPID want it said (AgID: regole tecniche, avviso 29 v3). */
export interface FederationEntry {
  /** What people do here with their identity, in Italian. */
  readonly serviceName: string;
  readonly organisation: { readonly name: string; readonly displayName: string; readonly url: string };
  readonly contact: FederationContact;
}

export interface OwnSaml {
  readonly entityId: string;
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
const ITALIAN = { 'xml:lang': 'it' };
/** No more than is needed to know whose mailbox it is. */
const ATTRIBUTES = ['fiscalNumber', 'name', 'familyName'] as const;

/** Addresses of ours: one for each provider of identities that knows us by this name, and each name by which browsers reach us. */
export interface OwnAddresses {
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly attributeSet: string;
}

/**
 * What a provider of identities registers of us, signed. One entity for all of a federation: each sends people back to an address of its
 * own. `federation` absent: for a provider of one body, which asks neither organisation nor contact.
 */
export function spidMetadata(
  own: OwnSaml,
  federation: FederationEntry | undefined,
  { callbackUrls, logoutUrls, attributeSet }: OwnAddresses,
): string {
  const id = `_${createHash('sha256').update(own.entityId).digest('hex').slice(0, 32)}`;
  const descriptor = canonical(
    'md:SPSSODescriptor',
    {
      AuthnRequestsSigned: 'true',
      WantAssertionsSigned: 'true',
      protocolSupportEnumeration: 'urn:oasis:names:tc:SAML:2.0:protocol',
    },
    [
      canonical('md:KeyDescriptor', { use: 'signing' }, [keyInfo(own.certificate)]),
      ...logoutUrls.map((url) => canonical('md:SingleLogoutService', { Binding: REDIRECT, Location: url })),
      canonical('md:NameIDFormat', {}, TRANSIENT),
      ...callbackUrls.map((url, at) =>
        canonical('md:AssertionConsumerService', {
          ...{ Binding: POST, Location: url, index: String(at) },
          ...(at === 0 && { isDefault: 'true' }),
        }),
      ),
      canonical('md:AttributeConsumingService', { index: attributeSet }, [
        canonical('md:ServiceName', ITALIAN, federation?.serviceName ?? own.entityId),
        ...ATTRIBUTES.map((Name) => canonical('md:RequestedAttribute', { Name, NameFormat: BASIC })),
      ]),
    ],
  );
  const rest = [descriptor, ...(federation === undefined ? [] : whoWeAre(federation))];
  const entity = (children: readonly string[]) =>
    canonical('md:EntityDescriptor', { 'xmlns:md': MD, ID: id, entityID: own.entityId }, children);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${entity([envelopedSignature(entity(rest), id, own), ...rest])}\n`;
}

function whoWeAre({ organisation, contact }: FederationEntry): readonly string[] {
  return [
    canonical('md:Organization', {}, [
      canonical('md:OrganizationName', ITALIAN, organisation.name),
      canonical('md:OrganizationDisplayName', ITALIAN, organisation.displayName),
      canonical('md:OrganizationURL', ITALIAN, organisation.url),
    ]),
    ...contactPersons(organisation.name, contact),
  ];
}
