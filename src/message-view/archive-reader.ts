/** One file in an archive, as its directory tells it. */
export interface ArchiveEntry {
  readonly name: string;
  /** Octets when it is unpacked, as the archive says. */
  readonly size: number;
  readonly isFolder: boolean;
  /** It cannot be read without a password. */
  readonly isEncrypted: boolean;
}

export type ArchiveListing =
  | { readonly ok: true; readonly entries: readonly ArchiveEntry[]; readonly isCut: boolean }
  /** Broken, or made to exhaust whoever opens it. */
  | { readonly ok: false; readonly fault: string };

/** Looks into ZIP archives that strangers made: entries, unpacked octets and their ratio are bounded. */
export interface ArchiveReader {
  list(archive: Uint8Array): Promise<ArchiveListing>;
  /** The n-th entry, unpacked; undefined when there is none, when it is a folder, encrypted, or beyond the bounds. */
  entry(archive: Uint8Array, at: number): Promise<{ readonly name: string; readonly octets: Uint8Array } | undefined>;
}
