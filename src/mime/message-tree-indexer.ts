import { type LineReader, LineScanner } from './line-scanner.ts';
import type { MessageTree } from './message-summary.ts';
import { ascii } from './octets.ts';
import { ATTACHED_MESSAGE, PLAIN_TEXT } from './parameters.ts';
import { TreeNode } from './tree-node.ts';

export interface TreeLimits {
  /** Octets of one header section. */
  readonly headerOctets: number;
  /** Octets of all header sections together, each field counted 64 octets heavier. */
  readonly allHeaderOctets: number;
  /** Parts and attached messages in all. */
  readonly parts: number;
  /** Multiparts and attached messages inside one another. */
  readonly depth: number;
}

const LIMITS: TreeLimits = { headerOctets: 256 * 1024, allHeaderOctets: 2 * 1024 * 1024, parts: 1000, depth: 32 };
const FIELD_COST = 64;
const MAX_BOUNDARY_LINE = 998;
const HYPHEN = 0x2d;

/**
 * Builds the tree of a message, and of the messages attached in it at any depth, in one pass over octets pushed in chunks cut
 * anywhere. What it finds in an attached message is what a `MimeIndexer` would find in those octets alone: a boundary line of the
 * outer message ends the inner one, whatever the inner one says. Memory is bounded: beyond the limits the rest is opaque.
 */
export class MessageTreeIndexer implements LineReader {
  private readonly limits: TreeLimits;
  private readonly scanner: LineScanner;
  private readonly root = new TreeNode(0, PLAIN_TEXT, 0, true);
  /** From the root to the part being read; the last is a multipart in its preamble or epilogue. */
  private readonly open: TreeNode[] = [this.root];
  private inHeader = true;
  private headerCut = false;
  private headerRoom: number;
  private parts = 1;
  private lastEol = 0;
  /** Line ends before the line being read. */
  private lines = 0;

  constructor(limits: Partial<TreeLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.headerRoom = this.limits.allHeaderOctets;
    this.scanner = new LineScanner(this, this.limits.headerOctets + 2048);
  }

  /** The chunk's memory may be used again afterwards. */
  push(chunk: Uint8Array): void {
    this.scanner.push(chunk);
  }

  /** Nothing may be pushed afterwards. */
  end(): MessageTree {
    const { scanner } = this;
    scanner.end();
    this.closeInside(0, scanner.size, scanner.size, this.lines);
    return this.root.tree();
  }

  line(end: number, eol: number): void {
    const start = this.scanner.lineStart;
    if (!this.isBoundaryLine(start, end, eol) && this.inHeader) {
      if (end - eol === start) this.endHeader(start, end);
      else if (!this.headerCut && end - this.current().part.start > this.limits.headerOctets) this.cutHeader(start);
    }
    this.lastEol = eol;
    if (eol > 0) this.lines++;
  }

  chunkEnds(): number {
    const { lineStart, size } = this.scanner;
    if (!this.inHeader || this.headerCut) return lineStart;
    const { start } = this.current().part;
    // The unfinished line is then too long for a boundary, and where it ends no longer matters.
    if (size - start > this.limits.headerOctets + 1002) {
      this.cutHeader(lineStart);
      return lineStart;
    }
    return start;
  }

  private current(): TreeNode {
    return this.open.at(-1)!;
  }

  private isBoundaryLine(start: number, end: number, eol: number): boolean {
    const { scanner } = this;
    if (this.open.length === 1 && this.root.delimiter === undefined) return false;
    if (scanner.octet(start) !== HYPHEN || scanner.octet(start + 1) !== HYPHEN) return false;
    if (end - eol - start > MAX_BOUNDARY_LINE) return false;
    const line = scanner.octets(start, end - eol);
    let length = line.length;
    while (line[length - 1] === 0x20 || line[length - 1] === 0x09) length--;
    const at = this.multipartOf(line, length);
    if (at < 0) return false;
    const multipart = this.open[at]!;
    const isClosing = length > multipart.delimiter!.length;
    this.closeInside(at + 1, start - this.lastEol, start, this.lines - (this.lastEol > 0 ? 1 : 0));
    if (isClosing) multipart.closed = true;
    else this.openPart(multipart, end);
    if (isClosing && this.parts <= this.limits.parts) multipart.part.complete = true;
    return true;
  }

  /** Of the outermost message first, in it of the innermost multipart: an attached message cannot reach beyond its octets. */
  private multipartOf(line: Uint8Array, length: number): number {
    const { open } = this;
    for (let from = 0; from < open.length; ) {
      let to = from;
      while (to < open.length && open[to]!.level === open[from]!.level) to++;
      for (let i = to - 1; i >= from; i--) {
        const { delimiter, closed } = open[i]!;
        if (delimiter !== undefined && !closed && isBoundary(line, length, delimiter)) return i;
      }
      from = to;
    }
    return -1;
  }

  private openPart(multipart: TreeNode, start: number): void {
    // One part too many: what follows in this multipart stays opaque.
    if (this.parts++ >= this.limits.parts) return;
    const { type } = multipart.part.contentType;
    const node = new TreeNode(
      start,
      type === 'multipart/digest' ? ATTACHED_MESSAGE : PLAIN_TEXT,
      multipart.level,
      false,
    );
    multipart.children.push(node);
    multipart.part.children.push(node.part);
    this.read(node);
  }

  private openMessage(part: TreeNode, start: number): void {
    if (this.parts >= this.limits.parts || this.open.length > this.limits.depth) return;
    this.parts++;
    part.message = new TreeNode(start, PLAIN_TEXT, part.level + 1, true);
    this.read(part.message);
  }

  private read(node: TreeNode): void {
    this.open.push(node);
    this.inHeader = true;
    this.headerCut = false;
  }

  /** Ends what is open beyond the first `keep`. Header lines, if any are open, reach to `headerEnd`. */
  private closeInside(keep: number, end: number, headerEnd: number, lines: number): void {
    const level = this.open[keep - 1]?.level ?? 0;
    while (this.inHeader && this.open.length > keep) {
      const node = this.current();
      // The line end before the boundary is not the attached message's, nor that of a part in it.
      const last = node.isMessage || node.level > level ? Math.max(end, node.part.start) : headerEnd;
      this.inHeader = false;
      this.finishHeader(node, last);
      node.openBody(last, Number.POSITIVE_INFINITY);
      // A header without a body: the message in it is empty, and is there.
      if (node.holdsMessage()) this.openMessage(node, last);
    }
    this.inHeader = false;
    while (this.open.length > keep) this.open.pop()!.close(end, lines);
  }

  private endHeader(blankLine: number, bodyStart: number): void {
    const node = this.current();
    const boundary = this.finishHeader(node, blankLine);
    this.inHeader = false;
    node.openBody(bodyStart, this.lines + 1);
    if (boundary !== undefined && this.open.length <= this.limits.depth) node.delimiter = ascii(`--${boundary}`);
    else if (node.holdsMessage()) this.openMessage(node, bodyStart);
  }

  /** Too long a header section: what was read of it counts, its body stays opaque. */
  private cutHeader(lineStart: number): void {
    this.readHeader(this.current(), lineStart);
    this.headerCut = true;
  }

  /** Answers the boundary of a multipart whose children can be read. */
  private finishHeader(node: TreeNode, headerEnd: number): string | undefined {
    const boundary = this.headerCut ? undefined : this.readHeader(node, headerEnd);
    if (node.part.isMultipart()) node.part.complete = false;
    return boundary;
  }

  private readHeader(node: TreeNode, end: number): string | undefined {
    const { part } = node;
    const length = end - part.start;
    if (length > this.headerRoom) {
      part.complete = false;
      return undefined;
    }
    const { boundary } = part.readHeader(this.scanner.octets(part.start, end));
    this.headerRoom -= length + part.fields.length * FIELD_COST;
    return boundary;
  }
}

function isBoundary(line: Uint8Array, length: number, delimiter: Uint8Array): boolean {
  const more = length - delimiter.length;
  if (more !== 0 && more !== 2) return false;
  for (let i = 2; i < delimiter.length; i++) if (line[i] !== delimiter[i]) return false;
  return more === 0 || (line[length - 2] === HYPHEN && line[length - 1] === HYPHEN);
}
