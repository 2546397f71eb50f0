import { objectIdentifier, sequence, setOf } from './der.ts';
import { CmsFault } from './fault.ts';
import type { Cursor, Element } from './tlv.ts';
import { oidText } from './values.ts';

const MAX_ATTRIBUTES = 64;

/** An Attribute with its values (RFC 5652 5.3), DER. */
export function attribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(objectIdentifier(type), setOf(values));
}

/** The attributes of a set, in order: type and a cursor over the values. Throws CmsFault past 64 of them. */
export function* attributesOf(holder: Element, what: string): Generator<readonly [type: string, values: Cursor]> {
  let count = 0;
  for (const element of holder.inside().rest('attribute')) {
    if (count++ >= MAX_ATTRIBUTES) throw new CmsFault(`${what}: too many attributes`);
    const inside = element.inside();
    const type = oidText(inside.take(0x06, 'attrType').content);
    yield [type, inside.take(0x31, 'attrValues').inside()];
  }
}

/** The one value an attribute has. */
export function onlyValue(values: Cursor, what: string): Element {
  const value = values.next(what);
  values.finish(what);
  return value;
}
