import { posix } from 'node:path';
import type { Finding, HouseFile } from './house.ts';

const LINK = /\]\(([^)\s]+)\)/g;
const FENCE = /^```[\s\S]*?^```$/gm;

/** Links of the documents that lead nowhere: to a file that is not there, or to a heading that is not in it. `exists` knows files that are no text. */
export function findDeadLinks(files: readonly HouseFile[], exists: (path: string) => boolean): readonly Finding[] {
  const documents = files.filter(({ path }) => path.endsWith('.md'));
  const headings = new Map(documents.map(({ path, text }) => [path, headingsOf(text)]));
  return documents.flatMap(({ path, text }) => {
    // As long as before, so that lines keep their numbers.
    const prose = text.replace(FENCE, (block) => block.replace(/[^\n]/g, ' '));
    return Array.from(prose.matchAll(LINK)).flatMap(({ 1: link, index }) => {
      if (/^[a-z]+:/.test(link!)) return [];
      const [file, heading] = link!.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file!);
      const isDead = !exists(target) || (heading !== undefined && headings.get(target)?.has(heading) !== true);
      return isDead ? [{ path, line: text.slice(0, index).split('\n').length, problem: `${link} leads nowhere` }] : [];
    });
  });
}

/** The names under which the headings of a document can be linked to, as forges make them: letters, digits, hyphens for blanks. */
function headingsOf(text: string): ReadonlySet<string> {
  const titles = text.replace(FENCE, '').matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(titles, ([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
