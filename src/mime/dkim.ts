import { encodeBase64 } from './base64.ts';
import { readHeaderSection } from './header-section.ts';
import { ascii } from './octets.ts';
import type { HeaderField } from './part.ts';

/** What is signed of a header, of what stands in it; RFC 6376 5.4.1 names these and why. */
const SIGNED = ['from', 'to', 'cc', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'reply-to'];
const LINE = 76;
const LINES = /.{1,72}/g;

/** Who signs: the key is published at `selector._domainkey.domain` (RFC 6376 3.6.2.1). */
export interface DkimSigner {
  readonly domain: string;
  readonly selector: string;
}

/** A DKIM-Signature field that lacks only its signature. */
export interface UnsignedDkim {
  /** What RSA with SHA-256 signs (`rsa-sha256`, RFC 6376 3.3.1). */
  readonly signed: Uint8Array;
  /** The whole field with its CRLF, to stand before the first field of the message. */
  field(signature: Uint8Array): Uint8Array;
}

/**
 * A DKIM signature, `relaxed/relaxed` (RFC 6376 3.5, 3.7), over a header section and the SHA-256 of its body in the relaxed form
 * (`RelaxedBody`). It bears no time: a message sent again is the same octets. Undefined when there is no From, which must be signed.
 */
export function buildDkim(header: Uint8Array, bodyDigest: Uint8Array, signer: DkimSigner): UnsignedDkim | undefined {
  const fields = signedFields(readHeaderSection(header, 0).fields);
  if (fields[0]?.lower !== 'from') return undefined;
  const tags = [
    'v=1;',
    'a=rsa-sha256;',
    'c=relaxed/relaxed;',
    `d=${signer.domain};`,
    `s=${signer.selector};`,
    ...listed(`h=${fields.map(({ name }) => name).join(':')};`),
    `bh=${oneLine(bodyDigest)};`,
  ];
  const start = `${fold('DKIM-Signature:', tags)}\r\n b=`;
  const relaxed = fields.map((field) => `${relaxedField(field.lower, field.value)}\r\n`).join('');
  const own = relaxedField('dkim-signature', start.slice('DKIM-Signature:'.length));
  return {
    signed: ascii(relaxed + own),
    field(signature) {
      const lines = oneLine(signature).match(LINES) ?? [];
      return ascii(`${start}${lines.join('\r\n ')}\r\n`);
    },
  };
}

/** A field as it is signed (RFC 6376 3.4.2), without CRLF. */
export function relaxedField(lowerName: string, value: string): string {
  const unfolded = value.replace(/\r?\n/g, '').replace(/[ \t]+/g, ' ');
  return `${lowerName}:${unfolded.replace(/^ | $/g, '')}`;
}

/** Each name in its turn; of a field that stands more than once, the lowest first (RFC 6376 5.4.2). */
function signedFields(fields: readonly HeaderField[]): readonly HeaderField[] {
  return SIGNED.flatMap((name) => fields.filter(({ lower }) => lower === name).reverse());
}

/** `h=` cut after colons, where it may be folded. */
function listed(tag: string): readonly string[] {
  return tag.match(/[^:]+:?/g) ?? [];
}

function oneLine(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('\r\n', '');
}

function fold(start: string, words: readonly string[]): string {
  let text = start;
  let column = start.length;
  for (const word of words) {
    const folds = column + 1 + word.length > LINE;
    text += folds ? `\r\n ${word}` : ` ${word}`;
    column = folds ? 1 + word.length : column + 1 + word.length;
  }
  return text;
}
