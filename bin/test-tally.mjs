// Counts what node:test reports, prints a line for each file, every failure, and the closing summary.
import { inspect } from 'node:util';

const OUTPUT_KEPT = 20_000;

function reasonOf(error) {
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause, { depth: 4 });
  const difference = cause?.code === 'ERR_ASSERTION' ? '' : cause?.details ? inspect(cause.details) : '';
  return `${text}${difference}`
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A parent whose subtest failed says nothing of its own. */
function isEcho(error) {
  return error?.failureType === 'subtestsFailed';
}

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

  function end(data, passed) {
    if (data.details.type === 'suite') {
      counts.suites += 1;
      if (passed || isEcho(data.details.error)) return;
    }
    counts.tests += 1;
    const where = data.file === undefined ? '' : place(data.file);
    if (data.skip !== undefined && data.skip !== false) {
      counts.skipped += 1;
      skipped.push({
        title: data.name,
        why: typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason given',
        where,
      });
      titles.push(`skip\t${data.name}`);
      return;
    }
    if (data.todo !== undefined && data.todo !== false) counts.todo += 1;
    if (passed) counts.pass += 1;
    else if (data.details.error?.failureType === 'cancelledByParent') counts.cancelled += 1;
    else counts.fail += 1;
    titles.push(`${passed ? 'pass' : 'fail'}\t${data.name}`);
    if (passed || isEcho(data.details.error)) return;
    const said = output.get(data.file) ?? '';
    failures.push({ title: data.name, where, line: data.line });
    print(
      `\nFAILED ${where}:${data.line ?? 1}\n  ${data.name}\n${reasonOf(data.details.error)}\n${said === '' ? '' : `  output of the file:\n${said}\n`}`,
    );
  }

  function fileEnd(data) {
    const { passed, skipped: left, tests } = data.counts;
    const bad = tests - passed - left;
    const said = `${passed} passed${bad > 0 ? `, ${bad} FAILED` : ''}${left > 0 ? `, ${left} skipped` : ''}`;
    print(
      `${data.success ? 'ok  ' : 'FAIL'} ${place(data.file)}: ${said} (${(data.duration_ms / 1000).toFixed(1)} s)\n`,
    );
    output.delete(data.file);
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
      const bad = counts.fail + counts.cancelled;
      if (skipped.length > 0) {
        print('\nSkipped:\n');
        for (const { title, why, where } of skipped) print(`  ${title} (${where}): ${why}\n`);
      }
      if (failures.length > 0) {
        print('\nFailed:\n');
        for (const { title, where, line } of failures) print(`  ${where}:${line ?? 1} ${title}\n`);
      }
      print('\n');
      for (const [name, count] of Object.entries(counts)) print(`# ${name} ${count}\n`);
      print(`# duration_ms ${Math.round(performance.now() - began)}\n`);
      print(`${counts.pass} passed, ${bad} failed\n`);
      return bad === 0 ? 0 : 1;
    },
  };
}
