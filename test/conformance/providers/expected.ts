/** The table fixtures/providers/expected.tsv: one row for each file and way of judging it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COLUMNS = [
  ...['file', 'trust', 'crl', 'kind', 'signature', 'index', 'chain', 'revocation', 'names', 'from', 'form'],
  ...['warnings', 'exit', 'strict', 'untrusted', 'with-crl', 'what'],
] as const;

export type Expected = Readonly<Record<string, string>>;

export const fixturesFolder = fileURLToPath(new URL('../../../fixtures/providers/', import.meta.url));
export const pathOf = (name: string) => `${fixturesFolder}${name}`;
export const trustPath = ({ trust }: Expected) => pathOf(`authorities/${trust}.pem`);
export const crlPath = ({ crl }: Expected) => pathOf(`authorities/${crl}.crl.pem`);
export const messagePath = ({ file }: Expected) => pathOf(`${file}.eml`);
export const indexPath = pathOf('authorities/index.ldif');

export function readExpected(): readonly Expected[] {
  const [head = '', ...lines] = readFileSync(pathOf('expected.tsv'), 'utf8').trimEnd().split('\n');
  if (head !== COLUMNS.join('\t')) throw new Error(`expected.tsv: the first line is not ${COLUMNS.join(', ')}`);
  return lines.map((line) => {
    const cells = line.split('\t');
    if (cells.length !== COLUMNS.length) throw new Error(`expected.tsv: ${line} has not ${COLUMNS.length} cells`);
    return Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at]!]));
  });
}

/** Every message there is, without `.eml`. */
export function fixtureNames(): readonly string[] {
  return readdirSync(fixturesFolder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -4).replaceAll('\\', '/'))
    .sort();
}

/** What a verdict says, in the words of the table. */
export interface Answers {
  readonly number: string;
  readonly signature: string;
  readonly inIndex: string;
  readonly binding: string;
  readonly sha1: boolean;
  readonly lineEnds: string;
  readonly form: { readonly faults: readonly string[]; readonly warnings: readonly string[] };
  readonly chain?: {
    readonly path: string;
    readonly validity: string;
    readonly keyUsage: string;
    readonly nameConstraints: string;
    readonly weaknesses?: readonly string[];
  } | null;
}

export function inWords(verdict: Answers): Expected {
  const { chain, form } = verdict;
  return {
    kind: verdict.number,
    signature: verdict.signature,
    index: verdict.inIndex.replace('not-judged', '-'),
    chain: chain ? chainInWords(chain) : '-',
    names: chain?.nameConstraints ?? '-',
    from: verdict.binding.replace('not-judged', '-'),
    form: form.faults.join('; ') || 'ok',
    warnings:
      [
        ...(chain?.weaknesses ? ['certificate'] : []),
        ...(form.warnings.length > 0 ? ['form'] : []),
        ...(verdict.lineEnds === 'crlf' ? [] : ['lines']),
        ...(verdict.sha1 ? ['digest'] : []),
      ].join(',') || '-',
  };
}

function chainInWords({ path, validity, keyUsage }: NonNullable<Answers['chain']>): string {
  if (path !== 'ok') return 'no-path';
  if (validity !== 'ok') return validity;
  return keyUsage === 'ok' ? 'ok' : 'not-for-mail';
}

/** The columns both have; of a fault of form the table gives a part. */
export function expectedWords(row: Expected, found: Expected): Expected {
  const words = Object.fromEntries(Object.keys(found).map((name) => [name, row[name]!]));
  return found.form?.includes(row.form!) ? { ...words, form: found.form } : words;
}
