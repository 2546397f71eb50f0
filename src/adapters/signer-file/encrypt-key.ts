import { createCipheriv, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto';
import { toPem } from '#cms';
import type { Random } from '#ports';

/** Each guess at the passphrase costs so many rounds; reading the key at the start costs some tenths of a second. */
const ROUNDS = 600_000;
const SHORTEST_PASSPHRASE = 12;

/** Object identifiers as DER (RFC 8018 A.2, A.4, B.1.2; NIST AES). */
const PBES2 = Uint8Array.of(0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13);
const PBKDF2 = Uint8Array.of(0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12);
const HMAC_SHA256 = Uint8Array.of(0x06, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9);
const AES_256_CBC = Uint8Array.of(0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42);
const NULL = Uint8Array.of(0x05, 0);

function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
  return Buffer.concat([
    Uint8Array.of(tag, ...(body.length < 128 ? [body.length] : [0x80 | length.length, ...length])),
    body,
  ]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const octets = (content: Uint8Array) => der(0x04, content);

/**
 * A private key as encrypted PKCS#8 in PEM (RFC 5958 3, RFC 8018: PBKDF2 with HMAC-SHA-256, AES-256-CBC), as openssl reads it too. Throws in
 * one sentence when the passphrase is too short to protect anything.
 */
export function encryptKey(key: KeyObject, passphrase: string, random: Random): string {
  if (passphrase.length < SHORTEST_PASSPHRASE)
    throw new Error(`the passphrase has ${passphrase.length} characters, at least ${SHORTEST_PASSPHRASE} are required`);
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const [salt, iv] = [random.bytes(16), random.bytes(16)];
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(passphrase, salt, ROUNDS, 32, 'sha256'), iv);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const rounds = der(0x02, Uint8Array.of((ROUNDS >> 16) & 0xff, (ROUNDS >> 8) & 0xff, ROUNDS & 0xff));
  const derivation = sequence(PBKDF2, sequence(octets(salt), rounds, sequence(HMAC_SHA256, NULL)));
  const scheme = sequence(PBES2, sequence(derivation, sequence(AES_256_CBC, octets(iv))));
  return toPem('ENCRYPTED PRIVATE KEY', sequence(scheme, octets(encrypted)));
}

/** Is the key behind a passphrase (PKCS#8, or the old way of openssl)? */
export function isEncryptedKey(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);
}

/**
 * The RSA key of at least 2048 bits in a PEM file: the profile of the signing certificate (spec 14.1) leaves no other kind. Throws in one
 * sentence.
 */
export function readSigningKey(pem: string, passphrase: string | undefined): KeyObject {
  const key = decrypt(pem, passphrase);
  if (key.asymmetricKeyType !== 'rsa') throw new Error(`the signing key is ${key.asymmetricKeyType}, not RSA`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) throw new Error(`the signing key has ${bits} bits, at least 2048 are required`);
  return key;
}

function decrypt(pem: string, passphrase: string | undefined): KeyObject {
  const isEncrypted = isEncryptedKey(pem);
  if (isEncrypted && passphrase === undefined)
    throw new Error('the signing key is encrypted: give its passphrase in passphraseFile or CERALACCA_KEY_PASSPHRASE');
  try {
    return createPrivateKey({ key: pem, ...(isEncrypted && { passphrase: passphrase ?? '' }) });
  } catch (cause) {
    if (isEncrypted) throw new Error('the passphrase of the signing key is wrong, or the file is damaged', { cause });
    throw new Error('the signing key is not a readable private key in PEM form', { cause });
  }
}
