/** Digital identities over SAML 2.0, as SPID and CIE ask for it. */
export { canonical, envelopedSignature, keyInfo } from './canonical-xml.ts';
export { child, children, textOf } from './check-response.ts';
export { openSamlProvider, type SamlProviderOptions } from './open-saml-provider.ts';
export { signedRedirect } from './redirect-binding.ts';
export type { FederationContact } from './spid-contacts.ts';
