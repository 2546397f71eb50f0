import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the repository, its path from the root with slashes. */
export interface HouseFile {
  readonly path: string;
  readonly text: string;
}

/** What breaks a rule of the house. */
export interface Finding {
  readonly path: string;
  readonly line?: number;
  readonly problem: string;
}

export const houseRoot = fileURLToPath(new URL('../../', import.meta.url));

const TEXT = /(^|\/)[^.]+$|\.(ts|tsx|mjs|js|json|md|tsv|yml|yaml|sql|html|css|sh|webmanifest)$|(^|\/)\.[^/.]+$/;

/** Every text file of ours: those in git, and those that would come in with the next commit. Fixtures are kept as they are. */
export function readHouse(): readonly HouseFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: houseRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const files: HouseFile[] = [];
  for (const path of new Set(listed.split('\0'))) {
    if (path === '' || !TEXT.test(path) || /^fixtures\/|(^|\/)(corpus|golden)\//.test(path)) continue;
    const text = readText(path);
    if (text !== undefined) files.push({ path, text });
  }
  return files;
}

/** Undefined when it was deleted since it was listed, or is no text. */
function readText(path: string): string | undefined {
  try {
    const text = readFileSync(join(houseRoot, path), 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** One line for each finding, for the message of an assertion. */
export function describeFindings(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ path, line, problem }) => `  ${path}${line === undefined ? '' : `:${line}`} ${problem}`,
  );
  return `${findings.length} findings:\n${lines.join('\n')}`;
}
