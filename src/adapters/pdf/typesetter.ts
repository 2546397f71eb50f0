import PDFDocument from 'pdfkit';
import { type Face, titillium, type Weight } from './fonts.ts';

/** A fontkit font as far as it is asked here; the types of pdfkit don't tell of it. */
interface OpenFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  /** Left edge and width of the column; the whole measure unless said. */
  readonly x?: number;
  readonly width?: number;
}

interface Run {
  readonly face: Face;
  readonly text: string;
}

export const MARGIN = 54;
const FOOT = 48;
/** A character that no face has: PDF/A allows no empty box (ISO 19005-2 6.2.11.8). */
const MISSING = '\u00bf';
const MAX_TEXT = 4_000;

/** Sets text of any script into a PDF: runs by face, columns, new pages where a block doesn't fit. */
export class Typesetter {
  readonly #doc: PDFKit.PDFDocument;
  readonly #has = new Map<string, (codePoint: number) => boolean>();
  readonly #octets: Promise<Uint8Array>;

  constructor(info: { readonly title: string; readonly author: string; readonly at: number }) {
    const { title: Title, author: Author } = info;
    const date = new Date(info.at);
    const [plain] = titillium().normal;
    this.#doc = new PDFDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
      pdfVersion: '1.7',
      subset: 'PDF/A-2b',
      lang: 'it-IT',
      displayTitle: true,
      bufferPages: true,
      font: plain!.bytes as unknown as string,
      info: { Title, Author, Creator: 'Ceralacca', Producer: 'Ceralacca', CreationDate: date, ModDate: date },
    } as PDFKit.PDFDocumentOptions);
    for (const face of Object.values(titillium()).flat()) this.#register(face);
    this.#octets = collect(this.#doc);
  }

  #register({ name, bytes }: Face): void {
    this.#doc.registerFont(name, bytes);
    this.#doc.font(name);
    const { font } = (this.#doc as unknown as OpenFont)._font;
    this.#has.set(name, (codePoint) => font.hasGlyphForCodePoint(codePoint));
  }

  get width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  get y(): number {
    return this.#doc.y;
  }

  set y(y: number) {
    this.#doc.y = y;
  }

  gap(points: number): void {
    this.#doc.y += points;
  }

  /** Turns the page when less than this is left on it. */
  need(points: number): void {
    if (this.#doc.y + points > this.#doc.page.height - MARGIN - FOOT) this.#doc.addPage();
  }

  height(text: string, style: TextStyle): number {
    const [first] = titillium()[style.weight ?? 'normal'];
    this.#doc.font(first!.name, style.size);
    return this.#doc.heightOfString(clean(text), { width: style.width ?? this.width });
  }

  say(text: string, style: TextStyle): void {
    const runs = this.#runs(clean(text), style.weight ?? 'normal');
    const options = { width: style.width ?? this.width, lineGap: 1 };
    this.#doc.fillColor(style.color ?? '#17191c');
    this.#doc.x = style.x ?? MARGIN;
    runs.forEach(({ face, text: run }, at) => {
      this.#doc.font(face.name, style.size).text(run, { ...options, continued: at < runs.length - 1 });
    });
    this.#doc.x = MARGIN;
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    this.#doc.rect(x, y, width, height).fill(color);
  }

  dot(x: number, y: number, radius: number, color: string): void {
    this.#doc.circle(x, y, radius).fill(color);
  }

  /** Writes the foot of every page and closes. */
  async finish(foot: (page: number, of: number) => string): Promise<Uint8Array> {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.#doc.switchToPage(page);
      const { margins, height } = this.#doc.page;
      const bottom = margins.bottom;
      // Below the margin text would turn the page.
      margins.bottom = 0;
      this.#doc.y = height - MARGIN - 14;
      this.say(foot(page - start + 1, count), { size: 8, color: '#5b6470' });
      margins.bottom = bottom;
    }
    this.#doc.end();
    return await this.#octets;
  }

  #runs(text: string, weight: Weight): readonly Run[] {
    const faces = titillium()[weight];
    const runs: { face: Face; text: string }[] = [];
    for (const character of text) {
      const codePoint = character.codePointAt(0)!;
      const found = faces.find(({ name }) => this.#has.get(name)!(codePoint));
      const last = runs.at(-1);
      // A space stays with what is before it: every face has one.
      const face = (character === ' ' ? last?.face : found) ?? faces[0]!;
      const shown = found === undefined && character !== '\n' ? MISSING : character;
      if (last?.face === face) last.text += shown;
      else runs.push({ face, text: shown });
    }
    return runs.length > 0 ? runs : [{ face: faces[0]!, text: ' ' }];
  }
}

/** No controls and no marks that turn the direction: what strangers wrote must not rearrange the page. */
function clean(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return short.replace(/[^\P{C}\n]/gu, '\u{fffd}').normalize('NFC');
}

function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pieces: Buffer[] = [];
  doc.on('data', (piece: Buffer) => void pieces.push(piece));
  doc.on('end', () => resolve(new Uint8Array(Buffer.concat(pieces))));
  doc.on('error', reject);
  return promise;
}
