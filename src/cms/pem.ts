import { asciiOctets } from './der.ts';
import { CmsFault } from './fault.ts';

export type PemLabel = 'CERTIFICATE' | 'X509 CRL' | 'PRIVATE KEY' | 'ENCRYPTED PRIVATE KEY' | 'CERTIFICATE REQUEST';

/** PEM text of DER octets, lines of 64 (RFC 7468). A CRL is labelled `X509 CRL`: other labels are refused by OpenSSL. */
export function toPem(label: PemLabel, der: Uint8Array): string {
  let binary = '';
  for (const octet of der) binary += String.fromCharCode(octet);
  const lines = btoa(binary).replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/** All PEM blocks of a text, in order; what stands between them is left out. Throws CmsFault on base64 that cannot be read. */
export function fromPem(text: string): { label: string; der: Uint8Array }[] {
  return Array.from(text.matchAll(BLOCK), ([, label, base64]) => {
    try {
      return { label: label!, der: asciiOctets(atob(base64!)) };
    } catch {
      throw new CmsFault(`PEM block ${label}: base64 cannot be read`);
    }
  });
}
