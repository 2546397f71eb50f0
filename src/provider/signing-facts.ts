import type { NamedDocument, Store } from '#ports';
import type { CertificateFacts } from './signing-calendar.ts';

/** Each fact is a document of its own, its instant the fact's: several processes and the command line write them beside each other. */
export const factName = (fact: 'published' | 'indexed' | 'replaced' | 'retired', sha256: string): string =>
  `signing/${fact}/${sha256}`;

/** What is known of a certificate, by the SHA-256 of its DER. */
export async function readFacts(store: Store, sha256: string): Promise<CertificateFacts> {
  const at = async (fact: Parameters<typeof factName>[0]) => (await store.document(factName(fact, sha256)))?.at;
  const [publishedAt, indexedAt, replacedAt, retiredAt] = await Promise.all([
    at('published'),
    at('indexed'),
    at('replaced'),
    at('retired'),
  ]);
  return {
    ...(publishedAt !== undefined && { publishedAt }),
    ...(indexedAt !== undefined && { indexedAt }),
    ...(replacedAt !== undefined && { replacedAt }),
    ...(retiredAt !== undefined && { retiredAt }),
  };
}

const ACTIVE = 'signing/active';
/** Why the key cannot be used now, in a sentence; absent while it can. */
export const KEY_FAULT = 'signing/fault';

/** Which certificate was put in force last, and why. */
export interface Activation {
  /** Of the certificate's DER. */
  readonly sha256: string;
  readonly reason: string;
  readonly at: number;
}

export async function readActivation(store: Store): Promise<Activation | undefined> {
  const document = await store.document(ACTIVE);
  if (document === undefined) return undefined;
  const { sha256, reason } = JSON.parse(new TextDecoder().decode(document.bytes)) as Omit<Activation, 'at'>;
  return { sha256, reason, at: document.at };
}

/** What puts a certificate in force; `before`, the one in force until then, is never to sign again. */
export function activationDocuments({ sha256, reason, at }: Activation, before: string): readonly NamedDocument[] {
  const utf8 = new TextEncoder();
  return [
    { name: ACTIVE, bytes: utf8.encode(JSON.stringify({ sha256, reason })), at },
    { name: factName('replaced', before), bytes: utf8.encode(sha256), at },
  ];
}
