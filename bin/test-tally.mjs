// Counts what node:test reports, prints a line for each file, every failure, and the closing summary.
import { inspect } from 'node:util';

const OUTPUT_KEPT = 20_000;

function reasonOf(error) {
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause, { depth: 4 });
  const difference = cause?.code === 'ERR_ASSERTION' ? '' : cause?.details ? inspect(cause.details) : '';
  // What a property test found stands behind what it says of itself.
  const behind = cause?.cause === undefined ? '' : `\n${inspect(cause.cause, { depth: 4 })}`;
  return `${text}${difference}${behind}`
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A parent whose subtest failed says nothing of its own. */
function isEcho(error) {
  return error?.failureType === 'subtestsFailed';
}

/** The closing summary, in the usual form of node:test, and the lists a person looks for. */
function summary({ counts, failures, skipped, milliseconds }) {
  const lines = [''];
  if (skipped.length > 0)
    lines.push('Skipped:', ...skipped.map(({ title, why, where }) => `  ${title} (${where}): ${why}`), '');
  if (failures.length > 0)
    lines.push('Failed:', ...failures.map(({ title, where, line }) => `  ${where}:${line} ${title}`), '');
  lines.push(...Object.entries(counts).map(([name, count]) => `# ${name} ${count}`));
  lines.push(`# duration_ms ${Math.round(milliseconds)}`);
  lines.push(`${counts.pass} passed, ${counts.fail + counts.cancelled} failed`);
  return `${lines.join('\n')}\n`;
}

const isSet = (mark) => mark !== undefined && mark !== false;
const oneLine = (text) => text.replace(/\s+/g, ' ');

/**
 * @param {{ print(text: string): void, place(file: string): string }} world
 */
export function createTally({ print, place }) {
  const began = performance.now();
  const counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
  const titles = [];
  const failures = [];
  const skipped = [];
  const output = new Map();

  function tellFailure({ name, file, line = 1, details: { error } }, where) {
    if (isEcho(error)) return;
    const said = output.get(file);
    const heard = said === undefined ? '' : `  output of the file:\n${said}\n`;
    failures.push({ title: oneLine(name), where, line });
    print(`\nFAILED ${where}:${line}\n  ${name}\n${reasonOf(error)}\n${heard}`);
  }

  function tellSkipped({ name, skip }, where) {
    counts.skipped += 1;
    const why = typeof skip === 'string' && skip !== '' ? skip : 'no reason given';
    skipped.push({ title: oneLine(name), why, where });
    report('skip', name, where);
  }

  /** A line for the rules of the checklist: how it ended, where it stands, what it says. */
  function report(outcome, name, where) {
    titles.push(`${outcome}\t${where}\t${oneLine(name)}`);
  }

  function end(data, passed) {
    const { details, name, skip } = data;
    const isSuite = details.type === 'suite';
    if (isSuite) counts.suites += 1;
    // Of a suite that is skipped nothing else is heard: it counts as one test.
    if (isSuite && !isSet(skip) && (passed || isEcho(details.error))) return;
    counts.tests += 1;
    const where = data.file === undefined ? '' : place(data.file);
    if (isSet(skip)) return tellSkipped(data, where);
    if (isSet(data.todo)) counts.todo += 1;
    if (passed) counts.pass += 1;
    else if (details.error?.failureType === 'cancelledByParent') counts.cancelled += 1;
    else counts.fail += 1;
    report(passed ? 'pass' : 'fail', name, where);
    if (!passed) tellFailure(data, where);
  }

  function fileEnd({ counts: of, file, success, duration_ms }) {
    const bad = of.tests - of.passed - of.skipped;
    const said = `${of.passed} passed${bad > 0 ? `, ${bad} FAILED` : ''}${of.skipped > 0 ? `, ${of.skipped} skipped` : ''}`;
    print(`${success ? 'ok  ' : 'FAIL'} ${place(file)}: ${said} (${(duration_ms / 1000).toFixed(1)} s)\n`);
    output.delete(file);
  }

  return {
    take({ type, data }) {
      if (type === 'test:pass') end(data, true);
      else if (type === 'test:fail') end(data, false);
      else if (type === 'test:stdout' || type === 'test:stderr')
        output.set(data.file, `${output.get(data.file) ?? ''}${data.message}`.slice(-OUTPUT_KEPT));
      else if (type === 'test:summary' && data.file !== undefined) fileEnd(data);
    },
    titles: () => titles,
    /** Prints the summary; the exit code. */
    close() {
      print(summary({ counts, failures, skipped, milliseconds: performance.now() - began }));
      return counts.fail + counts.cancelled === 0 ? 0 : 1;
    },
  };
}
