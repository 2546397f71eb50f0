import type { Accounts } from '#accounts';
import { domainOf } from '#mime';
import { POLICY_FAULT } from '#pec';

/** A11: recipients that a holder of a closed-channel domain may not write to (spec 19.1, C47). */
export function checkPolicy(sender: string, recipients: readonly string[], accounts: Accounts): readonly string[] {
  const domain = domainOf(sender);
  return recipients
    .filter((recipient) => !accounts.isAdmitted(domain, recipient))
    .map(POLICY_FAULT.recipientNotCompatible);
}
