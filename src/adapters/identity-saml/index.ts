/** Digital identities over SAML 2.0, as SPID and CIE ask for it. */
export { openSamlProvider, type SamlProviderOptions } from './open-saml-provider.ts';
