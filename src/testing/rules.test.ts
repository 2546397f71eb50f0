import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { houseRoot } from './house.ts';
import { checkRules, joinRules, type Rule, readReport, readRules, rulesOfTitle } from './rules.ts';

/** Rules of the acceptance checklist. */
const COUNT = 150;

const rules = readRules(readFileSync(join(houseRoot, 'docs/rules.tsv'), 'utf8'));
const reportPath = join(houseRoot, 'test-report/titles.txt');
const suitePath = join(houseRoot, 'test-report/suite.txt');
const noReport = existsSync(reportPath) ? false : 'no whole suite has been run here yet';
// Where an independent judge is not installed, what it would have proved was skipped.
const absent = ['openssl', 'xmllint'].filter((program) => spawnSync(program, ['version']).error !== undefined);
const notJudged = absent.length > 0 && `${absent.join(' and ')} not installed: what they prove was skipped`;

test('docs/rules.tsv has one row for each rule of the checklist', () => {
  const problems = checkRules(rules, COUNT);
  assert.ok(problems.length === 0, problems.join('\n'));
});

test('docs/rules.tsv says what the last run proved', { skip: noReport || notJudged }, () => {
  const suite = existsSync(suitePath) ? readFileSync(suitePath, 'utf8').trim() : 'quick';
  const problems = joinRules(rules, readReport(readFileSync(reportPath, 'utf8')), suite);
  assert.ok(problems.length === 0, problems.join('\n'));
});

const row = (number: string, status: string, room = 'pec'): Rule => ({ number, rule: 'r', source: 's', room, status });

test('a table with a row missing, doubled or misspelt is found out', () => {
  assert.deepEqual(checkRules([row('T01', 'tested'), row('T02', 'later #3', 'web')], 2), []);
  assert.equal(checkRules([row('T01', 'tested')], 2).length, 1);
  assert.equal(checkRules([row('T01', 'tested'), row('T01', 'open')], 1).length, 1);
  assert.equal(checkRules([row('T01', 'tested'), row('T02', 'open')], 1).length, 1);
  assert.equal(checkRules([row('T01', 'later')], 1).length, 1);
  assert.equal(checkRules([row('T01', 'tested', 'attic')], 1).length, 1);
  assert.throws(() => readRules('number\trule\n'), /first line/);
  assert.throws(() => readRules('number\trule\tsource\troom\tstatus\nT01\tr\ts\tpec\n'), /line 2/);
});

const QUICK = 'src/pec/x.test.ts';
const FULL = 'test/e2e/x.full.test.ts';

/** Status, suite that ran, the report of it, and how many problems that makes. */
const CLAIMS: readonly (readonly [status: string, suite: string, report: readonly string[], problems: number])[] = [
  ['tested', 'quick', [`pass\t${QUICK}\tT65 one M5`], 0],
  ['tested', 'full', [`pass\t${QUICK}\tT65 one M5`, `pass\t${FULL}\tT65 one M5`], 0],
  ['tested', 'full', [`pass\t${FULL}\tT65 one M5`], 1],
  ['tested', 'quick', [], 1],
  ['tested', 'quick', [`pass\t${QUICK}\tT66 other`], 2],
  ['tested', 'quick', [`skip\t${QUICK}\tT65 one M5`], 1],
  ['tested', 'quick', [`fail\t${QUICK}\tT65 one M5`], 2],
  ['tested', 'quick', [`pass\t${QUICK}\tT65 a`, `fail\t${QUICK}\tT65 b`], 1],
  ['tested', 'full', [`pass\t${QUICK}\tT65 a`, `fail\t${FULL}\tT65 b`], 1],
  ['tested', 'quick', [`pass\t${QUICK}\tabout T65`, `pass\t${QUICK}\tT655 x`], 2],
  ['full', 'quick', [], 0],
  ['full', 'quick', [`fail\t${QUICK}\tT65 a part`], 1],
  ['full', 'full', [], 1],
  ['full', 'full', [`pass\t${FULL}\tT65 one M5`], 0],
  ['full', 'full', [`skip\t${FULL}\tT65 one M5`], 0],
  ['full', 'full', [`fail\t${FULL}\tT65 one M5`], 2],
  ['open', 'quick', [`pass\t${QUICK}\tT65 one M5`], 1],
  ['open', 'full', [`pass\t${FULL}\tT65 one M5`], 1],
  ['open', 'full', [`skip\t${FULL}\tT65 one M5`], 0],
  ['later #3', 'quick', [], 0],
  ['later #3', 'full', [`pass\t${QUICK}\tT65 a part`], 0],
];

for (const [status, suite, report, problems] of CLAIMS) {
  const told = report.length === 0 ? 'nothing' : report.map((line) => line.replaceAll('\t', ' ')).join(', ');
  test(`a rule that is '${status}' has ${problems} problems when the suite ${suite} reports: ${told}`, () => {
    assert.equal(joinRules([row('T65', status)], readReport(report.join('\n')), suite).length, problems);
  });
}

test('a report in another form is refused', () => {
  assert.throws(() => readReport('ok T65\n'), /not a line/);
  assert.throws(() => readReport('pass\tT65 without its file\n'), /not a line/);
});

test('a title may prove several rules', () => {
  assert.deepEqual(rulesOfTitle('T109 no news'), ['T109']);
  assert.deepEqual(rulesOfTitle('T95, T96 and T97: with the original'), ['T95', 'T96', 'T97']);
  assert.deepEqual(rulesOfTitle('not T95'), []);
  assert.deepEqual(rulesOfTitle('T9 too short'), []);
});
