/** Reads lines as the scanner finds them. */
export interface LineReader {
  /** The line from `scanner.lineStart` to `end`; its line end takes `eol` octets: 2, 1, or 0 at the end of the message. */
  line(end: number, eol: number): void;
  /** A chunk is used up: the first octet still needed of what was pushed, at most `scanner.lineStart`. */
  chunkEnds(): number;
}

const FOURTEENS = 0x0e0e0e0e;
const HIGH_BITS = 0x80808080 | 0;
const MAX_LINE = 998;
const NONE = new Uint8Array(0);
const CR = 13;
const LF = 10;

/**
 * Finds line ends and forbidden octets in a stream of chunks, cut anywhere, in one pass. Four octets are judged at once: only words
 * that hold a control character, or the first octet above 127, are looked into.
 */
export class LineScanner {
  /** Octets pushed before the present chunk. */
  private base = 0;
  private chunk: Uint8Array = NONE;
  private carry: Uint8Array = NONE;
  private carryStart = 0;
  private carryEnd = 0;
  private crs = 0;
  private crLfs = 0;
  private lastCr = -2;
  private bareLfOrNul = false;
  private readonly reader: LineReader;
  private readonly carryLimit: number;

  lineStart = 0;
  size = 0;
  eightBit = false;
  longLine = false;

  /** Of an unfinished line or header section no more than `carryLimit` octets are kept between chunks. */
  constructor(reader: LineReader, carryLimit: number) {
    this.reader = reader;
    this.carryLimit = carryLimit;
  }

  get bareLineEnd(): boolean {
    return this.bareLfOrNul || this.crs !== this.crLfs;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunk = chunk;
    this.base = this.size;
    this.size += chunk.length;
    const lead = Math.min((4 - (chunk.byteOffset & 3)) & 3, chunk.length);
    const words = (chunk.length - lead) >> 2;
    this.look(0, lead);
    if (words > 0) this.lookWords(new Int32Array(chunk.buffer, chunk.byteOffset + lead, words), lead);
    this.look(lead + words * 4, chunk.length);
    this.keep();
    // The caller may use the chunk's memory again.
    this.chunk = NONE;
    this.base = this.size;
  }

  /** The last line, if no line end closed it. */
  end(): void {
    if (this.lineStart < this.size) this.finishLine(this.size, 0);
  }

  /** The octet at an offset in this chunk or among those kept; else 0. */
  octet(at: number): number {
    if (at >= this.base) return this.chunk[at - this.base] ?? 0;
    return at < this.carryEnd ? (this.carry[at - this.carryStart] ?? 0) : 0;
  }

  /** The octets of a range that began in this chunk or was kept; valid until the next push. */
  octets(from: number, to: number): Uint8Array {
    if (from >= this.base) return this.chunk.subarray(from - this.base, to - this.base);
    this.append(to);
    return this.carry.subarray(from - this.carryStart, to - this.carryStart);
  }

  private lookWords(words: Int32Array, offset: number): void {
    // After the first octet above 127 has been noted the others need no look.
    let highBits = this.eightBit ? 0 : HIGH_BITS;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      // Non-zero exactly when an octet is below 14 or, as long as it matters, above 127.
      if ((((word - FOURTEENS) & ~word & HIGH_BITS) | (word & highBits)) !== 0) {
        const at = offset + i * 4;
        this.look(at, at + 4);
        if (this.eightBit) highBits = 0;
      }
    }
  }

  private look(from: number, to: number): void {
    const { chunk } = this;
    for (let i = from; i < to; i++) {
      const octet = chunk[i]!;
      if (octet === LF) this.lineFeed(this.base + i);
      else if (octet === CR) {
        this.crs++;
        this.lastCr = this.base + i;
      } else if (octet > 127) this.eightBit = true;
      else if (octet === 0) this.bareLfOrNul = true;
    }
  }

  private lineFeed(at: number): void {
    if (this.lastCr === at - 1) {
      this.crLfs++;
      this.finishLine(at + 1, 2);
    } else {
      this.bareLfOrNul = true;
      this.finishLine(at + 1, 1);
    }
  }

  private finishLine(end: number, eol: number): void {
    if (end - this.lineStart - eol > MAX_LINE) this.longLine = true;
    this.reader.line(end, eol);
    this.lineStart = end;
  }

  private keep(): void {
    const from = this.reader.chunkEnds();
    if (from >= this.base) {
      this.carryStart = from;
      this.carryEnd = from;
    } else if (from > this.carryStart) {
      this.append(this.size);
      this.carry.copyWithin(0, from - this.carryStart, this.carryEnd - this.carryStart);
      this.carryStart = from;
    }
    this.append(this.size);
  }

  /** Appends the present chunk to the carry, up to offset `to` or the limit. */
  private append(to: number): void {
    const end = Math.min(to, this.carryStart + this.carryLimit);
    if (end <= this.carryEnd) return;
    const needed = end - this.carryStart;
    if (needed > this.carry.length) {
      const grown = new Uint8Array(Math.min(Math.max(needed * 2, 1024), this.carryLimit));
      grown.set(this.carry.subarray(0, this.carryEnd - this.carryStart));
      this.carry = grown;
    }
    this.carry.set(this.chunk.subarray(this.carryEnd - this.base, end - this.base), this.carryEnd - this.carryStart);
    this.carryEnd = end;
  }
}
