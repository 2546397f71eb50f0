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

/** Seals what must be read again, and marks what must only be known again, with keys that are not in the database. */
export interface Vault {
  /** Of each key one, the one in force first: they tell which key it is, and nothing about it. */
  readonly names: readonly string[];
  /** base64url. With the key in force. */
  seal(use: VaultUse, text: string): string;
  /** Undefined for whatever no key of this vault sealed for this use. */
  open(use: VaultUse, sealed: string): string | undefined;
  /** It opens, but not with the key in force: to be sealed anew. */
  isOld(use: VaultUse, sealed: string): boolean;
  /** Hex; whoever has the database alone can neither make it nor guess what is behind. With the key in force. */
  mark(use: VaultUse, text: string): string;
  /** With each key, the one in force first: what was marked before a change of keys is found as well. */
  marks(use: VaultUse, text: string): readonly string[];
}

export const VAULT_KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
/** What a key is known by: its mark of this word. */
const NAME = 'chiave-accessi';

/**
 * AES-256-GCM and HMAC-SHA-256 under keys drawn from the provider's by HKDF (RFC 5869). The first key writes, the others only read: so keys
 * change while nothing sealed before is lost. Throws when there is none, or one is not of 32 octets.
 */
export function openVault(keys: readonly Uint8Array[], random: Random): Vault {
  const rings = keys.map(openKey);
  const first = rings[0];
  if (first === undefined) throw new RangeError('a vault needs a key');
  return {
    names: rings.map(({ mark }) => mark('identity', NAME)),
    seal: (use, text) => first.seal(use, text, random),
    open(use, sealed) {
      for (const ring of rings) {
        const text = ring.open(use, sealed);
        if (text !== undefined) return text;
      }
      return undefined;
    },
    isOld: (use, sealed) =>
      first.open(use, sealed) === undefined && rings.some((ring) => ring.open(use, sealed) !== undefined),
    mark: (use, text) => first.mark(use, text),
    marks: (use, text) => rings.map(({ mark }) => mark(use, text)),
  };
}

function openKey(key: Uint8Array) {
  if (key.length !== VAULT_KEY_OCTETS) throw new RangeError(`the key for sign-in has ${key.length} octets, not 32`);
  const keys = new Map<string, Buffer>();
  const keyFor = (use: VaultUse): Buffer => {
    const known = keys.get(use) ?? Buffer.from(hkdfSync('sha256', key, '', `ceralacca sign-in ${use}`, 32));
    keys.set(use, known);
    return known;
  };
  return {
    seal(use: VaultUse, text: string, random: Random): string {
      const nonce = random.bytes(NONCE_OCTETS);
      const cipher = createCipheriv('aes-256-gcm', keyFor(use), nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(use: VaultUse, sealed: string): string | undefined {
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
    mark: (use: VaultUse, text: string): string => createHmac('sha256', keyFor(use)).update(text).digest('hex'),
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
