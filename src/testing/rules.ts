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
      const tab = line.indexOf('\t');
      const outcome = line.slice(0, tab);
      if (outcome !== 'pass' && outcome !== 'fail' && outcome !== 'skip')
        throw new Error(`not a line of a report: ${line}`);
      return { outcome, title: line.slice(tab + 1) };
    });
}

/** The rules a title begins with: `T109 …`, `T109, T110: …`, `T95 and T97 …`. */
export function rulesOfTitle(title: string): readonly string[] {
  const head = /^T\d{2,3}\b(?:[\s,/]+(?:and\s+)?T\d{2,3}\b)*/.exec(title)?.[0];
  return head?.match(/T\d{2,3}/g) ?? [];
}

/** Where the table says other than the last run. `suite` is the one that ran: rules of status `full` are judged only in `full`. */
export function joinRules(rules: readonly Rule[], report: readonly ReportedTest[], suite: string): readonly string[] {
  const outcomes = new Map<string, Set<Outcome>>();
  for (const { outcome, title } of report) {
    for (const number of rulesOfTitle(title)) {
      const known = outcomes.get(number) ?? new Set<Outcome>();
      outcomes.set(number, known.add(outcome));
    }
  }
  const problems: string[] = [];
  for (const { number, status } of rules) {
    const seen = outcomes.get(number) ?? new Set<Outcome>();
    const due = status === 'tested' || (status === 'full' && suite === 'full');
    if (due && !seen.has('pass')) problems.push(`${number} is '${status}', but no test that passed has its number`);
    if (due && seen.has('fail')) problems.push(`${number} is '${status}', but a test with its number failed`);
    if (status === 'open' && seen.has('pass')) problems.push(`${number} is 'open', but a test proves it: mark it`);
    outcomes.delete(number);
  }
  for (const number of outcomes.keys()) problems.push(`a test begins with ${number}, which is not in docs/rules.tsv`);
  return problems;
}
