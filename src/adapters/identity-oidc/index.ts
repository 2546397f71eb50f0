/** Digital identities over OpenID Connect. */
export { type OidcProviderOptions, openOidcProvider } from './open-oidc-provider.ts';
