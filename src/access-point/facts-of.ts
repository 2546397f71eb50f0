import { domainOf, sameAddress } from '#mime';
import { type CertifiedFacts, originalFacts, type ProviderIndexView, type Recipient } from '#pec';
import type { Submission } from './submission.ts';

/**
 * What is certified of a submission: the SMTP envelope, never To and Cc (RFC 6109 2.1). Each recipient is typed here, once:
 * `certificato` when a provider manages its whole domain, any letter case (T23, T24), else `esterno`.
 */
export function factsOf(submission: Submission, index: ProviderIndexView, identificativo: string): CertifiedFacts {
  const { subject, msgid, replyTo, receiptType } = originalFacts(submission.index);
  const recipients: Recipient[] = [];
  for (const address of submission.recipients) {
    if (recipients.some((known) => sameAddress(known.address, address))) continue;
    recipients.push({
      address,
      type: index.recordOfDomain(domainOf(address)) === undefined ? 'esterno' : 'certificato',
    });
  }
  return {
    sender: submission.mailFrom,
    recipients,
    replyTo: replyTo ?? submission.mailFrom,
    ...(subject !== undefined && { subject }),
    identificativo,
    ...(msgid !== undefined && { msgid }),
    receiptType,
  };
}
