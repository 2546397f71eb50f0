import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
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

/** Made by tools, or of other people. */
const NOT_OURS = /^(node_modules|dist|test-report|\.git|\.cache|\.ceralacca)\//;

/** Paths of the files in git, and of those that would come in with the next commit; where git cannot say, of all that lie here. */
function listHouse(): readonly string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: houseRoot,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [...new Set(listed.split('\0'))].filter((path) => path !== '');
  } catch {
    // No git on this machine, no repository in this copy, or one of another user.
    const isOurs = (path: string) => !NOT_OURS.test(`${path}/`);
    return globSync('**', { cwd: houseRoot, exclude: (path) => !isOurs(path), withFileTypes: false }).filter(isOurs);
  }
}

/** Every text file of ours. Fixtures are kept as they are. */
export function readHouse(): readonly HouseFile[] {
  const files: HouseFile[] = [];
  for (const path of listHouse()) {
    if (!TEXT.test(path) || /^fixtures\/|(^|\/)(corpus|golden)\//.test(path)) continue;
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
