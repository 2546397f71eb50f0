import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type VerifyValue, verifyWithKey } from '#cms';

/** What every certificate of a provider has; the check then takes some twenty microseconds (RFC 8017 8.2.2). */
const EXPONENT = 65_537n;
const MAX_BITS = 4_096;

// As long-lived as the slice of the parsed certificate, which is cached and bounded; null: not a key for this thread.
const keys = new WeakMap<Uint8Array, KeyObject | null>();

/**
 * Checks RSA signatures on the calling thread: WebCrypto hands each over to another, which costs more than the check (ADR 10). Other
 * keys, and RSA keys made to be slow, are left to WebCrypto.
 */
export const verifyInProcess: VerifyValue = (publicKeyInfo, algorithm, signature, data) => {
  const key = algorithm.scheme === 'RSASSA-PKCS1-v1_5' ? quickKey(publicKeyInfo) : null;
  if (key === null) return verifyWithKey(publicKeyInfo, algorithm, signature, data);
  return verify(algorithm.digest, data, key, signature);
};

function quickKey(publicKeyInfo: Uint8Array): KeyObject | null {
  const known = keys.get(publicKeyInfo);
  if (known !== undefined) return known;
  const key = readQuickKey(publicKeyInfo);
  keys.set(publicKeyInfo, key);
  return key;
}

function readQuickKey(publicKeyInfo: Uint8Array): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
    const { modulusLength = Number.POSITIVE_INFINITY, publicExponent } = key.asymmetricKeyDetails ?? {};
    const isQuick = key.asymmetricKeyType === 'rsa' && modulusLength <= MAX_BITS && publicExponent === EXPONENT;
    return isQuick ? key : null;
  } catch {
    // WebCrypto judges what a key is.
    return null;
  }
}
