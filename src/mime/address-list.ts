import { isAddress, isDomain, isDotAtom } from './address.ts';
import { ADDRESS_FAULT, type AddressFault } from './address-fault.ts';
import { type Token, tokenize } from './address-tokens.ts';
import { decodeText, unfold } from './decode-text.ts';

export interface Address {
  /** Display name, decoded. */
  readonly name?: string;
  readonly address: string;
}

export type AddressList =
  | { readonly ok: true; readonly addresses: readonly Address[] }
  /** The first fault, and in `at` what it was found in, where that can be shown; `addresses` are those that could be read. */
  | { readonly ok: false; readonly fault: AddressFault; readonly at?: string; readonly addresses: readonly Address[] };

/**
 * The addresses of a From, To, Cc, Reply-To… value (raw), by the grammar of RFC 5322 3.4: groups give their members, comments and
 * quoted strings are understood. Of the obsolete forms only the dot in a display name is taken. Refused besides: white space or comments
 * inside an address (spec 8.2 A6), domain literals, domains that are not host names with a dot.
 */
export function parseAddressList(value: string): AddressList {
  const { tokens, fault } = tokenize(unfold(value));
  const reader = new ListReader();
  for (const element of elements(tokens)) reader.take(element.tokens, element.separator);
  // What cannot be split into tokens is the cause of whatever else is missing at its end.
  const first = fault === undefined ? reader.fault : { fault };
  return first === undefined
    ? { ok: true, addresses: reader.addresses }
    : { ok: false, ...first, addresses: reader.addresses };
}

type Separator = ',' | ';' | ':' | 'end';

interface Element {
  readonly tokens: readonly Token[];
  readonly separator: Separator;
}

/** What stands between the separators; those inside angle brackets separate nothing. */
function* elements(tokens: readonly Token[]): Generator<Element> {
  let start = 0;
  let inAngle = false;
  for (let i = 0; i < tokens.length; i++) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'special') continue;
    if (text === '<') inAngle = true;
    else if (text === '>') inAngle = false;
    else if (!inAngle && (text === ',' || text === ';' || text === ':')) {
      yield { tokens: tokens.slice(start, i), separator: text };
      start = i + 1;
    }
  }
  yield { tokens: tokens.slice(start), separator: 'end' };
}

class ListReader {
  readonly addresses: Address[] = [];
  /** The first one found. */
  fault: { readonly fault: AddressFault; readonly at?: string } | undefined;
  private inGroup = false;
  private groupJustClosed = false;
  private groupIsEmpty = false;

  take(tokens: readonly Token[], separator: Separator): void {
    if (separator === ':') {
      this.openGroup(tokens);
      return;
    }
    const mayBeEmpty = this.groupJustClosed || (separator === ';' && this.groupIsEmpty);
    if (tokens.length > 0) {
      if (this.groupJustClosed) this.fault ??= { fault: ADDRESS_FAULT.noComma };
      this.mailbox(tokens);
    } else if (!mayBeEmpty) this.fault ??= { fault: ADDRESS_FAULT.missing };
    this.groupIsEmpty = false;
    this.groupJustClosed = separator === ';';
    if (separator === ';' && !this.inGroup) this.fault ??= { fault: ADDRESS_FAULT.straySemicolon };
    if (separator === 'end' && this.inGroup) this.fault ??= { fault: ADDRESS_FAULT.openGroup };
    if (separator === ';') this.inGroup = false;
  }

  private openGroup(tokens: readonly Token[]): void {
    if (this.inGroup || this.groupJustClosed || tokens.length === 0 || !isPhrase(tokens)) {
      this.fault ??= { fault: ADDRESS_FAULT.strayColon, at: shown(tokens) };
    }
    this.inGroup = true;
    this.groupIsEmpty = true;
    this.groupJustClosed = false;
  }

  private mailbox(tokens: readonly Token[]): void {
    const read = readMailbox(tokens);
    if ('fault' in read) this.fault ??= { fault: read.fault, at: shown(tokens) };
    else this.addresses.push(read);
  }
}

function isSpecial(token: Token | undefined, text: string): boolean {
  return token?.kind === 'special' && token.text === text;
}

/** Words, and the dots of obs-phrase (`Dott. Mario Rossi`), which everybody writes. */
function isPhrase(tokens: readonly Token[]): boolean {
  return tokens.every((token) => token.kind !== 'special' || token.text === '.');
}

function readMailbox(tokens: readonly Token[]): Address | { fault: AddressFault } {
  const open = tokens.findIndex((token) => isSpecial(token, '<'));
  if (open < 0) return readAddressSpec(tokens);
  if (!isSpecial(tokens.at(-1), '>')) return { fault: ADDRESS_FAULT.openAngle };
  const phrase = tokens.slice(0, open);
  if (!isPhrase(phrase)) return { fault: ADDRESS_FAULT.unquotedName };
  const read = readAddressSpec(tokens.slice(open + 1, -1));
  const name = decodeText(joined(phrase));
  return 'fault' in read || name === '' ? read : { name, address: read.address };
}

function readAddressSpec(tokens: readonly Token[]): { address: string } | { fault: AddressFault } {
  if (tokens.length === 0) return { fault: ADDRESS_FAULT.missing };
  if (isSpecial(tokens[0], '@')) return { fault: ADDRESS_FAULT.sourceRoute };
  const at = tokens.findIndex((token) => isSpecial(token, '@'));
  if (at < 0) return { fault: ADDRESS_FAULT.noAt };
  if (isSpecial(tokens[at + 1], '[')) return { fault: ADDRESS_FAULT.literal };
  if (tokens.some((token, i) => i > 0 && token.spaced)) return { fault: ADDRESS_FAULT.space };
  const local = tokens.slice(0, at);
  const domain = joined(tokens.slice(at + 1));
  if (tokens.slice(at + 1).some((token) => token.kind === 'quoted') || !isDomain(domain))
    return { fault: ADDRESS_FAULT.domain };
  const name = joined(local);
  if (isDotAtom(name) && (local.length === 1 || local.every((token) => token.kind !== 'quoted'))) {
    const address = `${name}@${domain}`;
    return isAddress(address) ? { address } : { fault: ADDRESS_FAULT.tooLong };
  }
  if (local.length !== 1 || local[0]!.kind !== 'quoted') return { fault: ADDRESS_FAULT.local };
  const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`;
  // Printable ASCII alone: RFC 5321 4.1.2, stricter than RFC 5322.
  if (!/^[ -~]*$/.test(name) || quoted.length > 64) return { fault: ADDRESS_FAULT.local };
  return { address: `${quoted}@${domain}` };
}

function joined(tokens: readonly Token[]): string {
  return tokens.map((token, i) => (token.spaced && i > 0 ? ` ${token.text}` : token.text)).join('');
}

const SHOWN_CHARACTERS = 100;

function shown(tokens: readonly Token[]): string {
  const text = decodeText(joined(tokens.slice(0, SHOWN_CHARACTERS)));
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
