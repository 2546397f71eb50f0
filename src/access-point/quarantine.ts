import { newId } from '#issuing';
import type { Instant } from '#pec';
import type { Step } from '#ports';
import type { AccessPointPorts, Submission } from './submission.ts';

/** The infected original, exactly as submitted, into the virus store for 30 months (RFC 6109 2.2.1, 2.2.4; T19). */
export function quarantine(
  submission: Submission,
  virus: string,
  identificativo: string,
  at: Instant,
  ports: AccessPointPorts,
): Step {
  const { rope, size, sha256, mailFrom, recipients } = submission;
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
        mittente: mailFrom,
        virus,
        size,
        related: [message.id],
      },
    ],
  };
}
