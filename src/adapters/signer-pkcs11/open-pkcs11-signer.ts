import { X509Certificate } from 'node:crypto';
import type { Signer } from '#ports';
import { openPkcs11Key, type Pkcs11KeyOptions } from './open-pkcs11-key.ts';

export interface Pkcs11SignerOptions extends Omit<Pkcs11KeyOptions, 'publicKey' | 'make'> {
  /** DER of the signing certificate. */
  readonly certificate: Uint8Array;
  /** DER of the intermediates, leaf's issuer first, root left out. */
  readonly chain: readonly Uint8Array[];
}

/**
 * A provider's key in a hardware module, or in one of software (RFC 6109 5.1; spec 14.3). The key must be the certificate's: this is seen at the
 * opening, and again each time the token comes back. Throws TokenFault in one sentence.
 */
export async function openPkcs11Signer(options: Pkcs11SignerOptions): Promise<Signer & AsyncDisposable> {
  const { certificate, chain, ...rest } = options;
  const publicKey = new Uint8Array(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }));
  const key = await openPkcs11Key({ ...rest, publicKey });
  return {
    certificate,
    chain,
    sign: (data) => key.sign(data),
    [Symbol.asyncDispose]: () => key[Symbol.asyncDispose](),
  };
}
