import { type EnvelopeToken, envelopeTokens } from './envelope-tokens.ts';
import type { EnvelopeAddress } from './message-summary.ts';

/** More addresses than this in one field are left out: a header section of 256 KiB holds fewer, unless made to hurt. */
const MAX_ADDRESSES = 20_000;
const GROUP_END: EnvelopeAddress = { name: null, mailbox: null, host: null };

/**
 * The addresses of a From, To… value (unfolded) as ENVELOPE tells them (RFC 9051 7.5.2): quoting undone, encoded words left, a
 * comment as name where there is no other. Takes whatever stands there: what is no address becomes one whose host is empty, since null
 * marks a group. Never throws; linear.
 */
export function envelopeAddresses(value: string): EnvelopeAddress[] {
  const reader = new AddressReader();
  for (const token of envelopeTokens(value)) {
    reader.take(token);
    if (reader.addresses.length >= MAX_ADDRESSES) break;
  }
  return reader.end();
}

class AddressReader {
  readonly addresses: EnvelopeAddress[] = [];
  private inGroup = false;
  /** Of the present address: what stands outside the angle brackets, and inside. */
  private outside: EnvelopeToken[] = [];
  private inside: EnvelopeToken[] | undefined;
  private inAngle = false;
  private comment: string | null = null;

  take(token: EnvelopeToken): void {
    const isRoute = this.inAngle && this.inside?.[0]?.kind === '@';
    switch (token.kind) {
      case 'comment':
        this.comment = token.text;
        break;
      case '<':
        if (this.inside !== undefined) this.finish();
        this.inside = [];
        this.inAngle = true;
        break;
      case '>':
        this.inAngle = false;
        break;
      case ',':
        if (isRoute) this.add(token);
        else this.finish();
        break;
      case ':':
        if (this.opensGroup()) this.openGroup();
        else this.add(token);
        break;
      case ';':
        this.finish();
        this.closeGroup();
        break;
      default:
        this.add(token);
    }
  }

  end(): EnvelopeAddress[] {
    this.finish();
    this.closeGroup();
    return this.addresses;
  }

  private add(token: EnvelopeToken): void {
    if (this.inAngle) this.inside!.push(token);
    else this.outside.push(token);
  }

  private opensGroup(): boolean {
    const { inGroup, inside, outside } = this;
    return !inGroup && inside === undefined && outside.length > 0 && outside.every(({ kind }) => kind === 'text');
  }

  private openGroup(): void {
    this.addresses.push({ name: null, mailbox: joined(this.outside), host: null });
    this.inGroup = true;
    this.clear();
  }

  private closeGroup(): void {
    if (this.inGroup) this.addresses.push(GROUP_END);
    this.inGroup = false;
  }

  private finish(): void {
    const { inside, outside, comment } = this;
    if (inside !== undefined) this.addresses.push({ name: joined(outside) || comment, ...addressSpec(inside) });
    else if (outside.length > 0) this.addresses.push({ name: comment, ...addressSpec(outside) });
    this.clear();
  }

  private clear(): void {
    this.outside = [];
    this.inside = undefined;
    this.inAngle = false;
    this.comment = null;
  }
}

/** A route (`@a,@b:`, RFC 5322 4.4) stands before; the last `@` parts the rest. */
function addressSpec(tokens: readonly EnvelopeToken[]): Omit<EnvelopeAddress, 'name'> {
  const colon = tokens[0]?.kind === '@' ? tokens.findIndex(({ kind }) => kind === ':') : -1;
  const route = colon < 0 ? {} : { route: together(tokens.slice(0, colon)) };
  const spec = tokens.slice(colon + 1);
  const at = spec.findLastIndex(({ kind }) => kind === '@');
  if (at < 0) return { ...route, mailbox: joined(spec), host: '' };
  return { ...route, mailbox: joined(spec.slice(0, at)), host: together(spec.slice(at + 1)) };
}

function together(tokens: readonly EnvelopeToken[]): string {
  return tokens.map(({ text }) => text).join('');
}

function joined(tokens: readonly EnvelopeToken[]): string {
  return tokens.map(({ text, spaced }, i) => (spaced && i > 0 ? ` ${text}` : text)).join('');
}
