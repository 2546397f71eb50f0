import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { HolderKind } from '#administration';
import type { IdentityEvidence } from '#contract';
import { isoLegalTime } from '#pec';
import type { Mailbox, Step } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { openPersonalData } from './open-personal-data.ts';
import type { OpenProvider } from './open-provider.ts';

/** Who holds a mailbox, and what proves it, as options say it. */
export interface HolderOptions {
  readonly holderKind?: string;
  readonly taxCode?: string;
  readonly operator?: string;
  readonly documentType?: string;
  readonly documentNumber?: string;
  readonly documentIssuer?: string;
  readonly documentUntil?: string;
  readonly organisationAnswers?: true;
}

export function withHolderOptions(command: Command): Command {
  return command
    .option('--holder-kind <kind>', 'what the holder is: person, foreign-resident, firm, professional, public-body')
    .option(
      '--tax-code <code>',
      'of the holder; `-`: the first line of standard input, where no list of processes shows it',
    )
    .option('--operator <login>', 'the operator who answers for this identification')
    .option(
      '--document-type <type>',
      'the document that the operator saw: identity-card, passport, driving-licence, residence-permit',
    )
    .option('--document-number <number>', 'its number')
    .option('--document-issuer <name>', 'who issued it')
    .option('--document-until <day>', 'its last day, 2031-12-31')
    .option('--organisation-answers', 'instead of a document: the organisation of the mailbox answers for him');
}

/** Was anything said of him? */
export function saysHolder(options: HolderOptions): boolean {
  const { holderKind, taxCode, operator, documentType, organisationAnswers } = options;
  return [holderKind, taxCode, operator, documentType, organisationAnswers].some((one) => one !== undefined);
}

/** What writes him down, and the words for the log. Throws a fault when something is missing, above all evidence. */
export async function holderStep(
  provider: OpenProvider,
  mailbox: Mailbox,
  name: string,
  options: HolderOptions,
): Promise<{ readonly step: Step; readonly told: string }> {
  const [{ HOLDER_KINDS, Refusal }, { attachHolder }] = await Promise.all([import('#contract'), import('#enrolment')]);
  const { taxCode } = options;
  const kind: HolderKind | undefined = HOLDER_KINDS.find((one) => one === options.holderKind);
  if (kind === undefined || taxCode === undefined)
    throw new CliFault(
      `a holder is written down with --tax-code and --holder-kind, one of ${HOLDER_KINDS.join(', ')}`,
      EXIT.usage,
    );
  const evidence = await evidenceOf(provider, mailbox, options);
  const code = taxCode === '-' ? (readFileSync(0, 'utf8').split(/\r?\n/)[0] ?? '') : taxCode;
  const ports = await openPersonalData(provider);
  const { id, address } = mailbox;
  try {
    const step = await attachHolder({ mailbox: id, address, kind, name, taxCode: code, evidence: [evidence] }, ports);
    return { step, told: `titolare: ${name}; prova: ${evidence.how}; operatore ${options.operator}` };
  } catch (fault) {
    if (fault instanceof Refusal) throw new CliFault(`${address}: ${fault.detail.en}`);
    throw fault;
  }
}

/** Only an operator identifies, and the organisation whose mailbox it is answers for its own people. */
async function evidenceOf(
  { store, name, now }: OpenProvider,
  { organisation, address }: Mailbox,
  options: HolderOptions,
): Promise<IdentityEvidence> {
  const [{ KINDS, roleValue }, { identityDocument }] = await Promise.all([
    import('#administration'),
    import('#contract'),
  ]);
  const by = options.operator?.toLowerCase() ?? '';
  const role = await store.card(KINDS.role, by);
  if (role === undefined || roleValue.parse(role.value).role !== 'operator')
    throw new CliFault(
      `--operator ${by}: say which operator of ${name} identified him (\`account role list\`)`,
      EXIT.usage,
    );
  const at = isoLegalTime(now());
  if (options.organisationAnswers === true) {
    if (organisation === undefined) throw new CliFault(`${address} is of no organisation that could answer for him`);
    return { how: 'organisation', organisation, by, at };
  }
  const { documentType: type, documentNumber: number, documentIssuer: issuer, documentUntil: until } = options;
  const document = identityDocument.safeParse({ type, number, issuer, until });
  if (!document.success)
    throw new CliFault(
      'nobody is written down without evidence: --document-type, --document-number, --document-issuer and --document-until (2031-12-31), or --organisation-answers',
      EXIT.usage,
    );
  return { how: 'in-person', operator: by, document: document.data, at };
}
