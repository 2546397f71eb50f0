import { type LintFinding, lintProviderCertificate, PROFILE_LINES, readCertificate } from '#cms';
import { sameAddress } from '#mime';
import { EXIT } from './exit.ts';
import { cell, isoDate, printJson } from './print.ts';
import { readDers } from './read-trust.ts';

export interface LintOptions {
  readonly provider?: string;
  readonly address?: string;
  readonly json?: true;
}

export interface LintLine {
  /** With its source. */
  readonly rule: string;
  readonly kept: boolean | undefined;
  readonly problem?: string;
}

const ADDRESS_LINE = 'service address (RFC 6109 5.5.1)';

/** Every line of the profile of spec 14.1, held against a certificate; `kept` is undefined where nothing was given to judge by. */
export async function lintLines(
  der: Uint8Array,
  { provider, address }: { readonly provider?: string | undefined; readonly address?: string | undefined },
): Promise<readonly LintLine[]> {
  const findings = lintProviderCertificate(der, provider);
  const strange = findings.filter(({ rule }) => !PROFILE_LINES.includes(rule));
  if (strange.length > 0) return strange.map(violated);
  const lines = PROFILE_LINES.map((rule): LintLine => {
    const finding = findings.find((one) => one.rule === rule);
    if (finding !== undefined) return violated(finding);
    return { rule, kept: rule.startsWith('subject ') && provider === undefined ? undefined : true };
  });
  return [...lines, await addressLine(der, address)];
}

const violated = ({ rule, problem }: LintFinding): LintLine => ({ rule, kept: false, problem });

async function addressLine(der: Uint8Array, address: string | undefined): Promise<LintLine> {
  if (address === undefined) return { rule: ADDRESS_LINE, kept: undefined };
  const { emailAddresses } = await readCertificate(der);
  if (emailAddresses.some((one) => sameAddress(one, address))) return { rule: ADDRESS_LINE, kept: true };
  return { rule: ADDRESS_LINE, kept: false, problem: `subjectAltName does not name ${address}` };
}

/** `ceralacca key lint`: exit code 1 when a line is violated. */
export async function lint(file: string, options: LintOptions): Promise<void> {
  const [der] = readDers(file, 'CERTIFICATE');
  const lines = await lintLines(der!, options);
  const isKept = lines.every(({ kept }) => kept !== false);
  if (!isKept) process.exitCode = EXIT.fault;
  const about = await readCertificate(der!).catch(() => undefined);
  if (options.json === true) {
    const { subject, serial, notBefore, notAfter } = about ?? {};
    const term = { notBefore: isoDate(notBefore), notAfter: isoDate(notAfter) };
    return printJson({ kept: isKept, certificate: about && { subject, serial, ...term }, lines });
  }
  if (about !== undefined) process.stdout.write(`${cell(about.subject)}, ends ${isoDate(about.notAfter)}\n`);
  for (const { rule, kept, problem } of lines) {
    const word = kept === undefined ? 'not judged' : kept ? 'ok' : 'VIOLATED';
    process.stdout.write(`${word.padEnd(10)}  ${rule}${problem === undefined ? '' : `: ${cell(problem)}`}\n`);
  }
  if (lines.some(({ kept }) => kept === undefined))
    process.stdout.write(
      'Not judged: give --provider NAME (of the index record) and --address (of the service mailbox).\n',
    );
}
