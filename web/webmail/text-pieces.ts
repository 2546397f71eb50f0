/** Plain text, cut where it is a link or a quotation. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };
export interface Block {
  /** How deep it is quoted: 0 is the writer's own. */
  readonly depth: number;
  readonly pieces: readonly Piece[];
}

const LINK = /\bhttps?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b/gi;
const MAX_LINKS = 500;

/** Cuts a text: runs of lines quoted equally deep, links inside. Nothing is added or lost but the marks of quotation. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: { depth: number; lines: string[] }[] = [];
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const marks = /^((?:>\s?){1,20})/.exec(line)?.[1] ?? '';
    const depth = marks.replaceAll(/\s/g, '').length;
    const last = blocks.at(-1);
    if (last !== undefined && last.depth === depth) last.lines.push(line.slice(marks.length));
    else blocks.push({ depth, lines: [line.slice(marks.length)] });
  }
  let links = 0;
  return blocks.map(({ depth, lines }) => {
    const pieces = links < MAX_LINKS ? piecesOf(lines.join('\n')) : [{ kind: 'text' as const, text: lines.join('\n') }];
    links += pieces.length;
    return { depth, pieces };
  });
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    const href = /^https?:/i.test(match[0]) ? match[0] : `mailto:${match[0]}`;
    pieces.push({ kind: 'link', text: match[0], href });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}
