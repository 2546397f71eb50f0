import { trimSpaces } from './decode-text.ts';
import { readHeaderSection } from './header-section.ts';
import {
  contentTypeOf,
  dispositionOf,
  fileNameOf,
  PLAIN_TEXT,
  parseStructured,
  withoutComments,
} from './parameters.ts';
import { type ContentType, type Disposition, field, type HeaderField, type MimePart } from './part.ts';

const MAX_BOUNDARY = 200; // RFC 2046 5.1.1 allows 70; longer ones exist
const SINGLE_OCTETS = /^[ -\u00ff]*$/;

/** A part while it is being read. */
export class OpenPart implements MimePart {
  fields: readonly HeaderField[] = [];
  contentType: ContentType = PLAIN_TEXT;
  declare disposition?: Disposition;
  declare fileName?: string;
  encoding = '7bit';
  start: number;
  bodyStart: number;
  end: number;
  readonly children: OpenPart[] = [];
  complete = true;

  constructor(start: number, defaultType: ContentType) {
    this.start = start;
    this.bodyStart = start;
    this.end = start;
    this.contentType = defaultType;
  }

  /** Takes the header section in. Answers its faults, and the boundary when this is a multipart that names a usable one. */
  readHeader(bytes: Uint8Array): { faults: readonly string[]; boundary: string | undefined } {
    const { fields, faults } = readHeaderSection(bytes, this.start);
    this.fields = fields;
    let boundary: string | undefined;
    const type = field(this, 'content-type');
    if (type !== undefined) {
      const parsed = parseStructured(type.value);
      this.contentType = contentTypeOf(parsed);
      if (this.isMultipart())
        boundary = usableBoundary(parsed.raw.get('boundary') ?? this.contentType.params.get('boundary'));
    }
    const disposition = field(this, 'content-disposition');
    if (disposition !== undefined) this.disposition = dispositionOf(parseStructured(disposition.value));
    const encoding = field(this, 'content-transfer-encoding');
    if (encoding !== undefined) this.encoding = withoutComments(encoding.value).toLowerCase();
    const fileName = fileNameOf(this.contentType, this.disposition);
    if (fileName !== undefined) this.fileName = fileName;
    return { faults, boundary };
  }

  isMultipart(): boolean {
    return this.contentType.type.startsWith('multipart/');
  }

  close(end: number): void {
    // A boundary line right behind a boundary line: the line end between them is the outer boundary's, and the part is empty.
    this.start = Math.min(this.start, end);
    this.end = end;
    // A blank line right before the boundary: its line end is the boundary's, and the body is empty.
    this.bodyStart = Math.min(this.bodyStart, this.end);
  }
}

function usableBoundary(value: string | undefined): string | undefined {
  if (value === undefined || value.length > MAX_BOUNDARY) return undefined;
  const boundary = trimSpaces(value);
  return boundary === '' || !SINGLE_OCTETS.test(boundary) ? undefined : boundary;
}
