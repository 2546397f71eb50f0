import { latin1ToString } from '#mime';

/** What octets are, by themselves; a name or a declared type is only believed where nothing dangerous follows from it. */
export type ContentKind =
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'webp'
  | 'bmp'
  | 'pdf'
  | 'zip'
  /** Word processors' and spreadsheets' files are ZIPs; nobody wants their entries. */
  | 'office'
  /** CMS, binary or in base64, perhaps with PEM lines around it. */
  | 'cms'
  | 'invoice'
  | 'daticert'
  | 'xml'
  | 'html'
  | 'calendar'
  | 'contacts'
  | 'message'
  | 'text'
  | 'unknown';

/** So many octets are looked at. */
export const SNIFFED = 4_096;

const MEDIA_TYPES: Readonly<Partial<Record<ContentKind, string>>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  pdf: 'application/pdf',
  zip: 'application/zip',
  cms: 'application/pkcs7-mime',
  invoice: 'application/xml',
  daticert: 'application/xml',
  xml: 'application/xml',
  html: 'text/html',
  calendar: 'text/calendar',
  contacts: 'text/vcard',
  message: 'message/rfc822',
  text: 'text/plain',
};

/** The media type that the octets themselves speak for; undefined where they tell nothing. */
export function mediaTypeOf(kind: ContentKind): string | undefined {
  return MEDIA_TYPES[kind];
}

const MAGIC: readonly (readonly [string, ContentKind])[] = [
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['\xff\xd8\xff', 'jpeg'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['BM', 'bmp'],
  ['%PDF-', 'pdf'],
];

/** OID 1.2.840.113549.1.7.2 (signedData), DER. */
const SIGNED_DATA = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02';
const PEM = /^\s*-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----/;

/** By the first octets of a content. */
export function contentKind(first: Uint8Array): ContentKind {
  const head = latin1ToString(first.subarray(0, SNIFFED));
  const magic = MAGIC.find(([octets]) => head.startsWith(octets))?.[1];
  if (magic !== undefined && (magic !== 'bmp' || isBmp(head))) return magic;
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return isOffice(head) ? 'office' : 'zip';
  if (isCms(head)) return 'cms';
  return textKind(first, head);
}

/** Reserved octets are zero, and a header size that exists follows: "BM" alone begins many a text. */
function isBmp(head: string): boolean {
  return head.slice(6, 10) === '\0\0\0\0' && head.charCodeAt(14) >= 12;
}

function isOffice(head: string): boolean {
  const name = head.slice(30, 30 + head.charCodeAt(26));
  return name === '[Content_Types].xml' || name === 'mimetype' || name === '_rels/.rels';
}

function isCms(head: string): boolean {
  if (head.startsWith('\x30')) return head.slice(0, 32).includes(SIGNED_DATA);
  if (PEM.test(head)) return true;
  const bare = head.replace(/[\r\n\t ]/g, '').slice(0, 64);
  // SEQUENCE and the identifier, in base64: both definite and indefinite lengths.
  return /^MI[A-Za-z0-9+/]{20}/.test(bare) && atobSafe(bare.slice(0, 44)).includes(SIGNED_DATA);
}

function atobSafe(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

const ROOT = /^(?:<\?[^>]*\?>|<!--[\s\S]*?-->|\s)*<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>/]/;

function textKind(first: Uint8Array, head: string): ContentKind {
  const text = head.replace(/^\xef\xbb\xbf/, '').replace(/^(?:\xff\xfe|\xfe\xff)/, '');
  const root = ROOT.exec(text.replaceAll('\0', ''))?.[1];
  if (/^(?:html|head|body|script|iframe|svg|meta|table|form)$/i.test(root ?? '') || /^\s*<!doctype html/i.test(text))
    return 'html';
  if (root === 'FatturaElettronica' || root === 'FatturaElettronicaSemplificata') return 'invoice';
  if (root === 'postacert') return 'daticert';
  if (text.trimStart().startsWith('<?xml')) return 'xml';
  if (/^\s*BEGIN:VCALENDAR/i.test(text)) return 'calendar';
  if (/^\s*BEGIN:VCARD/i.test(text)) return 'contacts';
  if (isMessage(text)) return 'message';
  return isText(first) ? 'text' : 'unknown';
}

/** A header section with two fields that messages have. */
function isMessage(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9-]*:[ \t]/.test(text)) return false;
  const fields = text.match(/^(?:received|return-path|from|date|message-id|mime-version|x-trasporto|x-ricevuta):/gim);
  return new Set(fields?.map((name) => name.toLowerCase())).size >= 3;
}

/** No control characters but those of lines: of any encoding that extends ASCII. */
function isText(octets: Uint8Array): boolean {
  return octets.every((octet) => octet >= 0x20 || octet === 0x09 || octet === 0x0a || octet === 0x0d || octet === 0x0c);
}
