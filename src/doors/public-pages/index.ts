/** Pages for everybody, whole without scripts: addresses of bodies, the provider's manual, all providers, status, statements. */
export { guardAddress } from './guard-address.ts';
export type {
  ProviderFacts,
  PublicHead,
  PublicPagesPorts,
  PublicStatus,
  PublishedCertificate,
} from './public-pages-ports.ts';
export { type PublicPagesOptions, servePublicPages } from './serve-public-pages.ts';
