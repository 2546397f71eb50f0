import { readFile } from 'node:fs/promises';
import { openFileSigner } from '#adapters/signer-file';
import type { SigningConfig } from '#config';
import type { Signer } from '#ports';
import { readCertificates } from './read-pem.ts';
import { type KeyEnvironment, moduleEnvironment, passphraseOf, pinOf } from './signing-secrets.ts';

export type OpenSigner = Signer & AsyncDisposable;

/** Opens a signing key where the settings say it is: a file, plain or behind a passphrase, or a token. Throws in one sentence. */
export async function openSigner(
  { key, certificate: path, chain: intermediates }: SigningConfig,
  environment: KeyEnvironment,
  onChange: (fault: string | undefined) => void = () => {},
): Promise<OpenSigner> {
  const [certificate] = await readCertificates([path]);
  const common = { certificate: certificate!, chain: await readCertificates(intermediates) };
  if (key.kind === 'file') {
    const passphrase = passphraseOf(key, environment);
    const keyPem = await readFile(key.key, 'utf8');
    const signer = await openFileSigner({ ...common, keyPem, ...(passphrase !== undefined && { passphrase }) });
    return { ...signer, [Symbol.asyncDispose]: async () => {} };
  }
  const { module, token, label } = key;
  const pin = pinOf(key, environment);
  // Loaded by those who have a token.
  const { openPkcs11Signer } = await import('#adapters/signer-pkcs11');
  return await openPkcs11Signer({
    ...common,
    ...{ module, token, label, pin, onChange },
    environment: moduleEnvironment(environment),
  });
}

/** Where a key is, in words for the log and for people. */
export function describeKey(key: SigningConfig['key']): string {
  return key.kind === 'file' ? 'in un file' : `nel token "${key.token}", chiave "${key.label}"`;
}
