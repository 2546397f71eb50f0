/** One header field as it stands in the message. Offsets count octets from the start of the message. */
export interface HeaderField {
  /** As written. */
  readonly name: string;
  readonly lower: string;
  /** What follows the colon: octets as characters of the same code, folding kept, the final CRLF not. */
  readonly value: string;
  readonly start: number;
  /** One past the final line end of the field. */
  readonly end: number;
}

export interface ContentType {
  /** Lower case, e.g. `multipart/signed`. */
  readonly type: string;
  /** Names in lower case; values decoded (RFC 2231). */
  readonly params: ReadonlyMap<string, string>;
}

export interface Disposition {
  /** Lower case, e.g. `attachment`. */
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * A node of the MIME tree: places in the message, never copies of it. `start <= bodyStart <= end` always; the octets from
 * `start` to `end` are what RFC 1847 signs. A header without a body ends at the line end that belongs to the boundary.
 */
export interface MimePart {
  readonly fields: readonly HeaderField[];
  /** `text/plain; charset=us-ascii` when absent or unreadable (RFC 2045 5.2), `message/rfc822` in a digest. */
  readonly contentType: ContentType;
  readonly disposition?: Disposition;
  /** Content-Transfer-Encoding in lower case, `7bit` when absent. */
  readonly encoding: string;
  /** `filename` of the disposition, else `name` of the type; RFC 2231 and RFC 2047 decoded. */
  readonly fileName?: string;
  readonly start: number;
  readonly bodyStart: number;
  /** One past the last octet of the body; the line end before a boundary is not included (RFC 2046 5.1.1). */
  readonly end: number;
  /** Only of multipart types; message/rfc822 is never descended into. */
  readonly children: readonly MimePart[];
  /** False for a multipart whose closing boundary is missing, or that was not read to its end (limits, no boundary given). */
  readonly complete: boolean;
}

export interface MimeIndex {
  readonly root: MimePart;
  readonly size: number;
  /** Faults of the top header section against RFC 5322 (check A4, spec 8.2): values of `HEADER_FAULT` and `repeatedField()`. */
  readonly headerFaults: readonly string[];
  /** An octet above 127 anywhere. */
  readonly eightBit: boolean;
  /** An octet above 127 in the top header section. */
  readonly headerEightBit: boolean;
  /** A line of more than 998 octets, its line end not counted. */
  readonly longLine: boolean;
  /** A CR without LF, an LF without CR, or a NUL (spec 5.6). */
  readonly bareLineEnd: boolean;
}

/** The first field of that name, letter case ignored. */
export function field(part: MimePart, name: string): HeaderField | undefined {
  const lower = name.toLowerCase();
  return part.fields.find((candidate) => candidate.lower === lower);
}

/** All fields of that name, in their order. */
export function fieldsNamed(part: MimePart, name: string): readonly HeaderField[] {
  const lower = name.toLowerCase();
  return part.fields.filter((candidate) => candidate.lower === lower);
}
