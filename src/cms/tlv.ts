import { CmsFault } from './fault.ts';

/** Indefinite lengths may stand inside one another this deep; observed CMS needs six. */
const MAX_DEPTH = 24;

/** One BER or DER element: an identifier octet and where its content stands in the source. Nothing is copied. */
export class Element {
  readonly source: Uint8Array;
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
  /** Indefinite lengths are tolerated inside (BER); certificates and CRLs are read as DER. */
  readonly ber: boolean;

  constructor(source: Uint8Array, tag: number, offsets: readonly [number, number, number, number], ber: boolean) {
    this.source = source;
    this.tag = tag;
    this.start = offsets[0];
    this.contentStart = offsets[1];
    this.contentEnd = offsets[2];
    this.end = offsets[3];
    this.ber = ber;
  }

  /** The whole element, identifier and length included. */
  get raw(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  get content(): Uint8Array {
    return this.source.subarray(this.contentStart, this.contentEnd);
  }

  /** A cursor over the elements inside. */
  inside(): Cursor {
    if ((this.tag & 0x20) === 0) throw new CmsFault(`element 0x${this.tag.toString(16)} holds no elements`);
    return new Cursor(this.source, this.contentStart, this.contentEnd, this.ber);
  }
}

/** Walks the elements between two offsets, in order. */
export class Cursor {
  readonly #source: Uint8Array;
  readonly #end: number;
  readonly #ber: boolean;
  #at: number;

  constructor(source: Uint8Array, start: number, end: number, ber: boolean) {
    this.#source = source;
    this.#at = start;
    this.#end = end;
    this.#ber = ber;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** The identifier octet of the next element, or -1 at the end. */
  get nextTag(): number {
    return this.done ? -1 : this.#source[this.#at]!;
  }

  /** The next element, which must have this tag. `what` names it in the fault. */
  take(tag: number, what: string): Element {
    const next = this.nextTag;
    if (next !== tag) {
      const found = next < 0 ? 'nothing' : `0x${next.toString(16)}`;
      throw new CmsFault(`${what}: expected 0x${tag.toString(16)}, found ${found}`);
    }
    return this.next(what);
  }

  optional(tag: number, what: string): Element | undefined {
    return this.nextTag === tag ? this.next(what) : undefined;
  }

  next(what: string): Element {
    const element = readElement(this.#source, this.#at, this.#end, this.#ber, 0, what);
    this.#at = element.end;
    return element;
  }

  /** The rest, element by element. */
  *rest(what: string): Generator<Element> {
    while (!this.done) yield this.next(what);
  }

  /** Nothing may follow. */
  finish(what: string): void {
    if (!this.done) throw new CmsFault(`${what}: unexpected octets at the end`);
  }
}

/** The one element these bytes are. Throws CmsFault on anything before, inside or after it that does not fit. */
export function parseDer(bytes: Uint8Array, what: string): Element {
  return parse(bytes, false, what);
}

/** As parseDer, with indefinite lengths allowed (spec 5.9). */
export function parseBer(bytes: Uint8Array, what: string): Element {
  return parse(bytes, true, what);
}

function parse(bytes: Uint8Array, ber: boolean, what: string): Element {
  const element = readElement(bytes, 0, bytes.length, ber, 0, what);
  if (element.end !== bytes.length) throw new CmsFault(`${what}: unexpected octets at the end`);
  return element;
}

function readElement(
  source: Uint8Array,
  start: number,
  limit: number,
  ber: boolean,
  depth: number,
  what: string,
): Element {
  if (depth > MAX_DEPTH) throw new CmsFault(`${what}: nested too deep`);
  if (start + 2 > limit) throw new CmsFault(`${what}: truncated`);
  const tag = source[start]!;
  if ((tag & 0x1f) === 0x1f) throw new CmsFault(`${what}: tag numbers over 30 do not occur here`);
  const first = source[start + 1]!;
  if (first === 0x80) {
    if (!ber || (tag & 0x20) === 0) throw new CmsFault(`${what}: indefinite length where DER is required`);
    return readIndefinite(source, start, limit, depth, what);
  }
  let contentStart = start + 2;
  let length = first;
  if (first > 0x80) {
    const size = first & 0x7f;
    if (size > 4 || contentStart + size > limit) throw new CmsFault(`${what}: length field out of bounds`);
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + source[contentStart + i]!;
    contentStart += size;
  }
  const end = contentStart + length;
  if (end > limit) throw new CmsFault(`${what}: longer than what holds it`);
  return new Element(source, tag, [start, contentStart, end, end], ber);
}

function readIndefinite(source: Uint8Array, start: number, limit: number, depth: number, what: string): Element {
  let at = start + 2;
  while (at + 2 <= limit && (source[at] !== 0 || source[at + 1] !== 0)) {
    at = readElement(source, at, limit, true, depth + 1, what).end;
  }
  if (at + 2 > limit) throw new CmsFault(`${what}: end of contents is missing`);
  return new Element(source, source[start]!, [start, start + 2, at, at + 2], true);
}
