import { readFileSync } from 'node:fs';
import { fromPem, readSignedData, verifyContent } from '#cms';
import { readLdif } from '#ldif';
import { type ProviderIndexView, providerIndexOf, readProviderRecords } from '#pec';
import { CliFault, EXIT } from './exit.ts';

export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (fault) {
    throw new CliFault(`cannot read ${path} (${(fault as NodeJS.ErrnoException).code ?? fault})`, EXIT.usage);
  }
}

/** How DER of a certificate or list begins. */
const SEQUENCE = 0x30;

/** Certificates or CRLs of a file, PEM or DER. */
export function readDers(path: string, label: string): readonly Uint8Array[] {
  const bytes = readInput(path);
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes('-----BEGIN ')) {
    if (bytes[0] !== SEQUENCE) throw new CliFault(`${path} holds no ${label}`, EXIT.usage);
    return [bytes];
  }
  const blocks = fromPem(text).filter(
    (block) => block.label === label || (label === 'X509 CRL' && block.label === 'CRL'),
  );
  if (blocks.length === 0) throw new CliFault(`${path} holds no ${label}`, EXIT.usage);
  return blocks.map(({ der }) => der);
}

/** The index of providers from a file: LDIF, or LDIF inside its signature. */
export async function readIndexFile(path: string): Promise<{ view: ProviderIndexView; note: string }> {
  let bytes = readInput(path);
  let note = 'the index file is not signed: it is believed because you gave it';
  if (bytes[0] === SEQUENCE) {
    const cms = readSignedData(bytes);
    const verdict = await verifyContent(cms);
    if (!verdict.valid || cms.encapsulated === undefined)
      throw new CliFault(
        `${path}: the signature of the index does not hold (${verdict.valid ? 'nothing inside' : verdict.reason})`,
      );
    bytes = cms.encapsulated;
    note = 'the signature of the index holds; whose it is was not judged';
  }
  const { records, problems } = await readProviderRecords(readLdif(bytes));
  if (records.length === 0)
    throw new CliFault(`${path} holds no provider${problems[0] ? ` (${problems[0].detail})` : ''}`);
  return { view: providerIndexOf(records), note };
}
