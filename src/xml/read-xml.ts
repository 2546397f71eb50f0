import {
  XmlElement as Node,
  ParseOption,
  XmlCData,
  XmlDocument,
  type XmlNode,
  XmlText,
  XmlTreeNode,
} from 'libxml2-wasm';
import { decodeXml } from './decode-xml.ts';
import { XmlFault } from './fault.ts';
import { readPlainXml, trimSpaces } from './read-plain-xml.ts';
import type { XmlElement } from './xml-element.ts';

const MAX_OCTETS = 1024 * 1024;
const MAX_DEPTH = 16;
const MAX_ELEMENTS = 20_000;

// NOERROR: the library's own error collector looks every faulty node's path up, at quadratic cost.
const OPTIONS =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_IGNORE_ENC |
  ParseOption.XML_PARSE_NOERROR |
  ParseOption.XML_PARSE_NOWARNING |
  ParseOption.XML_PARSE_SKIP_IDS;

/** What a document may hold. */
export interface XmlLimits {
  readonly octets: number;
  readonly elements: number;
}

/**
 * Reads a small XML document: at most 1 MiB, 16 levels, 20,000 elements, unless `limits` say otherwise. A DTD is refused before anything is
 * parsed, hence there are no entities but the five of XML, and nothing is ever fetched (spec 6.5.2). Throws XmlFault.
 */
export function readXml(bytes: Uint8Array, limits?: XmlLimits): { root: XmlElement; degraded: boolean } {
  const { octets, elements } = limits ?? { octets: MAX_OCTETS, elements: MAX_ELEMENTS };
  if (bytes.length > octets) throw new XmlFault('too-large', `the XML is larger than ${octets} octets`);
  const { text, degraded } = decodeXml(bytes);
  const plain = readPlainXml(text);
  return { root: plain ?? readAnyXml(text, elements), degraded };
}

/** As `readXml`, by the general parser. */
export function readAnyXml(text: string, maxElements = MAX_ELEMENTS): XmlElement {
  const document = parse(text);
  try {
    return new TreeReader(maxElements).element(document.root, 1);
  } finally {
    document.dispose();
  }
}

/** To be disposed of by whoever asked. Throws XmlFault. */
export function parse(text: string): XmlDocument {
  refuseDoctype(text);
  try {
    return XmlDocument.fromString(text, { option: OPTIONS });
  } catch {
    throw new XmlFault('not-well-formed', 'the XML is not well-formed');
  }
}

/** Walks over the declaration, comments and instructions up to the root element; a DTD can stand nowhere else (XML 1.0 2.8). */
function refuseDoctype(text: string): void {
  let at = 0;
  for (;;) {
    while (at < text.length && SPACES.includes(text[at]!)) at++;
    let end: number;
    if (text.startsWith('<?', at)) end = after(text, '?>', at + 2);
    else if (text.startsWith('<!--', at)) end = after(text, '-->', at + 4);
    else if (text.startsWith('<!DOCTYPE', at)) throw new XmlFault('dtd', 'the XML has a DTD');
    else if (text[at] === '<' && text[at + 1] !== '!') return;
    else throw new XmlFault('no-root', 'the XML has no root element');
    at = end;
  }
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found < 0) throw new XmlFault('no-root', 'the XML has no root element');
  return found + mark.length;
}

class TreeReader {
  private readonly maxElements: number;
  private elements = 0;

  constructor(maxElements: number) {
    this.maxElements = maxElements;
  }

  element(node: Node, depth: number): XmlElement {
    if (depth > MAX_DEPTH) throw new XmlFault('too-deep', `the XML is deeper than ${MAX_DEPTH} levels`);
    if (++this.elements > this.maxElements)
      throw new XmlFault('too-many-elements', `the XML has more than ${this.maxElements} elements`);
    const children: XmlElement[] = [];
    let text = '';
    let last: XmlTreeNode | null = null;
    let child: XmlNode | null = node.firstChild;
    while (child !== null) {
      if (!(child instanceof XmlTreeNode)) {
        // A processing instruction: the library gives it no sibling to go on to, so it is taken out of the tree.
        child.remove();
      } else {
        if (child instanceof Node) children.push(this.element(child, depth + 1));
        else if (child instanceof XmlText || child instanceof XmlCData) text += child.content;
        last = child;
      }
      child = last === null ? node.firstChild : last.next;
    }
    return { name: qualifiedName(node), attributes: attributesOf(node), children, text: trimSpaces(text) };
  }
}

function qualifiedName(node: { readonly name: string; readonly prefix: string }): string {
  return node.prefix === '' ? node.name : `${node.prefix}:${node.name}`;
}

function attributesOf(node: Node): ReadonlyMap<string, string> {
  return new Map(node.attrs.map((attribute) => [qualifiedName(attribute), attribute.value]));
}

const SPACES = ' \t\r\n';
