import { givenNotAsked, givenNotRead, type RoomRule, rooms, testRooms } from './floors.ts';
import type { Finding, HouseFile } from './house.ts';
import { lineAt, type SourceText, takeApart } from './source-text.ts';

/** One `import` or `export … from` of a source. */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** `import(…)`: not loaded with the file. */
  readonly whenAsked: boolean;
  readonly line: number;
}

const IMPORT =
  /\b(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]|\bas\b)*?\bfrom\s*['"]([^'"\n]+)['"]|\bimport\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** Every import of a source, dynamic ones too. */
export function readImports(source: string, { code }: SourceText = takeApart(source)): readonly Import[] {
  const found: Import[] = [];
  for (const match of source.matchAll(IMPORT)) {
    // Inside a string or a comment the code is blank at this place.
    if (code.slice(match.index, match.index + 6) !== match[0].slice(0, 6)) continue;
    const from = match[2] ?? match[3] ?? '';
    const names = /^\w+\s*\{([^}]*)\}/
      .exec(match[0])?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    const typeOnly = match[1] !== undefined || (names?.every((name) => /^\s*type\s/.test(name)) ?? false);
    const whenAsked = /^import\s*\(/.test(match[0]);
    found.push({ from, typeOnly, whenAsked, line: lineAt(source, match.index) });
  }
  return found;
}

/** Room of a file under `src/`: `pec`, `doors/pop3`, `main` for `main.ts`. */
export function roomOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  return first === 'doors' || first === 'adapters' ? `${first}/${second}` : first.replace(/\.ts$/, '');
}

/** Tests, and the files beside them that only tests may import (`test-….ts`). */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || /\/test-[^/]+\.ts$/.test(path);
}

/** Every breach of the floors in the files under `src/`. */
export function checkFloors(files: readonly HouseFile[]): readonly Finding[] {
  return files.filter(({ path }) => path.startsWith('src/') && /\.(ts|sql)$/.test(path)).flatMap(checkFile);
}

function checkFile({ path, text }: HouseFile): readonly Finding[] {
  const room = roomOf(path);
  const rule = rooms[room];
  if (!rule) return [{ path, problem: `room ${room} is not in the table of src/testing/floors.ts` }];
  const parts = takeApart(text);
  const problem = (line: number, what: string): Finding => ({ path, line, problem: what });
  const found =
    path.split('/').length > room.split('/').length + 2 ? [{ path, problem: 'rooms are flat: no folders inside' }] : [];
  const imports = path.endsWith('.ts') ? readImports(text, parts) : [];
  const faults = imports.flatMap((one) =>
    checkImport(one, room, rule, isTest(path)).map((what) => problem(one.line, what)),
  );
  if (isTest(path)) return [...found, ...faults];
  return [...found, ...faults, ...checkGiven(path, text, parts, rule), ...checkSql(path, text, parts)];
}

function checkImport({ from, typeOnly }: Import, room: string, rule: RoomRule, test: boolean): readonly string[] {
  if (from.startsWith('./test-') && !test) return [`${from}: is for tests only`];
  if (from.startsWith('.')) {
    return /^\.\/[\w.-]+\.ts$/.test(from) ? [] : [`${from}: inside a room './file.ts', across rooms '#room'`];
  }
  if (from.startsWith('#')) return checkRoomImport(from.slice(1), typeOnly, room, rule, test);
  if (test) return [];
  if (from.startsWith('node:')) {
    return rule.floor <= 1
      ? [`${from}: floors 0 and 1 run in a browser too`]
      : rule.floor === 2
        ? [`${from}: ports are types`]
        : [];
  }
  const name = from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
  return rule.packages.includes(name) ? [] : [`package ${name} is not on the list of room ${room}`];
}

function checkRoomImport(
  to: string,
  typeOnly: boolean,
  room: string,
  rule: RoomRule,
  test: boolean,
): readonly string[] {
  if (!rooms[to]) return [`#${to} is not a room`];
  if (to === room) return [`#${to}: inside a room import './file.ts'`];
  if (test) return [];
  if (testRooms.includes(to)) return [`#${to} is for tests only`];
  if (rule.typesOnly && !typeOnly) return [`#${to}: ${room} may import types only`];
  const allowed = rule.imports === 'everything' || rule.imports.includes(to);
  return allowed ? [] : [`room ${room} (floor ${rule.floor}) may not import #${to}`];
}

function checkGiven(path: string, text: string, { code }: SourceText, rule: RoomRule): readonly Finding[] {
  if (rule.floor === 6) return [];
  const found: Finding[] = [];
  for (const [pattern, instead] of givenNotRead) {
    for (const match of code.matchAll(pattern)) found.push({ path, line: lineAt(text, match.index), problem: instead });
  }
  if (rule.floor > 1) return found;
  for (const match of code.matchAll(/\b(Buffer|process|NodeJS|__dirname|__filename)\b(?!\s*[:?])/g)) {
    found.push({ path, line: lineAt(text, match.index), problem: `${match[1]}: floors 0 and 1 run in a browser too` });
  }
  return found;
}

function checkSql(path: string, text: string, { strings }: SourceText): readonly Finding[] {
  const sql = path.endsWith('.sql') ? [{ text, at: 0 }] : path.startsWith('src/adapters/postgres/') ? strings : [];
  return sql.flatMap((piece) =>
    [...piece.text.matchAll(givenNotAsked)].map((match) => ({
      path,
      line: lineAt(text, piece.at + match.index),
      problem: `SQL asks the database for ${match[0]}: clock and chance are given`,
    })),
  );
}
