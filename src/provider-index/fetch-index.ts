import { readLdif } from '#ldif';
import type { DirectoryEntry } from '#pec';
import type { Download, ProviderDirectory } from '#ports';
import { explainFault } from './explain-fault.ts';
import { openSignedDocument } from './signed-document.ts';

const MAX_BYTES = 64 * 1_048_576;
const FILE_LIMITS = { maxBytes: MAX_BYTES, timeoutMs: 30_000 };
const DIRECTORY_LIMITS = { maxEntries: 10_000, maxBytes: MAX_BYTES, timeoutMs: 30_000 };

/** What the directory itself answered, over LDAP. */
export type DirectoryAnswer =
  | { readonly where: string; readonly entries: readonly DirectoryEntry[]; readonly fileUrl?: string }
  | { readonly where: string; readonly why: string };

export async function askDirectory(directory: ProviderDirectory | undefined): Promise<DirectoryAnswer | undefined> {
  if (directory === undefined) return undefined;
  const where = directory.description;
  try {
    const entries = await directory.entries(DIRECTORY_LIMITS);
    const root = entries.find(({ dn }) => /^o *= *postacert$/i.test(dn.trim()));
    if (root === undefined) return { where, why: 'it has no entry o=postacert' };
    const fileUrl = root.attributes.get('ldiflocationurl')?.[0];
    return { where, entries, ...(typeof fileUrl === 'string' && { fileUrl: fileUrl.trim() }) };
  } catch (fault) {
    return { where, why: explainFault(fault) };
  }
}

/** The signed file of the whole index (RFC 6109 4.5; spec 13.7). */
export interface SignedIndex {
  readonly url: string;
  readonly p7m: Uint8Array;
  readonly entries: readonly DirectoryEntry[];
}

/** Throws when it cannot be had, is not signed by the authority, or is no LDIF. */
export async function fetchIndex(url: string, authority: Uint8Array, download: Download): Promise<SignedIndex> {
  const p7m = await download.get(url, FILE_LIMITS);
  return { url, p7m, entries: readLdif(await openSignedDocument(p7m, authority)) };
}
