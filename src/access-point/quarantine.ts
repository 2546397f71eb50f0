import { newId } from '#issuing';
import type { CertifiedFacts, Instant } from '#pec';
import type { Step } from '#ports';
import type { AccessPointPorts, Submission } from './submission.ts';

/** The infected original, exactly as submitted, into the virus store for 30 months (RFC 6109 2.2.1, 2.2.4; T19). */
export function quarantine(
  submission: Submission,
  virus: string,
  facts: CertifiedFacts,
  at: Instant,
  ports: AccessPointPorts,
): Step {
  const { rope, size, sha256, mailFrom, recipients } = submission;
  const { identificativo, msgid, subject } = facts;
  const message = { id: newId(at, ports.random), rope, size, sha256 };
  return {
    messages: [message],
    quarantine: [
      {
        id: newId(at, ports.random),
        messageId: message.id,
        at,
        point: 'AP',
        virus,
        sender: mailFrom,
        recipients,
        identificativo,
      },
    ],
    log: [
      {
        instant: at,
        point: 'AP',
        event: 'Quarantena',
        identificativo,
        ...(msgid !== undefined && { msgid }),
        mittente: mailFrom,
        destinatari: facts.recipients,
        ...(subject !== undefined && { oggetto: subject }),
        gestore: ports.issuing.issuer.name,
        virus,
        size,
        related: [message.id],
      },
    ],
  };
}
