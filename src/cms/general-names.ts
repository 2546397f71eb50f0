import { CmsFault } from './fault.ts';
import type { Element } from './tlv.ts';

/** A GeneralName (RFC 5280 4.2.1.6); the forms PEC has no use for keep only their tag. */
export type GeneralName =
  | { readonly form: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly form: 'directory'; readonly name: Uint8Array }
  /** In name constraints: address and mask together, 8 or 32 octets. */
  | { readonly form: 'ip'; readonly octets: Uint8Array }
  | { readonly form: 'other'; readonly tag: number };

const MAX_NAMES = 4096;

/** Reads the GeneralNames held by an element, whatever its own tag. Throws CmsFault past 4,096 names. */
export function readGeneralNames(holder: Element): GeneralName[] {
  const names: GeneralName[] = [];
  for (const element of holder.inside().rest('general name')) {
    if (names.length >= MAX_NAMES) throw new CmsFault('general names: too many');
    names.push(readGeneralName(element));
  }
  return names;
}

export function readGeneralName(element: Element): GeneralName {
  switch (element.tag) {
    case 0x81:
      return { form: 'email', value: ia5(element) };
    case 0x82:
      return { form: 'dns', value: ia5(element) };
    case 0x86:
      return { form: 'uri', value: ia5(element) };
    case 0x87:
      return { form: 'ip', octets: element.content };
    case 0xa4: {
      const inside = element.inside();
      const name = inside.take(0x30, 'directoryName').raw;
      inside.finish('directoryName');
      return { form: 'directory', name };
    }
    default:
      if ((element.tag & 0xc0) !== 0x80) throw new CmsFault('general name: unknown form');
      return { form: 'other', tag: element.tag };
  }
}

function ia5(element: Element): string {
  // A NUL inside a name has been used to make two readers see two names; addresses and hosts are ASCII throughout.
  const highest = element.tag === 0x86 ? 0xff : 0x7e;
  if (element.content.some((octet) => octet < 0x20 || octet > highest))
    throw new CmsFault('general name: not printable');
  return new TextDecoder('latin1').decode(element.content);
}
