import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CmsFault, fromPem, readCertificate } from '#cms';

const EXTENSIONS = ['.pem', '.crt', '.cer', '.der'];
/** All of a union have some thousand. */
const MOST = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** How DER begins. */
const SEQUENCE = 0x30;

/**
 * The certificates in a folder, DER: of authorities that are believed to know who signs documents. Read once, at the start; empty without a
 * folder. Throws what is wrong with it, by the name of the file: a list that is half read would call known authorities unknown.
 */
export async function readDocumentAuthorities(folder: string | undefined): Promise<readonly Uint8Array[]> {
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => EXTENSIONS.includes(extname(name).toLowerCase()));
  const found = names.sort().flatMap((name) => certificatesIn(join(folder, name)));
  if (found.length === 0 || found.length > MOST)
    throw new Error(`documentAuthorities: ${folder} holds ${found.length} certificates: at least one, at most ${MOST}`);
  for (const { path, der } of found) await readable(path, der);
  return found.map(({ der }) => der);
}

function certificatesIn(path: string): readonly { readonly path: string; readonly der: Uint8Array }[] {
  const octets = new Uint8Array(readFileSync(path));
  if (octets.length > MAX_BYTES) throw new Error(`documentAuthorities: ${path} is over 16 MiB`);
  if (octets[0] === SEQUENCE) return [{ path, der: octets }];
  const blocks = fromPem(Buffer.from(octets).toString('latin1')).filter(({ label }) => label === 'CERTIFICATE');
  if (blocks.length === 0) throw new Error(`documentAuthorities: ${path} holds no certificate`);
  return blocks.map(({ der }) => ({ path, der }));
}

async function readable(path: string, der: Uint8Array): Promise<void> {
  try {
    await readCertificate(der);
  } catch (fault) {
    if (!(fault instanceof CmsFault)) throw fault;
    throw new Error(`documentAuthorities: ${path} is no certificate (${fault.message})`);
  }
}
