import { readFileSync } from 'node:fs';
import { CmsFault, fromPem, parsedCertificate, readCrl, readSignedData, verifyContent } from '#cms';
import { LdifFault, readLdif } from '#ldif';
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

const READ = { CERTIFICATE: parsedCertificate, 'X509 CRL': readCrl };

/** Certificates or CRLs of a file, PEM or DER. What is something else is refused: unread, it would only seem to have been judged by. */
export function readDers(path: string, label: keyof typeof READ): readonly Uint8Array[] {
  const bytes = readInput(path);
  const text = Buffer.from(bytes).toString('latin1');
  try {
    const ders = text.includes('-----BEGIN ') ? blocksOf(text, label) : [bytes];
    for (const der of ders) READ[label](der);
    if (ders.length > 0) return ders;
  } catch (fault) {
    if (!(fault instanceof CmsFault)) throw fault;
  }
  throw new CliFault(`${path} holds no ${label}`, EXIT.usage);
}

function blocksOf(text: string, label: string): readonly Uint8Array[] {
  const isWanted = (found: string) => found === label || (label === 'X509 CRL' && found === 'CRL');
  return fromPem(text)
    .filter((block) => isWanted(block.label))
    .map(({ der }) => der);
}

interface IndexFile {
  readonly view: ProviderIndexView;
  /** How far the file itself can be believed. */
  readonly note: string;
}

/** The index of providers from a file: LDIF, or LDIF inside its signature. */
export async function readIndexFile(path: string): Promise<IndexFile> {
  try {
    return await openIndex(path, readInput(path));
  } catch (fault) {
    if (fault instanceof CmsFault || fault instanceof LdifFault)
      throw new CliFault(`${path} is no index of providers (${fault.message})`, EXIT.usage);
    throw fault;
  }
}

async function openIndex(path: string, file: Uint8Array): Promise<IndexFile> {
  let bytes = file;
  let note = 'the index file is not signed: it is believed because you gave it';
  if (bytes[0] === SEQUENCE) {
    const cms = readSignedData(bytes);
    const verdict = await verifyContent(cms);
    if (!verdict.valid || cms.encapsulated === undefined)
      throw new CliFault(
        `${path}: the signature of the index does not hold (${verdict.valid ? 'nothing inside' : verdict.reason})`,
        EXIT.usage,
      );
    bytes = cms.encapsulated;
    note = 'the signature of the index holds; whose it is was not judged';
  }
  const { records, problems } = await readProviderRecords(readLdif(bytes));
  if (records.length === 0)
    throw new CliFault(`${path} holds no provider${problems[0] ? ` (${problems[0].detail})` : ''}`, EXIT.usage);
  return { view: providerIndexOf(records), note };
}
