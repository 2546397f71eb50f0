// Finds the tests of a suite, runs them with node:test and keeps the report that docs/rules.tsv is joined with.
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTally } from './test-tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const RULES_TEST = 'src/testing/rules.test.ts';
const REPORT_FOLDER = 'test-report';
const MINUTE = 60_000;

const SUITES = {
  quick: { takes: (file) => !/\.(full|long)\.test\.ts$/.test(file), timeout: 3 * MINUTE },
  full: { takes: (file) => !file.endsWith('.long.test.ts'), timeout: 20 * MINUTE },
  long: { takes: (file) => file.endsWith('.long.test.ts'), timeout: 240 * MINUTE },
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
    concurrency: availableParallelism(),
    timeout: suite.timeout,
  });
  for await (const event of stream) tally.take(event);
}

function writeReport(name, tally) {
  const folder = join(root, REPORT_FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'suite.txt'), `${name}\n`);
  writeFileSync(
    join(folder, 'titles.txt'),
    tally
      .titles()
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Runs a suite and prints its summary; the exit code is 0 when nothing failed. */
export async function runSuite(words) {
  const name = words[0] in SUITES ? words[0] : 'quick';
  const filters = words[0] in SUITES ? words.slice(1) : words;
  const suite = SUITES[name];
  const files = filesOf(suite, filters);
  if (files.length === 0) {
    process.stderr.write(`No test file of the suite "${name}" matches ${filters.join(' ') || '*.test.ts'}.\n`);
    return name === 'long' && filters.length === 0 ? 0 : 2;
  }
  const tally = createTally({ print: (text) => process.stdout.write(text), place: (file) => relative(root, file) });
  await runFiles(files, suite, tally);
  // A report of some files only would make every other rule look unproved.
  if (filters.length === 0 && name !== 'long') {
    writeReport(name, tally);
    if (existsSync(join(root, RULES_TEST))) await runFiles([RULES_TEST], suite, tally);
  }
  return tally.close();
}
