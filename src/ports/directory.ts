/** An address of a public directory that was imported: the IPA (CAD 6-ter). */
export interface ListedAddress {
  /** As people know it: the body, then the office. */
  readonly name: string;
  /** Lower case. */
  readonly address: string;
  readonly kind: 'certified' | 'ordinary';
  /** Codice IPA of the body. */
  readonly body: string;
  /** Code of the AOO or office, where it is one. */
  readonly unit?: string;
  /** Day of the data, `2026-11-22`. */
  readonly asOf: string;
}

/** What imported directories know. Rows that have ceased are not among it. */
export interface DirectoryReads {
  /** Every word of `text` begins or stands within the name, a code or the address; the best first. */
  find(text: string, limit: number): Promise<readonly ListedAddress[]>;
  /** All that is listed of a body, by its codice IPA. */
  ofBody(code: string): Promise<readonly ListedAddress[]>;
  /** Is this address, in any letter case, listed? */
  holds(address: string): Promise<boolean>;
}
