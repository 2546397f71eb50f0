import { HEADER_FAULT } from './header-section.ts';
import { type LineReader, LineScanner } from './line-scanner.ts';
import { ascii } from './octets.ts';
import { OpenPart } from './open-part.ts';
import { ATTACHED_MESSAGE, PLAIN_TEXT } from './parameters.ts';
import type { MimeIndex } from './part.ts';

export interface MimeLimits {
  /** Octets of one header section. */
  readonly headerOctets: number;
  /** Octets of all header sections together, each field counted 64 octets heavier. */
  readonly allHeaderOctets: number;
  readonly parts: number;
  readonly depth: number;
}

const LIMITS: MimeLimits = { headerOctets: 256 * 1024, allHeaderOctets: 2 * 1024 * 1024, parts: 1000, depth: 32 };
const FIELD_COST = 64;
const MAX_BOUNDARY_LINE = 998;
const HYPHEN = 0x2d;

/** A multipart whose boundary lines are looked for. */
interface Frame {
  readonly part: OpenPart;
  /** `--boundary` */
  readonly delimiter: Uint8Array;
  closed: boolean;
}

/**
 * Builds the index of a message from its octets, pushed in chunks cut anywhere; the answer does not depend on the cuts. Memory is
 * bounded whatever is pushed: beyond the limits the rest is opaque (RFC 2046 5.1; spec 5).
 */
export class MimeIndexer implements LineReader {
  private readonly limits: MimeLimits;
  private readonly scanner: LineScanner;
  private readonly root = new OpenPart(0, PLAIN_TEXT);
  private readonly frames: Frame[] = [];
  /** The part being read that is not in a frame; none in a preamble or an epilogue. */
  private current: OpenPart | undefined = this.root;
  private inHeader = true;
  private headerCut = false;
  private headerRoom: number;
  private parts = 1;
  private lastEol = 0;
  private readonly faults = new Set<string>();
  private headerEightBit = false;
  private ended = false;

  constructor(limits: Partial<MimeLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.headerRoom = this.limits.allHeaderOctets;
    this.scanner = new LineScanner(this, this.limits.headerOctets + 2048);
  }

  /** The chunk's memory may be used again afterwards. */
  push(chunk: Uint8Array): void {
    if (this.ended) throw new Error('the message has ended');
    this.scanner.push(chunk);
  }

  end(): MimeIndex {
    if (this.ended) throw new Error('the message has ended');
    const { scanner, root } = this;
    scanner.end();
    this.ended = true;
    this.closeInside(-1, scanner.size, scanner.size);
    return {
      root,
      size: scanner.size,
      headerFaults: [...this.faults],
      eightBit: scanner.eightBit,
      headerEightBit: this.headerEightBit,
      longLine: scanner.longLine,
      bareLineEnd: scanner.bareLineEnd,
    };
  }

  line(end: number, eol: number): void {
    const { scanner } = this;
    const start = scanner.lineStart;
    if (this.frames.length > 0 && scanner.octet(start) === HYPHEN && scanner.octet(start + 1) === HYPHEN) {
      if (end - eol - start <= MAX_BOUNDARY_LINE && this.boundaryLine(start, end, eol)) {
        this.lastEol = eol;
        return;
      }
    }
    if (this.inHeader) {
      if (end - eol === start) this.endHeader(start, end);
      else if (!this.headerCut && end - this.current!.start > this.limits.headerOctets) this.cutHeader(start);
    }
    this.lastEol = eol;
  }

  chunkEnds(): number {
    const { lineStart, size } = this.scanner;
    if (!this.inHeader || this.headerCut) return lineStart;
    const { start } = this.current!;
    // The unfinished line is then too long for a boundary, and where it ends no longer matters.
    if (size - start > this.limits.headerOctets + 1002) {
      this.cutHeader(lineStart);
      return lineStart;
    }
    return start;
  }

  private boundaryLine(start: number, end: number, eol: number): boolean {
    const line = this.scanner.octets(start, end - eol);
    let length = line.length;
    while (line[length - 1] === 0x20 || line[length - 1] === 0x09) length--;
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const frame = this.frames[i]!;
      const kind = frame.closed ? 'none' : compare(line, length, frame.delimiter);
      if (kind === 'none') continue;
      this.closeInside(i, start - this.lastEol, start);
      if (kind === 'closing') frame.closed = true;
      else this.openPart(frame, end);
      if (kind === 'closing' && this.parts <= this.limits.parts) frame.part.complete = true;
      return true;
    }
    return false;
  }

  private openPart(frame: Frame, start: number): void {
    // One part too many: what follows in this multipart stays opaque.
    if (this.parts++ >= this.limits.parts) return;
    const part = new OpenPart(
      start,
      frame.part.contentType.type === 'multipart/digest' ? ATTACHED_MESSAGE : PLAIN_TEXT,
    );
    frame.part.children.push(part);
    this.current = part;
    this.inHeader = true;
    this.headerCut = false;
  }

  /** Ends the open part and all multiparts inside frame `i`. Header lines, if any are open, reach to `headerEnd`. */
  private closeInside(i: number, end: number, headerEnd: number): void {
    if (this.current !== undefined) {
      const part = this.current;
      if (this.inHeader) this.finishHeader(part, headerEnd, headerEnd);
      part.close(end);
      this.current = undefined;
    }
    this.inHeader = false;
    while (this.frames.length > i + 1) this.frames.pop()!.part.close(end);
  }

  private endHeader(blankLine: number, bodyStart: number): void {
    const part = this.current!;
    const boundary = this.finishHeader(part, blankLine, bodyStart);
    this.inHeader = false;
    if (boundary === undefined) return;
    part.complete = false;
    this.frames.push({ part, delimiter: ascii(`--${boundary}`), closed: false });
    this.current = undefined;
  }

  /** Too long a header section: what was read of it counts, its body stays opaque. */
  private cutHeader(lineStart: number): void {
    const part = this.current!;
    this.readHeader(part, lineStart);
    if (part === this.root) this.faults.add(HEADER_FAULT.tooLarge);
    this.headerCut = true;
  }

  /** Answers the boundary of a multipart whose children can be read. */
  private finishHeader(part: OpenPart, headerEnd: number, bodyStart: number): string | undefined {
    const boundary = this.headerCut ? undefined : this.readHeader(part, headerEnd);
    part.bodyStart = bodyStart;
    const readable = boundary !== undefined && this.frames.length < this.limits.depth;
    if (part.isMultipart()) part.complete = false;
    if (part === this.root) {
      this.headerEightBit = this.scanner.eightBit;
      if (this.headerEightBit) this.faults.add(HEADER_FAULT.eightBit);
    }
    return readable ? boundary : undefined;
  }

  private readHeader(part: OpenPart, end: number): string | undefined {
    const length = end - part.start;
    if (length > this.headerRoom) {
      part.complete = false;
      return undefined;
    }
    const { faults, boundary } = part.readHeader(this.scanner.octets(part.start, end));
    this.headerRoom -= length + part.fields.length * FIELD_COST;
    if (part === this.root) {
      for (const fault of faults) this.faults.add(fault);
      if (part.fields.length === 0) this.faults.add(HEADER_FAULT.missing);
    }
    return boundary;
  }
}

function compare(line: Uint8Array, length: number, delimiter: Uint8Array): 'none' | 'opening' | 'closing' {
  const more = length - delimiter.length;
  if (more !== 0 && more !== 2) return 'none';
  for (let i = 2; i < delimiter.length; i++) if (line[i] !== delimiter[i]) return 'none';
  if (more === 0) return 'opening';
  return line[length - 2] === HYPHEN && line[length - 1] === HYPHEN ? 'closing' : 'none';
}

/** The index of a message in memory. */
export function indexMime(bytes: Uint8Array): MimeIndex {
  const indexer = new MimeIndexer();
  indexer.push(bytes);
  return indexer.end();
}

/** The index of a message read as a stream: of a rope, a blob or a file. */
export async function indexRope(read: AsyncIterable<Uint8Array>): Promise<MimeIndex> {
  const indexer = new MimeIndexer();
  for await (const chunk of read) indexer.push(chunk);
  return indexer.end();
}
