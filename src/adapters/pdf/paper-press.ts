import type { Paper, PaperBlock, PaperPress, Words } from '#ports';
import { MARGIN, Typesetter } from './typesetter.ts';

const SEAL = '#8c1c28';
const INK = '#17191c';
const QUIET = '#5b6470';
const LINE = '#d6d9dd';
const LABEL = 150;
const GUTTER = 12;

/** Sets papers with pdfkit: PDF/A-2b, Titillium Web inside. */
export function openPaperPress(): PaperPress {
  return { print };
}

async function print(paper: Paper): Promise<Uint8Array> {
  const set = new Typesetter({ title: paper.title.it, author: paper.author, at: paper.at });
  set.box(0, 0, 2 * MARGIN + set.width, 10, SEAL);
  set.y = MARGIN;
  words(set, paper.title, { size: 24, english: 12, color: SEAL });
  set.gap(4);
  set.say(paper.subject, { size: 10, color: QUIET });
  for (const block of paper.blocks) setBlock(set, block);
  return await set.finish((page, of) => `${paper.author} · ${paper.subject} · pagina ${page} di ${of}`);
}

interface WordStyle {
  readonly size: number;
  readonly english: number;
  readonly color?: string;
  readonly x?: number;
  readonly width?: number;
}

function words(set: Typesetter, { it, en }: Words, { size, english, color = INK, ...column }: WordStyle): void {
  set.say(it, { size, weight: size > 11 ? 'strong' : 'normal', color, ...column });
  set.say(en, { size: english, color: QUIET, ...column });
}

function setBlock(set: Typesetter, block: PaperBlock): void {
  switch (block.kind) {
    case 'heading':
      set.gap(14);
      set.need(80);
      words(set, block.text, { size: 14, english: 9 });
      rule(set);
      return;
    case 'paragraph':
      paragraph(set, block);
      return;
    case 'facts':
      for (const row of block.rows) fact(set, row);
      return;
    case 'timeline':
      for (const event of block.events) moment(set, event);
      return;
    case 'list':
      for (const item of block.items) listed(set, item);
      return;
    case 'commands':
      commands(set, block.lines);
  }
}

function rule(set: Typesetter): void {
  set.gap(2);
  set.box(MARGIN, set.y, set.width, 0.7, LINE);
  set.gap(6);
}

function paragraph(set: Typesetter, { text, tone }: Extract<PaperBlock, { kind: 'paragraph' }>): void {
  const inset = tone === 'warning' ? 10 : 0;
  const width = set.width - inset;
  const height = set.height(text.it, { size: 10, width }) + set.height(text.en, { size: 8.5, width });
  set.need(height + 8);
  if (tone === 'warning') set.box(MARGIN, set.y + 2, 3, height + 4, SEAL);
  words(set, text, { size: 10, english: 8.5, x: MARGIN + inset, width });
  set.gap(6);
}

function fact(set: Typesetter, { label, value }: { readonly label: Words; readonly value: string }): void {
  const width = set.width - LABEL - GUTTER;
  set.need(Math.max(set.height(value, { size: 10, width }), 24) + 4);
  const top = set.y;
  words(set, label, { size: 9, english: 7.5, color: QUIET, width: LABEL });
  const below = set.y;
  set.y = top;
  set.say(value, { size: 10, x: MARGIN + LABEL + GUTTER, width });
  set.y = Math.max(set.y, below) + 3;
}

type Moment = Extract<PaperBlock, { kind: 'timeline' }>['events'][number];

function moment(set: Typesetter, { at, what, note }: Moment): void {
  const x = MARGIN + LABEL + GUTTER;
  const width = set.width - LABEL - GUTTER;
  set.need(34 + (note === undefined ? 0 : set.height(note, { size: 8, width })));
  const top = set.y;
  set.dot(MARGIN + 4, top + 7, 2.5, SEAL);
  set.say(at, { size: 9, color: QUIET, x: MARGIN + 14, width: LABEL - 14 });
  set.y = top;
  words(set, what, { size: 10, english: 8, x, width });
  if (note !== undefined) set.say(note, { size: 8, color: QUIET, x, width });
  set.gap(4);
}

type Listed = Extract<PaperBlock, { kind: 'list' }>['items'][number];

function listed(set: Typesetter, { name, what, note }: Listed): void {
  set.need(40);
  set.say(name, { size: 9.5, weight: 'strong' });
  words(set, what, { size: 9, english: 7.5 });
  if (note !== undefined) set.say(note, { size: 7.5, color: QUIET });
  set.gap(4);
}

function commands(set: Typesetter, lines: readonly string[]): void {
  for (const line of lines) {
    set.need(set.height(line, { size: 8.5 }) + 4);
    set.say(line, { size: 8.5, x: MARGIN + 10, width: set.width - 10 });
  }
  set.gap(6);
}
