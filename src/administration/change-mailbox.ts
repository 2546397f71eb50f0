import { type AdminMailbox, type Policy, Refusal } from '#contract';
import { joinSteps } from '#issuing';
import type { Mailbox, OrdinaryMailPolicy, Step, UsePolicy } from '#ports';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { readMailbox } from './find-mailboxes.ts';
import { forwardedWords, letterIn } from './letters.ts';
import { mailboxRow } from './mailbox-view.ts';
import { officeCard } from './offices.ts';
import { refuseOverQuota } from './organisation-quota.ts';
import { readOrdinaryMail, readUse } from './policies.ts';
import { toldDifferences } from './told-differences.ts';

type Ports = AdministrationPorts;

export interface MailboxChange {
  readonly quotaBytes?: number | undefined;
  readonly office?: string | null | undefined;
  readonly policy?: Policy | undefined;
  readonly holder?: string | undefined;
}

/** Fields of one mailbox; what others change of it at the same time stays. */
export async function changeMailbox(by: Actor, id: string, given: MailboxChange, ports: Ports): Promise<AdminMailbox> {
  const { mailbox } = await mailboxRow(by, id, ports);
  refuseOwnMailbox(mailbox);
  const change = await readChange(mailbox, given, ports);
  if (Object.keys(change).length > 0)
    await commitAct(
      joinSteps({ accounts: [{ kind: 'change-mailbox', id, change }] }, tellForwarding(by, mailbox, change, ports)),
      actOn('casella-cambiata', mailbox, toldDifferences(pick(mailbox, change), change)),
      by,
      ports,
    );
  return await readMailbox(by, id, ports);
}

/** Nobody else begins to read what is sent to a holder without his being told. */
function tellForwarding(by: Actor, mailbox: Mailbox, { ordinaryMail }: Change, ports: Ports): Step {
  if (ordinaryMail?.kind !== 'forward') return {};
  return letterIn(mailbox, forwardedWords(mailbox.address, by.login, ordinaryMail.to), ports.legalTime.now(), ports);
}

/** Of the fields that are to change, what they are now. */
function pick(mailbox: Mailbox, change: object): object {
  const kept = mailbox as unknown as Record<string, unknown>;
  return Object.fromEntries(Object.keys(change).map((field) => [field, kept[field] ?? null]));
}

interface Change {
  quotaBytes?: number;
  office?: string | null;
  holder?: string;
  ordinaryMail?: OrdinaryMailPolicy;
  policy?: UsePolicy | null;
}

/** Only what differs. */
export async function readChange(mailbox: Mailbox, given: MailboxChange, ports: Ports): Promise<Change> {
  const { quotaBytes, office, policy, holder } = given;
  if (quotaBytes !== undefined) await refuseOverQuota(mailbox.organisation, quotaBytes - mailbox.quotaBytes, ports);
  if (typeof office === 'string') await officeCard(mailbox.organisation ?? '', office, ports);
  const change: Change = {};
  if (quotaBytes !== undefined && quotaBytes !== mailbox.quotaBytes) change.quotaBytes = quotaBytes;
  if (office !== undefined && (office ?? undefined) !== mailbox.office) change.office = office;
  if (holder !== undefined && holder !== mailbox.holder) change.holder = holder;
  if (policy !== undefined) {
    refuseOfDomain(policy);
    const ordinaryMail = readOrdinaryMail(policy.ordinaryMail, ports);
    if (ordinaryMail !== undefined && !isSame(ordinaryMail, mailbox.ordinaryMail)) change.ordinaryMail = ordinaryMail;
    const use = readUse(policy);
    if (!isSame(use, mailbox.policy)) change.policy = use ?? null;
  }
  return change;
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function refuseOfDomain({ closedChannel, enrolment }: Policy): void {
  if (closedChannel !== undefined || enrolment !== undefined)
    throw new Refusal('invalid', 'policy-of-domain', {
      it: 'Canale chiuso e attivazione valgono per un dominio intero.',
      en: 'A closed channel, and activation, are of a whole domain.',
      de: 'Geschlossener Kanal und Aktivierung gelten für eine ganze Domain.',
    });
}

/** The provider's own mailbox is nobody's to change (RFC 6109 2.2.5). */
export function refuseOwnMailbox({ kind }: Mailbox): void {
  if (kind === 'service')
    throw new Refusal('conflict', 'service-mailbox', {
      it: 'È la casella di servizio del gestore.',
      en: 'It is the service mailbox of the provider.',
      de: 'Es ist das Dienstpostfach des Anbieters.',
    });
}

export function actOn(act: string, { address, organisation }: Mailbox, detail: string) {
  return { act, on: address, detail, ...(organisation !== undefined && { organisation }) };
}
