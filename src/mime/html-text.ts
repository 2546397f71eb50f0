/** Elements whose content nobody reads. */
const UNSEEN = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'textarea',
  'select',
  'svg',
  'math',
]);
/** Elements that stand on lines of their own. */
const BLOCKS = new Set([
  ...['address', 'article', 'blockquote', 'dd', 'div', 'dl', 'dt', 'fieldset', 'figure', 'footer', 'form', 'header'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'main', 'nav', 'ol', 'section', 'table', 'tr', 'ul', 'pre'],
]);
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'ul', 'ol', 'blockquote', 'pre']);
/** Elements that part no words. */
const INLINE = new Set(
  'a abbr b bdi bdo big cite code del em font i ins kbd label mark q s samp small span strike strong sub sup u var wbr'.split(
    ' ',
  ),
);
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', euro: '€', hellip: '…', ndash: '–', mdash: '—' },
  ...{ laquo: '«', raquo: '»', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', copy: '©', reg: '®', deg: '°' },
  ...{
    middot: '·',
    bull: '•',
    shy: '',
    zwnj: '',
    zwj: '',
    sect: '§',
    times: '×',
    agrave: 'à',
    egrave: 'è',
    eacute: 'é',
  },
  ...{ igrave: 'ì', ograve: 'ò', ugrave: 'ù', auml: 'ä', ouml: 'ö', uuml: 'ü', szlig: 'ß', Agrave: 'À', Egrave: 'È' },
  ...{ Eacute: 'É', Igrave: 'Ì', Ograve: 'Ò', Ugrave: 'Ù', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', ccedil: 'ç', ntilde: 'ñ' },
};
const TAG = /<(\/?)([a-z][a-z0-9]*)/iy;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi;

/** What a person reads of HTML, in lines; at most `most` characters, linear whatever is given. For who reads no HTML, and for previews. */
export function htmlText(html: string, most: number): string {
  let text = '';
  for (let at = 0; at < html.length && text.length < most; ) {
    const open = html.indexOf('<', at);
    text += inline(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const markup = markupAt(html, open);
    text += markup.text;
    at = markup.end;
  }
  return tidy(text.replace(ENTITY, entity)).slice(0, most);
}

/** White space of the source is one blank; what stands in lines is told by elements. */
function inline(text: string): string {
  return text.replace(/[ \t\r\n\f]+/g, ' ');
}

function markupAt(html: string, open: number): { readonly text: string; readonly end: number } {
  if (html.startsWith('<!--', open)) return { text: '', end: behind(html, '-->', open + 4) };
  TAG.lastIndex = open;
  const tag = TAG.exec(html);
  if (tag === null) {
    const isMarkup = html[open + 1] === '!' || html[open + 1] === '?' || html[open + 1] === '/';
    return isMarkup ? { text: '', end: behind(html, '>', open) } : { text: '<', end: open + 1 };
  }
  const name = tag[2]!.toLowerCase();
  const isClosing = tag[1] !== '';
  const end = behind(html, '>', open);
  if (!isClosing && UNSEEN.has(name)) return { text: ' ', end: behindClosing(html, name, end) };
  return { text: breakOf(name, isClosing), end };
}

function breakOf(name: string, isClosing: boolean): string {
  if (name === 'br') return '\n';
  if (name === 'li') return isClosing ? '\n' : '\n• ';
  if (name === 'td' || name === 'th') return isClosing ? '\t' : '';
  if (PARAGRAPHS.has(name)) return '\n\n';
  if (BLOCKS.has(name)) return '\n';
  return INLINE.has(name) ? '' : ' ';
}

/** One past the next `mark`, or the end: what is not closed swallows the rest. */
function behind(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

function behindClosing(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}\\b`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found === null ? html.length : behind(html, '>', found.index);
}

function entity(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return NAMED[name] ?? NAMED[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
}

function tidy(text: string): string {
  return text
    .replace(/[ \t\u00a0]{2,}/g, (blanks) => (blanks.includes('\t') ? '\t' : ' '))
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
