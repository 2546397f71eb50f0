import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Store } from '#ports';
import type { IpaFamily, IpaRow } from './ipa-csv.ts';

/** A row as it is kept: one that the latest file lacks has ceased, and is never deleted. */
export interface KeptRow extends IpaRow {
  /** Day of the first file that lacked it. */
  readonly ceasedOn?: string;
}

export interface KeptFamily {
  /** Day of the data. */
  readonly asOf: string;
  readonly rows: readonly KeptRow[];
}

export const IPA_FAMILIES: readonly IpaFamily[] = ['enti', 'aoo', 'uo'];

/** Which data are in force: small, so that it can be asked again and again. SHA-256 of each family's rows. */
export const IPA_HEAD = 'directory/ipa';
export type IpaHead = { readonly [F in IpaFamily]?: { readonly asOf: string; readonly sha256: string } };

export const rowsName = (family: IpaFamily) => `${IPA_HEAD}/${family}`;
/** The file as it came, gzip. */
export const sourceName = (family: IpaFamily) => `${IPA_HEAD}/${family}/source`;

const compress = promisify(gzip);
const expand = promisify(gunzip);
const MOST_OCTETS = 512 * 1024 * 1024;

export async function readHead(store: Pick<Store, 'document'>): Promise<IpaHead> {
  const document = await store.document(IPA_HEAD);
  return document === undefined ? {} : (JSON.parse(new TextDecoder().decode(document.bytes)) as IpaHead);
}

export async function readFamily(store: Pick<Store, 'document'>, family: IpaFamily): Promise<KeptFamily | undefined> {
  const document = await store.document(rowsName(family));
  if (document === undefined) return undefined;
  const text = await expand(document.bytes, { maxOutputLength: MOST_OCTETS });
  return JSON.parse(text.toString('utf8')) as KeptFamily;
}

export async function writeFamily(family: KeptFamily): Promise<Uint8Array> {
  return await compress(JSON.stringify(family));
}

export async function compressed(octets: Uint8Array): Promise<Uint8Array> {
  return await compress(octets);
}
