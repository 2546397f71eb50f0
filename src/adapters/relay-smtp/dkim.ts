import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { buildDkim, type DkimSigner, HeaderAndBody, RelaxedBody, type Rope } from '#mime';
import type { Blobs } from '#ports';

/** The key of our DKIM signatures. */
export interface DkimOptions extends DkimSigner {
  /** RSA private key, PEM, not encrypted. */
  readonly keyPem: string;
}

/** As large as the largest header section the doors let in. */
const MAX_HEADER_BYTES = 1_048_576;
/** RFC 8301 3.2: signers use at least 1024 bits. */
const MIN_BITS = 1024;

// With a callback, crypto.sign runs on the libuv pool and not on the event loop's thread.
const signOnPool = promisify<string, Uint8Array, KeyObject, Buffer>(sign);

/**
 * Signs ordinary mail (RFC 6376; spec S11): the field to set before the message, which is read once and not touched. Undefined
 * when the message cannot be signed: it then goes as it is. Throws at once on a key that is not RSA.
 */
export function dkimSigner(options: DkimOptions, blobs: Blobs): (message: Rope) => Promise<Uint8Array | undefined> {
  const key = readKey(options.keyPem);
  return async (message) => {
    const digest = createHash('sha256');
    const body = new RelaxedBody((octets) => void digest.update(octets));
    const parts = new HeaderAndBody(MAX_HEADER_BYTES, (piece) => body.push(piece));
    for await (const piece of blobs.read(message)) parts.push(piece);
    body.end();
    const header = parts.header();
    const unsigned = header && buildDkim(header, digest.digest(), options);
    return unsigned?.field(await signOnPool('sha256', unsigned.signed, key));
  };
}

function readKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new Error('the DKIM key is not a readable private key in PEM form', { cause });
  }
  if (key.asymmetricKeyType !== 'rsa') throw new Error(`the DKIM key is ${key.asymmetricKeyType}, not RSA`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_BITS) throw new Error(`the DKIM key has ${bits} bits, at least ${MIN_BITS} are required`);
  return key;
}
