import { createHash } from 'node:crypto';
import type { Digests, Hasher } from '#ports';

/** Digests by OpenSSL: native speed, on the calling thread. */
export const nodeDigests: Digests = {
  sha256: () => hasher('sha256'),
  sha1: () => hasher('sha1'),
  sha384: () => hasher('sha384'),
  sha512: () => hasher('sha512'),
};

function hasher(algorithm: keyof Digests): Hasher {
  const hash = createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => {
      const bytes = hash.digest();
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    },
  };
}
