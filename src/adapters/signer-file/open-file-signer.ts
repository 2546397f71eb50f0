import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import type { Signer } from '#ports';

export interface FileSignerOptions {
  /** PKCS#8 or PKCS#1 private key, PEM, not encrypted. */
  readonly keyPem: string;
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
  const key = readKey(options.keyPem);
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

function readKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new Error('the signing key is not a readable private key in PEM form', { cause });
  }
  // The profile of the signing certificate (spec 14.1) and RSASSA-PKCS1-v1_5 leave no other kind.
  if (key.asymmetricKeyType !== 'rsa') throw new Error(`the signing key is ${key.asymmetricKeyType}, not RSA`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) throw new Error(`the signing key has ${bits} bits, at least 2048 are required`);
  return key;
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
