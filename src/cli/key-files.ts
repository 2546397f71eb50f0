import { createPublicKey, generateKeyPair, type KeyObject, randomUUID, sign } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { readSigningKey } from '#adapters/signer-file';
import type { SigningKeyConfig } from '#config';
import { moduleEnvironment, passphraseOf, pinOf } from '#provider';

const makePair = promisify(generateKeyPair);

/** A private key of ours, wherever it is, for a request and for comparing. */
export interface KeyAtHand extends AsyncDisposable {
  /** DER of its SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly made: boolean;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

export interface MakeKey {
  readonly bits: number;
  /** The PEM of a new key, as it is to be kept. */
  write(key: KeyObject): string;
}

/** Opens the key of the settings; with `make`, one that is not there is made. Throws in one sentence. */
export async function keyAtHand(key: SigningKeyConfig, make?: MakeKey): Promise<KeyAtHand> {
  if (key.kind === 'file') return await fileKey(key, make);
  const { openPkcs11Key } = await import('#adapters/signer-pkcs11');
  const { module, token, label } = key;
  const pin = pinOf(key, process.env);
  const environment = moduleEnvironment(process.env);
  return await openPkcs11Key({ module, token, label, pin, environment, ...(make && { make: make.bits }) });
}

async function fileKey(
  key: Extract<SigningKeyConfig, { kind: 'file' }>,
  make: MakeKey | undefined,
): Promise<KeyAtHand> {
  const made = make !== undefined && !existsSync(key.key);
  if (made) await makeKeyFile(key.key, make);
  const privateKey = readSigningKey(readFileSync(key.key, 'utf8'), passphraseOf(key, process.env));
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    publicKey: new Uint8Array(publicKey),
    made,
    sign: async (data) => new Uint8Array(sign('sha256', data, privateKey)),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function makeKeyFile(path: string, { bits, write }: MakeKey): Promise<void> {
  const { privateKey } = await makePair('rsa', { modulusLength: bits });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Never over a key that stands there.
  writeFileSync(path, write(privateKey), { mode: 0o600, flag: 'wx' });
}

/** A file that is there whole or not at all. */
export function writeWhole(path: string, text: string, mode: number): void {
  const beside = `${path}.${randomUUID()}`;
  writeFileSync(beside, text, { mode, flag: 'wx' });
  chmodSync(beside, mode);
  renameSync(beside, path);
}
