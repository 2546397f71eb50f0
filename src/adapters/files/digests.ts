import { createHash } from 'node:crypto';
import type { Digests, Hasher } from '#ports';

/** Digests by OpenSSL: native speed, on the calling thread. */
export const nodeDigests: Digests = {
  sha256: () => hasher('sha256'),
  sha1: () => hasher('sha1'),
};

function hasher(algorithm: 'sha256' | 'sha1'): Hasher {
  const hash = createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => {
      const bytes = hash.digest();
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    },
  };
}
