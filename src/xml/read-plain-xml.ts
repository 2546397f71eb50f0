import type { XmlElement } from './xml-element.ts';

const DECLARATION =
  /^<\?xml version="1\.0"(?: encoding="[A-Za-z][A-Za-z0-9._-]*")?(?: standalone="(?:yes|no)")?[ \n]*\?>/;
/** What needs a real parser, or what no XML may hold: CR (line ends), other controls, noncharacters; and the byte order mark. */
const STRANGE = /[^\t\n\u0020-\ufefe\uff00-\ufffd]|<!|\]\]>/;
const NAME = /[A-Za-z_][A-Za-z0-9_.-]{0,99}/y;
const ATTRIBUTE = /[ \n]+([A-Za-z_][A-Za-z0-9_.-]{0,99})=(?:"([^"<\n\t]*)"|'([^'<\n\t]*)')/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos);|)/g;
const MEANS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const MAX_DEPTH = 16;
const MAX_ELEMENTS = 2_000;
const MAX_ATTRIBUTES = 32;

/** Thrown and caught in this file: the general parser decides. */
const NOT_PLAIN = new Error('not plain');

/**
 * Reads XML of the plainest kind, as programs write it: elements, attributes and text with the five references; no comments,
 * sections, instructions, prefixes or character references. Undefined for everything else, be it faulty or only richer: then the
 * general parser reads it, and both say the same of what both read (the tests compare them). Some five times as fast, and that is all.
 */
export function readPlainXml(text: string): XmlElement | undefined {
  if (STRANGE.test(text)) return undefined;
  try {
    return new PlainReader(text).document();
  } catch (fault) {
    if (fault === NOT_PLAIN) return undefined;
    throw fault;
  }
}

class PlainReader {
  readonly #text: string;
  #at = 0;
  #elements = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlElement {
    this.#at = DECLARATION.exec(this.#text)?.[0].length ?? 0;
    this.#skipSpaces();
    const root = this.#element(1);
    this.#skipSpaces();
    if (this.#at < this.#text.length) throw NOT_PLAIN;
    return root;
  }

  #element(depth: number): XmlElement {
    if (depth > MAX_DEPTH || ++this.#elements > MAX_ELEMENTS || this.#text[this.#at] !== '<') throw NOT_PLAIN;
    this.#at++;
    const name = this.#name();
    const attributes = this.#attributes();
    this.#skipSpaces();
    if (this.#takes('/>')) return { name, attributes, children: [], text: '' };
    if (!this.#takes('>')) throw NOT_PLAIN;
    return { name, attributes, ...this.#inside(name, depth) };
  }

  /** Up to and with the end tag. */
  #inside(name: string, depth: number): Pick<XmlElement, 'children' | 'text'> {
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      const mark = this.#text.indexOf('<', this.#at);
      if (mark < 0) throw NOT_PLAIN;
      if (mark > this.#at) text += plainText(this.#text.slice(this.#at, mark));
      this.#at = mark;
      if (!this.#takes('</')) {
        children.push(this.#element(depth + 1));
        continue;
      }
      if (!this.#takes(name)) throw NOT_PLAIN;
      this.#skipSpaces();
      if (!this.#takes('>')) throw NOT_PLAIN;
      return { children, text: trimSpaces(text) };
    }
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined) throw NOT_PLAIN;
    this.#at += name.length;
    return name;
  }

  #attributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const found = ATTRIBUTE.exec(this.#text);
      if (found === null) return attributes;
      const [whole, name = '', double, single = ''] = found;
      // The names of namespaces mean something, and a name that stands twice is a fault.
      if (name === 'xmlns' || attributes.has(name) || attributes.size >= MAX_ATTRIBUTES) throw NOT_PLAIN;
      attributes.set(name, plainText(double ?? single));
      this.#at += whole.length;
    }
  }

  #takes(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #skipSpaces(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }
}

function plainText(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(REFERENCE, (_, name: string | undefined) => {
    if (name === undefined) throw NOT_PLAIN;
    return MEANS[name]!;
  });
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** White space of XML; a no-break space is text. */
export function trimSpaces(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}
