const TAG = /<(\/?)([a-z][a-z0-9]*)([^>]*)>|&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});|[^<&]+|[<&]/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const BLOCKS = new Set(
  'address blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody thead tfoot tr ul'.split(' '),
);
/** A line is left empty around these. */
const PARAGRAPHS = new Set(['p', 'blockquote', 'ul', 'ol', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/**
 * The plain text that stands beside HTML which `cleanHtml` made: paragraphs, lists, quotations (`> `) and the addresses of links are kept.
 * Linear whatever it is given.
 */
export function plainAlternative(html: string): string {
  const text = new TextLines();
  const body = html.replace(/^[\s\S]*?<body>/i, '');
  for (const [token, closing, name, attributes, entity] of body.matchAll(TAG)) {
    if (entity !== undefined) text.add(entityText(entity, token));
    else if (name === undefined) text.words(token);
    else if (closing === '') openTag(name.toLowerCase(), attributes ?? '', text);
    else closeTag(name.toLowerCase(), text);
  }
  return text.finish();
}

function openTag(name: string, attributes: string, text: TextLines): void {
  if (name === 'br') text.line();
  else if (name === 'hr') text.rule();
  else if (BLOCKS.has(name)) text.block(PARAGRAPHS.has(name));
  if (name === 'blockquote') text.quotes++;
  else if (name === 'ul') text.lists.push(0);
  else if (name === 'ol') text.lists.push(1);
  else if (name === 'li') text.item();
  else if (name === 'pre') text.preformatted++;
  else if (name === 'a') text.link(/\bhref="([^"]*)"/i.exec(attributes)?.[1] ?? '');
  else if (name === 'img') text.add(/\balt="([^"]*)"/i.exec(attributes)?.[1] ?? '');
}

function closeTag(name: string, text: TextLines): void {
  if (name === 'a') text.linkEnds();
  if (name === 'td' || name === 'th') text.add('\t');
  if (BLOCKS.has(name)) text.block(PARAGRAPHS.has(name));
  if (name === 'blockquote') text.quotes = Math.max(0, text.quotes - 1);
  else if (name === 'ul' || name === 'ol') text.lists.pop();
  else if (name === 'pre') text.preformatted = Math.max(0, text.preformatted - 1);
}

function entityText(entity: string, whole: string): string {
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  if (!entity.startsWith('#')) return ENTITIES[entity.toLowerCase()] ?? whole;
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}

function marks(depth: number): string {
  return '> '.repeat(Math.min(depth, 10));
}

class TextLines {
  quotes = 0;
  preformatted = 0;
  /** Open lists: 0 of points, else the next number. */
  readonly lists: number[] = [];
  readonly #lines: string[] = [];
  #line = '';
  /** An empty line comes before the next, quoted so deep. */
  #gap: number | undefined;
  #href = '';
  #linkAt = 0;

  words(text: string): void {
    if (this.preformatted === 0) {
      const joined = text.replace(/[ \t\r\n]+/g, ' ');
      this.#line += this.#line === '' || this.#line.endsWith(' ') ? joined.trimStart() : joined;
      return;
    }
    const [first = '', ...rest] = text.split(/\r?\n/);
    this.#line += first;
    for (const line of rest) {
      this.line();
      this.#line = line;
    }
  }

  add(text: string): void {
    this.#line += text;
  }

  line(): void {
    if (this.#gap !== undefined) this.#lines.push(marks(Math.min(this.#gap, this.quotes)).trimEnd());
    this.#gap = undefined;
    this.#lines.push(marks(this.quotes) + this.#line.trimEnd());
    this.#line = '';
  }

  block(isParagraph: boolean): void {
    if (this.#line.trim() !== '') this.line();
    if (isParagraph && this.#lines.length > 0) this.#gap = Math.min(this.#gap ?? this.quotes, this.quotes);
  }

  rule(): void {
    this.block(false);
    this.add('-'.repeat(40));
    this.line();
  }

  item(): void {
    const next = this.lists.at(-1) ?? 0;
    if (next > 0) this.lists[this.lists.length - 1] = next + 1;
    this.add(`${'  '.repeat(Math.min(Math.max(this.lists.length - 1, 0), 10))}${next > 0 ? `${next}.` : '-'} `);
  }

  link(href: string): void {
    this.#href = href.replaceAll('&amp;', '&');
    this.#linkAt = this.#line.length;
  }

  linkEnds(): void {
    const shown = this.#line.slice(this.#linkAt).trim();
    const bare = this.#href.replace(/^(mailto|tel):/, '');
    if (this.#href !== '' && shown !== bare && shown !== this.#href) this.add(` <${bare}>`);
    this.#href = '';
  }

  finish(): string {
    if (this.#line.trim() !== '') this.line();
    return `${this.#lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`;
  }
}
