import { type BerElement, BerFault, contentOf, readElements, textOf } from '#adapters/ldap';
import { type AttributeType, attributeType, CLASS_OF_OID } from './ldap-schema.ts';
import { foldCase, type TreeEntry } from './ldap-tree.ts';

/** Undefined where the standard says so: a type nobody knows, a rule a type has not (RFC 4511 4.5.1.7). */
export type Filter = (entry: TreeEntry) => boolean | undefined;

const TAG = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equality: 0xa3,
  substrings: 0xa4,
  greaterOrEqual: 0xa5,
  lessOrEqual: 0xa6,
  present: 0x87,
  approximate: 0xa8,
  extensible: 0xa9,
} as const;
const MAX_DEPTH = 20;
const MAX_PARTS = 200;

/** Reads a filter, and makes what judges an entry by it. Throws BerFault. */
export function readFilter(element: BerElement | undefined): Filter {
  return filterOf(element, { parts: 0 }, 0);
}

function filterOf(element: BerElement | undefined, count: { parts: number }, depth: number): Filter {
  if (element === undefined) throw new BerFault('no filter');
  if (depth > MAX_DEPTH || ++count.parts > MAX_PARTS) throw new BerFault('a filter too large');
  const several = () => readElements(element.content).map((part) => filterOf(part, count, depth + 1));
  switch (element.tag) {
    case TAG.and:
      return all(several());
    case TAG.or:
      return negated(all(several().map(negated)));
    case TAG.not: {
      const [inner, ...more] = several();
      if (inner === undefined || more.length > 0) throw new BerFault('"not" is of one filter');
      return negated(inner);
    }
    case TAG.equality:
    case TAG.approximate:
      return equality(element);
    case TAG.substrings:
      return substrings(element);
    case TAG.present:
      return presence(textOf(element, TAG.present));
    case TAG.greaterOrEqual:
    case TAG.lessOrEqual:
    case TAG.extensible:
      // No type of this directory is ordered or has another rule.
      return () => undefined;
    default:
      throw new BerFault('not a filter');
  }
}

function all(filters: readonly Filter[]): Filter {
  return (entry) => {
    let result: boolean | undefined = true;
    for (const filter of filters) {
      const one = filter(entry);
      if (one === false) return false;
      if (one === undefined) result = undefined;
    }
    return result;
  };
}

function negated(filter: Filter): Filter {
  return (entry) => {
    const result = filter(entry);
    return result === undefined ? undefined : !result;
  };
}

function presence(description: string): Filter {
  const type = attributeType(description);
  return type === undefined ? () => undefined : (entry) => entry.attributes.has(type.name.toLowerCase());
}

/** The text by which a type compares its values. */
function normal(type: AttributeType, value: string): string {
  if (type.matching === 'exact') return value;
  const folded = foldCase(value);
  return type.matching === 'oid' ? (CLASS_OF_OID.get(folded) ?? folded) : folded;
}

function values(type: AttributeType, entry: TreeEntry): readonly string[] {
  const held = entry.attributes.get(type.name.toLowerCase())?.values ?? [];
  return held.map((octets) => normal(type, new TextDecoder().decode(octets)));
}

function equality(element: BerElement): Filter {
  const [description, value, ...more] = readElements(element.content);
  if (more.length > 0) throw new BerFault('an assertion of more than two parts');
  const type = attributeType(textOf(description));
  const octets = contentOf(value, 0x04);
  if (type === undefined || type.matching === 'none') return () => undefined;
  const wanted = normal(type, new TextDecoder().decode(octets));
  return (entry) => values(type, entry).includes(wanted);
}

function substrings(element: BerElement): Filter {
  const [description, holder, ...more] = readElements(element.content);
  if (more.length > 0 || holder?.tag !== 0x30) throw new BerFault('not a substring filter');
  const type = attributeType(textOf(description));
  const pieces = readElements(holder.content).map((piece, at, { length }) => {
    const isPlaced =
      (piece.tag === 0x80 && at === 0) || piece.tag === 0x81 || (piece.tag === 0x82 && at === length - 1);
    if (!isPlaced) throw new BerFault('pieces of a substring out of order');
    return { tag: piece.tag, text: new TextDecoder().decode(piece.content) };
  });
  if (pieces.length === 0) throw new BerFault('a substring filter of nothing');
  if (type === undefined || type.matching !== 'ignoreCase') return () => undefined;
  // A space at the edge of a piece means a space in the value: only runs are folded.
  const folded = pieces.map((piece) => ({
    ...piece,
    text: piece.text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' '),
  }));
  return (entry) => values(type, entry).some((value) => holds(value, folded));
}

/** Without a regular expression: what a stranger asks must cost what it weighs. */
function holds(value: string, pieces: readonly { readonly tag: number; readonly text: string }[]): boolean {
  let at = 0;
  for (const { tag, text } of pieces) {
    if (tag === 0x82) return value.length - text.length >= at && value.endsWith(text);
    const found = tag === 0x80 ? (value.startsWith(text) ? 0 : -1) : value.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return true;
}
