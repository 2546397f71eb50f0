import type { Command } from 'commander';
import { type Verdict, verifyMessage } from '#pec';
import { describeKind, describeVerdict, type Finding } from './describe-verdict.ts';
import { CliFault, EXIT } from './exit.ts';
import { cell, printJson } from './print.ts';
import { readDers, readIndexFile, readInput } from './read-trust.ts';

interface Options {
  readonly trust?: readonly string[];
  readonly crl?: readonly string[];
  readonly index?: string;
  readonly at?: string;
  readonly strict?: true;
  readonly json?: true;
}

const MAX_BYTES = 200 * 1_048_576;
const MARK = { yes: 'yes', no: 'NO', 'not judged': '-', warning: '!' } as const;

function instant(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new CliFault(`--at ${text} is not an ISO 8601 date, e.g. 2026-03-01T10:00:00Z`, EXIT.usage);
  return at;
}

/** What the certification data say, for people. */
function facts({ message: { daticert } }: Verdict): readonly string[] {
  if (!daticert?.ok) return [];
  const { value } = daticert;
  const lines = [`from ${value.sender}`, `to ${value.recipients.map(({ address }) => address).join(', ')}`];
  if (value.subject !== undefined) lines.push(`subject ${value.subject}`);
  const about = value.consegna ?? value.ricezione?.join(', ');
  if (about !== undefined) lines.push(`about the delivery to ${about}`);
  if (value.errore !== 'nessuno') lines.push(`error ${[value.errore, value.erroreEsteso].filter(Boolean).join(': ')}`);
  lines.push(`issued by ${value.issuerName}, ${value.giorno} ${value.ora} ${value.zona}`.trimEnd());
  lines.push(`identificativo ${value.identificativo}`);
  return lines;
}

function closing(verdict: Verdict, holds: boolean): string {
  if (!verdict.holds) return 'This is NOT valid PEC evidence; each NO above says why.';
  if (!holds) return 'What was judged holds, but with --strict the warnings (!) above count as failures.';
  if (verdict.number === 'M6') return 'The anomaly envelope is genuine. What it encloses is certified by nobody.';
  return 'This is valid PEC evidence, as far as it was judged.';
}

function report(verdict: Verdict, findings: readonly Finding[], holds: boolean, notes: readonly string[]): string {
  const lines = findings.map(
    ({ question, answer, words }) => `  ${MARK[answer].padEnd(4)}${question.padEnd(13)}${words}`,
  );
  return [
    `${describeKind(verdict)}`,
    ...facts(verdict).map((line) => `  ${line}`),
    '',
    ...lines,
    ...notes.map((note) => `  ${'-'.padEnd(17)}${note}`),
    '',
    closing(verdict, holds),
    '',
  ]
    .map(cell)
    .join('\n');
}

async function verify(file: string, options: Options): Promise<void> {
  const bytes = readInput(file);
  if (bytes.length > MAX_BYTES) throw new CliFault(`${file} is over ${MAX_BYTES / 1_048_576} MB`);
  const index = options.index === undefined ? undefined : await readIndexFile(options.index);
  const at = instant(options.at);
  const trust = (options.trust ?? []).flatMap((path) => readDers(path, 'CERTIFICATE'));
  const crls = (options.crl ?? []).flatMap((path) => readDers(path, 'X509 CRL'));
  const verdict = await verifyMessage(bytes, {
    trust,
    crls,
    ...(index === undefined ? {} : { index: index.view }),
    ...(at === undefined ? {} : { at }),
  });
  const findings = describeVerdict(verdict, {
    roots: trust.length,
    lists: crls.length,
    index: index !== undefined,
  });
  const warned = findings.some(({ answer }) => answer === 'warning');
  const holds = verdict.holds && !(options.strict === true && warned);
  const notes = index === undefined ? [] : [index.note];
  if (options.json === true) {
    const { number, signature, inIndex, chain, binding, sha1, lineEnds, form } = verdict;
    const judged = {
      at: verdict.at === undefined ? null : new Date(verdict.at).toISOString(),
      atFrom: verdict.atFrom ?? null,
    };
    const daticert = verdict.message.daticert?.ok ? verdict.message.daticert.value : null;
    const out = {
      holds,
      number,
      signature,
      inIndex,
      chain: chain ?? null,
      binding,
      form,
      sha1,
      lineEnds,
      ...judged,
      daticert,
      findings,
      notes,
    };
    printJson(out);
  } else {
    process.stdout.write(report(verdict, findings, holds, notes));
  }
  process.exitCode = holds ? EXIT.ok : EXIT.fault;
}

const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** `ceralacca verify`: is this file valid PEC evidence? */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('Judge a PEC message saved as a file: who certified it, and does everything hold?')
    .argument('<file>', 'the message as it was received (.eml); - reads standard input')
    .option('--trust <pem>', 'a root certificate to trust; may stand several times', collect)
    .option('--index <file>', 'the index of providers, .ldif or .ldif.p7m; without it membership is not judged')
    .option('--crl <file>', 'a certificate revocation list; may stand several times', collect)
    .option('--at <date>', "the time at which to judge, ISO 8601 (default: the message's own Date)")
    .option('--strict', 'warnings fail too (SHA-1, LF line ends, oddities of form)')
    .option('--json', 'the report for programs')
    .addHelpText('after', '\nExit code: 0 everything judged holds, 1 it does not, 2 not understood.')
    .action(verify);
}
