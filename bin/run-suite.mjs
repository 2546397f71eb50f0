// Finds the tests of a suite, runs them with node:test and keeps the report that docs/rules.tsv is joined with.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTally } from './test-tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const RULES_TEST = 'src/testing/rules.test.ts';
const REPORT_FOLDER = 'test-report';
const MINUTE = 60_000;

/** `more`: files at once beyond one for each core; those of the full suite wait much of their time for browsers and other programs. */
const SUITES = {
  quick: { takes: (file) => !/\.(full|long)\.test\.ts$/.test(file), more: 0, timeout: 3 * MINUTE },
  full: { takes: (file) => !file.endsWith('.long.test.ts'), more: 1, timeout: 20 * MINUTE },
  long: { takes: (file) => file.endsWith('.long.test.ts'), more: 0, timeout: 240 * MINUTE },
};

/** Files that take long come first, so that no core waits alone for the last of them. */
const isLengthy = (file) => /\.(full|long)\.test\.ts$/.test(file);

function filesOf(suite, filters) {
  return globSync(['src/**/*.test.ts', 'web/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
    .filter((file) => file !== RULES_TEST && suite.takes(file))
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort((a, b) => Number(isLengthy(b)) - Number(isLengthy(a)) || (a < b ? -1 : 1));
}

async function runFiles(files, suite, tally) {
  if (files.length === 0) return;
  const stream = run({
    files: files.map((file) => join(root, file)),
    cwd: root,
    concurrency: availableParallelism() + suite.more,
    timeout: suite.timeout,
  });
  for await (const event of stream) tally.take(event);
}

/** Titles of the quick suite that ran before in this folder; undefined when another ran last, or none. */
function quickTitles() {
  const folder = join(root, REPORT_FOLDER);
  const suite = join(folder, 'suite.txt');
  if (!existsSync(suite) || readFileSync(suite, 'utf8') !== 'quick\n') return undefined;
  return readFileSync(join(folder, 'titles.txt'), 'utf8').split('\n').filter(Boolean);
}

function writeReport(name, titles) {
  const folder = join(root, REPORT_FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'suite.txt'), `${name}\n`);
  writeFileSync(join(folder, 'titles.txt'), titles.map((line) => `${line}\n`).join(''));
}

/** `--after-quick`: of the full suite, what `npm test` has not run just now; its titles count in the report of rules. */
function readWords(words) {
  const rest = words.filter((word) => word !== '--after-quick');
  const afterQuick = rest.length < words.length;
  const name = rest[0] in SUITES ? rest.shift() : 'quick';
  return { name, filters: rest, afterQuick };
}

/** Runs a suite and prints its summary; the exit code is 0 when nothing failed. */
export async function runSuite(words) {
  const { name, filters, afterQuick } = readWords(words);
  const suite = SUITES[name];
  const before = afterQuick ? quickTitles() : [];
  if (afterQuick && (name !== 'full' || before === undefined)) {
    process.stderr.write('--after-quick goes with the full suite, when the quick one was the last to run here.\n');
    return 2;
  }
  const files = filesOf(suite, filters).filter((file) => !afterQuick || !SUITES.quick.takes(file));
  if (files.length === 0) {
    process.stderr.write(`No test file of the suite "${name}" matches ${filters.join(' ') || '*.test.ts'}.\n`);
    return name === 'long' && filters.length === 0 ? 0 : 2;
  }
  const tally = createTally({ print: (text) => process.stdout.write(text), place: (file) => relative(root, file) });
  await runFiles(files, suite, tally);
  // A report of some files only would make every other rule look unproved.
  if (filters.length === 0 && name !== 'long') {
    writeReport(name, [...before, ...tally.titles()]);
    if (existsSync(join(root, RULES_TEST))) await runFiles([RULES_TEST], suite, tally);
  }
  return tally.close();
}
