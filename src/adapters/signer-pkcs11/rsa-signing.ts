import { createHash, createPublicKey } from 'node:crypto';

/** DER of `DigestInfo { sha256, NULL }` up to the digest (RFC 8017 9.2, note 1). */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** For tokens that only know CKM_RSA_PKCS: what RSASSA-PKCS1-v1_5 with SHA-256 pads. */
export function digestInfo(data: Uint8Array): Buffer {
  return Buffer.concat([SHA256_INFO, createHash('sha256').update(data).digest()]);
}

/** DER of the SubjectPublicKeyInfo of an RSA key, from its two numbers as a token keeps them. */
export function rsaPublicKey(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const number = (octets: Uint8Array) => Buffer.from(octets).toString('base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n: number(modulus), e: number(exponent) }, format: 'jwk' });
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}
