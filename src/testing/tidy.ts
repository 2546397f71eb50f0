import { isTest, roomOf } from './check-floors.ts';
import { measureFunctions } from './function-lengths.ts';
import type { Finding, HouseFile } from './house.ts';
import { lineAt, type SourcePiece, takeApart } from './source-text.ts';

/** STYLE.md as data: what can be counted or looked up is, on every file of the repository. */
export const limits = { fileLines: 400, functionLines: 70, componentLines: 100, medianFileLines: 100 } as const;

const SOURCE = /\.(ts|tsx|mjs)$/;

type Check = (file: HouseFile) => readonly Finding[];

/** All breaches in one file. */
export function checkTidy(file: HouseFile): readonly Finding[] {
  const checks: readonly Check[] = SOURCE.test(file.path) ? [...anyText, ...sources] : anyText;
  return checks.flatMap((check) => check(file));
}

/** The median length of the files under `src/`; the aim is under 100 lines. */
export function medianLines(files: readonly HouseFile[]): number {
  const lengths = files.filter(({ path }) => /^src\/.*\.ts$/.test(path)).map(({ text }) => countLines(text));
  lengths.sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

const checkLineEnds: Check = ({ path, text }) => {
  const found: Finding[] = [];
  if (text.includes('\r')) found.push({ path, problem: 'has a CR: lines end in LF' });
  if (text !== '' && !text.endsWith('\n')) found.push({ path, problem: 'the last line has no LF' });
  if (text.endsWith('\n\n')) found.push({ path, problem: 'ends in an empty line' });
  return found;
};

const checkFileLength: Check = ({ path, text }) => {
  const lines = countLines(text);
  return lines > limits.fileLines ? [{ path, problem: `${lines} lines: split by idea at ${limits.fileLines}` }] : [];
};

const checkFunctionLengths: Check = ({ path, text }) => {
  // What a component shows is written down line by line, though it is one thought.
  const most = path.endsWith('.tsx') ? limits.componentLines : limits.functionLines;
  return measureFunctions(text)
    .filter(({ lines }) => lines > most)
    .map(({ line, lines }) => ({ path, line, problem: `a function of ${lines} lines: at most ${most}` }));
};

/** Words that may not stand in comments or in code; strings may hold anything. */
const inComments: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [/\bTODO\b(?!\s*\(?#\d+)/g, 'TODO without an issue number'],
  [/\bFIXME\b/g, 'FIXME'],
  [/\bXXX\b/g, 'XXX'],
  [/\bHACK\b/g, 'HACK'],
  [/@ts-(ignore|nocheck)\b/g, 'a type error that is hidden'],
  [/^\/\/\s*(import|export|const|let|var|return|await|throw)\b.*[;({]\s*$/g, 'code in a comment'],
  [/^\/\/.*(;|\)\s*\{|=>\s*\{)\s*$/g, 'code in a comment'],
  [/^\/\/\s*[}\])]+[;,]?\s*$/g, 'code in a comment'],
  [/[-=*#/]{6,}\s*$/gm, 'a banner'],
  [/\bdesign \d/g, 'cites what nobody outside can read: ARCHITECTURE.md and docs/adr say what holds'],
];
const inCode: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [/\.only\b\s*\(/g, 'a test that keeps the others from running'],
  [/\bonly:\s*true\b/g, 'a test that keeps the others from running'],
  [/\bas any\b/g, '`any`'],
  [/:\s*any\b/g, '`any`'],
  [/<any\b|\bany>|\bany\[\]/g, '`any`'],
  [/\bdebugger\b/g, 'debugger'],
  [
    /\b(?:class|interface|type|function|const|let|enum)\s+(\w*[a-z](?:Manager|Helpers?|Utils?|Service|Impl))\b/g,
    'a name that says nothing (Manager, Helper, Util, Service, Impl)',
  ],
];

const checkWords: Check = ({ path, text }) => {
  const { code, comments } = takeApart(text);
  const found: Finding[] = [];
  const search = (patterns: typeof inCode, piece: SourcePiece) => {
    for (const [pattern, problem] of patterns) {
      for (const match of piece.text.matchAll(pattern)) {
        const line = lineAt(text, piece.at + match.index);
        if (!found.some((known) => known.line === line && known.problem === problem))
          found.push({ path, line, problem });
      }
    }
  };
  for (const comment of comments) search(inComments, comment);
  search(inCode, { text: code, at: 0 });
  return found;
};

const checkName: Check = ({ path }) => {
  const name = path.split('/').at(-1) ?? '';
  const found: Finding[] = [];
  if (/(^|[-.])(manager|helpers?|utils?|service|impl|misc|common)\.\w+$/.test(name)) {
    found.push({ path, problem: 'a name that says nothing (manager, helper, util, service, impl)' });
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name)) found.push({ path, problem: 'file names are kebab-case' });
  return found;
};

/** Words of the wire that are no use for anything else: outside wire.ts they are taken from it. */
const wireNames =
  /^(X-Trasporto|X-Ricevuta|X-TipoRicevuta|X-VerificaSicurezza|X-Mittente|X-Riferimento-Message-ID|daticert\.xml|postacert\.eml|smime\.p7s)$/i;
const wireValues =
  /^(posta-certificata|(non-)?accettazione|presa-in-carico|avvenuta-consegna|(preavviso-)?errore-consegna|rilevazione-virus|gestore-emittente)$|(ACCETTAZIONE|POSTA CERTIFICATA|PRESA IN CARICO|ANOMALIA MESSAGGIO|PROBLEMA DI SICUREZZA|CONSEGNA[A-Z. ]*): ?$/;

/** A value that is compared or is the key of a table is judged by the compiler and goes on no wire. */
const comparedBefore = /(\bcase|[=!]==)\s*['"]$/;
const comparedBehind = /^['"]\s*(:|[=!]==)/;

/** Types, the instruments of the tests, and the words themselves. */
const wireExempt = /^src\/(pec\/(wire|facts)\.ts$|ports\/|testing\/)|^src\/.*\.test\.ts$/;

const checkWireWords: Check = ({ path, text }) => {
  if (!path.startsWith('src/') || wireExempt.test(path)) return [];
  const found: Finding[] = [];
  for (const { text: word, at } of takeApart(text).strings) {
    const compared =
      comparedBefore.test(text.slice(Math.max(0, at - 10), at)) ||
      comparedBehind.test(text.slice(at + word.length, at + word.length + 6));
    if (!wireNames.test(word) && (compared || !wireValues.test(word))) continue;
    found.push({ path, line: lineAt(text, at), problem: `'${word}' is a word of the wire: it stands in pec/wire.ts` });
  }
  return found;
};

/** People who run the program have the law and the RFCs; `spec 9.4` is for who reads the source (docs/sources.md). */
const checkCitations: Check = ({ path, text }) =>
  /\.test\.ts$|^test\//.test(path)
    ? []
    : takeApart(text)
        .strings.filter(({ text: told }) => /\b(spec|design) \d/.test(told))
        .map(({ at }) => ({ path, line: lineAt(text, at), problem: 'tells people of a section they do not have' }));

const anyText: readonly Check[] = [checkLineEnds];
const sources: readonly Check[] = [
  checkFileLength,
  checkFunctionLengths,
  checkWords,
  checkName,
  checkWireWords,
  checkCitations,
];

/** Files under `src/` that nothing imports and no door exports: dead, or on the way in. */
export function findDeadFiles(
  files: readonly HouseFile[],
  imports: (text: string) => readonly string[],
): readonly Finding[] {
  const wanted = new Set<string>();
  for (const { path, text } of files) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const from of imports(text)) if (from.startsWith('./')) wanted.add(folder + from.slice(2));
  }
  return files
    .filter(({ path }) => /^src\/.+\/.*\.ts$/.test(path) && !path.endsWith('/index.ts') && !isTest(path))
    .filter(({ path, text }) => !wanted.has(path) && !runsAlone(path, text))
    .map(({ path }) => ({ path, problem: `nothing in room ${roomOf(path)} imports it` }));
}

/** A file that is started as a process of its own, or migrated to by name. */
function runsAlone(path: string, text: string): boolean {
  return /\bprocess\.(argv|send|on)\b/.test(text) || /\/migration-\d+\.ts$/.test(path);
}
