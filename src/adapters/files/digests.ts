import { createHash, hash } from 'node:crypto';
import type { Digests, Hasher } from '#ports';

/** Digests by OpenSSL: native speed, on the calling thread. */
export const nodeDigests: Digests = {
  sha256: () => hasher('sha256'),
  sha256Of: (octets) => octetsOf(hash('sha256', octets, 'buffer')),
  sha1: () => hasher('sha1'),
  sha384: () => hasher('sha384'),
  sha512: () => hasher('sha512'),
};

function hasher(algorithm: string): Hasher {
  const hasher = createHash(algorithm);
  return {
    update: (bytes) => void hasher.update(bytes),
    digest: () => octetsOf(hasher.digest()),
  };
}

function octetsOf({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
