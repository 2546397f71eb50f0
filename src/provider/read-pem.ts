import { readFile } from 'node:fs/promises';
import { fromPem } from '#cms';

/** DER of every certificate in these PEM files, in order. Throws with the path when there is none. */
export async function readCertificates(paths: readonly string[]): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const path of paths) {
    const certificates = fromPem(await readFile(path, 'utf8')).filter(({ label }) => label === 'CERTIFICATE');
    if (certificates.length === 0) throw new Error(`${path} holds no certificate in PEM`);
    found.push(...certificates.map(({ der }) => der));
  }
  return found;
}
