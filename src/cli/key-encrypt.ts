import { encryptKey, isEncryptedKey, readSigningKey } from '#adapters/signer-file';
import { systemRandom } from '#config';
import { CliFault, EXIT } from './exit.ts';
import { writeWhole } from './key-files.ts';
import { readInput } from './read-trust.ts';

export interface EncryptOptions {
  readonly passphraseFile?: string;
  readonly json?: true;
}

/** `ceralacca key encrypt`: the same key behind a passphrase, in the same file; the plain one is gone. */
export function encrypt(file: string, { passphraseFile, json }: EncryptOptions): void {
  const pem = Buffer.from(readInput(file)).toString('utf8');
  if (isEncryptedKey(pem)) throw new CliFault(`${file} is encrypted already`);
  const passphrase = given(passphraseFile);
  const encrypted = encryptKey(readSigningKey(pem, undefined), passphrase, systemRandom());
  // What cannot be read back must not replace a key.
  readSigningKey(encrypted, passphrase);
  writeWhole(file, encrypted, 0o600);
  if (json === true) process.stdout.write(`${JSON.stringify({ encrypted: file })}\n`);
  else
    process.stdout.write(`${file} is encrypted. The plain key may still be in backups and in the disk's free space.\n`);
}

function given(passphraseFile: string | undefined): string {
  const passphrase =
    passphraseFile === undefined
      ? process.env.CERALACCA_KEY_PASSPHRASE
      : Buffer.from(readInput(passphraseFile)).toString('utf8').split(/\r?\n/, 1)[0];
  if (passphrase === undefined || passphrase === '')
    throw new CliFault('give the passphrase in --passphrase-file FILE or in CERALACCA_KEY_PASSPHRASE', EXIT.usage);
  return passphrase;
}
