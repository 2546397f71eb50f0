import { type KeyObject, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import type { Signer } from '#ports';
import { readSigningKey } from './encrypt-key.ts';

export interface FileSignerOptions {
  /** PKCS#8 or PKCS#1 private key, PEM; encrypted with a passphrase. */
  readonly keyPem: string;
  readonly passphrase?: string;
  /** DER of the signing certificate. */
  readonly certificate: Uint8Array;
  /** DER of the intermediates, leaf's issuer first, root left out. */
  readonly chain: readonly Uint8Array[];
}

// With a callback, crypto.sign runs on the libuv pool and not on the event loop's thread (performance.md, 6).
const signOnPool = promisify<string, Uint8Array, KeyObject, Buffer>(sign);

/**
 * A provider's key kept in a file: for tests and small providers; RFC 6109 5.1 recommends a hardware module. The key is parsed
 * once. Throws an Error in one sentence when the key cannot be read, is not RSA of at least 2048 bits, or is not the
 * certificate's.
 */
export async function openFileSigner(options: FileSignerOptions): Promise<Signer> {
  const key = readSigningKey(options.keyPem, options.passphrase);
  const certificate = readCertificate(options.certificate);
  if (!certificate.checkPrivateKey(key)) {
    throw new Error(`the signing key does not belong to the certificate of ${oneLine(certificate.subject)}`);
  }
  return {
    certificate: options.certificate,
    chain: options.chain,
    sign: (data) => signOnPool('sha256', data, key),
  };
}

function readCertificate(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw new Error('the signing certificate is not a readable X.509 certificate in DER form', { cause });
  }
}

function oneLine(subject: string): string {
  return subject.split('\n').join(', ');
}
