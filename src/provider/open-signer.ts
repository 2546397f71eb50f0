import { readFile } from 'node:fs/promises';
import { openFileSigner } from '#adapters/signer-file';
import type { ProviderConfig } from '#config';
import type { Signer } from '#ports';
import { readCertificates } from './read-pem.ts';

export async function openSigner({ signing }: ProviderConfig): Promise<Signer> {
  const [certificate] = await readCertificates([signing.certificate]);
  const chain = await readCertificates(signing.chain);
  if (signing.key.kind !== 'file') throw new Error('signing.key: only files are supported');
  return await openFileSigner({ keyPem: await readFile(signing.key.key, 'utf8'), certificate: certificate!, chain });
}
