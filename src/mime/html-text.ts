/** Elements whose content nobody reads. */
const UNSEEN = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);
/** Elements that part no words. */
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'big',
  'em',
  'font',
  'i',
  'mark',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
]);
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  copy: '©',
  reg: '®',
  deg: '°',
  middot: '·',
  bull: '•',
  shy: '',
  zwnj: '',
  agrave: 'à',
  egrave: 'è',
  eacute: 'é',
  igrave: 'ì',
  ograve: 'ò',
  ugrave: 'ù',
  Agrave: 'À',
  Egrave: 'È',
  Eacute: 'É',
  Igrave: 'Ì',
  Ograve: 'Ò',
  Ugrave: 'Ù',
};
const TAG = /<(\/?)([a-z][a-z0-9]*)/iy;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi;

/** What a reader of HTML sees, roughly: for a preview. Stops after `most` characters; linear whatever it is given. */
export function htmlText(html: string, most: number): string {
  let text = '';
  for (let at = 0; at < html.length && text.length < most; ) {
    const open = html.indexOf('<', at);
    text += html.slice(at, open < 0 ? html.length : open);
    if (open < 0) break;
    const markup = markupAt(html, open);
    text += markup.text;
    at = markup.end;
  }
  return text.replace(ENTITY, entity);
}

/** What stands for the markup at `open`, and where it ends. */
function markupAt(html: string, open: number): { text: string; end: number } {
  if (html.startsWith('<!--', open)) return { text: '', end: behind(html, '-->', open + 4) };
  TAG.lastIndex = open;
  const tag = TAG.exec(html);
  if (tag === null) {
    const isMarkup = html[open + 1] === '!' || html[open + 1] === '?' || html[open + 1] === '/';
    return isMarkup ? { text: '', end: behind(html, '>', open) } : { text: '<', end: open + 1 };
  }
  const name = tag[2]!.toLowerCase();
  const end = behind(html, '>', open);
  if (tag[1] === '' && UNSEEN.has(name)) return { text: ' ', end: closingTag(html, name, end) };
  return { text: INLINE.has(name) ? '' : ' ', end };
}

/** One past the next `mark`, or the end: what is not closed swallows the rest. */
function behind(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

function closingTag(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}\\b`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found === null ? html.length : behind(html, '>', found.index);
}

function entity(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return ENTITIES[name] ?? ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
}
