import { isAddress } from '#mime';

const LINE = 76;
/** RFC 2047 2: an encoded word has at most 75 characters, `=?UTF-8?B?` and `?=` among them. */
const WORD_OCTETS = 45;
/** RFC 2231 3: one section of a parameter that goes on, short enough for its line. */
const SECTION = 60;
const ATTR_CHAR = /^[A-Za-z0-9!#$&+.^_`{|}~-]$/;
const MESSAGE_ID = /^[^\s<>"(),:;@[\]\\]{1,500}@[^\s<>"(),:;@\\]{1,490}$/;

const encoder = new TextEncoder();

/**
 * `To: a@x.example,` and so on, an address or several a line. Throws RangeError on what is no address, so that nobody puts a field or a further
 * recipient in by it.
 */
export function addressField(name: string, addresses: readonly string[]): string {
  let text = `${name}:`;
  let column = text.length;
  addresses.forEach((address, at) => {
    if (!isAddress(address)) throw new RangeError(`"${address}" is not an address`);
    const token = at < addresses.length - 1 ? `${address},` : address;
    if (at > 0 && column + 1 + token.length > LINE) {
      text += '\r\n';
      column = 0;
    }
    text += ` ${token}`;
    column += token.length + 1;
  });
  return `${text}\r\n`;
}

/** `From: "Comune di Prova" <a@x.example>`; the name in encoded words where it is not ASCII (RFC 2047 5). */
export function fromField(name: string, address: string): string {
  if (!isAddress(address)) throw new RangeError(`"${address}" is not an address`);
  const plain = cleanLine(name);
  if (plain === '') return `From: ${address}\r\n`;
  const words = isAscii(plain) ? [`"${plain.replace(/["\\]/g, '\\$&')}"`] : encodedWords(plain);
  return `From: ${words.join('\r\n ')}\r\n <${address}>\r\n`;
}

/** Message-IDs, each on a line of its own where it does not fit; those that are none are left out. */
export function messageIdField(name: string, ids: readonly string[]): string {
  const good = ids.map((id) => id.trim().replace(/^<(.*)>$/, '$1')).filter((id) => MESSAGE_ID.test(id) && isAscii(id));
  if (good.length === 0) return '';
  let text = `${name}:`;
  let column = text.length;
  for (const id of good) {
    if (column > name.length + 1 && column + id.length + 3 > LINE) {
      text += '\r\n';
      column = 0;
    }
    text += ` <${id}>`;
    column += id.length + 3;
  }
  return `${text}\r\n`;
}

/** `name` of Content-Type, as the older programs read it: a quoted string, or encoded words within it. */
export function nameParameter(name: string): string {
  if (isAscii(name)) return ascii2231('name', name);
  return `;\r\n name="${encodedWords(name).join('\r\n ')}"`;
}

/** `filename` of Content-Disposition by RFC 2231, in sections where it is long. */
export function fileNameParameter(name: string): string {
  if (isAscii(name)) return ascii2231('filename', name);
  const sections: string[] = [''];
  for (const character of name) {
    const encoded = ATTR_CHAR.test(character)
      ? character
      : [...encoder.encode(character)].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
    if (sections.at(-1)!.length + encoded.length > SECTION) sections.push('');
    sections[sections.length - 1] += encoded;
  }
  if (sections.length === 1) return `;\r\n filename*=UTF-8''${sections[0]}`;
  return sections.map((text, at) => `;\r\n filename*${at}*=${at === 0 ? "UTF-8''" : ''}${text}`).join('');
}

/** A long ASCII name goes on in sections too: a line must not grow for ever. */
function ascii2231(parameter: string, name: string): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  if (name.length <= SECTION) return `;\r\n ${parameter}=${quoted(name)}`;
  const sections = name.match(new RegExp(`.{1,${SECTION}}`, 'g')) ?? [''];
  return sections.map((text, at) => `;\r\n ${parameter}*${at}=${quoted(text)}`).join('');
}

function encodedWords(text: string): string[] {
  const words: string[] = [];
  let octets: number[] = [];
  const close = () => {
    if (octets.length > 0) words.push(`=?UTF-8?B?${btoa(String.fromCharCode(...octets))}?=`);
    octets = [];
  };
  for (const character of text) {
    const more = encoder.encode(character);
    if (octets.length + more.length > WORD_OCTETS) close();
    octets.push(...more);
  }
  close();
  return words;
}

/** No control characters: nobody adds fields of his own. */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

const MAX_NAME_OCTETS = 200;
const MAX_EXTENSION = 20;

/** What may stand as the name of a file: one level, no control characters, nothing that turns the direction of writing, its extension kept. */
export function fileName(name: string): string {
  const level = cleanLine(name)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_');
  if (level === '' || /^\.+$/.test(level)) return 'allegato';
  if (encoder.encode(level).length <= MAX_NAME_OCTETS) return level;
  const dot = level.lastIndexOf('.');
  const extension = dot > 0 && level.length - dot <= MAX_EXTENSION ? level.slice(dot) : '';
  let kept = '';
  let room = MAX_NAME_OCTETS - encoder.encode(extension).length;
  for (const character of level.slice(0, level.length - extension.length)) {
    room -= encoder.encode(character).length;
    if (room < 0) break;
    kept += character;
  }
  return kept + extension;
}

const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,80}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}$/;

/** The media type of what is sent in base64: messages and multiparts cannot be (RFC 2046 5.2.1, RFC 2045 6.4). */
export function attachedType(type: string): string {
  const lower = type.split(';')[0]!.trim().toLowerCase();
  return TYPE.test(lower) && !/^(message|multipart)\//.test(lower) ? lower : 'application/octet-stream';
}
