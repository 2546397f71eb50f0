import type { CertifiedFacts, Daticert } from '#pec';

/** The facts another provider certified, as its `daticert.xml` states them: repeated unchanged in what we issue (T26). */
export function factsOfDaticert(daticert: Daticert): CertifiedFacts {
  const { sender, recipients, replyTo, subject, identificativo, msgid, receiptType } = daticert;
  return {
    sender,
    recipients,
    replyTo,
    ...(subject !== undefined && { subject }),
    identificativo,
    ...(msgid !== undefined && { msgid }),
    receiptType: receiptType ?? 'completa',
  };
}
