import { wire } from '#pec';
import { FIELD_TERMS } from './glossary-terms.ts';
import { WORD_MEANINGS } from './glossary-words.ts';

const HEAD = `# Glossary

Made by \`bin/make-glossary.mjs\` from \`src/pec/wire.ts\`, \`src/testing/glossary-terms.ts\` and \`src/testing/glossary-words.ts\`;
a test fails when it is not what they say.

## Terms of the field
`;

/** GLOSSARY.md: the terms of the field, and every word of the wire with its meaning. `source`: the text of pec/wire.ts. */
export function makeGlossary(source: string): string {
  const terms = FIELD_TERMS.map(({ italian, english, meaning, source }) => [italian, english, meaning, source]);
  const sections = [...sectionsOf(source)].map(
    ([title, rows]) => `### ${title}\n\n${table(['Word', 'Meaning'], rows)}`,
  );
  return [
    HEAD,
    table(['Italian', 'English, here', 'Meaning', 'Source'], terms),
    "## Words of the wire\n\nThey stand in messages exactly so; everything else in a message is somebody's text.\n",
    ...sections,
  ].join('\n');
}

/** Throws, naming it, when a word has no meaning or a meaning no word: both files must be mended before the glossary is. */
function wordRows(name: string, value: unknown): readonly (readonly string[])[] {
  const words = typeof value === 'string' ? [value] : Object.values(value as Record<string, string>);
  const meanings = WORD_MEANINGS[name] ?? {};
  const idle = Object.keys(meanings).find((word) => !words.includes(word));
  if (idle !== undefined) throw new Error(`glossary-words.ts explains '${idle}', which is not in wire.${name}`);
  return words.map((word) => {
    const meaning = meanings[word];
    if (meaning === undefined) throw new Error(`glossary-words.ts does not explain '${word}' of wire.${name}`);
    return [`\`${word}\``, meaning];
  });
}

/** The constants in their order, those under one comment together, each section with that comment as its title. */
function sectionsOf(source: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const sections = new Map<string, readonly (readonly string[])[]>();
  const places = Object.entries(wire).map(([name, value]) => ({ name, value, at: source.indexOf(`const ${name} `) }));
  for (const { name, value, at } of places.sort((a, b) => a.at - b.at)) {
    const comment = source.slice(source.lastIndexOf('\n/**', at), source.lastIndexOf('*/\nexport', at));
    const title = comment
      .replace(/^\s*\/?\*+/gm, '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/\.$/, '');
    sections.set(title, [...(sections.get(title) ?? []), ...wordRows(name, value)]);
  }
  return sections;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`;
}
