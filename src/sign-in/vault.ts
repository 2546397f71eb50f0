import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync } from 'node:crypto';
import type { Random } from '#ports';

/** What the vault is used for: one key each, so that nothing sealed for one is good for another. */
export type VaultUse =
  | 'totp'
  | 'recovery-code'
  | 'passkey-sign-in'
  | 'identity'
  | 'identity-choice'
  | 'personal-data'
  | 'webhook';

/** Seals what must be read again, and marks what must only be known again, with a key that is not in the database. */
export interface Vault {
  /** base64url. */
  seal(use: VaultUse, text: string): string;
  /** Undefined for whatever this vault did not seal for this use. */
  open(use: VaultUse, sealed: string): string | undefined;
  /** Hex; whoever has the database alone can neither make it nor guess what is behind. */
  mark(use: VaultUse, text: string): string;
}

export const VAULT_KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

/** AES-256-GCM and HMAC-SHA-256 under keys drawn from the provider's by HKDF (RFC 5869). Throws when the key is not of 32 octets. */
export function openVault(key: Uint8Array, random: Random): Vault {
  if (key.length !== VAULT_KEY_OCTETS) throw new RangeError(`the key for sign-in has ${key.length} octets, not 32`);
  const keys = new Map<string, Buffer>();
  const keyFor = (use: VaultUse): Buffer => {
    const known = keys.get(use) ?? Buffer.from(hkdfSync('sha256', key, '', `ceralacca sign-in ${use}`, 32));
    keys.set(use, known);
    return known;
  };
  return {
    seal(use, text) {
      const nonce = random.bytes(NONCE_OCTETS);
      const cipher = createCipheriv('aes-256-gcm', keyFor(use), nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(use, sealed) {
      const octets = Buffer.from(sealed, 'base64url');
      if (octets.length < NONCE_OCTETS + TAG_OCTETS || octets.toString('base64url') !== sealed) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', keyFor(use), octets.subarray(0, NONCE_OCTETS), {
        authTagLength: TAG_OCTETS,
      });
      decipher.setAuthTag(octets.subarray(-TAG_OCTETS));
      try {
        const body = octets.subarray(NONCE_OCTETS, -TAG_OCTETS);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
    mark: (use, text) => createHmac('sha256', keyFor(use)).update(text).digest('hex'),
  };
}

const SECRET_OCTETS = 32;

/** What is given away once and kept only as its digest: 256 bits of chance, base64url. */
export function newSecret(random: Random): string {
  return Buffer.from(random.bytes(SECRET_OCTETS)).toString('base64url');
}

/** What is kept of it: chance needs no slow hash. */
export function digestOf(secret: string): string {
  return hash('sha256', secret);
}
