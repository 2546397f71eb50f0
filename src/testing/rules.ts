import { rooms } from './floors.ts';

/**
 * docs/rules.tsv: one row for each rule of the acceptance checklist. Status: `tested` (a test of the quick suite proves it),
 * `full` (one that needs the full suite does), `open` (not proved yet), `later #3` (with the issue that will do it).
 */
export interface Rule {
  readonly number: string;
  readonly rule: string;
  readonly source: string;
  readonly room: string;
  readonly status: string;
}

export type Outcome = 'pass' | 'fail' | 'skip';

/** One test of the last run (test-report/titles.txt). */
export interface ReportedTest {
  readonly outcome: Outcome;
  /** Where it stands, from the root of the repository. */
  readonly file: string;
  readonly title: string;
}

const HEADER = 'number\trule\tsource\troom\tstatus';
const STATUS = /^(tested|full|open|later #\d+)$/;
/** Rooms of rules whose code lies outside `src/`. */
const ELSEWHERE = ['web'];

export function readRules(tsv: string): readonly Rule[] {
  const [header, ...lines] = tsv.trimEnd().split('\n');
  if (header !== HEADER) throw new Error(`the first line must be ${JSON.stringify(HEADER)}`);
  return lines.map((line, i) => {
    const [number = '', rule = '', source = '', room = '', status = '', ...more] = line.split('\t');
    if (status === '' || more.length > 0) throw new Error(`line ${i + 2} has not five columns`);
    return { number, rule, source, room, status };
  });
}

/** What is wrong with the table itself. `count` rules, T01 onwards. */
export function checkRules(rules: readonly Rule[], count: number): readonly string[] {
  const wanted = Array.from({ length: count }, (_, i) => `T${String(i + 1).padStart(2, '0')}`);
  const problems = wanted.flatMap((number) => {
    const rows = rules.filter((rule) => rule.number === number).length;
    return rows === 1 ? [] : [`${number} has ${rows} rows`];
  });
  for (const { number, rule, source, room, status } of rules) {
    if (!wanted.includes(number)) problems.push(`${number} is not a number of the checklist`);
    if (rule === '' || source === '') problems.push(`${number} has an empty column`);
    if (!STATUS.test(status))
      problems.push(`${number}: status '${status}' is not one of tested, full, open, later #issue`);
    if (!rooms[room] && !ELSEWHERE.includes(room)) problems.push(`${number}: there is no room ${room}`);
  }
  return problems;
}

export function readReport(titles: string): readonly ReportedTest[] {
  return titles
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [outcome, file, ...words] = line.split('\t');
      if ((outcome !== 'pass' && outcome !== 'fail' && outcome !== 'skip') || file === undefined || words.length === 0)
        throw new Error(`not a line of a report: ${line}`);
      return { outcome, file, title: words.join('\t') };
    });
}

/** The rules a title begins with: `T109 …`, `T109, T110: …`, `T95 and T97 …`. */
export function rulesOfTitle(title: string): readonly string[] {
  const head = /^T\d{2,3}\b(?:[\s,/]+(?:and\s+)?T\d{2,3}\b)*/.exec(title)?.[0];
  return head?.match(/T\d{2,3}/g) ?? [];
}

/** Files of the quick suite; the others need what is installed by hand, or hours. */
const isQuick = (file: string) => !/\.(full|long)\.test\.ts$/.test(file);

/**
 * Where the table says other than the last run. `suite` is the one that ran. `tested` needs a test of the quick suite that
 * passed, whichever ran; `full` is judged only in `full`, where a test that was skipped for want of a program neither proves nor
 * disproves it; `open` may have no proof at all; of what an issue will do later, parts may be proved already.
 */
export function joinRules(rules: readonly Rule[], report: readonly ReportedTest[], suite: string): readonly string[] {
  const proofs = Map.groupBy(
    report.flatMap((test) => rulesOfTitle(test.title).map((number) => ({ number, ...test }))),
    ({ number }) => number,
  );
  const problems: string[] = [];
  for (const { number, status } of rules) {
    const tests = proofs.get(number) ?? [];
    const quickly = tests.filter(({ file }) => isQuick(file));
    const has = (among: typeof tests, outcome: Outcome) => among.some((test) => test.outcome === outcome);
    if (status === 'tested' && !has(quickly, 'pass'))
      problems.push(`${number} is 'tested', but no test of the quick suite that passed has its number`);
    if (status === 'full' && suite === 'full' && !has(tests, 'pass') && !has(tests, 'skip'))
      problems.push(`${number} is 'full', but no test that passed has its number`);
    if ((status === 'tested' || status === 'full') && has(tests, 'fail'))
      problems.push(`${number} is '${status}', but a test with its number failed`);
    if (status === 'open' && has(tests, 'pass')) problems.push(`${number} is 'open', but a test proves it: mark it`);
    proofs.delete(number);
  }
  for (const number of proofs.keys()) problems.push(`a test begins with ${number}, which is not in docs/rules.tsv`);
  return problems;
}
