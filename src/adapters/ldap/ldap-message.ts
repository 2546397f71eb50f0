import {
  BER,
  type BerElement,
  BerFault,
  contentOf,
  element,
  flag,
  flagOf,
  inside,
  integer,
  numberOf,
  readElement,
  readHead,
  text,
  textOf,
} from './ber.ts';

/** Tags of the operations (RFC 4511 4.2-4.14). */
export const LDAP = {
  bindRequest: 0x60,
  bindResponse: 0x61,
  unbindRequest: 0x42,
  searchRequest: 0x63,
  searchEntry: 0x64,
  searchDone: 0x65,
  searchReference: 0x73,
  abandonRequest: 0x50,
  extendedRequest: 0x77,
  extendedResponse: 0x78,
} as const;

export const PAGED_RESULTS = '1.2.840.113556.1.4.319';
export const START_TLS = '1.3.6.1.4.1.1466.20037';
const CONTROLS = 0xa0;
const MAX_CONTROLS = 20;

export interface LdapControl {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value?: Uint8Array;
}

export interface LdapMessage {
  readonly id: number;
  readonly operation: BerElement;
  readonly controls: readonly LdapControl[];
}

/** Throws BerFault. */
export function readMessage(bytes: Uint8Array): LdapMessage {
  const [id, operation, controls, ...more] = inside(readElement(bytes), BER.sequence);
  if (operation === undefined || more.length > 0) throw new BerFault('not an LDAP message');
  const number = numberOf(id);
  if (number < 0) throw new BerFault('a message with a negative number');
  return { id: number, operation, controls: controls === undefined ? [] : readControls(controls) };
}

function readControls(holder: BerElement): readonly LdapControl[] {
  const elements = inside(holder, CONTROLS);
  if (elements.length > MAX_CONTROLS) throw new BerFault('too many controls');
  return elements.map((control) => {
    const parts = [...inside(control, BER.sequence)];
    const oid = textOf(parts.shift());
    const isCritical = parts[0]?.tag === BER.boolean && flagOf(parts.shift());
    const value = parts.length > 0 ? contentOf(parts.shift(), BER.octets) : undefined;
    return { oid, isCritical, ...(value !== undefined && { value }) };
  });
}

export function writeMessage(id: number, operation: Uint8Array, controls: readonly LdapControl[] = []): Uint8Array {
  const told = controls.map(({ oid, isCritical, value }) =>
    element(
      BER.sequence,
      text(oid),
      ...(isCritical ? [flag(true)] : []),
      ...(value === undefined ? [] : [element(BER.octets, value)]),
    ),
  );
  return element(BER.sequence, integer(id), operation, ...(told.length === 0 ? [] : [element(CONTROLS, ...told)]));
}

/** Size and cookie of a page (RFC 2696). */
export interface Page {
  readonly size: number;
  readonly cookie: Uint8Array;
}

/** Throws BerFault. */
export function readPage(value: Uint8Array): Page {
  const [size, cookie] = inside(readElement(value), BER.sequence);
  return { size: numberOf(size), cookie: contentOf(cookie, BER.octets) };
}

export function pageControl({ size, cookie }: Page, isCritical = false): LdapControl {
  const value = element(BER.sequence, integer(size), element(BER.octets, cookie));
  return { oid: PAGED_RESULTS, isCritical, value };
}

/** Cuts what is received into whole messages, however it comes. */
export class MessageCutter {
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #size = 0;

  /** `maxBytes`: of one message. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Octets of a message that is not whole yet. */
  get pending(): number {
    return this.#size;
  }

  /** The messages that are whole now. Throws BerFault on what cannot become one. */
  push(piece: Uint8Array): readonly Uint8Array[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const messages: Uint8Array[] = [];
    for (;;) {
      // Head and length stand in the first octets: only those are looked at until all is there.
      if (this.#pieces.length > 1 && this.#pieces[0]!.length < 6) this.#join();
      const head = readHead(this.#pieces[0] ?? new Uint8Array());
      if (head === undefined) return messages;
      if (head.tag !== BER.sequence) throw new BerFault('not an LDAP message');
      const end = head.start + head.length;
      if (end > this.#maxBytes) throw new BerFault(`a message over ${this.#maxBytes} octets`);
      if (this.#size < end) return messages;
      const all = this.#join();
      messages.push(all.subarray(0, end));
      this.#pieces = end < all.length ? [all.subarray(end)] : [];
      this.#size -= end;
    }
  }

  #join(): Uint8Array {
    const all = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [all];
    return all;
  }
}
