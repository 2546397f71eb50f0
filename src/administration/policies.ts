import { type Policy, Refusal } from '#contract';
import { domainOf } from '#mime';
import { isoLegalTime } from '#pec';
import type { Domain, Mailbox, OrdinaryMailPolicy, UsePolicy } from '#ports';
import type { AdministrationPorts } from './administration-ports.ts';

type Ports = Pick<AdministrationPorts, 'accounts' | 'isCertifiedDomain'>;

/** What was asked, in the words of the store. Throws a Refusal for a forwarding that would go round in certified mail. */
export function readOrdinaryMail(given: Policy['ordinaryMail'], ports: Ports): OrdinaryMailPolicy | undefined {
  if (given === undefined) return undefined;
  switch (given.kind) {
    case 'accept':
      return { kind: 'accept' };
    case 'refuse':
      return {
        kind: 'refuse',
        ...(given.text !== undefined && given.text !== '' && { text: oneLine(given.text) }),
        ...(given.from !== undefined && { from: Date.parse(given.from) }),
      };
    case 'forward': {
      const to = given.to.toLowerCase();
      const domain = domainOf(to);
      if (!ports.accounts.isOwnDomain(domain) && !ports.isCertifiedDomain(domain)) return { kind: 'forward', to };
      throw new Refusal('invalid', 'forward-to-certified', {
        it: 'La posta ordinaria si inoltra solo a un indirizzo di posta ordinaria.',
        en: 'Ordinary mail is forwarded to ordinary addresses only.',
        de: 'Gewöhnliche Post wird nur an gewöhnliche Adressen weitergeleitet.',
      });
    }
  }
}

/** It is told in an SMTP reply: one line, ASCII. */
function oneLine(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 400);
}

/** What bounds the use; undefined: nothing is set. */
export function readUse(given: Policy): UsePolicy | undefined {
  const { maxRecipients, maxBytesTimesRecipients, submissionsPerHour, secondFactor, unfreeze } = given;
  const use = {
    ...(maxRecipients !== undefined && { maxRecipients }),
    ...(maxBytesTimesRecipients !== undefined && { maxBytesTimesRecipients }),
    ...(submissionsPerHour !== undefined && { submissionsPerHour }),
    ...(secondFactor !== undefined && { secondFactor }),
    ...(unfreeze !== undefined && { unfreeze }),
  };
  return Object.keys(use).length === 0 ? undefined : use;
}

const told = (policy: OrdinaryMailPolicy): NonNullable<Policy['ordinaryMail']> =>
  policy.kind === 'refuse'
    ? {
        kind: 'refuse',
        ...(policy.text !== undefined && { text: policy.text }),
        ...(policy.from !== undefined && { from: isoLegalTime(policy.from) }),
      }
    : policy;

export function policyOfMailbox({ ordinaryMail, policy }: Mailbox): Policy {
  return { ordinaryMail: told(ordinaryMail), ...policy };
}

export function policyOfDomain({ ordinaryMail, policy, closedChannel, enrolment }: Domain): Policy {
  return {
    ...(ordinaryMail && { ordinaryMail: told(ordinaryMail) }),
    ...(closedChannel && { closedChannel: { allowOnly: [...closedChannel.allowOnly] } }),
    ...policy,
    ...(enrolment && { enrolment }),
  };
}
